"""Arithmetic with published figures: intervals, contested accounts, windows."""

from decimal import Decimal

import pytest

from tequio.tracking import cases
from tequio.tracking.figures import Claim, Figure, claims


def claim(name: str, figure: str = "1", **more: str) -> dict[str, str]:
    ends = {"quantity_min": figure, "quantity_max": figure} if figure else {}
    window = {"since": "2010", "until": "2012"}
    return {"claim": name, "what": "lost", "scope": "all", "status": "accepted", **window, **ends, **more}


def read(*rows: dict[str, str]) -> dict[str, Claim]:
    return claims(rows)


def exact(number: int) -> Figure:
    return Figure(Decimal(number), Decimal(number))


def test_figures_without_a_bound_stay_without() -> None:
    some = Figure(Decimal(2), None)
    assert (some + exact(1), some - exact(1)) == (Figure(Decimal(3), None), Figure(Decimal(1), None))
    assert exact(1) - some == Figure(None, Decimal(-1))
    assert (some | exact(1), exact(1) | some) == (Figure(Decimal(1), None), Figure(Decimal(1), None))
    assert some.exceeds(exact(1))
    assert not exact(9).exceeds(some)


@pytest.mark.parametrize("status", ["superseded", "withdrawn"])
def test_claims_that_do_not_stand_are_left_out(status: str) -> None:
    assert list(read(claim("A"), claim("B", status=status))) == ["A"]


def test_claims_with_a_figure_that_is_none_are_refused() -> None:
    with pytest.raises(ValueError, match="many"):
        read(claim("A", "many"))


def test_balance_of_contested_accounts_alone_makes_no_break() -> None:
    rows = [claim("A", "9", status="conflict"), claim("B", "7", what="held")]
    found = cases.balance(read(*rows), ["A"], ["B"])
    assert (found.unexplained, found.broken) == (exact(2), False)


def test_balance_takes_as_few_of_the_larger_side_as_suffice() -> None:
    rows = [
        claim("A", "5"),
        claim("B", "1", scope="x"),
        claim("C", "4", scope="y"),
        claim("D", "7", what="held"),
    ]
    found = cases.balance(read(*rows), ["A", "B", "C"], ["D"])
    assert (found.broken, found.smallest) == (True, ("A", "C", "D"))


def test_balance_counts_two_accepted_claims_twice() -> None:
    known = read(claim("A", "5"), claim("B", "5"), claim("C", "10", what="held"))
    assert cases.balance(known, ["A", "B"], ["C"]).unexplained == exact(0)


def test_apart_of_windows_that_are_not_known_is_never_the_same_window() -> None:
    known = read(claim("A", until=""), claim("B", until=""))
    assert cases.apart([known["A"]], [known["B"]]) == ("window",)


def test_differences_are_allowed_within_one_scope_only() -> None:
    rows = [claim("A", "9"), claim("B", "4", until="2011"), claim("C", "3", until="2011", scope="other")]
    assert [found.claims for found in cases.differences(read(*rows))] == [("B", "A")]


def test_parts_that_exceed_their_whole_do_not_agree() -> None:
    rows = [claim("A", "5"), claim("B", "6", what="lost: stolen", part_of="A")]
    (found,) = cases.parts(read(*rows, claim("C", "1", what="of which pistols", part_of="A")))
    assert (found.sum, found.agrees) == (exact(6), False)


def test_beside_leaves_out_breakdowns_of_the_same_source() -> None:
    known = read(
        claim("A", source="S"),
        claim("B", what="lost, one state", scope="x", source="S"),
        claim("C", what="lost, one state", scope="x", source="T", until="2013"),
    )
    assert cases.beside(known, ["lost"]) == ["A", "C"]
    assert cases.beside(read(claim("A")), ["lost"]) == []


def test_named_without_a_condition_is_too_coarse_and_without_a_licence_not_on_record() -> None:
    licence = claim("A", what="licensed", scope="central consignee")
    condition = claim("B", "", what="condition: not to these states", scope="Guerrero|Jalisco")
    assert cases.named(read(licence), "Guerrero") == ("too_coarse", ("A",))
    assert cases.named(read(condition), "Guerrero") == ("no_records", ("B",))
    assert cases.named(read(licence, condition), "Jalisco") == ("no", ("A", "B"))
    contested = {**condition, "status": "conflict"}
    assert cases.named(read(licence, contested), "Jalisco") == ("too_coarse", ("A",))


def test_breaches_of_several_licences_are_possible() -> None:
    rows = [
        claim("A", what="licensed"),
        claim("B", what="licensed", scope="other"),
        claim("C", "", what="condition: not to these states", scope="x"),
        claim("D", "3", what="passed on", scope="x"),
    ]
    (found,) = cases.breaches(read(*rows))
    assert (found.certainty, found.quantity, found.claims) == ("possible", exact(3), ("C", "D"))


def test_chain_of_single_claims_has_no_weakest_link() -> None:
    found = cases.chain(read(claim("A"), claim("B", what="held")), ["held", "lost"])
    assert (found.links, found.weakest) == ((("B",), ("A",)), ())


def test_by_scope_without_a_record_is_no_zero() -> None:
    assert cases.by_scope(read(claim("A", "2")), "lost", ["all", "none"]) == {"all": exact(2), "none": None}
