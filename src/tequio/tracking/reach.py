"""At what times an accused unit can be reached from each unit, as bits, so that a search can turn back.

The days are cut into at most 256 cells, each a bit. Two sets of cells belong to a unit in one
direction: those in which some accused unit can be reached from it by edges that all possibly held in
that cell, and those of them in which the incident possibly fell too. A path from the unit can
only come to a hit in these cells, though not every cell of them has one, as a cell is longer than a day.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tequio.tracking.dates import ALWAYS, FOR_EVER

Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]
WORDS, WORD = 4, 64
_LOW = np.array([(1 << n) - 1 for n in range(WORD + 1)], dtype=np.uint64)


@dataclass(frozen=True)
class Cells:
    """Days cut into cells; cell `n` begins on day `begins[n]`, and the first one holds all before it too."""

    begins: list[int]

    def of(self, days: Ints) -> Ints:
        """The cell of each day."""
        return np.searchsorted(np.array(self.begins[1:], dtype=np.int64), days, side="right")

    def bits(self, first: Ints, last: Ints) -> Bits:
        """(n, words) the cells that each span of days meets; none where it runs backwards."""
        low, high = self.of(first), self.of(last) + 1
        found = np.zeros((len(first), WORDS), dtype=np.uint64)
        for word in range(WORDS):
            start, stop = (np.clip(cell - WORD * word, 0, WORD) for cell in (low, high))
            found[:, word] = _LOW[stop] & ~_LOW[start]
        found[first > last] = 0
        return found

    def number(self, first: int, last: int) -> int:
        """The cells that one span of days meets, as a whole number."""
        low, high = (bisect_right(self.begins, day, lo=1) - 1 for day in (first, last))
        return (1 << (high + 1)) - (1 << low)


def cells(days: Ints) -> Cells:
    """Cells between which these days are spread evenly."""
    inner = np.sort(days[(days > ALWAYS) & (days < FOR_EVER)])
    picks = np.linspace(0, len(inner) - 1, min(WORDS * WORD - 1, len(inner))).astype(np.int64)
    return Cells([ALWAYS, *np.unique(inner[picks]).tolist()])


def spread(own: Bits, here: Ints, there: Ints, held: Bits) -> Bits:
    """The cells of each unit: its own, and those of the units to which its edges lead, while they held.

    Args:
        own: (units, words) where each unit starts from.
        here: (edges,) the unit from which each edge leads.
        there: (edges,) the unit to which it leads.
        held: (edges, words) the cells in which it possibly held.
    """
    found = own.copy()
    order = np.argsort(there, kind="stable")
    starts = np.searchsorted(there[order], np.arange(len(own) + 1))
    changed = np.flatnonzero(own.any(axis=1))
    while len(changed):
        edges = order[_ranges(starts[changed], starts[changed + 1])]
        edges = edges[np.argsort(here[edges], kind="stable")]
        if not len(edges):
            break
        units, at = np.unique(here[edges], return_index=True)
        gained = np.bitwise_or.reduceat(found[there[edges]] & held[edges], at, axis=0) | found[units]
        more = (gained != found[units]).any(axis=1)
        changed = units[more]
        found[changed] = gained[more]
    return found


def _ranges(starts: Ints, stops: Ints) -> Ints:
    """The whole numbers of several ranges, one range after the other."""
    lengths = stops - starts
    offsets = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    return offsets + np.arange(len(offsets))


def numbers(bits: Bits) -> list[int]:
    """Each row of bits as one whole number; equal rows share it."""
    data, width = np.ascontiguousarray(bits).tobytes(), bits.shape[1] * 8
    known: dict[bytes, int] = {}
    rows: Sequence[bytes] = [data[at : at + width] for at in range(0, len(data), width)]
    return [known.setdefault(row, int.from_bytes(row, "little")) for row in rows]


def words(number: int) -> Bits:
    """(words,) a whole number as a row of bits."""
    return np.frombuffer(number.to_bytes(WORDS * 8, "little"), dtype=np.uint64)
