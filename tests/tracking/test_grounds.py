"""On which claims a verdict stands."""

from hypothesis import HealthCheck, given, settings
from invented_licences import THING, Rows, licence_ledgers, one_licence

from tequio.tracking.grounds import STEPS, Step, grounds
from tequio.tracking.ledger import ledger
from tequio.tracking.named import named


def steps(**changed: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    read = ledger(one_licence(**changed))
    (several,) = grounds(read, named(read).verdicts)
    return [(one.kind, one.licence, one.about) for one in several]


def test_grounds_of_a_no_are_the_possession_its_shipment_and_the_whole_list() -> None:
    assert steps() == [
        ("possession", "", "R1"),
        ("shipment", "", "S1"),
        ("licence", "L1", "L1"),
        ("end_user", "L1", "U1"),
    ]


def test_grounds_by_a_superior_have_the_relations() -> None:
    relation = {
        "relation": "N1",
        "child": "U2",
        "parent": "U1",
        "type": "child_of",
        "since": "..",
        "until": "..",
    }
    assert steps(relations=[relation])[-1] == ("relation", "L1", "N1")


def test_grounds_by_a_name_have_the_decision() -> None:
    names = [{"licence": "L1", "name_as_written": "POL. A"}]
    told = [{"name_as_written": "POL. A", "unit": "U2", "decision": "same", "decided_on": "2021"}]
    assert steps(end_users=names, decisions=told)[-2:] == [
        ("end_user", "L1", "POL. A"),
        ("decision", "L1", "POL. A"),
    ]


def test_grounds_of_an_excluded_state_have_the_condition() -> None:
    conditions = [{"licence": "L1", "rule": "exclude_state", "state": state} for state in ("12", "30")]
    assert steps(conditions=conditions)[-1] == ("condition", "L1", "12")


def test_grounds_without_a_link_have_the_items_and_the_shipment_without_licence() -> None:
    count = {**THING, "lot": "", "holding": "H1", "unit": "U2", "date": "2011-06-15"}
    bare = {**THING, "lot": "", "shipment": "S2", "date": "2011"}
    found = steps(receipts=[], holdings=[count], shipments=[bare])
    assert ("item", "L1", "I1") in found
    assert found[-1] == ("without_licence", "", "S2")


def test_grounds_by_a_serial_number_have_the_record_that_leads_to_the_lot() -> None:
    count = {**THING, "lot": "", "holding": "H1", "unit": "U2", "date": "2011-06-15", "serials": "A0"}
    receipt = {**THING, "receipt": "R1", "to_unit": "U0", "date": "2010-06", "serials": "A0"}
    assert ("serial", "", "R1") in steps(receipts=[receipt], holdings=[count])


def test_grounds_of_a_count_have_the_receipts_that_date_it() -> None:
    count = {**THING, "holding": "H1", "unit": "U2", "date": "2014"}
    read = ledger(one_licence(holdings=[count]))
    (_, of_count) = grounds(read, named(read).verdicts)
    assert of_count[1] == Step("acquisition", "", "R1", of_count[1].claims)
    assert of_count[1].claims


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(licence_ledgers())
def test_grounds_cite_claims_of_the_ledger_that_stand(rows: Rows) -> None:
    read = ledger(rows)
    standing = {claim for name in rows for claim in read.standing(name)["claim"]}
    verdicts = named(read).verdicts
    for one, several in zip(verdicts, grounds(read, verdicts), strict=True):
        assert {step.kind for step in several} <= set(STEPS)
        assert {claim for step in several for claim in step.claims} <= standing
        assert {step.about for step in several if step.kind == "licence"} == set(one.licences)
