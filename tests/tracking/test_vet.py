"""Vetting an application: who is named, who probably gets the weapons, what is to be asked."""

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.tracking.application import Wanted
from tequio.tracking.dates import span
from tequio.tracking.deliveries import passed_on
from tequio.tracking.ledger import OPEN, Ledger, ledger, read_ledger
from tequio.tracking.vet import Vetting, to_json, vet

Row = dict[str, str]
SURE = {"source": "F1", "page": "1", "status": "accepted"}
CENTRAL, DEPOT, A, B = "C", "D", "A", "B"


def unit(of: str, **more: str) -> Row:
    return {**SURE, "claim": f"U{of}", "unit": of, "name": of, "central": "no", **more}


UNITS = (unit(CENTRAL, central="yes"), unit(DEPOT, central="yes"), unit(A), unit(B))


def receipt(number: int, by: str, to: str, least: int, most: int | None = None, **more: str) -> Row:
    told = {"maker": "Ficta", "model": "FX-1", "date": "2010", **more}
    return {
        **SURE,
        "claim": f"R{number}",
        "receipt": f"R{number}",
        "from_unit": by,
        "to_unit": to,
        "quantity_min": str(least),
        "quantity_max": str(least if most is None else most),
        **told,
    }


def decision(number: int, name: str, means: str, decided: str = "same", **more: str) -> Row:
    return {
        **SURE,
        "claim": f"D{number}",
        "name_as_written": name,
        "unit": means,
        "decision": decided,
        "decided_by": "somebody",
        "decided_on": "2020",
        **more,
    }


def made(receipts: Sequence[Row] = (), decisions: Sequence[Row] = (), **more: Sequence[Row]) -> Ledger:
    return ledger({"units": UNITS, "receipts": receipts, "decisions": decisions, **more})


def wanted(end_user: str = A, line: int = 2, date: str = "2014", **more: object) -> Wanted:
    told = {"consignee": CENTRAL, "maker": "Ficta", "model": "FX-1", "quantity": 5, **more}
    return Wanted(line=line, end_user=end_user, date=date, days=span(date), **told)  # type: ignore[arg-type]


def asked(vetting: Vetting) -> list[tuple[str, str]]:
    return [(question.kind, question.about) for question in vetting.questions]


@pytest.mark.parametrize(
    ("written", "names"), [(A, "unit"), (CENTRAL, "central"), ("Police of A", "unread"), ("", "nobody")]
)
def test_vet_says_whom_each_row_names(written: str, names: str) -> None:
    assert vet(made(), [wanted(written)]).naming == ((2, names),)


def test_vet_reads_a_name_by_an_accepted_decision() -> None:
    vetting = vet(made(decisions=[decision(1, "Police of A", A)]), [wanted("Police of A")])
    (party,) = vetting.end_users
    assert (party.unit, party.claims) == (A, ("D1",))
    assert ("unknown_name", "Police of A") not in asked(vetting)


@pytest.mark.parametrize(
    "more",
    [
        {"decided": "different"},
        {"decided": "unsure"},
        {"status": "conflict"},
        {"status": "withdrawn"},
        {"status": "superseded"},
    ],
)
def test_vet_asks_about_a_name_without_an_accepted_decision(more: dict[str, str]) -> None:
    vetting = vet(made(decisions=[decision(1, "Police of A", A, **more)]), [wanted("Police of A")])
    assert ("unknown_name", "Police of A") in asked(vetting)
    assert [one.unit for one in vetting.screenings] == []


def test_vet_asks_about_the_very_name_of_a_unit_too() -> None:
    named = ledger({"units": [unit(A, name="Police of A")]})
    assert ("unknown_name", "Police of A") in asked(vet(named, [wanted("Police of A")]))


def test_vet_asks_about_a_name_decided_to_mean_two_units() -> None:
    two = [decision(1, "Police", A), decision(2, "Police", B)]
    vetting = vet(made(decisions=two), [wanted("Police")])
    assert ("several_units", "Police") in asked(vetting)
    assert vetting.end_users[0].unit == ""


def test_vet_asks_for_every_empty_cell() -> None:
    empty = Wanted(line=2, consignee="", end_user="", maker="Ficta", model="")
    assert asked(vet(made(), [empty])) == [
        ("no_consignee", ""),
        ("nobody", ""),
        ("no_weapon", ""),
        ("no_quantity", ""),
        ("no_date", ""),
    ]


def test_vet_of_a_complete_application_asks_nothing() -> None:
    assert asked(vet(made([receipt(1, CENTRAL, A, 5)]), [wanted()])) == []


def test_vet_asks_who_gets_the_weapons_where_only_a_central_body_is_named() -> None:
    vetting = vet(made([receipt(1, CENTRAL, A, 5)]), [wanted(CENTRAL)])
    assert asked(vetting) == [("central_only", CENTRAL), ("recipient_not_named", A)]
    assert vetting.questions[1].claims == ("R1",)


def test_vet_asks_where_earlier_weapons_went_if_nothing_is_on_record() -> None:
    assert asked(vet(made(), [wanted()])) == [("nothing_on_record", CENTRAL)]


def test_vet_asks_about_a_unit_that_had_ended() -> None:
    ended = ledger({"units": [unit(CENTRAL, central="yes"), unit(A, until="2012")]})
    assert ("unit_ended", A) in asked(vet(ended, [wanted()]))
    assert ("unit_ended", A) not in asked(vet(ended, [wanted(date="2012")]))


def test_vet_screens_those_named_and_those_who_got_weapons_before() -> None:
    alleged = {**SURE, "claim": "G1", "allegation": "G1", "unit": B, "date": "2013", "violation": "invented"}
    vetting = vet(made([receipt(1, CENTRAL, B, 5)], allegations=[alleged]), [wanted()])
    assert [(one.unit, one.on, len(one.hits)) for one in vetting.screenings] == [
        (A, "2014", 0),
        (B, "2014", 1),
    ]


def test_vet_with_two_dates_screens_on_each() -> None:
    vetting = vet(made(), [wanted(), wanted(line=3, date="2015")])
    assert [(one.unit, one.on) for one in vetting.screenings] == [(A, "2014"), (A, "2015")]
    assert vetting.end_users[0].lines == (2, 3)


def test_vet_follows_central_bodies_to_whom_they_passed_things_on() -> None:
    chain = [receipt(1, CENTRAL, DEPOT, 9), receipt(2, DEPOT, B, 4), receipt(3, B, A, 1)]
    vetting = vet(made(chain), [wanted()])
    assert [(one.passer, one.unit) for one in vetting.recipients] == [(CENTRAL, DEPOT), (DEPOT, B)]


def test_vet_of_central_bodies_in_a_circle_ends() -> None:
    chain = [receipt(1, CENTRAL, DEPOT, 9), receipt(2, DEPOT, CENTRAL, 4)]
    assert len(vet(made(chain), [wanted()]).recipients) == 2


def test_passed_on_tells_shares_with_their_doubt() -> None:
    told = [receipt(1, CENTRAL, A, 30), receipt(2, CENTRAL, B, 60, 70)]
    first, second = vet(made(told), [wanted()]).recipients
    assert (first.unit, first.quantity, first.claims) == (B, (60, 70), ("R2",))
    assert first.share == pytest.approx((60 / 90, 70 / 100))
    assert second.share == pytest.approx((30 / 100, 30 / 90))


def test_passed_on_by_a_contested_account_is_only_possible() -> None:
    (one,) = vet(made([receipt(1, CENTRAL, A, 30, status="conflict")]), [wanted()]).recipients
    assert one.quantity == (0, 30)


def test_passed_on_after_the_application_does_not_count() -> None:
    assert vet(made([receipt(1, CENTRAL, A, 30, date="2015")]), [wanted()]).recipients == ()


def test_passed_on_perhaps_after_the_application_is_only_possible() -> None:
    (one,) = vet(made([receipt(1, CENTRAL, A, 30, date="2013/2015")]), [wanted()]).recipients
    assert one.quantity == (0, 30)


def test_passed_on_without_a_known_quantity_has_no_most() -> None:
    unknown = receipt(1, CENTRAL, A, 0, quantity_min="", quantity_max="")
    vetting = vet(made([unknown, receipt(2, CENTRAL, B, 5)]), [wanted()])
    assert {one.unit: one.quantity for one in vetting.recipients} == {A: (0, OPEN), B: (5, 5)}
    assert [one["quantity"] for one in to_json(vetting)["recipients"] if one["unit"] == A] == [[0, None]]


def test_passed_on_tells_the_same_model_apart() -> None:
    told = [receipt(1, CENTRAL, A, 30), receipt(2, CENTRAL, A, 7, model="FX-2")]
    (one,) = vet(made(told), [wanted()]).recipients
    assert (one.quantity, one.alike) == ((37, 37), (30, 30))


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABE"), st.integers(0, 9), st.integers(0, 9), st.booleans()), max_size=5
    )
)
def test_passed_on_shares_hold_whatever_the_quantities_are(told: list[tuple[str, int, int, bool]]) -> None:
    rows = [
        receipt(n, CENTRAL, to, least, least + more, status="accepted" if sure else "conflict")
        for n, (to, least, more, sure) in enumerate(told)
    ]
    before = span("2014-01-01")
    found = passed_on(made(rows), [CENTRAL], before, frozenset(), lambda _: False)
    # the least for one and the most for all others is as far down as a share can go, and the reverse
    for one in found:
        others = [other for other in found if other is not one]
        for own, rest, share in ((0, 1, one.share[0]), (1, 0, one.share[1])):
            whole = one.quantity[own] + sum(other.quantity[rest] for other in others)
            assert share == pytest.approx(float(Fraction(one.quantity[own], whole)) if whole else 0)


def test_vet_of_the_shared_ledger_has_shares_about_one(shared: Path) -> None:
    known = read_ledger(shared / "data" / "tracking" / "ledger_small")
    vetting = vet(known, [wanted("U000003", consignee="U000001", date="2016")])
    assert len(vetting.recipients) > 100
    assert (
        sum(one.share[0] for one in vetting.recipients)
        <= 1
        <= sum(one.share[1] for one in vetting.recipients)
    )
    assert json.loads(json.dumps(to_json(vetting)))["naming"] == [{"line": 2, "names": "unit"}]
