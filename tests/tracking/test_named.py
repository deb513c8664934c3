"""Was the holder named on a licence: the four verdicts, and what must never change them."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from invented_licences import THING, Rows, licence_ledgers, one_licence
from plain_named import Plain

from tequio.tracking.dates import ImpossibleDate, span, written
from tequio.tracking.ledger import ledger, read_ledger
from tequio.tracking.named import VERDICTS, Named, breaches_to_json, by_state, named, to_json

DATES = {"since", "until", "issued", "valid_from", "date", "decided_on"}
slow = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def found(**changed: list[dict[str, str]]) -> Named:
    return named(ledger(one_licence(**changed)))


def verdict(**changed: list[dict[str, str]]) -> str:
    (one,) = found(**changed).verdicts
    return one.verdict


def lists(*units: str, **more: str) -> list[dict[str, str]]:
    return [{"licence": "L1", "unit": unit, **more} for unit in units]


def child_of(since: str = "2005", until: str = "..", **more: str) -> list[dict[str, str]]:
    relation = {"relation": "N1", "child": "U2", "parent": "U1", "type": "child_of"}
    return [{**relation, "since": since, "until": until, **more}]


def loose(date: str = "2011-06-15", **more: str) -> dict[str, list[dict[str, str]]]:
    """Instead of the receipt a count without a lot."""
    thing = {**THING, "lot": "", "holding": "H1", "unit": "U2", "date": date, **more}
    return {"receipts": [], "holdings": [thing]}


def of_truth(shared: Path) -> tuple[Named, dict[str, Any]]:
    folder = shared / "data" / "tracking" / "ledger_small"
    if not folder.is_dir():
        pytest.skip(f"no ledger at {folder}")
    return named(read_ledger(folder)), json.loads((folder / "truth.json").read_text(encoding="utf-8"))


def test_named_gives_every_planted_verdict(shared: Path) -> None:
    mine, truth = of_truth(shared)
    hinted = [
        [{key: told for key, told in one.items() if key != "why"} for one in verdicts]
        for verdicts in (to_json(mine), truth["named"])
    ]
    assert hinted[0] == hinted[1]


def test_named_finds_every_planted_breach_and_no_other(shared: Path) -> None:
    mine, truth = of_truth(shared)
    assert breaches_to_json(mine) == truth["breaches"]


def test_named_without_an_account_from_a_leaked_source_reaches_the_same_verdicts(shared: Path) -> None:
    mine, _ = of_truth(shared)
    whole = read_ledger(shared / "data" / "tracking" / "ledger_small")
    tables = {
        name: [row for row in rows.to_dicts() if row["source"] != "F000008"]
        for name, rows in whole.tables.items()
    }
    assert to_json(named(ledger(tables))) == to_json(mine)


def test_named_with_the_holder_on_the_list_is_yes() -> None:
    (one,) = found(end_users=lists("U2")).verdicts
    assert (one.verdict, one.named_on, one.licences, one.linked) == ("yes", ("L1",), ("L1",), True)
    assert (one.reasons, one.why, one.claims) == ((("L1", "named"),), "named", ("C0008",))


def test_named_with_another_unit_on_the_list_is_no() -> None:
    assert verdict() == "no"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("central_only", "too_coarse"), ("not_on_record", "no_records"), ("", "no_records")],
)
def test_named_on_a_licence_without_a_list_is_no_answer(kind: str, expected: str) -> None:
    assert verdict(licences=[{"licence": "L1", "end_users": kind}], end_users=[]) == expected


def test_named_with_a_list_of_which_no_row_is_on_record_is_no_records() -> None:
    (one,) = found(end_users=[]).verdicts
    assert (one.verdict, one.missing) == ("no_records", ("L1",))


def test_named_with_a_list_that_only_contested_rows_tell_is_no_records() -> None:
    assert verdict(end_users=lists("U1", status="conflict")) == "no_records"


def test_named_with_a_central_body_on_the_list_is_too_coarse() -> None:
    assert verdict(end_users=lists("U1", "U0")) == "too_coarse"


def test_named_with_a_central_body_and_an_excluded_state_is_answered_by_the_condition() -> None:
    condition = [{"licence": "L1", "rule": "exclude_state", "state": "12"}]
    assert verdict(end_users=lists("U1", "U0"), conditions=condition) == "no"
    contested = [{**condition[0], "status": "needs_work"}]
    assert verdict(end_users=lists("U1", "U0"), conditions=contested) == "too_coarse"


@pytest.mark.parametrize("status", ["conflict", "needs_work"])
def test_named_by_a_contested_row_is_too_coarse(status: str) -> None:
    assert verdict(end_users=[*lists("U1"), *lists("U2", status=status)]) == "too_coarse"


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2011-06-15", "yes"),
        ("2011-06-16", "no"),
        ("2011-06", "too_coarse"),
        ("2011", "too_coarse"),
        ("2012", "no"),
    ],
)
def test_named_by_an_amendment_counts_from_its_date(since: str, expected: str) -> None:
    assert verdict(end_users=[*lists("U1"), *lists("U2", since=since)]) == expected


@pytest.mark.parametrize(
    ("decision", "expected"), [("same", "yes"), ("unsure", "too_coarse"), ("different", "no")]
)
def test_named_by_a_name_as_written_is_what_was_decided(decision: str, expected: str) -> None:
    told = [{"name_as_written": "POL. A", "unit": "U2", "decision": decision, "decided_on": "2021"}]
    names = [{"licence": "L1", "name_as_written": "POL. A"}]
    assert verdict(end_users=names, decisions=told) == expected
    contested = [{**one, "status": "conflict"} for one in told]
    assert verdict(end_users=names, decisions=contested) == "too_coarse"


def test_named_by_a_name_that_was_never_decided_on_is_too_coarse() -> None:
    assert verdict(end_users=[{"licence": "L1", "name_as_written": "POL. A"}]) == "too_coarse"


def test_named_by_a_name_that_is_another_unit_is_no() -> None:
    told = [{"name_as_written": "POL. A", "unit": "U1", "decision": "same", "decided_on": "2021"}]
    assert verdict(end_users=[{"licence": "L1", "name_as_written": "POL. A"}], decisions=told) == "no"


def test_named_by_a_decision_that_a_later_one_contradicts_is_too_coarse() -> None:
    name = {"name_as_written": "POL. A", "unit": "U2"}
    same = {**name, "decision": "same", "decided_on": "2021-03-04"}
    later, before = ({**name, "decision": "different", "decided_on": year} for year in ("2022", "2020"))
    names = [{"licence": "L1", "name_as_written": "POL. A"}]
    assert verdict(end_users=names, decisions=[dict(same), later]) == "too_coarse"
    assert verdict(end_users=names, decisions=[dict(same), before]) == "yes"


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2005", "..", "yes"),
        ("..", "2011-06-15", "yes"),
        ("2011", "..", "too_coarse"),
        ("2005", "", "too_coarse"),
        ("", "..", "too_coarse"),
        ("2012", "..", "no"),
        ("2005", "2010", "no"),
    ],
)
def test_named_by_a_superior_needs_a_relation_that_certainly_held(
    since: str, until: str, expected: str
) -> None:
    assert verdict(relations=child_of(since, until)) == expected


def test_named_by_a_superior_over_several_steps_is_yes() -> None:
    above = [
        {"relation": "N2", "child": "U1", "parent": "U3", "type": "child_of", "since": "..", "until": ".."}
    ]
    assert verdict(end_users=lists("U3"), relations=[*child_of(), *above]) == "yes"


def test_named_by_a_superior_in_a_circle_of_relations_ends() -> None:
    back = {"relation": "N2", "child": "U1", "parent": "U2", "type": "child_of", "since": "..", "until": ".."}
    assert verdict(relations=[*child_of(), back]) == "yes"


@pytest.mark.parametrize(
    "relation",
    [
        {"relation": "N1", "child": "U1", "parent": "U2", "type": "child_of"},
        {"relation": "N1", "child": "U2", "parent": "U1", "type": "member_of"},
    ],
)
def test_named_by_a_subordinate_or_a_joint_group_is_no(relation: dict[str, str]) -> None:
    assert verdict(relations=[{**relation, "since": "..", "until": ".."}]) == "no"


def test_named_by_a_superior_without_a_link_is_too_coarse() -> None:
    assert verdict(**loose(), relations=child_of()) == "too_coarse"


def test_named_by_a_contested_relation_is_too_coarse() -> None:
    assert verdict(relations=child_of(status="conflict")) == "too_coarse"


def test_named_without_a_link_asks_every_licence_of_the_model_that_had_begun() -> None:
    two = [
        {"licence": "L1", "end_users": "listed", "valid_from": "2010-02-01", "valid_until": "2010-12"},
        {"licence": "L2", "end_users": "listed", "issued": "2011-06"},
        {"licence": "L3", "end_users": "not_on_record", "valid_from": "2011-07"},
    ]
    items = [{**THING, "licence": one["licence"]} for one in two]
    (one,) = found(
        **loose(), licences=two, items=items, end_users=[*lists("U1"), {"licence": "L2", "unit": "U1"}]
    ).verdicts
    assert (one.verdict, one.licences, one.linked) == ("no", ("L1", "L2"), False)


def test_named_without_a_link_before_the_licence_certainly_held_is_too_coarse() -> None:
    assert verdict(**loose("2011-06-15"), end_users=lists("U2")) == "yes"
    assert verdict(**loose("2010"), end_users=lists("U2")) == "too_coarse"
    assert verdict(**loose("2009"), end_users=lists("U2")) == "no_records"


def test_named_with_a_shipment_without_licence_is_no_records() -> None:
    bare = {**THING, "lot": "", "shipment": "S2", "date": "2011"}
    (one,) = found(**loose(), shipments=[bare]).verdicts
    assert (one.verdict, one.missing) == ("no_records", ("S2",))
    assert verdict(**loose(), shipments=[{**bare, "date": "2012"}]) == "no"
    assert verdict(shipments=[{**THING, "shipment": "S1", "licence": "L1"}, bare]) == "no"
    of_lot = {**bare, "lot": "T1", "date": "2012"}
    assert verdict(shipments=[{**THING, "shipment": "S1", "licence": "L1"}, of_lot]) == "no_records"


@pytest.mark.parametrize("cell", ["maker", "model"])
def test_named_with_an_item_that_may_be_the_thing_is_not_no(cell: str) -> None:
    licences = [
        {"licence": "L1", "end_users": "listed", "valid_from": "2010-02-01"},
        {"licence": "L2", "end_users": "central_only", "valid_from": "2010-02-01"},
    ]
    items = [{**THING, "licence": "L1"}, {**THING, "licence": "L2", cell: ""}]
    assert verdict(**loose(), licences=licences, items=items) == "too_coarse"


def test_named_of_a_thing_without_model_is_no_records() -> None:
    assert verdict(**loose(model=""), end_users=lists("U2")) == "no_records"


def test_named_of_a_lot_asks_its_licences_and_no_others() -> None:
    other = {"licence": "L2", "end_users": "central_only", "valid_from": "2010-02-01"}
    licences = [{"licence": "L1", "end_users": "listed", "valid_from": "2010-02-01"}, other]
    items = [{**THING, "licence": "L1"}, {**THING, "licence": "L2"}]
    assert verdict(licences=licences, items=items) == "no"


@pytest.mark.parametrize(("mark", "linked"), [("A0", True), ("AO", False), ("", False)])
def test_named_of_a_serial_number_follows_it_to_its_lot(mark: str, linked: bool) -> None:
    receipt = {**THING, "receipt": "R1", "to_unit": "U0", "date": "2010-06", "serials": "A0|B1"}
    (one,) = found(**{**loose(serials=mark), "receipts": [receipt]}).verdicts
    assert one.linked is linked


def test_named_of_a_serial_number_of_another_country_is_not_linked() -> None:
    receipt = {**THING, "receipt": "R1", "to_unit": "U0", "date": "2010-06", "serials": "A0"}
    (one,) = found(**{**loose(serials="A0", country="DE"), "receipts": [receipt]}).verdicts
    assert not one.linked


def test_named_of_a_lot_whose_only_shipment_is_contested_is_not_linked() -> None:
    shipment = {**THING, "shipment": "S1", "licence": "L1", "status": "conflict"}
    (one,) = found(shipments=[shipment], relations=child_of()).verdicts
    assert (one.linked, one.verdict, one.licences) == (False, "too_coarse", ("L1",))


def test_named_of_a_count_looks_at_the_day_of_the_earliest_receipt() -> None:
    count = {**THING, "holding": "H1", "unit": "U2", "date": "2014"}
    one, two = found(end_users=lists("U2", since="2012"), holdings=[count]).verdicts
    assert (one.record, one.verdict) == ("R1", "no")
    assert (two.record, two.verdict, two.first, two.last) == ("H1", "no", one.first, one.last)


def test_named_of_several_receipts_looks_at_the_earliest_they_allow() -> None:
    receipts = [
        {**THING, "receipt": "R1", "to_unit": "U2", "date": "2011"},
        {**THING, "receipt": "R2", "to_unit": "U2", "date": "2011-06-15"},
    ]
    assert {(one.first, one.last) for one in found(receipts=receipts).verdicts} == {
        (span("2011").first, span("2011-06-15").last)
    }


def test_named_of_a_contested_receipt_may_be_earlier_and_not_later() -> None:
    receipts = [
        {**THING, "receipt": "R1", "to_unit": "U2", "date": "2011-06-15"},
        {**THING, "receipt": "R2", "to_unit": "U2", "date": "2010-06-15", "status": "conflict"},
    ]
    one = found(receipts=receipts).verdicts[0]
    assert (one.first, one.last) == (span("2010-06-15").first, span("2011-06-15").last)


def test_named_asks_no_central_body_but_a_holder_with_whom_something_was_found() -> None:
    receipt = {**THING, "receipt": "R1", "to_unit": "U0", "date": "2011"}
    recovery = {**THING, "recovery": "V1", "holder": "U0", "date": "2012"}
    nobody = {**THING, "recovery": "V2", "date": "2012"}
    assert [one.record for one in found(receipts=[receipt], recoveries=[recovery, nobody]).verdicts] == ["V1"]


def test_named_of_an_empty_ledger_has_no_verdict() -> None:
    assert named(ledger({})).verdicts == ()
    assert to_json(named(ledger({}))) == []


def test_named_of_a_ledger_that_was_not_checked_is_refused() -> None:
    with pytest.raises(ImpossibleDate):
        found(end_users=lists("U1", since="2011-13"))


def breach(**changed: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    told = {"conditions": [{"licence": "L1", "rule": "exclude_state", "state": "12"}], **changed}
    return [(one.licence, one.state, one.certainty) for one in found(**told).breaches]


def test_breach_of_an_excluded_state_is_certain_if_one_licence_could_apply() -> None:
    assert breach() == [("L1", "12", "certain")]
    two = [{**THING, "shipment": name, "licence": licence} for name, licence in (("S1", "L1"), ("S2", "L2"))]
    assert breach(shipments=two) == [("L1", "12", "possible")]
    bare = [two[0], {**THING, "shipment": "S2"}]
    assert breach(shipments=bare) == [("L1", "12", "possible")]


def test_breach_needs_a_link_and_accepted_claims() -> None:
    assert breach(**loose()) == []
    contested = {"licence": "L1", "rule": "exclude_state", "state": "12", "status": "conflict"}
    assert breach(conditions=[contested]) == []
    receipt = {**THING, "receipt": "R1", "to_unit": "U2", "date": "2011", "status": "conflict"}
    assert breach(receipts=[receipt]) == []


def test_breach_of_only_some_states_is_any_other_state() -> None:
    assert breach(conditions=[{"licence": "L1", "rule": "only_state", "state": "30"}]) == [
        ("L1", "12", "certain")
    ]
    both = [{"licence": "L1", "rule": "only_state", "state": state} for state in ("30", "12")]
    assert breach(conditions=both) == []


def test_breach_of_something_found_is_in_the_state_where_it_was_found() -> None:
    recovery = {**THING, "recovery": "V1", "holder": "U2", "state": "30", "date": "2012"}
    condition = [{"licence": "L1", "rule": "exclude_state", "state": "30"}]
    assert breach(receipts=[], recoveries=[recovery], conditions=condition) == [("L1", "30", "certain")]


def test_by_state_counts_every_verdict_and_shows_states_without_any() -> None:
    assert by_state(found(), ["12", "30"]) == {
        "12": {"yes": 0, "no": 1, "too_coarse": 0, "no_records": 0},
        "30": dict.fromkeys(VERDICTS, 0),
    }


def verdicts(rows: Rows) -> dict[str, dict[str, Any]]:
    return {one["record"]: one for one in to_json(named(ledger(rows)))}


@slow
@given(licence_ledgers())
def test_named_agrees_with_a_plain_reading_row_by_row(rows: Rows) -> None:
    expected = Plain(rows).verdicts()
    mine = verdicts(rows)
    assert mine.keys() == expected.keys()
    for record, one in expected.items():
        assert {key: mine[record][key] for key in one} == one


@slow
@given(licence_ledgers(), st.sampled_from(["L1", "L2", "L3"]))
def test_named_never_becomes_no_when_a_licence_is_taken_out(rows: Rows, licence: str) -> None:
    rows = unsuperseding(rows)
    told = [one for name in ("items", "shipments", "end_users") for one in rows[name]]
    assume(any(one["licence"] == licence and one["status"] in ("accepted", "conflict") for one in told))
    less = {**rows, "licences": [one for one in rows["licences"] if one["licence"] != licence]}
    before, after = verdicts(rows), verdicts(less)
    assert not [name for name, one in after.items() if one["verdict"] == "no" != before[name]["verdict"]]


@slow
@given(licence_ledgers(), st.sampled_from(["L1", "L2", "L3"]))
def test_named_never_becomes_no_when_end_users_are_taken_out(rows: Rows, licence: str) -> None:
    rows = unsuperseding(rows)
    listed = {**dict.fromkeys(("licence", "claim", "source"), licence), "end_users": "listed"}
    rows["licences"].append({**listed, "status": "accepted"})
    less = {**rows, "end_users": [one for one in rows["end_users"] if one["licence"] != licence]}
    before, after = verdicts(rows), verdicts(less)
    assert not [name for name, one in after.items() if one["verdict"] == "no" != before[name]["verdict"]]


@slow
@given(licence_ledgers(), licence_ledgers(), st.sampled_from(["superseded", "withdrawn"]))
def test_named_is_the_same_with_claims_that_do_not_stand(rows: Rows, others: Rows, status: str) -> None:
    more = {
        name: [*rows[name], *({**one, "claim": f"D{one['claim']}", "status": status} for one in told)]
        for name, told in others.items()
    }
    assert verdicts(more) == verdicts(rows)


@slow
@given(licence_ledgers(), st.data())
def test_named_never_becomes_yes_when_a_date_is_less_precise(rows: Rows, data: st.DataObject) -> None:
    cells = [
        (name, index, column)
        for name, told in rows.items()
        for index, one in enumerate(told)
        for column in sorted(DATES & one.keys())
        if one[column] not in ("", "..")
    ]
    assume(cells)
    name, index, column = data.draw(st.sampled_from(cells))
    days, wider = span(rows[name][index][column]), copy.deepcopy(rows)
    before, after = data.draw(st.integers(0, 900)), data.draw(st.integers(0, 900))
    wider[name][index][column] = f"{written(days.first - before)}/{written(days.last + after)}"
    was, now = verdicts(rows), verdicts(wider)
    assert not [one for one in was.keys() & now.keys() if now[one]["verdict"] == "yes" != was[one]["verdict"]]


@slow
@given(licence_ledgers(), st.sampled_from(["same", "different", "unsure"]), st.data())
def test_named_after_a_decision_is_withdrawn_is_what_it_was(
    rows: Rows, decision: str, data: st.DataObject
) -> None:
    said = {"name_as_written": "POL. A", "unit": "U1", "decision": decision, "decided_on": "2023"}
    earlier = data.draw(st.sampled_from([one["claim"] for one in rows["decisions"]] or [""]))
    taken = {**said, "claim": "D1", "source": "F1", "status": "withdrawn", "supersedes": earlier}
    assert verdicts({**rows, "decisions": [*rows["decisions"], taken]}) == verdicts(rows)


def unsuperseding(rows: Rows) -> Rows:
    """The rows of which none takes another out, so that taking rows away restores nothing."""
    return {
        name: [{key: text for key, text in one.items() if key != "supersedes"} for one in told]
        for name, told in rows.items()
    }


def test_named_by_a_central_superior_alone_is_too_coarse() -> None:
    cited = {"source": "F1", "page": "1", "status": "accepted"}
    thing = {"lot": "T1", "maker": "M", "model": "X", "country": "US", "date": "2013"}
    tables = {
        "units": [
            {"claim": "C1", "unit": "U0", "name": "Central", "central": "yes", **cited},
            {"claim": "C2", "unit": "U1", "name": "Police", "central": "no", **cited},
        ],
        "relations": [
            {"claim": "C3", "relation": "N1", "child": "U1", "parent": "U0", "type": "child_of"}
            | {"since": "..", "until": "..", **cited}
        ],
        "licences": [{"claim": "C4", "licence": "L1", "end_users": "listed", "valid_from": "2011", **cited}],
        "end_users": [{"claim": "C5", "end_user": "E1", "licence": "L1", "unit": "U0", **cited}],
        "shipments": [{"claim": "C6", "shipment": "S1", "licence": "L1", **thing, **cited}],
        "receipts": [{"claim": "C7", "receipt": "R1", "to_unit": "U1", **thing, **cited}],
    }
    (verdict,) = named(ledger(tables)).verdicts
    assert verdict.verdict == "too_coarse"
