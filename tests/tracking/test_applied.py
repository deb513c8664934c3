"""Units that imports made of names: who they may be, what a decision does, and that it can be taken back."""

import csv
import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented_sheets import empty_ledger, everything

from tequio.reports.tracking_site.site import site
from tequio.tracking.applied import PLACE, DecisionsClash, carry_out, meanings, read_carried, unclear
from tequio.tracking.check import check
from tequio.tracking.decisions import carried_questions, doubtful, made_of_names, names_asked, unit_questions
from tequio.tracking.importing import prepare_import, write_import
from tequio.tracking.ledger import read_ledger
from tequio.tracking.named import named, to_json
from tequio.tracking.schema import TABLES

REGISTER = 'Nombre,Estado\n"Policía Municipal de Aldea, Guerrero",12\nPolicía Estatal de Guerrero,12\n'
RECEIPTS = (
    "Entrega,Recibe,Lote,Marca,Modelo,Cantidad,Fecha\n"
    "Almacén,POL. MPAL. ALDEA GRO,T-1,Ficta,FX-1,5,2013\n"
    "Almacén,Cuerpo Ficticio,T-1,Ficta,FX-1,3,2013\n"
)
LICENCE = {
    "licences": {"licence": "L000001", "consignee": "U000003", "issued": "2012", "end_users": "listed"},
    "items": {"item": "I000001", "licence": "L000001", "maker": "Ficta", "model": "FX-1"},
    "end_users": {"end_user": "E000001", "licence": "L000001", "unit": "U000001"},
    "shipments": {"shipment": "S000001", "licence": "L000001", "consignee": "U000003", "lot": "T-1",
                  "maker": "Ficta", "model": "FX-1", "date": "2012"},
}  # fmt: skip


def add(folder, table, **told):
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    row = {"source": "F000001", "page": "1", "status": "accepted", **told}
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow([row.get(column, "") for column in header])


def take(folder, text, table, status="accepted"):
    path = folder.parent / f"t{len(list(folder.parent.iterdir()))}.csv"
    path.write_text(text, encoding="utf-8")
    write_import(folder, prepare_import(path, table, "F000001", folder, None))
    if status == "accepted":
        for name in (table, "units"):
            held = (folder / f"{name}.csv").read_bytes()
            (folder / f"{name}.csv").write_bytes(held.replace(b"needs_work", b"accepted"))


def made(tmp_path, status="accepted", name="ledger"):
    folder = empty_ledger(tmp_path / name)
    take(folder, REGISTER, "units")
    take(folder, RECEIPTS, "receipts", status)
    for n, (table, row) in enumerate(LICENCE.items()):
        add(folder, table, claim=f"C0009{n:02}", **row)
    return folder


@pytest.fixture(params=["accepted", "needs_work"])
def folder(tmp_path, request):
    return made(tmp_path, request.param)


def decide(folder, unit="U000001", decision="same", about="U000004", claim="D1", **more):
    told = {"name_as_written": about, "unit": unit, "decision": decision, "decided_by": "Persona de Ejemplo"}
    add(folder, "decisions", claim=claim, **{"decided_on": "2026", **told, **more})


def restate(folder, claim, status, table="decisions"):
    path = folder / f"{table}.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    changed = [line.replace("accepted", status) if line.startswith(f"{claim},") else line for line in lines]
    path.write_text("".join(changed), encoding="utf-8")


def carried(folder):
    done = carry_out(read_ledger(folder), folder)
    assert check(read_ledger(folder)) == []
    return done


def verdicts(folder):
    return {(one.record, one.unit): one.verdict for one in named(read_ledger(folder)).verdicts}


def standing(folder):
    """What counts in a ledger, apart from the claims' ids and from decisions."""
    ledger = read_ledger(folder)
    drop = ("claim", "supersedes", "line")
    return {
        table: sorted(map(str, ledger.standing(table).drop(drop, strict=False).iter_rows()))
        for table in TABLES
        if table != "decisions"
    }


def test_name_that_an_import_made_a_unit_of_is_proposed(folder):
    (question,) = unit_questions(read_ledger(folder))
    assert (question.spelling.name, question.spelling.key) == ("POL. MPAL. ALDEA GRO", "U000004")
    assert question.perhaps == ("U000001",)
    assert question.offer == ""


def test_units_of_a_list_are_made_of_no_name(folder):
    assert [one.unit for one in made_of_names(read_ledger(folder))] == ["U000003", "U000004", "U000005"]


def test_no_of_a_holder_who_may_be_another_unit_is_doubtful(folder):
    assert verdicts(folder)["R000001", "U000004"] == "no"
    assert doubtful(read_ledger(folder)) == {"U000004": ("U000001",)}


@pytest.mark.parametrize(
    "written",
    [
        "Policía de Aldea, Gro.",
        "Policia Preventiva Municipal de Aldea, Guerrero",
        "Dirección de Seguridad Pública Municipal de Aldea, Guerrero",
    ],
)
def test_no_of_a_body_of_the_same_town_under_another_name_is_doubtful(tmp_path, written):
    folder = made(tmp_path)
    take(
        folder,
        f'Entrega,Recibe,Lote,Marca,Modelo,Cantidad,Fecha\nAlmacén,"{written}",T-1,Ficta,FX-1,2,2014\n',
        "receipts",
    )
    (holder,) = [unit for (record, unit), verdict in verdicts(folder).items() if record == "R000003"]
    assert "U000001" in doubtful(read_ledger(folder))[holder]


@pytest.mark.parametrize("level", ["partner", "private"])
def test_site_says_beside_such_a_no_that_it_is_no_answer(folder, level):
    made = site(read_ledger(folder), level, date(2026, 1, 2))
    no = [one for one in json.loads(made["site.json"])["named"] if one["verdict"] == "no"]
    assert no
    for language, told in (("en", "this is no answer"), ("es", "esto no es una respuesta")):
        pages = [made[f"{language}/findings/{one['record']}.html"].decode() for one in no]
        assert [told in page for page in pages] == [one["unit"] == "U000004" for one in no]
    assert "it is no answer" in made["en/index.html"].decode()


def test_no_of_a_unit_is_doubtful_if_a_licence_names_one_that_may_be_it(folder):
    add(folder, "end_users", claim="C000960", end_user="E000002", licence="L000001", unit="U000004")
    assert doubtful(read_ledger(folder)) == {"U000004": ("U000001",), "U000001": ("U000004",)}


def test_decision_same_gives_the_event_its_unit(folder):
    decide(folder)
    assert doubtful(read_ledger(folder)) == {"U000004": ("U000001",)}
    done = carried(folder)
    assert (done.claims, done.withdrawn) == (2, 0)
    assert verdicts(folder) == {("R000001", "U000001"): "yes", ("R000002", "U000005"): "no"}
    names = read_ledger(folder).standing("units").select("unit", "name").rows()
    assert ("U000001", "POL. MPAL. ALDEA GRO") in names
    assert doubtful(read_ledger(folder)) == {}


def test_decision_makes_nothing_accepted_that_nobody_looked_at(tmp_path):
    folder = made(tmp_path, "needs_work")
    decide(folder)
    carried(folder)
    rows = read_ledger(folder).tables["receipts"]
    said = dict(rows.select("claim", "status").iter_rows())
    assert sorted(said.values()) == ["needs_work", "needs_work", "superseded"]


def test_carrying_out_twice_changes_nothing(folder):
    decide(folder)
    carried(folder)
    before = everything(folder)
    assert carried(folder).empty
    assert everything(folder) == before


def test_name_is_known_to_the_next_import(folder):
    decide(folder)
    carried(folder)
    take(folder, RECEIPTS.replace("FX-1", "FX-2"), "receipts")
    assert read_ledger(folder).standing("receipts")["to_unit"].to_list().count("U000001") == 2


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    status=st.sampled_from(["accepted", "needs_work"]),
    chosen=st.lists(
        st.tuples(
            st.sampled_from(["U000004", "U000005"]), st.sampled_from(["U000001", "U000002", "U000005"])
        ),
        min_size=1, max_size=3, unique_by=lambda pair: pair[0],
    ),
    data=st.data(),
)  # fmt: skip
def test_withdrawing_decisions_restores_what_was_before(tmp_path, status, chosen, data):
    folder = made(tmp_path, status, f"ledger{len(list(tmp_path.iterdir()))}")
    before, answers = standing(folder), to_json(named(read_ledger(folder)))
    for n, (about, unit) in enumerate(chosen):
        decide(folder, unit, about=about, claim=f"D{n}")
        if data.draw(st.booleans()):
            carried(folder)
    carried(folder)
    for n in data.draw(st.permutations(range(len(chosen)))):
        restate(folder, f"D{n}", "withdrawn")
        if data.draw(st.booleans()):
            carried(folder)
    carried(folder)
    assert standing(folder) == before
    assert to_json(named(read_ledger(folder))) == answers


def test_decision_that_was_carried_out_can_be_found_to_take_it_back(folder):
    decide(folder)
    carried(folder)
    (question,) = carried_questions(read_ledger(folder))
    assert (question.spelling.key, question.decisions[0].unit) == ("U000004", "U000001")


def test_different_and_unsure_leave_the_unit_and_say_whether_it_is_open(folder):
    decide(folder, decision="unsure")
    assert doubtful(read_ledger(folder)) == {"U000004": ("U000001",)}
    decide(folder, decision="different", claim="D2", decided_on="2027")
    assert doubtful(read_ledger(folder)) == {}
    assert carried(folder).empty


def test_unit_that_was_decided_to_be_two_is_left(folder):
    decide(folder)
    decide(folder, "U000002", claim="D2")
    assert (meanings(read_ledger(folder)), unclear(read_ledger(folder))) == ({}, ("U000004",))
    assert carried(folder).empty


def test_ring_of_decisions_is_left(folder):
    decide(folder, "U000005")
    decide(folder, "U000004", about="U000005", claim="D2")
    assert unclear(read_ledger(folder)) == ("U000004", "U000005")


def relate(folder, claim, child, parent):
    told = {"child": child, "parent": parent, "type": "child_of", "since": "2010", "until": ".."}
    add(folder, "relations", claim=claim, relation=f"N{claim}", **told)


def test_unit_under_the_one_that_it_is_said_to_be_is_left(folder):
    relate(folder, "D8", "U000004", "U000001")
    decide(folder)
    assert unclear(read_ledger(folder)) == ("U000004",)


def test_decision_that_would_spoil_the_ledger_writes_nothing(folder):
    relate(folder, "D8", "U000004", "U000002")
    relate(folder, "D9", "U000002", "U000001")
    decide(folder)
    before = everything(folder)
    with pytest.raises(DecisionsClash):
        carry_out(read_ledger(folder), folder)
    assert everything(folder) == before


def test_what_a_person_says_later_stays_when_the_decision_goes(tmp_path):
    folder = made(tmp_path)
    decide(folder)
    later = {one.claim for one in carried(folder).carried}
    row = next(
        row
        for row in read_ledger(folder).tables["receipts"].drop("line").iter_rows(named=True)
        if row["claim"] in later
    )
    add(folder, "receipts", **{**row, "claim": "D8", "supersedes": row["claim"], "quantity_max": "6"})
    restate(folder, "D1", "withdrawn")
    carried(folder)
    rows = read_ledger(folder).standing("receipts")
    assert rows.filter(rows["receipt"] == "R000001").select("claim", "to_unit").rows() == [("D8", "U000001")]


def test_decision_on_a_name_on_a_licence_follows_the_unit_and_is_taken_back_whole(folder):
    decide(folder, "U000004", about="Otro Nombre", claim="D5")
    decide(folder)
    carried(folder)
    named_unit = {row[0]: row[1:] for row in _decided(folder)}
    assert named_unit["Otro Nombre"][0] == "U000001"
    restate(folder, named_unit["Otro Nombre"][1], "withdrawn")
    carried(folder)
    assert [row[0] for row in _decided(folder)] == ["U000004"]


def _decided(folder):
    return read_ledger(folder).standing("decisions").select("name_as_written", "unit", "claim").rows()


def test_carried_claims_are_kept_beside_the_ledger(folder):
    decide(folder)
    carried(folder)
    assert {(one.unit, one.means) for one in read_carried(folder)} == {("U000004", "U000001")}
    assert (folder / PLACE).exists()


def test_name_of_another_state_is_no_candidate_and_one_without_is_offered(tmp_path):
    folder = empty_ledger(tmp_path / "ledger")
    take(folder, "Nombre,Estado\nSeguridad Pública Municipal,12\n", "units")
    head = "Entrega,Recibe,Estado,Modelo,Cantidad\n"
    take(folder, f"{head}Almacén,Seguridad Pública Municipal,Chihuahua,FX-1,5\n", "receipts")
    assert unit_questions(read_ledger(folder)) == []
    take(folder, f"{head}Almacén,Seguridad Pública Municipal,,FX-1,5\n", "receipts")
    (question,) = unit_questions(read_ledger(folder))
    assert (set(question.perhaps), question.offer) == ({"U000001", "U000003"}, "")


def test_name_that_the_ledger_need_not_have_gets_candidates(folder):
    (question,) = names_asked(read_ledger(folder), ["Pol. Mpal. de Aldea"])
    assert question.candidates[0].id in ("U000001", "U000004")
    assert question.spelling.claims == ()
