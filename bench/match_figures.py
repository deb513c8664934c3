"""What a matcher reaches on queries with known units. The peer uses it too: standard library only."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Ranked = Mapping[str, Sequence[tuple[str, float]]]  # for each query units and scores, best first


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV in UTF-8."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def gold_of(queries: Iterable[Mapping[str, str]]) -> dict[str, set[str]]:
    """For each query the units that are right; none if its unit is not in the register."""
    return {row["query"]: {unit for unit in row["gold"].split("|") if unit} for row in queries}


def figures(gold: Mapping[str, set[str]], ranked: Ranked) -> dict[str, float]:
    """Shares of the queries that have a unit: it is first, it is among twenty, and it is first with a
    score at which, over all queries, 95 or 99 % of those first are right.
    """
    known = [query for query, units in gold.items() if units]
    found = {query: [unit for unit, _ in ranked.get(query, ())[:20]] for query in gold}
    said = {
        "first": sum(bool(found[q]) and found[q][0] in gold[q] for q in known) / len(known),
        "among": sum(bool(gold[q] & set(found[q])) for q in known) / len(known),
    }
    tops = sorted((-each[0][1], each[0][0] in gold[q]) for q, each in ranked.items() if each)
    for precision in (0.95, 0.99):
        said[f"recall {precision:.0%}"] = _right(tops, precision) / len(known)
    return said


def _right(tops: Sequence[tuple[float, bool]], precision: float) -> int:
    best = right = 0
    for place, (score, true) in enumerate(tops, 1):
        right += true
        if (place == len(tops) or tops[place][0] > score) and right >= precision * place:
            best = right
    return best


def false_links(pairs: Iterable[Mapping[str, str]], linked: Iterable[bool]) -> tuple[float, int]:
    """The share of the same pairs that are linked, and how many others are."""
    told = [(pair["same"] == "1", link) for pair, link in zip(pairs, linked, strict=True)]
    same = sum(true for true, _ in told)
    return sum(true and link for true, link in told) / same, sum(link and not true for true, link in told)
