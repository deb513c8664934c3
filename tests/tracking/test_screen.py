"""Screening a unit: the shared truths, an independent reading of the rules, and what must never happen."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_structures import UNITS, allegations, dates, relations, structures
from screen_by_hand import Row, screened

from tequio.tracking.dates import ImpossibleDate
from tequio.tracking.ledger import ledger, read_ledger
from tequio.tracking.screen import Screening, TooManyPaths, UnknownUnit, screen, to_json
from tequio.tracking.structure import structure

Rows = dict[str, list[dict[str, str]]]
asked = dates.filter(bool)
units = st.sampled_from(UNITS)


def row(**cells: str) -> dict[str, str]:
    return {"status": "accepted", **cells}


def edge(number: int, child: str, parent: str, since: str = "..", until: str = "..", **more: str) -> Row:
    told = {"type": "child_of", **more}
    return row(
        claim=f"R{number}",
        relation=f"N{number}",
        child=child,
        parent=parent,
        since=since,
        until=until,
        **told,
    )


def accused(unit: str, date: str = "2013-05-10", **more: str) -> Row:
    return row(claim=f"A{unit}", allegation=f"A{unit}", unit=unit, date=date, violation="invented", **more)


def hits(relations: list[Row], alleged: list[Row], unit: str, on: str) -> list[dict[str, Any]]:
    known = [row(claim=f"C{name}", unit=name, name=name) for name in UNITS]
    made = ledger({"units": known, "relations": relations, "allegations": alleged})
    return list(to_json([screen(made, unit, on)])[0]["hits"])


def plain(screening: Screening) -> list[dict[str, Any]]:
    return list(to_json([screening])[0]["hits"])


def test_screen_of_the_shared_ledger_is_as_planted(shared: Path) -> None:
    folder = shared / "data" / "tracking" / "ledger_small"
    truth = json.loads((folder / "truth.json").read_text())["screen"]
    known = structure(read_ledger(folder))
    assert to_json([screen(known, one["unit"], one["on"]) for one in truth]) == truth


@given(structures(), units, asked)
def test_screen_is_what_every_path_by_hand_gives(rows: Rows, unit: str, on: str) -> None:
    found = plain(screen(ledger(rows), unit, on))
    assert sorted(map(json.dumps, found)) == sorted(map(json.dumps, screened(rows, unit, on)))


@given(structures(), units, asked, st.data())
def test_screen_does_not_change_by_what_does_not_stand(
    rows: Rows, unit: str, on: str, data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(["superseded", "withdrawn"]))
    more = {
        **rows,
        "relations": [*rows["relations"], {**data.draw(relations(90)), "status": gone}],
        "allegations": [*rows["allegations"], {**data.draw(allegations(90)), "status": gone}],
    }
    assert plain(screen(ledger(more), unit, on)) == plain(screen(ledger(rows), unit, on))


WIDER = {
    "2013-05-10": "2013-05",
    "2013-05": "2013",
    "2013": "2012/2016",
    "2013-12-31": "2013",
    "2014-06-01": "2014-06-01~",
    "2014-06-01~": "2014",
    "2014": "2014~",
    "2013-11/2014-06": "2014~",
    "2014~": "",
    "2012/2016": "",
}
RANKS = {"none": 0, "possible": 1, "certain": 2}


@given(structures(), units, asked, st.data())
def test_screen_with_a_wider_date_never_makes_possible_certain(
    rows: Rows, unit: str, on: str, data: st.DataObject
) -> None:
    table = data.draw(st.sampled_from([name for name in ("relations", "allegations") if rows[name]] or [""]))
    if not table:
        return
    at = data.draw(st.integers(0, len(rows[table]) - 1))
    column = data.draw(st.sampled_from(["since", "until"] if table == "relations" else ["date"]))
    before = rows[table][at]
    wide = {**before, column: WIDER.get(before[column], before[column])}
    changed = {**rows, table: [*rows[table][:at], wide, *rows[table][at + 1 :]]}
    wider = {_which(hit): hit for hit in plain(screen(ledger(changed), unit, on))}
    for hit in plain(screen(ledger(rows), unit, on)):
        # what was possible stays so: a hit is never lost by knowing less
        for part in ("on_date", "at_incident", "in_time", "overlap"):
            now = RANKS[wider[_which(hit)][part]]
            assert (now > 0) >= (RANKS[hit[part]] > 0)
            assert now <= max(RANKS[hit[part]], 1)


def _which(hit: dict[str, Any]) -> str:
    return json.dumps([hit["allegation"], hit["relation"], hit["edges"], hit["path"]])


def test_screen_of_a_unit_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownUnit) as fault:
        hits([], [], "U9", "2014")
    assert fault.value.unit == "U9"


def test_screen_on_no_date_is_refused() -> None:
    with pytest.raises(ImpossibleDate):
        hits([], [], "U1", "2014-13")


def test_screen_leaves_out_a_later_incident() -> None:
    assert hits([], [accused("U1")], "U1", "2013-05-09") == []


def test_screen_with_two_relations_between_the_same_units_has_two_hits() -> None:
    twice = [edge(1, "U1", "U2"), edge(2, "U1", "U2", "2013", "2015")]
    assert [hit["edges"] for hit in hits(twice, [accused("U2")], "U1", "2014")] == [["N1"], ["N2"]]


def test_screen_in_a_circle_visits_no_unit_twice() -> None:
    circle = [edge(1, "U1", "U2"), edge(2, "U2", "U3"), edge(3, "U3", "U1")]
    found = hits(circle, [accused("U1")], "U1", "2014")
    assert [hit["path"] for hit in found] == [["U1"]]


def test_screen_takes_one_step_to_a_group_and_no_further() -> None:
    groups = [
        edge(1, "U1", "U2", type="member_of"),
        edge(2, "U2", "U3", type="member_of"),
        edge(3, "U2", "U4"),
    ]
    found = hits(groups, [accused("U2"), accused("U3"), accused("U4")], "U1", "2014")
    assert [(hit["relation"], hit["path"]) for hit in found] == [("member", ["U1", "U2"])]


def test_screen_of_a_group_leaves_out_its_members() -> None:
    assert hits([edge(1, "U1", "U2", type="member_of")], [accused("U1")], "U2", "2014") == []


def test_screen_with_edges_that_never_held_together_finds_nothing() -> None:
    apart = [edge(1, "U1", "U2", "..", "2012"), edge(2, "U2", "U3", "2014", "..")]
    assert hits(apart, [accused("U3")], "U1", "2010/2016") == []


def test_screen_over_a_contested_relation_is_only_possible() -> None:
    (hit,) = hits([edge(1, "U1", "U2", status="conflict")], [accused("U2")], "U1", "2014")
    assert (hit["on_date"], hit["at_incident"], hit["overlap"]) == ("possible", "possible", "possible")


def test_screen_of_a_contested_allegation_is_only_possible() -> None:
    (hit,) = hits([], [accused("U1", status="needs_work")], "U1", "2014")
    assert (hit["on_date"], hit["in_time"], hit["overlap"]) == ("certain", "certain", "possible")


def test_screen_of_an_interval_is_certain_if_the_relation_held_on_one_of_its_days() -> None:
    (hit,) = hits([edge(1, "U1", "U2", "2014-06-01", "2014-06-01")], [accused("U2")], "U1", "2014")
    assert (hit["on_date"], hit["at_incident"], hit["overlap"]) == ("certain", "none", "certain")


def test_screen_at_an_incident_is_certain_only_if_the_relation_held_on_each_of_its_days() -> None:
    half = [edge(1, "U1", "U2", "2013-05-10", "..")]
    (hit,) = hits(half, [accused("U2", "2013-05")], "U1", "2014")
    assert hit["at_incident"] == "possible"


def test_screen_of_many_diamonds_is_given_up_rather_than_never_ending() -> None:
    diamonds = [
        edge(4 * n + k, f"D{n}{'' if k < 2 else 'ab'[k % 2]}", f"D{n}{'ab'[k]}" if k < 2 else f"D{n + 1}")
        for n in range(40)
        for k in range(4)
    ]
    made = ledger({"relations": diamonds, "allegations": [accused("D40")]})
    with pytest.raises(TooManyPaths) as fault:
        screen(made, "D0", "2014", most_steps=10_000)
    assert (fault.value.unit, fault.value.steps) == ("D0", 10_000)


def test_screen_does_not_walk_where_it_can_find_nothing() -> None:
    # Forty diamonds, 2 ** 40 paths, to a unit whose incident was before the last step held.
    diamonds = [
        edge(4 * n + k, f"D{n}{'' if k < 2 else 'ab'[k % 2]}", f"D{n}{'ab'[k]}" if k < 2 else f"D{n + 1}")
        for n in range(40)
        for k in range(4)
    ]
    late = edge(999, "D40", "D41", "2016", "..")
    made = ledger({"relations": [*diamonds, late], "allegations": [accused("D41", "2013")]})
    assert screen(made, "D0", "2014", most_steps=1_000).hits == ()


def test_screen_climbs_a_ladder_of_any_height() -> None:
    ladder = [edge(n, f"L{n}", f"L{n + 1}") for n in range(3_000)]
    made = ledger({"relations": ladder, "allegations": [accused("L3000")]})
    (hit,) = screen(made, "L0", "2014").hits
    assert len(hit.path) == 3_001


def test_hit_names_the_claims_it_stands_on() -> None:
    made = ledger({"relations": [edge(1, "U1", "U2")], "allegations": [accused("U2")]})
    (hit,) = screen(made, "U1", "2014").hits
    assert hit.claims == ("AU2", "R1")
