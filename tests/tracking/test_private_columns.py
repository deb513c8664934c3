"""Keeping any one private column of an edition is seen: each test of the canaries can fail."""

import datetime
from typing import Any

import pytest

import private_columns as private
from tequio.reports.tracking_site.archive import zipped
from tequio.tracking import levels, redact
from tequio.tracking.levels import Level, rules

DAY = datetime.date(2026, 11, 24)
LOWER: tuple[Level, ...] = ("partner", "public")
EACH = [(level, *place) for level in LOWER for place in private.HIDDEN[level]]


def shown(level: Level) -> set[str]:
    """The canaries in the zip of an edition."""
    return set(private.shown(zipped(redact.edition(private.with_canaries(level), level, DAY).ledger, "A")))


@pytest.mark.parametrize("level", LOWER)
def test_no_private_column_is_shown(level: Level) -> None:
    assert shown(level) == set()


@pytest.mark.parametrize(("level", "table", "column"), EACH)
def test_keeping_one_private_column_is_seen(
    monkeypatch: pytest.MonkeyPatch, level: Level, table: str, column: str
) -> None:
    monkeypatch.setitem(levels._READ[table], column, ("keep", "keep"))
    assert shown(level) != set()


@pytest.mark.parametrize("level", LOWER)
def test_showing_leaked_sources_is_seen(monkeypatch: pytest.MonkeyPatch, level: Level) -> None:
    def everything(tables: Any) -> Any:
        return dict(tables)

    monkeypatch.setattr(redact, "without_leaked", everything)
    assert shown(level) != set()


@pytest.mark.parametrize("level", LOWER)
def test_rules_hide_what_is_written_out_by_hand_and_no_more(level: Level) -> None:
    hidden = {
        (table, column)
        for table, columns in rules(level).items()
        for column, rule in columns.items()
        if rule != "keep"
    }
    states = private.SMALL_STATES.keys() if level == "public" else set()
    assert hidden == private.HIDDEN[level].keys() | states
