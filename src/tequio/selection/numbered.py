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
from tequio.selection.assignment import seat
from tequio.selection.face import face
from tequio.selection.lottery import Lottery
from tequio.selection.mixture import Herd
from tequio.selection.problem import Floats, Ints
from tequio.selection.progress import Watch
from tequio.solver import Infeasible, SolverStopped

FRESH = ("exact", "near", "stopped")
CHANGE = 0.05
POWERS = (10, 100, 1_000, 10_000, 100_000)


@dataclass(eq=False)
class ChanceLost(Fault):
    """With so few panels, `people` who have a chance would be on none; `needed` would do (0: none would)."""

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
    herd = Herd(seats, generator, easily=False, stopped=watch.stopped)
    herd.owed = owed[seats.free]
    try:
        herd.grow(count, watch, "numbering")
    except Infeasible:
        herd.panels = []
    except SolverStopped:
        pass  # those made so far are good
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


@dataclass(frozen=True)
class Numbering:
    """How a lottery is drawn from.

    Args:
        form: `numbered`, or `exact` (the compositions with their weights).
        members: (M, k) people on each numbered panel, sorted; `None` in the exact form.
        chances: (n,) what each person is drawn with.
        change: the largest change to a chance.
    """

    form: str
    members: Ints | None
    chances: Floats
    change: Change


@dataclass(frozen=True)
class Choice:
    """What the organiser asks for.

    Args:
        panels: `auto`, `exact` or a power of ten as text.
        allow_zero: whether somebody with a chance may be on none of the numbered panels.
    """

    panels: str = "auto"
    allow_zero: bool = False


def number(
    lottery: Lottery, choice: Choice, ranks: Ints, generator: np.random.Generator, watch: Watch
) -> Numbering:
    """Numbers a lottery as asked; `auto` takes the fewest panels that change no chance by over 5 % of itself.

    Args:
        lottery: what to number.
        choice: how many panels.
        ranks: (n,) for breaking ties between people of one type.
        generator: for the restarts of searches.
        watch: is told of progress and may stop the work.

    Raises:
        ChanceLost: a number was asked for at which somebody loses every chance.
    """
    if choice.panels == "exact":
        return _exact(lottery)
    if choice.panels != "auto":
        return _numbered(lottery, int(choice.panels), choice, ranks, (generator, watch))
    for count in POWERS:
        if not hopeless(lottery.chances, count):
            made = _numbered(lottery, count, Choice("auto", True), ranks, (generator, watch))
            if made.change.relative <= CHANGE:
                return made
    return _exact(lottery)


def _exact(lottery: Lottery) -> Numbering:
    return Numbering("exact", None, lottery.person_chances, Change(0.0, 0.0))


def _numbered(
    lottery: Lottery, count: int, choice: Choice, ranks: Ints, work: tuple[np.random.Generator, Watch]
) -> Numbering:
    compositions = numbered(lottery, count, *work)
    members = seat(lottery.problem, compositions, ranks)
    counted = np.bincount(members.ravel(), minlength=lottery.problem.people) / count
    chances = lottery.person_chances
    if not choice.allow_zero:
        _check_kept(chances, counted, count)
    return Numbering("numbered", members, counted, change(chances, counted))


def _check_kept(chances: Floats, counted: Floats, count: int) -> None:
    lost = int(((chances > 0) & (counted == 0)).sum())
    if lost:
        lowest = float(chances[chances > 0].min())
        needed = next((power for power in POWERS if power > count and lowest * power >= 2), 0)
        raise ChanceLost(count, lost, needed)
