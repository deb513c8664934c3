"""A ledger in the formats of others: FollowTheMoney, Security Force Monitor."""

import csv
import io
import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_structures import structures

from tequio.tracking import export_sfm
from tequio.tracking.export import export
from tequio.tracking.ledger import Ledger, ledger, read_ledger

Row = dict[str, str]
FIELD_LISTS = {
    "units": "cluster-unit-fields",
    "relations": "cluster-relation-fields",
    "incidents": "cluster-incident-fields",
    "materiel": "cluster-materiel-fields",
    "equipment": "cluster-equipment-fields",
}
GONE = ("superseded", "withdrawn")


def row(claim: str, status: str = "accepted", **cells: str) -> Row:
    return {"claim": claim, "source": "F1", "page": "7", "status": status, **cells}


def thing(**more: str) -> Row:
    return {
        "maker": "Ficta",
        "model": "FX-1",
        "quantity_min": "5",
        "quantity_max": "7",
        "date": "2014~",
        "serials": "A1|A2",
        **more,
    }


def made() -> Ledger:
    return ledger(
        {
            "sources": [{"source": "F1", "title": "A report", "publisher": "A paper", "published": "2015"}],
            "units": [
                row("U1", unit="A", name="Police of A", kind="police", state="12", since="2010"),
                row("U2", unit="A", name="A's police", status="conflict"),
                row("U3", unit="B", name="Ministry of B", state="US-AZ"),
            ],
            "relations": [
                row(
                    "R1",
                    relation="N1",
                    child="A",
                    parent="B",
                    type="child_of",
                    since="2010",
                    until="2014-06-30",
                ),
                row("R2", relation="N2", child="A", parent="B", type="member_of", since="..", until=".."),
            ],
            "licences": [
                row("L1", licence="L1", regime="DSP-5", number="EJ-1", consignee="B", issued="2011-01-15")
            ],
            "items": [row("I1", item="I1", licence="L1", **{**thing(), "date": "", "serials": ""})],
            "end_users": [
                row("E1", end_user="E1", licence="L1", unit="A"),
                row("E2", end_user="E2", licence="L1", name_as_written="Police"),
            ],
            "shipments": [row("S1", shipment="S1", licence="L1", consignee="B", **thing())],
            "receipts": [row("P1", receipt="P1", from_unit="B", to_unit="A", **thing())],
            "holdings": [
                row("H1", holding="H1", unit="A", status="needs_work", **thing()),
                row("H2", holding="H1", unit="A", status="withdrawn", **thing(quantity_min="4")),
            ],
            "allegations": [
                row("G1", allegation="G1", unit="A", date="2013-05-10", violation="an invented act")
            ],
            "totals": [row("X1", total="X1", what="lost", quantity_min="9", quantity_max="9")],
            "decisions": [
                row("D1", name_as_written="Police", unit="A", decision="same", decided_by="Ana Ejemplo")
            ],
        }
    )


def entities(known: Ledger) -> list[dict[str, Any]]:
    (data,) = export(known, "ftm", "example").values()
    return [json.loads(line) for line in data.decode().splitlines()]


def one(known: Ledger, kind: str) -> dict[str, Any]:
    (found,) = [entity for entity in entities(known) if entity["id"].startswith(f"example-{kind}-")]
    return found


def table(known: Ledger, name: str) -> list[Row]:
    data = export(known, "sfm", "example")[f"{name}.csv"]
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_export_to_ftm_has_an_entity_for_each_thing() -> None:
    assert [(entity["schema"], entity["id"]) for entity in entities(made())] == [
        ("Document", "example-source-F1"),
        ("Organization", "example-unit-A"),
        ("Organization", "example-unit-B"),
        ("UnknownLink", "example-relation-R1"),
        ("Membership", "example-relation-R2"),
        ("Contract", "example-licence-L1"),
        ("UnknownLink", "example-consignee-L1"),
        ("UnknownLink", "example-end-user-E1"),
        ("EconomicActivity", "example-shipment-S1"),
        ("EconomicActivity", "example-receipt-P1"),
        ("Event", "example-holding-H1"),
        ("Event", "example-allegation-G1"),
        ("Note", "example-total-X1"),
    ]


def test_export_to_ftm_keeps_quantity_status_date_and_citation() -> None:
    found = one(made(), "holding")["properties"]
    (said,) = found["description"]
    for part in ("status: needs_work", "quantity_min: 5", "quantity_max: 7", "date: 2014~", "page: 7"):
        assert part in said
    assert found["proof"] == ["example-source-F1"]
    assert "date" not in found


def test_export_to_ftm_keeps_contested_names_apart() -> None:
    found = next(one for one in entities(made()) if one["id"] == "example-unit-A")["properties"]
    assert (found["name"], found["weakAlias"]) == (["Police of A"], ["A's police"])
    assert (found["country"], found["incorporationDate"]) == (["mx"], ["2010"])


def test_export_to_ftm_tells_items_and_end_users_as_written_with_the_licence() -> None:
    said = "\n".join(one(made(), "licence")["properties"]["description"])
    assert "items; claim: I1" in said
    assert "name_as_written: Police" in said


def test_export_to_ftm_refers_only_to_what_is_there(shared: Path) -> None:
    found = entities(read_ledger(shared / "data" / "tracking" / "ledger_small"))
    ids = {entity["id"] for entity in found}
    refers = (
        "proof",
        "involved",
        "sender",
        "receiver",
        "contract",
        "subject",
        "object",
        "member",
        "organization",
    )
    named = {name for entity in found for key in refers for name in entity["properties"].get(key, ())}
    assert named <= ids
    assert len(ids) == len(found)


def test_export_to_ftm_is_valid_by_the_model(shared: Path) -> None:
    ftm = pytest.importorskip("followthemoney", reason="the extra [ftm] is not installed")
    known = read_ledger(shared / "data" / "tracking" / "ledger_small")
    by_id = {entity["id"]: entity for entity in [*entities(made()), *entities(known)]}
    for entity in by_id.values():
        schema = ftm.model.get(entity["schema"])
        schema.validate(entity)
        for name, values in entity["properties"].items():
            kind = schema.get(name).type
            assert [value for value in values if kind.clean(value) != value] == []
            for value in values if kind.name == "entity" else ():
                assert ftm.model.get(by_id[value]["schema"]).is_a(schema.get(name).range)


@pytest.mark.parametrize("to", ["ftm", "sfm"])
def test_export_names_nobody_who_decided(to: str) -> None:
    assert b"Ana Ejemplo" not in b"".join(export(made(), to).values())


@pytest.mark.parametrize("to", ["ftm", "sfm"])
def test_export_leaves_out_what_does_not_stand(to: str) -> None:
    assert b"quantity_min: 4" not in b"".join(export(made(), to).values())


@pytest.mark.parametrize("to", ["ftm", "sfm"])
def test_export_of_two_ledgers_shares_no_id(to: str) -> None:
    def ids(name: str) -> set[str]:
        files = export(made(), to, name)
        if to == "ftm":
            return {json.loads(line)["id"] for data in files.values() for line in data.splitlines()}
        rows = csv.DictReader(io.StringIO(files["units.csv"].decode()))
        return {row["about_entity:ref:claim"] for row in rows}

    assert ids("one")
    assert not ids("one") & ids("other")


@pytest.mark.parametrize("to", ["ftm", "sfm"])
@settings(deadline=None, max_examples=40)
@given(st.data())
def test_export_does_not_change_by_what_does_not_stand(to: str, data: st.DataObject) -> None:
    rows = data.draw(structures())
    standing = {name: [one for one in found if one["status"] not in GONE] for name, found in rows.items()}
    assert export(ledger(rows), to) == export(ledger(standing), to)


def test_export_to_sfm_has_the_fields_of_the_handbook(shared: Path) -> None:
    folder = shared / "data" / "tracking" / "field_lists"
    for name, listed in FIELD_LISTS.items():
        lines = (folder / f"{listed}.csv").read_text().splitlines()[1:]
        assert list(export_sfm.COLUMNS[name]) == [
            line.partition(",")[0].strip(" `") for line in lines if line
        ]
    sources = [
        line.partition(",")[0].strip(" `")
        for kind in ("publications", "sources", "citations")
        for line in (folder / f"cluster-source-{kind}.csv").read_text().splitlines()[1:]
    ]
    assert sorted(export_sfm.COLUMNS["sources"]) == sorted(filter(None, sources))


def test_export_to_sfm_keeps_the_status_in_its_words() -> None:
    assert [row["status:meta"] for row in table(made(), "units")] == ["accepted", "conflict", "accepted"]
    assert table(made(), "equipment")[1]["status:meta"] == "work_needed"


def test_export_to_sfm_keeps_quantities_in_the_notes() -> None:
    received, held = table(made(), "equipment")
    assert (received["equipment:roles:assertion"], held["equipment:roles:assertion"]) == ("received", "held")
    assert "quantity_min: 5; quantity_max: 7" in received["public_notes:meta"]
    assert received["equipment:id:assertion"] == "A1;A2"


def test_export_to_sfm_parts_certain_from_possible_days() -> None:
    below, member = table(made(), "relations")
    ranges = ("first_precise", "last_precise", "first_imprecise", "last_imprecise", "starting", "ending")
    assert [below[f"{name}:range"] for name in ranges] == [
        "2010-12-31",
        "2014-06-30",
        "2010-01-01",
        "2014-06-30",
        "Y",
        "Y",
    ]
    assert [member[f"{name}:range"] for name in ranges] == ["", "", "since_beginning_of_time", "", "N", "N"]


def test_export_to_sfm_cites_a_source_that_is_there() -> None:
    (source,) = table(made(), "sources")
    assert (source["source:title"], source["source:access_point_trigger"]) == ("A report", "7")
    cited = {row["citation:refs:claim"] for name in FIELD_LISTS for row in table(made(), name)}
    assert cited == {source["source:access_point_id:admin"]}


def test_export_to_sfm_refers_to_units_that_are_there() -> None:
    units = {row["about_entity:ref:claim"] for row in table(made(), "units")}
    (incident,) = table(made(), "incidents")
    assert incident["incident:perpetrator:refs:assertion"] in units
    assert {row["equipment:related_unit:refs:assertion"] for row in table(made(), "equipment")} <= units


def test_tables_have_the_same_ids_each_time() -> None:
    assert export_sfm.tables(made(), NAMESPACE_URL) == export_sfm.tables(made(), NAMESPACE_URL)
