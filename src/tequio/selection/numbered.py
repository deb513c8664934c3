"""A lottery as equally likely numbered panels, so that everybody in the hall can read the draw.

Rounding moves chances. Here the panels of the lottery are taken again and again, each time the one
that the panels so far owe most (herding over the portfolio), and the last few hundred are made
afresh for what is then still owed: on the pools tried, no type ends more than about one and a half
seats away from what it should have in all panels together.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, vstack

from tequio.faults import Fault
from tequio.selection.face import face
from tequio.selection.lottery import Lottery
from tequio.selection.mixture import Herd
from tequio.selection.problem import Floats, Ints
from tequio.selection.progress import Watch
from tequio.solver import Infeasible

FRESH = ("exact", "stopped")
CHANGE = 0.05
POWERS = (10, 100, 1_000, 10_000, 100_000)


@dataclass(eq=False)
class ChanceLost(Fault):
    """With so few panels, people with a chance would be on none; `needed` panels would do."""

    panels: int
    people: int
    needed: int


@dataclass(frozen=True)
class Change:
    """How far numbering moves a person's chance at most: in points, and as a share of the chance."""

    absolute: float
    relative: float


def numbered(lottery: Lottery, count: int, generator: np.random.Generator, watch: Watch) -> csr_matrix:
    """(count, T) compositions, equally likely, whose chances are close to the lottery's.

    Args:
        lottery: what to number.
        count: how many panels.
        generator: for the restarts of searches.
        watch: is told of progress; when it stops the work, the rest comes from the portfolio.
    """
    portfolio = lottery.compositions
    start = min(count, portfolio.shape[0]) if lottery.status in FRESH else 0
    fresh = min(count - start, len(lottery.problem.counts) // 2 + 50) if lottery.status in FRESH else 0
    wanted = np.asarray(lottery.weights @ portfolio).ravel()
    owed = start * wanted - np.asarray(portfolio[:start].sum(axis=0)).ravel()
    chosen = _again(portfolio, wanted, owed, count - start - fresh)
    parts = [portfolio[:start], portfolio[chosen]]
    owed = (count - fresh) * wanted - np.asarray(parts[0].sum(axis=0) + parts[1].sum(axis=0)).ravel()
    if fresh:
        made = _afresh(lottery, owed, fresh, generator, watch)
        parts.append(made)
        owed = owed + made.shape[0] * wanted - np.asarray(made.sum(axis=0)).ravel()
    missing = count - sum(part.shape[0] for part in parts)
    parts.append(portfolio[_again(portfolio, wanted, owed, missing)])
    return vstack(parts).tocsr()


def _again(portfolio: csr_matrix, wanted: Floats, owed: Floats, count: int) -> Ints:
    """Positions in the portfolio, each time the panel that is owed most."""
    if not count:
        return np.zeros(0, dtype=np.int64)
    gram = (portfolio @ portfolio.T).toarray()
    gain = portfolio @ wanted
    due = portfolio @ owed - gram.diagonal() / 2
    chosen = np.empty(count, dtype=np.int64)
    for place in range(count):
        due += gain
        chosen[place] = np.argmax(due)
        due -= gram[chosen[place]]
    return chosen


def _afresh(
    lottery: Lottery, owed: Floats, count: int, generator: np.random.Generator, watch: Watch
) -> csr_matrix:
    """New panels on the face of the target, made for what is owed; fewer when stopped."""
    seats = face(lottery.target)
    herd = Herd(seats, generator)
    herd.owed = owed[seats.free]
    try:
        herd.grow(count, watch, "numbering")
    except Infeasible:
        herd.panels = []
    rows = [csr_matrix(seats.composition(panel)[None, :].astype(float)) for panel in herd.panels]
    return vstack(rows).tocsr() if rows else csr_matrix((0, len(seats.base)))


def change(chances: Floats, counted: Floats) -> Change:
    """The largest change to anybody's chance; who has no chance in the lottery does not count.

    Args:
        chances: (n,) in the lottery.
        counted: (n,) in the numbered panels.
    """
    moved = np.abs(counted - chances)
    possible = chances > 0
    return Change(float(moved.max()), float((moved[possible] / chances[possible]).max(initial=0)))


def hopeless(chances: Floats, count: int) -> bool:
    """Whether some chance is no whole number of panels to within 5 % of itself, however they are built."""
    panels = chances * count
    return bool((np.abs(np.round(panels) - panels) > CHANGE * panels).any())


def check_kept(chances: Floats, counted: Floats, count: int) -> None:
    """Raises `ChanceLost` if somebody with a chance is on none of the `count` panels."""
    lost = int(((chances > 0) & (counted == 0)).sum())
    if lost:
        needed = next((power for power in POWERS if power > count and chances[chances > 0].min() * power >= 2), 0)
        raise ChanceLost(count, lost, needed)
