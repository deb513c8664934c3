"""The least and the most of both sides of an inequality, and a smallest set of events that breaks it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tequio.tracking.ledger import OPEN


@dataclass(frozen=True)
class Amount:
    """What one event adds to a sum: a number between `least` and `most` (`OPEN`: nobody bounded it)."""

    event: str
    least: int
    most: int


@dataclass(frozen=True)
class Side:
    """One side of an inequality.

    Args:
        certain: the events that surely belong to it; their least amounts make its least.
        possible: these, and those that may belong to it; their most make its most.
    """

    certain: Sequence[Amount]
    possible: Sequence[Amount]

    @property
    def least(self) -> int:
        """What the side adds up to at least."""
        return sum(amount.least for amount in self.certain)

    @property
    def most(self) -> int:
        """What it adds up to at most; `OPEN` if one of its events has no bound."""
        return total(amount.most for amount in self.possible)


@dataclass(frozen=True)
class Gap:
    """An inequality of the records that cannot hold.

    Args:
        check: its name, as in `reconcile.CHECKS`.
        subject: what it is about, by ids and names.
        at: the date of the count, as written; empty where there is none.
        least, most: by how much `big` exceeds `small`; `most` is `None` if nobody bounded it.
        big: event ids of what is too much, sorted.
        small: event ids of what it should have been within, sorted.
        smallest: a smallest set that still cannot be true: all of `small`, as few of `big` as suffice.
    """

    check: str
    subject: str
    at: str
    least: int
    most: int | None
    big: tuple[str, ...]
    small: tuple[str, ...]
    smallest: tuple[str, ...]


def total(amounts: Iterable[int]) -> int:
    """The sum of what is most; `OPEN` if one of them is."""
    added = list(amounts)
    return OPEN if any(each >= OPEN for each in added) else sum(added)


def gap(check: str, subject: str, at: str, big: Side, small: Side) -> Gap | None:
    """The gap, or `None` where the least of `big` is within the most of `small`."""
    least = big.least - small.most
    if small.most >= OPEN or least <= 0:
        return None
    return Gap(
        check,
        subject,
        at,
        least,
        None if big.most >= OPEN else big.most - small.least,
        _sorted(big.certain),
        _sorted(small.possible),
        _sorted([*fewest(big.certain, small.most), *small.possible]),
    )


def fewest(amounts: Sequence[Amount], beyond: int) -> list[Amount]:
    """As few amounts as possible whose least add up to more than `beyond`; the largest ones do it."""
    taken: list[Amount] = []
    reached = 0
    for amount in sorted(amounts, key=lambda each: (-each.least, each.event)):
        if reached > beyond:
            break
        taken.append(amount)
        reached += amount.least
    return taken


def _sorted(amounts: Iterable[Amount]) -> tuple[str, ...]:
    return tuple(sorted({amount.event for amount in amounts}))
