"""The bundled example ledger shows every kind of answer."""

from importlib.resources import as_file, files

import pytest

from tequio.tracking.check import check
from tequio.tracking.ledger import Ledger, read_ledger
from tequio.tracking.named import VERDICTS, named
from tequio.tracking.reconcile import reconcile
from tequio.tracking.screen import screen
from tequio.tracking.totals import never_add
from tequio.tracking.trace import trace


@pytest.fixture(scope="module")
def example() -> Ledger:
    with as_file(files("tequio.examples") / "ledger") as folder:
        return read_ledger(folder)


def test_example_is_sound(example: Ledger) -> None:
    assert check(example) == []


def test_example_has_each_verdict_and_a_breach(example: Ledger) -> None:
    found = named(example)
    assert set(found.table["verdict"].to_list()) == set(VERDICTS)
    assert {one.certainty for one in found.breaches} == {"certain"}


def test_example_has_gaps_of_several_kinds_and_totals_that_are_never_added(example: Ledger) -> None:
    assert len({gap.check for gap in reconcile(example)}) >= 3
    assert never_add(example) == [["X000001", "X000002", "X000003"]]


def test_example_has_hits_on_a_superior_and_a_group(example: Ledger) -> None:
    hits = [hit for unit in ("U000002", "U000003") for hit in screen(example, unit, "2011/2016").hits]
    assert {hit.relation for hit in hits} == {"superior", "member"}


def test_example_has_a_weapon_to_trace(example: Ledger) -> None:
    (chain,) = trace(example, serial="FI-1004").chains
    assert len(chain.links) >= 5


def test_example_has_a_reply_asked_and_one_answered(example: Ledger) -> None:
    assert sorted(bool(day) for day in example.tables["replies"]["answered_on"].to_list()) == [False, True]
