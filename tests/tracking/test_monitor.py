from pathlib import Path

import pytest
from invented_sheets import empty_ledger

from tequio.tracking import import_faults as f
from tequio.tracking.check import check
from tequio.tracking.export import export
from tequio.tracking.importing import prepare_import, write_import
from tequio.tracking.ledger import read_ledger

EXAMPLE = Path(__file__).parents[2] / "src" / "tequio" / "examples" / "ledger"

ONE, TWO, FAR = (f"0000000{n}-0000-4000-8000-000000000000" for n in (1, 2, 3))
UNITS = (
    "unit:id:admin,unit:name,unit:country,unit:classification,unit:other_names,unit:first_cited_date,"
    "unit:last_cited_date,unit:first_cited_date_start,unit:last_cited_date_open,unit:related_unit,"
    "unit:related_unit:name,unit:related_unit_first_cited_date,unit:related_unit_first_cited_date_start,"
    "unit:related_unit_last_cited_date,unit:related_unit_open\n"
)
ROWS = (
    f"{ONE},1 Batallón Ficticio,mx,Army; Military,1er Btn. Fict.;Primer Batallón,2010-03,2015,N,N,{TWO},"
    "Zona Ficticia,2011,Y,2014-05,E\n"
    f"{TWO},Zona Ficticia,mx,Army,,2001-01-01,2016,Y,Y,{FAR},Comando Ficticio,2005,N,2016,Y\n"
)


@pytest.fixture
def ledger(tmp_path):
    return empty_ledger(tmp_path / "ledger")


def take(tmp_path, ledger, text, table="units"):
    (tmp_path / "sfm.csv").write_text(text, encoding="utf-8")
    ready = prepare_import(tmp_path / "sfm.csv", table, "F000001", ledger)
    write_import(ledger, ready)
    return ready


def rows(ledger, table, *columns):
    return [tuple(row[name] for name in columns) for row in read_ledger(ledger).tables[table].to_dicts()]


def test_monitor_units_come_in_with_their_names_and_dates(tmp_path, ledger):
    take(tmp_path, ledger, UNITS + ROWS)
    assert rows(ledger, "units", "unit", "name", "kind", "since", "until", "status") == [
        (ONE, "1 Batallón Ficticio", "army", "../2010-03", "2015/..", "accepted"),
        (ONE, "1er Btn. Fict.", "", "../2010-03", "2015/..", "accepted"),
        (ONE, "Primer Batallón", "", "../2010-03", "2015/..", "accepted"),
        (TWO, "Zona Ficticia", "army", "2001-01-01", "..", "accepted"),
        (FAR, "Comando Ficticio", "", "", "", "accepted"),
    ]
    assert check(read_ledger(ledger)) == []


def test_monitor_relations_come_in_with_their_dates(tmp_path, ledger):
    ready = take(tmp_path, ledger, UNITS + ROWS)
    assert rows(ledger, "relations", "child", "parent", "type", "since", "until") == [
        (ONE, TWO, "child_of", "2011", "2014-05"),
        (TWO, FAR, "child_of", "../2005", ".."),
    ]
    assert (ready.taken, dict(ready.claims)) == (2, {"units": 5, "relations": 2})


def test_monitor_unit_of_several_rows_is_told_once(tmp_path, ledger):
    again = ROWS.splitlines()[0].replace(TWO, FAR).replace("Zona Ficticia", "Comando Ficticio")
    take(tmp_path, ledger, UNITS + ROWS + again + "\n")
    assert len(rows(ledger, "units", "unit")) == 5
    assert len(rows(ledger, "relations", "child")) == 3


def test_monitor_row_whose_date_cannot_be_read_is_left(tmp_path, ledger):
    ready = take(tmp_path, ledger, UNITS + ROWS + f"{FAR},Otra,mx,,,31/02/2010,,,,,,,,,\n")
    assert [note for note in ready.notes if isinstance(note, f.LeftUnread)] == [
        f.LeftUnread(4, "", "first", "31/02/2010")
    ]


def test_monitor_claims_of_the_handbook_come_in(tmp_path, ledger):
    head = (
        "type:claim,about_entity:ref:claim,unit:names:assertion,unit:classifications:assertion,"
        "relation:unit:refs:assertion,relation:types:assertion,relation:related_unit:refs:assertion,"
        "first_precise:range,last_precise:range,starting:range,ending:range\n"
    )
    body = (
        f"unit,{ONE},Grupo Ficticio,Police,,,,2010-03-05,2012,Y,N\n"
        f"unit,{TWO},Fuerza Conjunta Ficticia,Police,,,,,,N,N\n"
        f"relation,{FAR},,,{ONE},member,{TWO},2011,2012,N,N\n"
    )
    take(tmp_path, ledger, head + body)
    assert rows(ledger, "units", "unit", "name", "since") == [
        (ONE, "Grupo Ficticio", "2010-03-05"), (TWO, "Fuerza Conjunta Ficticia", "")
    ]  # fmt: skip
    assert rows(ledger, "relations", "child", "parent", "type", "since", "until") == [
        (ONE, TWO, "member_of", "../2011", "2012/..")
    ]


def test_training_file_comes_in_name_by_name(shared, tmp_path, ledger):
    path = shared / "data" / "tracking" / "fmtr_mexico_units.csv"
    if not path.is_file():
        pytest.skip(f"no {path.name} in the shared data")
    ready = prepare_import(path, "units", "F000001", ledger)
    write_import(ledger, ready)
    named = rows(ledger, "units", "name", "central")
    assert (ready.taken, len(named)) == (822, 822)
    assert ("SEDENA", "yes") in named
    assert check(read_ledger(ledger)) == []


def test_monitor_file_taken_as_units_is_refused_as_relations(tmp_path, ledger):
    take(tmp_path, ledger, UNITS + ROWS)
    before = rows(ledger, "relations", "relation")
    with pytest.raises(f.ImportedBefore):
        take(tmp_path, ledger, UNITS + ROWS, "relations")
    assert rows(ledger, "relations", "relation") == before


def test_monitor_beginning_of_time_is_an_open_beginning(tmp_path, ledger):
    head = "unit:name,first_imprecise:range,starting:range\n"
    take(tmp_path, ledger, head + "Zona Ficticia,since_beginning_of_time,Y\n")
    assert rows(ledger, "units", "name", "since") == [("Zona Ficticia", "..")]


def described(source, columns, table):
    """The standing rows of a table, units by name, in any order."""
    names = {row["unit"]: row["name"] for row in reversed(source.standing("units").to_dicts())}
    told = source.standing(table).select(*columns, "status").to_dicts()
    return sorted([names.get(value, value) for value in row.values()] for row in told)


def exported(folder, ledger, order):
    for name, content in export(read_ledger(folder), "sfm", "example").items():
        (ledger.parent / name).write_bytes(content)
    for table in order:
        write_import(ledger, prepare_import(ledger.parent / f"{table}.csv", table, "F000001", ledger))


@pytest.mark.parametrize("which", ["example", "shared"])
def test_own_export_comes_back_as_it_was(ledger, which, request):
    shared = request.getfixturevalue("shared") if which == "shared" else None
    folder = shared / "data" / "tracking" / "ledger_small" if shared else EXAMPLE
    exported(folder, ledger, ("units", "relations"))
    before, after = read_ledger(folder), read_ledger(ledger)
    places = ("kind", "level", "central", "state", "municipality")
    for table, columns in (
        ("units", ("name", *places, "since", "until")),
        ("relations", ("child", "parent", "type", "since", "until")),
    ):
        assert described(after, columns, table) == described(before, columns, table)
    assert check(after) == []


def test_own_relations_without_the_units_bring_their_names(ledger):
    exported(EXAMPLE, ledger, ("relations",))
    names = {name for (name,) in rows(ledger, "units", "name")}
    assert "Policía Municipal de Puerto Ficticio" in names
    assert check(read_ledger(ledger)) == []
