"""Who may take the places that fell free: a fair lottery over the volunteers left.

Members who stay keep their places. What remains of the quotas once they are counted is what the
replacements must meet, so that the panel as a whole meets the quotas as before.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tequio.faults import Fault
from tequio.files import folded
from tequio.pool import Pool
from tequio.quotas import Quota, Quotas
from tequio.selection.clash import asked
from tequio.selection.problem import Ints, Problem, problem


@dataclass(eq=False)
class NotOnPanel(Fault):
    """People who are said to have left and were not on the panel."""

    ids: tuple[str, ...]


@dataclass(eq=False)
class NobodyLeft(Fault):
    """No id of anybody who left."""


@dataclass(eq=False)
class LeftTwice(Fault):
    """Ids that are named more than once among those who left."""

    ids: tuple[str, ...]


@dataclass(eq=False)
class TooFewLeft(Fault):
    """Fewer volunteers (or households, under the household rule) than free places."""

    places: int
    volunteers: int


@dataclass(eq=False)
class OtherQuotas(Fault):
    """Relaxed quotas for other features or values than those of the draw before; one each way, if any."""

    path: Path
    missing: tuple[str, str] | None
    unknown: tuple[str, str] | None


@dataclass(frozen=True)
class Replaces:
    """What a replacement follows.

    Args:
        draw: SHA-256 of the draw before.
        left: pseudonyms of those who left.
        stay: pseudonyms of those who stay.
        seated: how many of them stay under each quota, in the published order of the quotas.
    """

    draw: str
    left: tuple[str, ...]
    stay: tuple[str, ...]
    seated: tuple[int, ...]


@dataclass(frozen=True)
class Overfull:
    """A quota whose most is exceeded by members who stay, whoever replaces the others."""

    feature: str
    value: str
    max: int
    stay: int


@dataclass(frozen=True)
class Replacement:
    """The lottery for free places.

    Args:
        problem: the lottery over `pool` within `quotas`; its size is the number of free places.
            Where `overfull` names a quota, its `high` is below 0, and no panel exists. Give it
            with the quotas of the whole panel to `relaxations.ensure_feasible`, which then
            tells clashes and changes by the numbers that people know.
        pool: the volunteers who may step in, in the order of the whole pool: neither members, nor
            barred, nor in the household of a member who stays.
        quotas: what is left of each quota once those who stay are counted, never below 0.
        candidates: positions in the whole pool of the people of `pool`.
        stay: positions of the members who stay, ascending.
        left: positions of those who left, ascending.
        seated: (Q,) members who stay, under each quota, in the order of `problem.labels`.
        overfull: quotas that those who stay exceed already; mostly none.
    """

    problem: Problem
    pool: Pool
    quotas: Quotas
    candidates: Ints
    stay: Ints
    left: Ints
    seated: Ints
    overfull: tuple[Overfull, ...]


def relaxed_quotas(path: Path, given: Quotas, before: Quotas) -> Quotas:
    """Relaxed quotas as the draw before names and orders them; spellings may differ as in a pool.

    Args:
        path: the file, which a fault names.
        given: as read from it.
        before: of the draw before.

    Raises:
        OtherQuotas: a feature or value is missing, or is not one of the draw before.
    """
    rows = {(folded(row.feature), folded(row.value)): row for row in given.rows}
    known = {(folded(row.feature), folded(row.value)): row for row in before.rows}
    missing = next(((row.feature, row.value) for key, row in known.items() if key not in rows), None)
    unknown = next(((row.feature, row.value) for key, row in rows.items() if key not in known), None)
    if missing or unknown:
        raise OtherQuotas(path, missing, unknown)
    return Quotas(
        tuple(replace(rows[key], feature=row.feature, value=row.value) for key, row in known.items())
    )


def replacement(
    pool: Pool, quotas: Quotas, panel: Sequence[int], left: Sequence[str], barred: Collection[str] = ()
) -> Replacement:
    """The lottery that fills the places of members who left.

    Whoever left may not come back, nor may anybody `barred`. The household of a member who left
    is free again, so that a mate may step in; that of a member who stays is not.

    Args:
        pool: all volunteers.
        quotas: of the whole panel; when they were relaxed, as relaxed.
        panel: positions of the members before anybody left.
        left: ids of those who declined or dropped out.
        barred: ids of others who may not be asked, as those who left before; unknown ones are ignored.

    Raises:
        NobodyLeft: `left` is empty.
        LeftTwice: `left` names somebody twice.
        NotOnPanel: somebody in `left` was not a member.
        TooFewLeft: the volunteers left are fewer than the free places.
    """
    members = sorted(int(person) for person in panel)
    gone = _positions(pool, members, left)
    stay = np.array([person for person in members if person not in gone], dtype=np.int64)
    candidates = _candidates(pool, members, stay, barred)
    rest = _restricted(pool, candidates)
    if _seats(rest) < len(gone):
        raise TooFewLeft(len(gone), _seats(rest))
    seated = _seated(pool, stay)
    reduced = Quotas(tuple(_reduced(row, seated[row.feature, row.value]) for row in quotas.rows))
    rest_of = problem(rest, reduced, len(gone))
    rows = asked(rest_of, quotas)
    here = np.array([seated[label] for label in rest_of.labels], dtype=np.int64)
    return Replacement(
        problem=replace(rest_of, high=np.array([row.max for row in rows], dtype=np.int64) - here),
        pool=rest,
        quotas=reduced,
        candidates=candidates,
        stay=stay,
        left=np.array(gone, dtype=np.int64),
        seated=here,
        overfull=tuple(
            Overfull(row.feature, row.value, row.max, seated[row.feature, row.value])
            for row in rows
            if seated[row.feature, row.value] > row.max
        ),
    )


def _positions(pool: Pool, members: list[int], left: Sequence[str]) -> list[int]:
    """Positions of those who left, ascending."""
    if not left:
        raise NobodyLeft
    again = tuple(name for name, times in Counter(left).items() if times > 1)
    if again:
        raise LeftTwice(again)
    of_member = {pool.ids[person]: person for person in members}
    strangers = tuple(name for name in left if name not in of_member)
    if strangers:
        raise NotOnPanel(strangers)
    return sorted(of_member[name] for name in left)


def _candidates(pool: Pool, members: list[int], stay: Ints, barred: Collection[str]) -> Ints:
    """Positions of those who may step in, ascending."""
    unwelcome = frozenset(barred)
    may = np.array([name not in unwelcome for name in pool.ids], dtype=bool)
    may[members] = False
    if pool.households is not None:
        taken = pool.households[stay]
        may &= ~np.isin(pool.households, taken[taken >= 0])
    return np.flatnonzero(may)


def _restricted(pool: Pool, people: Ints) -> Pool:
    """The pool of some people only."""
    return replace(
        pool,
        ids=tuple(pool.ids[person] for person in people.tolist()),
        values=pool.values[people],
        households=None if pool.households is None else pool.households[people],
        kept={name: tuple(texts[person] for person in people.tolist()) for name, texts in pool.kept.items()},
    )


def _seats(pool: Pool) -> int:
    """How many people of a pool can be on one panel: those without a household, and one of each."""
    if pool.households is None:
        return len(pool)
    return int((pool.households < 0).sum()) + len(np.unique(pool.households[pool.households >= 0]))


def _seated(pool: Pool, stay: Ints) -> dict[tuple[str, str], int]:
    """Members who stay, by feature and value."""
    counts: dict[tuple[str, str], int] = {}
    for place, (feature, values) in enumerate(zip(pool.features, pool.categories, strict=True)):
        found = np.bincount(pool.values[stay, place], minlength=len(values))
        counts.update({(feature, value): int(count) for value, count in zip(values, found, strict=True)})
    return counts


def _reduced(row: Quota, here: int) -> Quota:
    """What is left of a quota when `here` members with its value stay."""
    return replace(row, min=max(0, row.min - here), max=max(0, row.max - here), min_flex=None, max_flex=None)
