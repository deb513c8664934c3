"""Each mistake of a ledger, named with file, row and column."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from tequio.tracking.check import check
from tequio.tracking.folder import check_package, check_tables
from tequio.tracking.ledger import ledger, read_ledger
from tequio.tracking.mistakes import Mistake
from tequio.tracking.package import new_ledger
from tequio.tracking.remarks import remarks

CITED = {"source": "F1", "page": "3", "status": "accepted"}
SOURCES = [{"source": "F1", "title": "Example answer", "provenance": "foi"}]


def unit(claim: str, unit_id: str, **more: str) -> dict[str, str]:
    return {"claim": claim, "unit": unit_id, "name": f"Example unit {unit_id}", **CITED, **more}


def relation(claim: str, child: str, parent: str, since: str = "", until: str = "") -> dict[str, str]:
    row = {"claim": claim, "relation": f"N{claim}", "child": child, "parent": parent, "type": "child_of"}
    return {**row, "since": since, "until": until, **CITED}


def holding(**more: str) -> dict[str, str]:
    return {"claim": "C9", "holding": "H1", "unit": "U1", **CITED, **more}


def found(**tables: list[dict[str, str]]) -> list[Mistake]:
    units = [unit("C1", "U1"), unit("C2", "U2"), unit("C3", "U3")]
    return check(ledger({"sources": SOURCES, "units": units, **tables}))


def test_check_of_a_sound_ledger_finds_nothing() -> None:
    several_names = [unit("C1", "U1"), unit("C2", "U1", name="Another name"), unit("C3", "U2")]
    assert found(units=several_names, holdings=[holding(quantity_min="0", quantity_max="0")]) == []


@pytest.mark.parametrize(
    ("row", "column", "kind", "text", "other"),
    [
        ({"unit": "U7"}, "unit", "leads_nowhere", "U7", "units.csv"),
        ({"source": "F7"}, "source", "leads_nowhere", "F7", "sources.csv"),
        ({"source": ""}, "source", "no_citation", "", ""),
        ({"page": ""}, "page", "empty", "", ""),
        ({"unit": ""}, "unit", "empty", "", ""),
        ({"status": "agreed"}, "status", "unknown_word", "agreed", None),
        ({"date": "2014-02-30"}, "date", "impossible_date", "2014-02-30", ""),
        ({"quantity_min": "-1"}, "quantity_min", "below_zero", "-1", ""),
        ({"quantity_max": "many"}, "quantity_max", "no_number", "many", ""),
        ({"quantity_min": "5", "quantity_max": "4"}, "quantity_min", "least_above_most", "5", "4"),
        ({"serials": "A|B|C", "quantity_max": "2"}, "serials", "more_serials", "3", "2"),
        ({"serials": "A1|B2| A1"}, "serials", "serial_twice", "A1", "2"),
        ({"supersedes": "C77"}, "supersedes", "supersedes_nothing", "C77", ""),
        ({"supersedes": "C9"}, "supersedes", "supersedes_itself", "C9", ""),
        ({"claim": "C1"}, "claim", "claim_twice", "C1", "units.csv, 2"),
    ],
)
def test_check_names_a_mistake_with_row_and_column(
    row: dict[str, str], column: str, kind: str, text: str, other: str | None
) -> None:
    (mistake,) = found(holdings=[holding(**row)])
    assert (mistake.table, mistake.line) == ("holdings", 2)
    assert (mistake.column, mistake.kind, mistake.text) == (column, kind, text)
    assert other is None or mistake.other == other


def kinds(**tables: Any) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.kind) for one in found(**tables)]


def test_check_finds_two_units_with_one_id() -> None:
    units = [unit("C1", "U1", kind="police"), unit("C2", "U1", kind="army"), unit("C3", "U2")]
    assert kinds(units=units) == [(3, "kind", "two_units")]


def test_check_lets_a_unit_change_its_kind_over_time() -> None:
    units = [unit("C1", "U1", kind="police", until="2010"), unit("C2", "U1", kind="army", since="2011")]
    assert kinds(units=units) == []


def test_check_finds_a_relation_that_ends_before_it_begins() -> None:
    assert kinds(relations=[relation("C8", "U1", "U2", "2014", "2013")]) == [(2, "until", "ends_before")]


def test_check_finds_a_circle_of_superiors() -> None:
    rows = [
        relation("C6", "U1", "U2"),
        relation("C7", "U2", "U3", "2010"),
        relation("C8", "U3", "U1", "..", "2010-05"),
    ]
    (mistake,) = found(relations=rows)
    assert (mistake.kind, mistake.text) == ("circle", "U1 → U2 → U3 → U1")


def test_check_allows_superiors_that_changed_places_over_time() -> None:
    rows = [relation("C6", "U1", "U2", "2001", "2009"), relation("C7", "U2", "U1", "2010", "..")]
    assert kinds(relations=rows) == []


def test_check_finds_a_unit_that_is_its_own_superior() -> None:
    assert kinds(relations=[relation("C8", "U1", "U1")]) == [(2, "parent", "own_parent")]


def test_check_finds_two_claims_that_supersede_each_other() -> None:
    rows = [holding(supersedes="C10"), holding(claim="C10", supersedes="C9")]
    assert kinds(holdings=rows) == [
        (2, "supersedes", "supersedes_itself"),
        (3, "supersedes", "supersedes_itself"),
    ]


def test_check_finds_codes_of_places_that_do_not_exist() -> None:
    units = [unit("C1", "U1", state="Guerrero"), unit("C2", "U2", state="12", municipality="30001")]
    assert kinds(units=units) == [(2, "state", "unknown_state"), (3, "municipality", "unknown_municipality")]


def test_check_finds_an_end_user_and_a_decision_that_name_nobody() -> None:
    end_user = {"claim": "C7", "end_user": "E1", "licence": "L1", **CITED}
    licence = {"claim": "C6", "licence": "L1", "end_users": "listed", **CITED}
    decision = {"claim": "C8", "name_as_written": "POL. EJEMPLO", "decision": "same", **CITED}
    decided = {**decision, "decided_by": "an example", "decided_on": "2021"}
    assert kinds(licences=[licence], end_users=[end_user], decisions=[decided]) == [
        (2, "unit", "names_nobody"),
        (2, "unit", "same_as_nobody"),
    ]


def test_check_of_the_shared_ledger_finds_nothing(shared: Path) -> None:
    assert check(read_ledger(shared / "data" / "tracking" / "ledger_small")) == []


@pytest.mark.parametrize(
    ("state", "town", "wrong"),
    [
        ("12", "12001", False),
        ("", "12001", False),
        ("", "33001", True),
        ("", "00001", True),
        ("12", "12000", True),
        ("12", "1201", True),
        ("12", "16001", True),
    ],
)
def test_check_finds_municipalities_that_cannot_be(state: str, town: str, wrong: bool) -> None:
    expected = [(2, "municipality", "unknown_municipality")] if wrong else []
    assert kinds(units=[unit("C1", "U1", state=state, municipality=town)]) == expected


TODAY = datetime.date(2021, 5, 17)


def later(**tables: Any) -> list[tuple[str, str, str, str]]:
    made = ledger({"sources": SOURCES, "units": [unit("C1", "U1")], **tables})
    return [(one.table, one.column, one.kind, one.text) for one in check(made, TODAY)]


@pytest.mark.parametrize("date", ["2021-05-18", "2022", "2021-06/2023"])
def test_check_finds_what_is_said_to_have_happened_after_today(date: str) -> None:
    assert later(holdings=[holding(date=date)]) == [("holdings", "date", "future_date", date)]


@pytest.mark.parametrize("date", ["", "2021", "2021-05-17", "2021-05", "2020/2030", "2021-05-18~", "../2030"])
def test_check_lets_dates_be_that_may_lie_before_tomorrow(date: str) -> None:
    assert later(holdings=[holding(date=date)]) == []


def test_check_lets_licences_and_units_last_beyond_today() -> None:
    licence = {"claim": "C6", "licence": "L1", "end_users": "listed", **CITED, "valid_until": "2030"}
    assert later(licences=[licence], units=[unit("C1", "U1", since="..", until="..")]) == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in new_ledger("example", "An example").items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_check_names_tables_that_are_missing_and_no_empty_ones(folder: Path) -> None:
    assert check_tables(folder) + check_package(folder) == []
    for name in ("losses", "relations", "replies"):
        (folder / f"{name}.csv").unlink()
    found = [(one.file, one.line, one.kind) for one in check_tables(folder)]
    assert found == [("relations.csv", 0, "missing_table"), ("losses.csv", 0, "missing_table")]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", "broken_package"),
        (b"\xff\xfe\x00", "broken_package"),
        (b"[]", "no_resources"),
        (b'{"name": "a"}', "no_resources"),
        (b'{"name": "a", "resources": [1, {"path": 2}]}', "not_described"),
        (None, "missing_package"),
    ],
)
def test_check_names_what_is_wrong_with_the_package(folder: Path, content: bytes | None, kind: str) -> None:
    path = folder / "datapackage.json"
    path.unlink() if content is None else path.write_bytes(content)
    first = check_package(folder)[0]
    assert (first.file, first.kind) == ("datapackage.json", kind)


def test_check_names_a_column_that_only_the_package_has(folder: Path) -> None:
    path = folder / "datapackage.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"name":"manner"', '"name":"manners"'))
    (mistake,) = check_package(folder)
    assert (mistake.kind, mistake.text, mistake.other) == ("other_field", "manners", "losses.csv")


def test_accounts_that_differ_in_who_and_what_are_remarked_on() -> None:
    rows = [
        holding(lot="L1", quantity_min="5", date="2014", status="conflict"),
        holding(claim="C10", lot="L2", unit="U2", quantity_min="7", date="2015"),
        holding(claim="C11", lot="L2", unit="U2", status="withdrawn"),
    ]
    made = ledger({"sources": SOURCES, "units": [unit("C1", "U1"), unit("C2", "U2")], "holdings": rows})
    assert check(made) == []
    found = [(one.table, one.line, one.column, one.kind, one.text, one.other) for one in remarks(made)]
    assert found == [
        ("holdings", 2, "lot", "accounts_differ", "L1", "L2"),
        ("holdings", 2, "unit", "accounts_differ", "U1", "U2"),
    ]


def test_names_of_one_unit_that_tell_of_two_kinds_or_states_are_remarked_on() -> None:
    names = ("Policía Municipal de Ejemplo, Gro.", "Policía Estatal, Veracruz", "Pol. Mun. de Ejemplo")
    units = [unit(f"C{at}", "U1", name=name) for at, name in enumerate(names, 1)]
    made = ledger({"sources": SOURCES, "units": units})
    assert check(made) == []
    assert [(one.line, one.kind) for one in remarks(made)] == [(3, "names_differ"), (3, "names_differ")]


def test_shared_and_example_ledgers_have_whole_folders(shared: Path) -> None:
    example = Path(__file__).parents[2] / "src" / "tequio" / "examples" / "ledger"
    for one in (shared / "data" / "tracking" / "ledger_small", example):
        assert (
            check_tables(one) + check_package(one) + check(read_ledger(one), datetime.date(2026, 11, 1)) == []
        )
