"""Every column of every table has a rule at every level."""

import datetime

import pytest

from tequio.tracking.levels import LEVELS, RULES, last_day, rules
from tequio.tracking.schema import TABLES


@pytest.mark.parametrize("level", LEVELS)
def test_rules_name_every_column_and_no_other(level: str) -> None:
    said = {table: set(columns) for table, columns in rules(level).items()}  # type: ignore[arg-type]
    assert said == {name: set(kind.columns) for name, kind in TABLES.items()}


@pytest.mark.parametrize("level", LEVELS)
def test_rules_are_known_words(level: str) -> None:
    said = {rule for columns in rules(level).values() for rule in columns.values()}  # type: ignore[arg-type]
    assert said <= set(RULES)


def test_rules_of_a_lower_level_never_show_what_a_higher_one_hides() -> None:
    partner, public = rules("partner"), rules("public")
    hidden = {
        (table, column) for table in partner for column, rule in partner[table].items() if rule != "keep"
    }
    assert all(public[table][column] != "keep" for table, column in hidden)


@pytest.mark.parametrize(
    ("made_on", "expected"),
    [("2026-11-24", "2024-11-24"), ("2024-02-29", "2022-02-28"), ("2026-01-31", "2024-01-31")],
)
def test_last_day_of_a_public_edition_is_24_months_earlier(made_on: str, expected: str) -> None:
    day = datetime.date.fromisoformat(made_on)
    assert last_day("public", day).isoformat() == expected
    assert last_day("partner", day) == day
