"""Editions of a ledger: what each level withholds, and that withholding only weakens what is said."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from invented_ledgers import ledgers
from invented_licences import licence_ledgers

from tequio.tracking.agree import answers, screened
from tequio.tracking.dates import ImpossibleDate
from tequio.tracking.ledger import Ledger, ledger, read_ledger
from tequio.tracking.levels import LEVELS, Level
from tequio.tracking.named import named, to_json
from tequio.tracking.reconcile import reconcile
from tequio.tracking.redact import edition, latest
from tequio.tracking.schema import DATES, TABLES
from tequio.tracking.screen import screen

DAY = datetime.date(2026, 11, 24)
LOWER: tuple[Level, ...] = ("partner", "public")
slow = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CITED = {"source": "F1", "page": "1", "status": "accepted"}
SOURCES = [
    {"source": "F1", "title": "A register", "provenance": "official", "published": "2020"},
    {"source": "F2", "title": "A letter", "provenance": "leaked", "published": "2020"},
    {"source": "F3", "title": "A list", "provenance": "foi"},
]
THING = {
    "lot": "T1",
    "maker": "Ficta Arms",
    "model": "FX-1",
    "country": "US",
    "quantity_min": "1",
    "quantity_max": "9",
}


def rows(**changed: list[dict[str, str]]) -> Ledger:
    """A licence that lists U1, its lot received by U1 six times in state 12, with some tables changed."""
    tables: dict[str, list[dict[str, str]]] = {
        "sources": SOURCES,
        "units": [{"unit": "U1", "name": "Police of Nowhere", "kind": "municipal police", "state": "12"}],
        "licences": [{"licence": "L1", "end_users": "listed", "valid_from": "2010"}],
        "end_users": [{"licence": "L1", "unit": "U1"}],
        "shipments": [{**THING, "shipment": "S1", "licence": "L1", "date": "2011", "quantity_max": "99"}],
        "receipts": [{**THING, "receipt": f"R{n}", "to_unit": "U1", "date": "2012"} for n in range(6)],
    } | changed
    claim = 0
    made: dict[str, list[dict[str, str]]] = {}
    for table, told in tables.items():
        made[table] = []
        for one in told:
            claim += 1
            made[table].append(one if table == "sources" else {"claim": f"C{claim}", **CITED, **one})
    return ledger(made)


def column(of: Ledger, table: str, name: str) -> list[str]:
    return list(of.tables[table][name].to_list())


def verdicts(of: Ledger) -> dict[Any, str]:
    return answers(named(of))[0]


def test_private_edition_is_the_whole_ledger() -> None:
    whole = rows()
    assert edition(whole, "private", DAY).ledger is whole


@pytest.mark.parametrize("level", LOWER)
def test_leaked_source_and_its_claims_are_left_out(level: Level) -> None:
    extra = [{**THING, "holding": "H1", "unit": "U1", "date": "2013", "source": "F2"}]
    shown = edition(rows(holdings=extra), level, DAY).ledger
    assert "F2" not in column(shown, "sources", "source")
    assert column(shown, "holdings", "holding") == []


def test_claim_superseded_by_a_leaked_one_does_not_stand_again() -> None:
    late = {**THING, "holding": "H1", "unit": "U1", "date": "2013"}
    whole = rows(
        holdings=[{**late, "claim": "X1"}, {**late, "claim": "X2", "source": "F2", "supersedes": "X1"}]
    )
    for level in LOWER:
        assert len(edition(whole, level, DAY).ledger.standing("holdings")) == 0


def test_public_edition_shows_nothing_that_may_be_of_the_last_24_months() -> None:
    dates = ("2024-11-24", "2024-11-25", "2024", "2023~", "2024~", "")
    told = [{**THING, "holding": f"H{n}", "unit": "U1", "date": date} for n, date in enumerate(dates)]
    shown = edition(rows(holdings=told), "public", DAY).ledger
    assert column(shown, "holdings", "date") == ["2024-11-24", ""]  # the source of 2020 bounds the empty one


def test_event_without_a_date_from_a_source_without_one_is_left_out_of_the_public_edition() -> None:
    told = [{**THING, "holding": "H1", "unit": "U1", "source": "F3"}]
    assert column(edition(rows(holdings=told), "public", DAY).ledger, "holdings", "holding") == []


def test_row_that_refers_to_something_withheld_is_withheld() -> None:
    loss = {**THING, "loss": "O1", "unit": "U1", "manner": "lost", "date": "2013", "source": "F2"}
    back = {**THING, "recovery": "V1", "loss": "O1", "date": "2014"}
    assert (
        column(edition(rows(losses=[loss], recoveries=[back]), "partner", DAY).ledger, "recoveries", "claim")
        == []
    )


def test_no_is_left_out_where_only_a_withheld_licence_prevents_it() -> None:
    second = {"licence": "L2", "end_users": "central_only", "valid_from": "2010", "source": "F2"}
    loose = {**THING, "lot": ""}
    whole = rows(
        units=[{"unit": unit, "name": unit, "state": "12"} for unit in ("U1", "U2")],
        licences=[{"licence": "L1", "end_users": "listed", "valid_from": "2010"}, second],
        end_users=[{"licence": "L1", "unit": "U2"}],
        items=[
            {**loose, "item": "I1", "licence": "L1"},
            {**loose, "item": "I2", "licence": "L2", "source": "F2"},
        ],
        shipments=[],
        receipts=[{**loose, "receipt": "R1", "to_unit": "U1", "date": "2012"}],
    )
    assert set(verdicts(whole).values()) == {"too_coarse"}
    assert verdicts(edition(whole, "partner", DAY).ledger) == {}


def test_gap_that_only_withholding_makes_becomes_contested() -> None:
    shipped = {**THING, "licence": "L1", "date": "2011"}
    whole = rows(
        shipments=[
            {**shipped, "shipment": "S1", "quantity_max": "1"},
            {**shipped, "shipment": "S2", "quantity_max": "99", "source": "F2"},
        ],
    )
    assert reconcile(whole) == ()
    shown = edition(whole, "partner", DAY).ledger
    assert reconcile(shown) == ()
    assert set(column(shown, "receipts", "status")) == {"conflict"}


def test_serial_numbers_become_the_same_tokens_everywhere() -> None:
    told = [
        {**THING, "holding": f"H{n}", "unit": "U1", "date": "2013", "serials": s}
        for n, s in enumerate(("A1|A0", "A0"))
    ]
    shown = column(edition(rows(holdings=told), "public", DAY).ledger, "holdings", "serials")
    assert sorted(shown[0].split("|")) == ["#0001", "#0002"]
    assert shown[1] in shown[0].split("|")


def test_model_of_a_small_cell_stands_in_a_group_and_so_does_what_it_would_give_away() -> None:
    rare = {**THING, "model": "FX-9", "unit": "U1", "date": "2013", "holding": "H1"}
    shown = edition(rows(holdings=[rare]), "public", DAY)
    assert column(shown.ledger, "holdings", "model") == ["other models"]
    assert set(column(shown.ledger, "receipts", "model")) == {"other models"}
    assert shown.others == ("other models",)


def test_possession_with_no_records_is_shown_without_its_model_where_no_group_suits_it() -> None:
    rare = {**THING, "model": "FX-9", "lot": "", "unit": "U1", "date": "2013", "holding": "H1"}
    whole = rows(holdings=[rare])
    assert verdicts(whole)["H1", "U1"] == "no_records"
    shown = edition(whole, "public", DAY).ledger
    assert verdicts(shown)["H1", "U1"] == "no_records"
    assert (column(shown, "holdings", "maker"), column(shown, "holdings", "model")) == ([""], [""])
    assert set(column(shown, "receipts", "model")) == {"FX-1"}


def test_possession_whose_verdict_every_group_would_change_is_left_out() -> None:
    rare = {**THING, "model": "FX-9", "lot": "", "unit": "U1", "date": "2013", "holding": "H1"}
    second = {"licence": "L2", "end_users": "central_only", "valid_from": "2010"}
    first = {"licence": "L1", "end_users": "listed", "valid_from": "2010"}
    whole = rows(
        holdings=[rare], licences=[first, second], items=[{"item": "I2", "licence": "L2", "model": "FX-9"}]
    )
    assert verdicts(whole)["H1", "U1"] == "too_coarse"
    shown = edition(whole, "public", DAY).ledger
    assert column(shown, "holdings", "holding") == []
    assert set(column(shown, "receipts", "model")) == {"FX-1"}


def test_state_with_few_possessions_is_not_shown() -> None:
    units = [{"unit": "U1", "name": "A", "state": "12"}, {"unit": "U2", "name": "B", "state": "30"}]
    few = [{**THING, "receipt": f"Q{n}", "to_unit": "U2", "date": "2012"} for n in range(5)]
    many = [{**THING, "receipt": f"R{n}", "to_unit": "U1", "date": "2012"} for n in range(9)]
    assert column(
        edition(rows(units=units, receipts=many + few), "public", DAY).ledger, "units", "state"
    ) == ["12", "30"]
    shown = edition(rows(units=units, receipts=many + few[:4]), "public", DAY).ledger
    assert column(shown, "units", "state") == ["", ""]  # four alone would be told by what is missing


@slow
@given(licence_ledgers(), st.sampled_from(LOWER), st.sampled_from(["2013-06-01", "2026-11-24"]), st.data())
def test_edition_never_says_more_than_the_whole_ledger(
    made: Any, level: Level, on: str, data: st.DataObject
) -> None:
    for told in made.values():
        for one in told:
            one["source"] = data.draw(st.sampled_from(["F1", "F1", "F1", "F2", "F3"]))
    whole, day = ledger({**made, "sources": SOURCES}), datetime.date.fromisoformat(on)
    try:
        reconcile(whole)
        shown = edition(whole, level, day)
    except ImpossibleDate:
        assume(False)
    (all_said, all_breaches), (said, breaches) = answers(named(whole)), answers(named(shown.ledger))
    assert all(all_said[key] == verdict for key, verdict in said.items() if verdict in ("yes", "no"))
    assert said.keys() <= all_said.keys()
    assert breaches.keys() <= all_breaches.keys()
    assert all(all_breaches[key] == "certain" for key, word in breaches.items() if word == "certain")
    known = {(gap.check, gap.at) for gap in reconcile(whole)}
    assert {(gap.check, gap.at) for gap in reconcile(shown.ledger)} <= known
    if level == "public":
        dates = [
            (name, cell)
            for rows_ in shown.ledger.tables.values()
            for name in DATES
            if name in rows_.columns and name not in ("asked_on", "answered_on")
            for cell in rows_[name].to_list()
            if cell
        ]
        assert all(latest(*one) <= shown.last_day.toordinal() for one in dates)


@pytest.mark.parametrize("level", LEVELS)
def test_shared_ledger_has_the_same_verdicts_and_gaps_at_every_level(shared: Path, level: Level) -> None:
    folder = shared / "data" / "tracking" / "ledger_small"
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    shown = edition(read_ledger(folder), level, DAY).ledger
    found, said = ({one["record"]: one for one in told} for told in (to_json(named(shown)), truth["named"]))
    assert found.keys() == said.keys()
    for record, one in found.items():
        keys = {"unit", "verdict", "named_on", "linked"}
        if level != "public" or one["linked"]:
            keys |= {"licences", "missing"}
        assert {key: one[key] for key in keys} == {key: said[record][key] for key in keys}
        # A model that stands in a group has the licences of the whole group, and is judged as before.
        assert set(said[record]["licences"]) <= set(one["licences"])
        assert set(said[record]["missing"]) <= set(one["missing"])
    checks = (sorted(gap.check for gap in reconcile(one)) for one in (shown, read_ledger(folder)))
    assert next(checks) == next(checks)


def test_same_ledger_and_day_give_the_same_edition() -> None:
    told = [{**THING, "holding": "H1", "unit": "U1", "date": "2013", "serials": "A1|B2|C3"}]
    one, other = (edition(rows(holdings=told), "public", DAY).ledger for _ in range(2))
    assert all(one.tables[name].equals(other.tables[name]) for name in TABLES)


def test_hit_on_a_superior_is_no_more_certain_than_in_the_whole_ledger() -> None:
    units = [{"unit": "U1", "name": "A"}, {"unit": "U2", "name": "B"}]
    edge = {
        "relation": "N1",
        "child": "U1",
        "parent": "U2",
        "type": "child_of",
        "since": "2005",
        "until": "2026",
    }
    alleged = {"allegation": "A1", "unit": "U2", "date": "2014-02-03", "violation": "v"}
    whole = rows(units=units, relations=[edge], allegations=[alleged])
    shown = edition(whole, "public", DAY)
    unit, on = "U1", screened(shown.ledger, named(shown.ledger), shown.last_day)["U1"]
    before, after = screen(whole, unit, on).hits, screen(shown.ledger, unit, on).hits
    assert [hit.overlap for hit in before] == ["certain"]
    assert [hit.overlap for hit in after] == ["possible"]  # until when they stood so is not shown


@slow
@given(ledgers(), st.data())
def test_edition_for_partners_has_no_gap_of_its_own(made: Any, data: st.DataObject) -> None:
    for told in made.values():
        for one in told:
            one["source"] = data.draw(st.sampled_from(["F1", "F1", "F2"]))
    whole = ledger({**made, "sources": SOURCES})
    known = {(gap.check, gap.subject, gap.at) for gap in reconcile(whole)}
    shown = edition(whole, "partner", DAY).ledger
    assert {(gap.check, gap.subject, gap.at) for gap in reconcile(shown)} <= known
    assert "F2" not in {cell for rows_ in shown.tables.values() for cell in rows_["source"].to_list()}
