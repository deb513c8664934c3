"""What cannot be true in a ledger is found, with a smallest set, and nothing else is."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_ledgers import Rows, histories, ledgers, widened
from reconcile_by_hand import INFINITE, Found, gaps

from tequio.tracking.ledger import ledger, read_ledger
from tequio.tracking.reconcile import reconcile, to_json
from tequio.tracking.smallest import Gap


def told(gap: Gap) -> Found:
    most = INFINITE if gap.most is None else gap.most
    return (gap.check, gap.subject, gap.at, (gap.least, most), gap.big, gap.small, len(gap.smallest))


def names(rows: Rows) -> set[tuple[str, str, str]]:
    return {(gap.check, gap.subject, gap.at) for gap in reconcile(ledger(rows))}


@pytest.fixture(scope="module")
def small(shared: Path) -> Path:
    folder = shared / "data" / "tracking" / "ledger_small"
    if not folder.is_dir():
        pytest.skip(f"no ledger at {folder}")
    return folder


def test_reconcile_of_the_shared_ledger_finds_what_was_planted(small: Path) -> None:
    truth = json.loads((small / "truth.json").read_text(encoding="utf-8"))["reconcile"]

    def key(gap: dict[str, object]) -> tuple[object, ...]:
        return (gap["check"], gap["subject"], gap["at"])

    found = to_json(reconcile(read_ledger(small)))
    assert {key(gap): gap for gap in found} == {key(gap): gap for gap in truth}
    assert len(found) == len(truth)


@settings(max_examples=400, deadline=None)
@given(ledgers())
def test_reconcile_of_any_rows_agrees_with_the_slow_one(rows: Rows) -> None:
    assert sorted(told(gap) for gap in reconcile(ledger(rows))) == gaps(rows)


@settings(max_examples=1000, deadline=None)
@given(histories())
def test_reconcile_of_a_history_honestly_told_finds_nothing(rows: Rows) -> None:
    assert reconcile(ledger(rows)) == ()


@settings(max_examples=200, deadline=None)
@given(ledgers(), st.data())
def test_reconcile_with_wider_intervals_finds_no_new_gap(rows: Rows, data: st.DataObject) -> None:
    def unsaid(found: set[tuple[str, str, str]]) -> set[tuple[str, str]]:
        return {(check, subject) for check, subject, _ in found}  # the date of a count may have become wider

    assert unsaid(names(widened(rows, data.draw))) <= unsaid(names(rows))


@settings(max_examples=200, deadline=None)
@given(ledgers(), ledgers(most=3), st.sampled_from(["conflict", "needs_work", "superseded", "withdrawn"]))
def test_reconcile_with_further_claims_that_are_not_accepted_finds_no_new_gap(
    rows: Rows, further: Rows, status: str
) -> None:
    more = {
        name: [
            *table,
            *(
                {**row, "claim": f"N{row['claim']}", "status": status, "supersedes": ""}
                for row in further[name]
            ),
        ]
        for name, table in rows.items()
    }
    assert names(more) <= names(rows)
