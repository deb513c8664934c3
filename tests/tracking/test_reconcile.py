"""What cannot be true in a ledger is found, with a smallest set, and nothing else is."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_ledgers import Rows, apart, histories, ledgers, made, together, widened
from planted_breaks import PLANTERS, plants
from reconcile_by_hand import INFINITE, Found, gaps

from tequio.tracking.ledger import ledger, read_ledger
from tequio.tracking.reconcile import CHECKS, reconcile, to_json
from tequio.tracking.schema import TABLES
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


@settings(max_examples=25, deadline=None)
@given(ledgers())
def test_reconcile_of_any_rows_agrees_with_the_slow_one(rows: Rows) -> None:
    assert sorted(told(gap) for gap in reconcile(ledger(rows))) == gaps(rows)


def test_reconcile_of_many_ledgers_at_once_agrees_with_the_slow_one() -> None:
    many = [apart(rows, f"{at}") for at, rows in enumerate(made(ledgers(), 400))]
    slow = [gap for rows in many for gap in gaps(rows)]
    assert sorted(told(gap) for gap in reconcile(ledger(together(many)))) == sorted(slow)


def test_reconcile_of_1000_histories_honestly_told_finds_nothing() -> None:
    many = [apart(rows, f"{at}") for at, rows in enumerate(made(histories(), 1000))]
    assert reconcile(ledger(together(many))) == ()


@settings(max_examples=25, deadline=None)
@given(histories())
def test_reconcile_of_a_history_honestly_told_finds_nothing(rows: Rows) -> None:
    assert reconcile(ledger(rows)) == ()


def test_reconcile_with_wider_intervals_finds_no_new_gap() -> None:
    both = st.composite(lambda draw: (rows := draw(ledgers()), widened(rows, draw)))
    pairs = [(apart(one, f"{at}"), apart(wide, f"{at}")) for at, (one, wide) in enumerate(made(both(), 300))]

    def found(rows: Iterable[Rows]) -> set[tuple[str, str]]:
        gaps = names(together(list(rows)))
        return {(check, subject) for check, subject, _ in gaps}  # the date of a count may have become wider

    assert found(wide for _, wide in pairs) <= found(rows for rows, _ in pairs)


@pytest.mark.parametrize("status", ["conflict", "needs_work", "superseded", "withdrawn"])
def test_reconcile_with_further_claims_that_are_not_accepted_finds_no_new_gap(status: str) -> None:
    pairs = made(st.tuples(ledgers(), ledgers(most=3)), 100)
    more = [apart(_with(rows, further, status), f"{at}") for at, (rows, further) in enumerate(pairs)]
    fewer = [apart(rows, f"{at}") for at, (rows, _) in enumerate(pairs)]
    assert names(together(more)) <= names(together(fewer))


def _with(rows: Rows, further: Rows, status: str) -> Rows:
    changes = {"status": status, "supersedes": ""}
    return {
        name: [*table, *({**row, **changes, "claim": f"N{row['claim']}"} for row in further[name])]
        for name, table in rows.items()
    }


def test_every_check_has_a_break_to_be_planted() -> None:
    assert set(PLANTERS) == {name for names in CHECKS for name in names.split(", ")}


@pytest.mark.parametrize("check", PLANTERS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_reconcile_finds_a_planted_break_with_its_smallest_set(check: str, data: st.DataObject) -> None:
    planted, subject, more = data.draw(plants(check))
    truth = data.draw(histories())
    rows = {name: [*table, *planted.get(name, [])] for name, table in truth.items()}
    found = [gap for gap in reconcile(ledger(rows)) if gap.check == check]
    assert [(gap.subject, gap.least) for gap in found] == [(subject, more)]
    assert _is_smallest(rows, found[0])


def _is_smallest(rows: Rows, gap: Gap) -> bool:
    """Whether the events alone break, and with any one of `big` taken away no longer do."""

    def broken(events: set[str]) -> bool:
        only = {table: [row for row in of if row[TABLES[table].id] in events] for table, of in rows.items()}
        name = (gap.check, gap.subject, gap.at, gap.small)
        return name in {(*found[:3], found[5]) for found in gaps(only)}

    smallest = set(gap.smallest)
    return broken(smallest) and not any(broken(smallest - {event}) for event in smallest & set(gap.big))
