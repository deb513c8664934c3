"""Which units of a register a name may mean: candidates with a score and vetoes, never a decision."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tequio.tracking.dates import beginning, end, span
from tequio.tracking.names import read
from tequio.tracking.register import Register, Unit
from tequio.tracking.repair import repaired
from tequio.tracking.resemblance import readings
from tequio.tracking.search import Search

__all__ = ["Candidate", "Name", "Register", "Unit", "match"]

TOP = 20
Matcher = Callable[[Sequence["Name"], Register, int], Iterable["Candidate"]]
"""Whoever proposes units: names, a register, how many candidates a name at most."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written.

    Args:
        query: its id.
        name: the text.
        date: EDTF, or empty for any time.
    """

    query: str
    name: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that a name may mean.

    Args:
        query: the name's id.
        rank: from 1.
        id: the unit's id.
        score: 0 to 100; 50 is as likely as not.
        vetoes: of `number`, `place`, `kind`, in this order.
    """

    query: str
    rank: int
    id: str
    score: float
    vetoes: tuple[str, ...]


def match(names: Sequence[Name], register: Register, top: int = TOP) -> list[Candidate]:
    """The likeliest units for each name, best first, ties by id.

    Args:
        names: as written.
        register: read once, used for all; a unit that stands in it under several names is a candidate
            once, with the best of them.
        top: candidates a name, at most.

    Returns:
        For each name in turn up to `top` candidates, of those units that certainly or possibly
        existed at its date; none for an empty register or a name without a word or number.

    Raises:
        ImpossibleDate: a date of a name or of the register is none.
    """
    if not register.units:
        return []
    known = frozenset(register.vocabulary.words)
    tokens = [repaired(read(name.name), known) for name in names]
    costs = readings((token for each in tokens for token in each), register.vocabulary)
    existed = _existing(register)
    found: list[Candidate] = []
    for name, each in zip(names, tokens, strict=True):
        hits = Search(each, costs, register).hits(top, existed(name.date)) if each else []
        for rank, hit in enumerate(hits, 1):
            found.append(Candidate(name.query, rank, register.units[hit.unit].id, hit.score, hit.vetoes))
    return found


def lifetimes(units: Sequence[Unit]) -> tuple[list[int], list[int]]:
    """The first and the last day on which each unit possibly existed.

    Raises:
        ImpossibleDate: a unit's date is none.
    """
    starts, ends = cache(beginning), cache(end)
    return [starts(unit.since).first for unit in units], [ends(unit.until).last for unit in units]


def _existing(register: Register) -> Callable[[str], NDArray[np.bool_] | None]:
    """For a date the units that possibly existed on some day for which it may stand; `None` for any date.

    A unit possibly exists from the earliest reading of `since` to the latest of `until`, both included.
    """
    first, last = (np.array(days) for days in lifetimes(register.units))

    @cache
    def existed(date: str) -> NDArray[np.bool_] | None:
        if not date:
            return None
        days = span(date)
        return (first <= days.last) & (days.first <= last)

    return existed
