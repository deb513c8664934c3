"""Screening as the rules have it, row by row and path by path: slow, and of its own code."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from tequio.tracking import dates

beginning, end, span = cache(dates.beginning), cache(dates.end), cache(dates.span)
Row = Mapping[str, str]


def screened(rows: Mapping[str, Sequence[Row]], unit: str, on: str) -> list[dict[str, Any]]:
    """The hits of `unit`, in any order."""
    asked = span(on)
    hits = []
    for path, edges, relation in _connections(rows, unit):
        for one in rows["allegations"]:
            if one["unit"] == path[-1] and one["status"] not in ("superseded", "withdrawn"):
                hits += hit(one, path, edges, relation, (asked.first, asked.last))
    return hits


def _connections(rows: Mapping[str, Sequence[Row]], unit: str) -> Iterator[tuple[list[str], list[Row], str]]:
    edges = [row for row in rows["relations"] if row["status"] not in ("superseded", "withdrawn")]
    below = [row for row in edges if row["type"] == "child_of"]
    yield [unit], [], "own"
    for path, used in _walks([unit], [], below, ("child", "parent")):
        yield path, used, "superior"
    for path, used in _walks([unit], [], below, ("parent", "child")):
        yield path, used, "subordinate"
    for row in edges:
        if row["type"] == "member_of" and row["child"] == unit != row["parent"]:
            yield [unit, row["parent"]], [row], "member"


def _walks(
    path: list[str], used: list[Row], edges: list[Row], way: tuple[str, str]
) -> Iterator[tuple[list[str], list[Row]]]:
    here, there = way
    for row in edges:
        if row[here] == path[-1] and row[there] not in path:
            longer = [*path, row[there]], [*used, row]
            yield longer
            yield from _walks(*longer, edges, way)


def hit(
    one: Row, path: list[str], edges: list[Row], relation: str, on: tuple[int, int]
) -> Iterator[dict[str, Any]]:
    """The hit that an allegation against the last unit of a path is, if it is one."""
    incident = span(one["date"])
    if incident.first > on[1]:
        return
    possible = [(beginning(row["since"]).first, end(row["until"]).last) for row in edges]
    certain = [
        (beginning(row["since"]).last, end(row["until"]).first) if row["status"] == "accepted" else (1, 0)
        for row in edges
    ]
    day = (incident.first, incident.last)
    on_date = "certain" if _some(certain, on) else "possible" if _some(possible, on) else "none"
    at = "certain" if _every(certain, day) else "possible" if _some(possible, day) else "none"
    if on_date == at == "none":
        return
    in_time = "certain" if incident.last <= on[1] else "possible"
    sure = in_time == "certain" and "certain" in (on_date, at) and one["status"] == "accepted"
    yield {
        "allegation": one["allegation"],
        "relation": relation,
        "path": path,
        "edges": [row["relation"] for row in edges],
        "on_date": on_date,
        "at_incident": at,
        "in_time": in_time,
        "overlap": "certain" if sure else "possible",
    }


def _some(spans: list[tuple[int, int]], within: tuple[int, int]) -> bool:
    """Whether there is a day that lies in every span: if there is one, the last beginning is one."""
    day = max(first for first, _ in [*spans, within])
    return all(first <= day <= last for first, last in [*spans, within])


def _every(spans: list[tuple[int, int]], days: tuple[int, int]) -> bool:
    return all(first <= day <= last for first, last in spans for day in days)
