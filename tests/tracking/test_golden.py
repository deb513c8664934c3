"""The five cases that newspapers and organisations published come out exactly."""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tequio.tracking import cases
from tequio.tracking.figures import Claim, Figure, claims

Row = dict[str, str]


@pytest.fixture(scope="module")
def golden(shared: Path) -> Path:
    folder = shared / "data" / "tracking" / "golden"
    if not folder.is_dir():
        pytest.skip(f"no published cases at {folder}")
    return folder


@pytest.fixture(scope="module")
def rows(golden: Path) -> list[Row]:
    with (golden / "claims.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def expected(golden: Path) -> dict[str, Any]:
    return json.loads((golden / "expected.json").read_text(encoding="utf-8"))


def case(rows: list[Row], name: str, **changed: str) -> dict[str, Claim]:
    """The claims of a case; `changed` replaces the figure of single claims."""
    of = [row for row in rows if row["case"] == name]
    figures = {claim: {"quantity_min": text, "quantity_max": text} for claim, text in changed.items()}
    return claims({**row, **figures.get(row["claim"], {})} for row in of)


def pair(figure: Figure) -> list[Decimal | None]:
    return [figure.least, figure.most]


def sides(equation: str) -> list[list[int]]:
    return [[int(number) for number in side.split("+")] for side in equation.split("=")]


G36 = (["A04", "A05", "A07", "A08"], ["A09", "A10", "A11"])


def test_g36_passed_on_is_accounted_for(rows: list[Row], expected: dict[str, Any]) -> None:
    found, wanted = cases.balance(case(rows, "g36"), *G36), expected["g36"]["reconcile"][0]
    assert pair(found.left) == [wanted["left"]] * 2
    assert pair(found.right) == [wanted["right"]] * 2
    assert pair(found.unexplained) == wanted["unexplained"]
    assert (found.broken, list(found.claims)) == (wanted["break"], wanted["claims"])


def test_g36_with_the_contested_figure_is_no_break(rows: list[Row], expected: dict[str, Any]) -> None:
    known, wanted = case(rows, "g36"), expected["g36"]["reconcile"][1]
    found = cases.balance(known, [*G36[0], "A06"], G36[1])
    assert pair(found.left) == wanted["left"]
    assert pair(found.right) == [wanted["right"]] * 2
    assert pair(found.unexplained) == wanted["unexplained"]
    assert (found.broken, list(found.claims)) == (wanted["break"], wanted["claims"])


def test_g36_figures_of_other_windows_stay_side_by_side(rows: list[Row], expected: dict[str, Any]) -> None:
    known = case(rows, "g36")
    left, right = expected["g36"]["reconcile"][2]["side_by_side"]
    assert "window" in cases.apart([known[name] for name in left.split("+")], [known[right]])


def test_g36_breaches_are_those_of_the_excluded_states(rows: list[Row], expected: dict[str, Any]) -> None:
    found = [
        {
            "scope": breach.scope,
            "certainty": breach.certainty,
            "quantity": pair(breach.quantity),
            "claims": list(breach.claims),
        }
        for breach in cases.breaches(case(rows, "g36"))
    ]
    assert found == expected["g36"]["breaches"]


def test_g36_holder_in_an_excluded_state_is_not_named(rows: list[Row], expected: dict[str, Any]) -> None:
    wanted = expected["g36"]["named"][0]
    verdict, names = cases.named(case(rows, "g36"), "Guerrero")
    assert (verdict, list(names)) == (wanted["verdict"], wanted["claims"])


def test_g36_contested_counts_are_both_shown(rows: list[Row], expected: dict[str, Any]) -> None:
    (group,) = cases.conflicts(case(rows, "g36"))
    (wanted,) = expected["g36"]["conflicts"]
    assert [cases.figure(claim).least for claim in group] == wanted["values"]
    assert [claim.claim for claim in group] == wanted["claims"]


def test_sig_validity_is_that_of_the_later_claim(rows: list[Row], expected: dict[str, Any]) -> None:
    known = case(rows, "sig")
    for day in expected["sig"]["valid_on"]:
        assert cases.valid_on(known, day["date"]) is day["valid"]
    assert cases.valid_on(known, "2024-02-15") is None


def test_sig_undrawn_value_is_an_interval(rows: list[Row], expected: dict[str, Any]) -> None:
    known = case(rows, "sig")
    left = cases.undrawn(known["B01"], [known["B02"]], known["B09"], wider=True)
    assert pair(left) == expected["sig"]["undrawn_million_usd"]["firearms"]


@pytest.mark.parametrize("name", ["sig", "federal_police", "totals"])
def test_parts_add_up_to_their_whole(rows: list[Row], expected: dict[str, Any], name: str) -> None:
    found = cases.parts(case(rows, name))
    assert [
        {"whole": each.whole, "sum": each.sum.least, "agrees": each.agrees} for each in found
    ] == expected[name]["parts"]


def test_sig_difference_of_nested_windows_is_the_only_one(rows: list[Row], expected: dict[str, Any]) -> None:
    (found,) = cases.differences(case(rows, "sig"))
    (wanted,) = expected["sig"]["derived"]
    assert pair(found.figure) == [wanted["answer"]] * 2
    assert list(found.claims) == wanted["claims"]


def test_sig_estimate_is_the_one_that_stands(rows: list[Row]) -> None:
    (estimate,) = [
        claim for claim in case(rows, "sig").values() if claim.what == "estimated firearms if fully drawn"
    ]
    assert (estimate.claim, cases.figure(estimate).most) == ("B06", 200_000)


def test_bushmaster_lot_is_received_whole(rows: list[Row], expected: dict[str, Any]) -> None:
    known, wanted = case(rows, "bushmaster"), expected["bushmaster"]["reconcile"][0]
    found = cases.balance(known, ["C01"], ["C02", "C03"])
    left, right = sides(wanted["equation"])
    assert (found.left.least, found.right.least) == (sum(left), sum(right))
    assert [cases.figure(known[name]).least for name in ("C02", "C03")] == right
    assert (pair(found.unexplained), found.broken) == (wanted["unexplained"], wanted["break"])


def test_bushmaster_with_one_weapon_fewer_is_a_break_of_one(
    rows: list[Row], expected: dict[str, Any]
) -> None:
    wanted = expected["bushmaster"]["reconcile"][1]
    found = cases.balance(case(rows, "bushmaster", C03="522"), ["C01"], ["C02", "C03"])
    assert (pair(found.unexplained), found.broken) == (wanted["unexplained"], wanted["break"])
    assert list(found.smallest) == wanted["smallest"]


def test_bushmaster_chain_names_its_weakest_link(rows: list[Row], expected: dict[str, Any]) -> None:
    known, wanted = case(rows, "bushmaster"), expected["bushmaster"]["trace"]
    stages = ["licensed", "received by the central consignee", "passed on", "recovered"]
    found = cases.chain(known, stages)
    assert ["|".join(link) for link in found.links] == wanted["chain"]
    assert wanted["weakest"].startswith("|".join(found.weakest) + ":")


def test_bushmaster_stock_of_the_others_is_not_on_record(rows: list[Row], expected: dict[str, Any]) -> None:
    known = case(rows, "bushmaster")
    rest = cases.figure(known["C04"]) - cases.figure(known["C05"])
    assert f"the stock of the other {rest.least}" in expected["bushmaster"]["not_on_record"]
    assert not any(claim.what.startswith(("lost", "held")) for claim in known.values())


def test_federal_police_accounts_of_one_window_differ(rows: list[Row], expected: dict[str, Any]) -> None:
    (found,) = cases.differing(case(rows, "federal_police"))
    (wanted,) = expected["federal_police"]["reconcile"]
    assert (pair(found.unexplained), found.broken) == (wanted["gap"], wanted["break"])
    assert list(found.smallest) == wanted["claims"]


def test_federal_police_other_years_are_not_compared(rows: list[Row], expected: dict[str, Any]) -> None:
    found = cases.not_comparable(case(rows, "federal_police"), ["D01", "D02"])
    assert [list(names) for names in found] == expected["federal_police"]["must_not_compare"]


def test_totals_are_never_added(rows: list[Row], expected: dict[str, Any]) -> None:
    found = cases.beside(case(rows, "totals"), ["lost or stolen", "stolen"])
    assert found == expected["totals"]["never_add"]


def test_totals_traps_are_seen(rows: list[Row], expected: dict[str, Any]) -> None:
    known = case(rows, "totals")
    counts = [
        cases.figure(known[name]).least or Decimal(0) for name in expected["totals"]["traps"][0]["claims"]
    ]
    assert [str(round(part / counts[0] * 100, 1)) for part in counts[1:]] == ["83.9", "16.1"]
    assert ("E03", "E01e") in cases.unlike(known)
    one, other = (known[name] for name in expected["totals"]["traps"][2]["claims"])
    assert {"window", "scope"} <= set(cases.apart([one], [other]))


def test_totals_of_the_five_states_have_no_figure_for_one(rows: list[Row], expected: dict[str, Any]) -> None:
    wanted = expected["totals"]["five_states"]
    states = ["Guerrero", "Veracruz", "Chihuahua", "Michoacán", "Tamaulipas"]
    found = cases.by_scope(case(rows, "totals"), "lost or stolen, one state", states)
    assert {state: figure and figure.least for state, figure in found.items()} == {
        state: wanted[state] if isinstance(wanted[state], int) else None for state in states
    }
