"""A weapon's number that is counted after it left, or in two places, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tequio.tracking.ledger import ledger
from tequio.tracking.orders import Happening, fits
from tequio.tracking.reconcile import reconcile

THING = {"maker": "Ficta Arms", "model": "FX-1", "country": "US", "serials": "A0", "quantity_min": "1"}
ROW = {"source": "F1", "page": "1", "status": "accepted", **THING}


def checks(**tables: list[dict[str, str]]) -> list[str]:
    numbered = {
        name: [{"claim": f"C{name}{at}", **ROW, **row} for at, row in enumerate(rows)]
        for name, rows in tables.items()
    }
    return [gap.check for gap in reconcile(ledger(numbered))]


CAME = {"receipt": "R1", "to_unit": "U1", "date": "2010"}
HELD = {"holding": "H1", "unit": "U1", "date": "2012-03-01"}
FOUND = {"recovery": "V1", "date": "2011"}


def test_number_found_elsewhere_and_counted_afterwards_is_a_gap() -> None:
    assert checks(receipts=[CAME], recoveries=[FOUND], holdings=[HELD]) == ["serial_held_but_gone"]


@pytest.mark.parametrize(
    "found",
    [
        {"serials": "AO"},
        {"maker": ""},
        {"country": "DE"},
        {"country": ""},
        {"holder": "U1"},
        {"loss": "O1"},
        {"date": "2012"},
        {"date": ""},
        {"status": "conflict"},
    ],
    ids=str,
)
def test_number_that_may_be_another_or_later_is_no_gap(found: dict[str, str]) -> None:
    assert checks(receipts=[CAME], recoveries=[{**FOUND, **found}], holdings=[HELD]) == []


def test_number_found_before_it_came_is_no_gap() -> None:
    found = {**FOUND, "date": "2009"}
    assert checks(receipts=[CAME], recoveries=[found], holdings=[HELD]) == []


def test_number_of_a_unit_without_a_receipt_is_no_gap() -> None:
    passed = {**CAME, "from_unit": "U1", "to_unit": "U2"}
    assert checks(receipts=[passed], holdings=[HELD]) == []


def test_number_passed_on_and_given_back_is_no_gap() -> None:
    passed = {"receipt": "R2", "from_unit": "U1", "to_unit": "U2", "date": "2011-01"}
    back = {"receipt": "R3", "from_unit": "U2", "to_unit": "U1", "date": "2011-02"}
    assert checks(receipts=[CAME, passed, back], holdings=[HELD]) == []
    assert checks(receipts=[CAME, passed], holdings=[HELD]) == ["serial_held_but_gone"]


def test_number_that_only_a_contested_account_of_the_count_lists_is_no_gap() -> None:
    held = [{**HELD, "serials": "B1"}, {**HELD, "status": "conflict"}]
    assert checks(receipts=[CAME], recoveries=[FOUND], holdings=held) == []


def test_number_counted_in_two_places_on_one_day_is_a_gap() -> None:
    assert checks(holdings=[HELD, {**HELD, "holding": "H2", "unit": "U2"}]) == ["serial_two_places"]


@pytest.mark.parametrize(
    "other",
    [
        {"unit": "U1"},
        {"date": "2012-03-02"},
        {"date": "2012-03"},
        {"serials": "AO"},
        {"status": "conflict"},
        {"model": ""},
    ],
    ids=str,
)
def test_number_counted_once_or_on_another_day_is_no_gap(other: dict[str, str]) -> None:
    assert checks(holdings=[HELD, {**HELD, "holding": "H2", "unit": "U2", **other}]) == []


happenings = st.builds(
    lambda kind, first, more: Happening(kind, first, first + more),
    st.sampled_from(("out", "seen")),
    st.integers(1, 6),
    st.integers(0, 3),
)


@given(st.lists(happenings, max_size=2), st.lists(st.integers(1, 6), min_size=1, max_size=3))
def test_orders_that_fit_still_fit_with_wider_days(gone: list[Happening], days: list[int]) -> None:
    came = [Happening("in", day, day) for day in days]
    wider = [Happening(each.kind, each.first - 1, each.last + 1) for each in gone]
    assert fits(wider, came, 9) >= fits(gone, came, 9)


def test_orders_too_many_to_try_are_taken_to_fit() -> None:
    came = [Happening("in", 1, 1)] * 20
    assert fits([Happening("seen", 5, 5)], came, 4)
