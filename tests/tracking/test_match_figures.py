"""How good matching is on the shared queries, on ones made by other hands, and on numbered units."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import heldout
import pytest

from tequio.tracking.match import Candidate, Name, Register, Unit, match
from tequio.tracking.match_files import match_files, read_register
from tequio.tracking.military import same_unit
from tequio.tracking.splink_engine import SplinkEngine


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def data(shared: Path) -> Path:
    folder = shared / "data" / "tracking"
    if not folder.is_dir():
        pytest.skip(f"no shared tracking data at {folder}")
    return folder


def figures(gold: Mapping[str, Sequence[str]], found: Sequence[Candidate]) -> tuple[float, float, float]:
    """Shares: true unit first, among the candidates; recall at 99 % precision of those first."""
    ranked: dict[str, list[Candidate]] = {}
    for candidate in found:
        ranked.setdefault(candidate.query, []).append(candidate)
    known = [query for query, units in gold.items() if units]
    first = sum(bool(ranked.get(q)) and ranked[q][0].id in gold[q] for q in known)
    among = sum(any(each.id in gold[q] for each in ranked.get(q, ())) for q in known)
    tops = sorted((-each[0].score, each[0].id in gold[query]) for query, each in ranked.items())
    recall = right = 0
    for place, (score, true) in enumerate(tops, 1):
        right += true
        last_of_score = place == len(tops) or tops[place][0] > score
        if last_of_score and right >= 0.99 * place:
            recall = right
    return first / len(known), among / len(known), recall / len(known)


def test_shared_queries_reach_the_goals(data: Path) -> None:
    gold = {row["query"]: [u for u in row["gold"].split("|") if u] for row in rows(data / "queries_dev.csv")}
    found = match_files(data / "queries_dev.csv", data / "registers" / "large.csv")
    first, among, recall = figures(gold, found)
    assert (first >= 0.96, among >= 0.997, recall >= 0.80) == (True, True, True), (first, among, recall)


@pytest.mark.parametrize("family", ["known", "other"])
def test_queries_by_other_hands_reach_the_goals(data: Path, family: str) -> None:
    units = read_register(data / "registers" / "large.csv").units
    made, removed = heldout.queries([(unit.id, unit.name) for unit in units], family, 1)
    register = Register([unit for unit in units if unit.id not in removed])
    found = match([Name(each.query, each.name) for each in made], register)
    first, among, recall = figures({each.query: each.gold for each in made}, found)
    assert (first >= 0.95, among >= 0.995, recall >= 0.60) == (True, True, True), (first, among, recall)


@pytest.mark.parametrize("source", ["shared", "other"])
def test_splink_reaches_the_goals_on_the_same_queries(data: Path, source: str) -> None:
    pytest.importorskip("splink", reason="the extra [splink] is not installed")
    units = read_register(data / "registers" / "large.csv").units
    if source == "shared":
        asked = rows(data / "queries_dev.csv")
        gold = {row["query"]: [unit for unit in row["gold"].split("|") if unit] for row in asked}
        names, register = [Name(row["query"], row["name"]) for row in asked], Register(units)
    else:
        made, removed = heldout.queries([(unit.id, unit.name) for unit in units], source, 1)
        gold = {each.query: list(each.gold) for each in made}
        names = [Name(each.query, each.name) for each in made]
        register = Register([unit for unit in units if unit.id not in removed])
    first, among, recall = figures(gold, list(SplinkEngine()(names, register)))
    assert (first >= 0.96, among >= 0.99, recall >= 0.80) == (True, True, True), (first, among, recall)


def test_numbered_units_are_linked_and_never_falsely(data: Path) -> None:
    pairs = rows(data / "fmtr_mexico_pairs.csv")
    linked = [same_unit(pair["string_a"], pair["string_b"])[0] >= 90 for pair in pairs]
    same = [pair["same"] == "1" for pair in pairs]
    assert sum(link and not true for link, true in zip(linked, same, strict=True)) == 0
    assert sum(link and true for link, true in zip(linked, same, strict=True)) >= 0.87 * sum(same)


def test_units_of_a_register_match_themselves(data: Path) -> None:
    units: Sequence[Unit] = read_register(data / "registers" / "small.csv").units
    found = match([Name(unit.id, unit.name) for unit in units], Register(units), top=1)
    names = {unit.id: unit.name for unit in units}
    assert [names[each.id] for each in found] == [unit.name for unit in units]
    assert not any(each.vetoes for each in found)
