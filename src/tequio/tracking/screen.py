"""Allegations against a unit, those above and below it, and groups it was a member of.

A path is a chain of relations between different units: up by `child_of`, down by it, or one step up
by `member_of`. Two relations between the same units make two paths. Each path to an accused unit
is a hit of its own, and says how the two were connected, no more.

How the search stays short, without losing a hit: on a path all relations must possibly hold together,
on a day of `on` or on that of the incident. So it goes no further where they have run out, nor where
no accused unit lies beyond that can be reached within `on`, or whose incident fell when it can be
reached (`reach`; in cells of days, so it goes a little too far at times, and the days decide in the
end). Paths never visit a unit twice, so circles end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from tequio.faults import Fault
from tequio.tracking.dates import ALWAYS, FOR_EVER, Span, span
from tequio.tracking.ledger import Ledger
from tequio.tracking.structure import Allegation, Dates, Edge, Structure, Way, structure

Certainty = Literal["certain", "possible", "none"]
Relation = Literal["own", "subordinate", "superior", "member"]
MOST_STEPS = 5_000_000
"""Steps after which a search is given up: relations that multiply paths without end."""


@dataclass(eq=False)
class UnknownUnit(Fault, LookupError):  # noqa: N818 - as Fault
    """The ledger holds no unit of this id."""

    unit: str


@dataclass(eq=False)
class TooManyPaths(Fault):
    """So many paths lead from a unit that they cannot all be followed."""

    unit: str
    steps: int


@dataclass(frozen=True)
class Hit:
    """An allegation, and how the accused unit and the screened one were connected.

    Args:
        relation: what the accused unit is to the screened one.
        path: units from the screened to the accused.
        edges: the relations between them, in the same order.
        on_date: whether all edges hold together on some day of the date asked about.
        at_incident: whether all edges hold on the day of the incident; where that day is not known
            exactly, certain only if they hold on every day that it may be.
        in_time: whether the incident is no later than the last day asked about.
        overlap: certain if `in_time`, one of the other two and the allegation itself are.
    """

    allegation: Allegation
    relation: Relation
    path: tuple[str, ...]
    edges: tuple[Edge, ...]
    on_date: Certainty
    at_incident: Certainty
    in_time: Certainty
    overlap: Certainty

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims on which it stands: the allegation's first, then those of the edges."""
        return (self.allegation.claim, *(edge.claim for edge in self.edges))


@dataclass(frozen=True)
class Screening:
    """All hits of one unit at one date, own ones first, then subordinates, superiors and groups."""

    unit: str
    on: str
    hits: tuple[Hit, ...]


class _Together(NamedTuple):
    """The days on which all edges of a path possibly, and certainly, held together."""

    first: int
    last: int
    sure_first: int
    sure_last: int


def screen(where: Ledger | Structure, unit: str, on: str, most_steps: int = MOST_STEPS) -> Screening:
    """Screens one unit.

    Args:
        where: a ledger, or, for many screenings, its `structure`.
        unit: its id.
        on: a day or an interval, in EDTF; empty for any day.
        most_steps: after how many steps a search is given up.

    Raises:
        UnknownUnit: the ledger knows no such unit.
        ImpossibleDate: `on` is no date, or one of the ledger's is none.
        TooManyPaths: the paths are too many to follow.
    """
    days = span(on)
    known = structure(where) if isinstance(where, Ledger) else where
    start = known.number(unit)
    if start is None:
        raise UnknownUnit(unit)
    hits = list(_hits(known, "own", [start], [], days))
    ways: tuple[tuple[Relation, Way], ...] = (("subordinate", known.down), ("superior", known.up))
    for relation, way in ways:
        for path, edges in _paths(known, way, start, days, most_steps):
            hits += _hits(known, relation, path, edges, days)
    for edge in known.member.order[known.member.starts[start] : known.member.starts[start + 1]]:
        if known.member.ends[edge] != start:
            hits += _hits(known, "member", [start, known.member.ends[edge]], [edge], days)
    return Screening(unit, on, tuple(hits))


def to_json(screenings: Sequence[Screening]) -> list[dict[str, Any]]:
    """The screenings as plain values, one object each with `unit`, `on` and `hits`."""
    return [{"unit": one.unit, "on": one.on, "hits": [_plain(hit) for hit in one.hits]} for one in screenings]


def _plain(hit: Hit) -> dict[str, Any]:
    return {
        "allegation": hit.allegation.allegation,
        "relation": hit.relation,
        "path": list(hit.path),
        "edges": [edge.relation for edge in hit.edges],
        "on_date": hit.on_date,
        "at_incident": hit.at_incident,
        "in_time": hit.in_time,
        "overlap": hit.overlap,
    }


def _paths(
    known: Structure, way: Way, start: int, on: Span, most: int
) -> Iterator[tuple[list[int], list[int]]]:
    """Paths of one direction to an accused unit: their units and edges, in the order of the file.

    What it yields is used up before the next one is asked for.
    """
    asked = known.cells.number(on.first, on.last)
    path, edges, cells, within = [start], list[int](), [known.cells.number(ALWAYS, FOR_EVER)], {start}
    waiting, steps = [iter(way.leading(start, cells[-1], asked))], 0
    while waiting:
        step = next(waiting[-1], None)
        if step is None:
            waiting.pop()
            cells.pop()
            within.discard(path.pop())
            del edges[-1:]
            continue
        edge, end, held = step[:3]
        if end in within:
            continue
        steps += 1
        if steps > most:
            raise TooManyPaths(known.ids[start], most)
        path.append(end)
        edges.append(edge)
        within.add(end)
        still = cells[-1] & held
        cells.append(still)
        if end in known.accused:
            yield path, edges
        waiting.append(iter(way.leading(end, still, still & asked)))


def _held(dates: Dates, edges: list[int]) -> _Together:
    if not edges:
        return _Together(ALWAYS, FOR_EVER, ALWAYS, FOR_EVER)
    return _Together(
        max([dates.first[edge] for edge in edges]),
        min([dates.last[edge] for edge in edges]),
        max([dates.sure_first[edge] for edge in edges]),
        min([dates.sure_last[edge] for edge in edges]),
    )


def _hits(known: Structure, relation: Relation, path: list[int], edges: list[int], on: Span) -> Iterator[Hit]:
    """A hit for each allegation against the last unit, but not if it is later, or the edges held at no time.

    Whether they held is asked of the date asked about, and of the day of the incident.
    """
    alleged = [one for one in known.accused.get(path[-1], ()) if one.days.first <= on.last]
    if not alleged:
        return
    held = _held(known.dates, edges)
    for one in alleged:
        on_date, at_incident = _on_some_day(held, on), _on_every_day(held, one.days)
        if on_date == at_incident == "none":
            continue
        in_time: Certainty = "certain" if one.days.last <= on.last else "possible"
        sure = one.sure and in_time == "certain" and "certain" in (on_date, at_incident)
        yield Hit(
            allegation=one,
            relation=relation,
            path=tuple([known.ids[unit] for unit in path]),
            edges=tuple([known.edge(edge) for edge in edges]),
            on_date=on_date,
            at_incident=at_incident,
            in_time=in_time,
            overlap="certain" if sure else "possible",
        )


def _on_some_day(held: _Together, on: Span) -> Certainty:
    if max(held.sure_first, on.first) <= min(held.sure_last, on.last):
        return "certain"
    return "possible" if max(held.first, on.first) <= min(held.last, on.last) else "none"


def _on_every_day(held: _Together, days: Span) -> Certainty:
    if held.sure_first <= days.first and days.last <= held.sure_last:
        return "certain"
    return "possible" if max(held.first, days.first) <= min(held.last, days.last) else "none"
