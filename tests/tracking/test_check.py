"""Each mistake of a ledger, named with file, row and column."""

from pathlib import Path
from typing import Any

import pytest

from tequio.tracking.check import check
from tequio.tracking.ledger import ledger, read_ledger
from tequio.tracking.mistakes import Mistake

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
