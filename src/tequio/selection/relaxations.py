"""The least changes to quotas that clash, so that a panel exists. Nothing is ever relaxed silently."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from tequio.faults import Fault
from tequio.quotas import Quota, Quotas
from tequio.selection.clash import Bound, Clash, Panels, asked, clash, elastic
from tequio.selection.problem import Floats, Problem
from tequio.solver import Infeasible, SolverStopped

Weight = Callable[[Bound], Fraction]


@dataclass(frozen=True)
class Change:
    """One bound that gives way: `side` is `min` or `max`, `old` and `new` its members before and after."""

    feature: str
    value: str
    side: str
    old: int
    new: int

    @property
    def members(self) -> int:
        """By how many members it gives way."""
        return abs(self.new - self.old)


@dataclass(frozen=True)
class Relaxation:
    """Changes that make a panel possible.

    Args:
        changes: feature by feature, a min before a max.
        cost: their weighted sum.
        spared: features that were not to be touched.
        within_flex: whether the changes keep to every `min_flex` and `max_flex`.
        least: whether it is proved that no cheaper changes do; otherwise the search stopped at
            its limit of nodes.
    """

    changes: tuple[Change, ...]
    cost: Fraction
    spared: tuple[str, ...]
    within_flex: bool
    least: bool

    def applied(self, quotas: Quotas) -> Quotas:
        """The quotas after these changes."""
        new = {(change.feature, change.value, change.side): change.new for change in self.changes}

        def changed(row: Quota) -> Quota:
            return replace(
                row,
                min=new.get((row.feature, row.value, "min"), row.min),
                max=new.get((row.feature, row.value, "max"), row.max),
            )

        return Quotas(tuple(changed(row) for row in quotas.rows))


@dataclass(eq=False)
class QuotasClash(Fault):
    """No panel meets all quotas.

    Args:
        size: members of a panel.
        clash: an irreducible set of bounds that clash.
        choices: the least relaxations, the cheapest first; empty when no change of quotas helps.
        stay: how many of the members have their place already, and the others are looked for.
    """

    size: int
    clash: Clash
    choices: tuple[Relaxation, ...]
    stay: int = 0


def reluctance(bound: Bound) -> Fraction:
    """The usual weight of a member by which a bound gives way: 1 for a max, 1 + 2/min for a min.

    To ask for one person fewer of a small group weighs more than to admit one more of another:
    lowering a min of 1 counts three times, a min of 10 hardly more than once. This is what the
    field's tools use (the stratification program of the Sortition Foundation).
    """
    return Fraction(1) + Fraction(2, bound.number) if bound.side == "min" and bound.number else Fraction(1)


def alike(bound: Bound) -> Fraction:  # noqa: ARG001 - the shape of every weight
    """Weight 1 for every member: by how much the quotas are missed, cell by cell."""
    return Fraction(1)


def relaxations(
    problem: Problem, quotas: Quotas, *, spare: tuple[str, ...] = (), weight: Weight = reluctance
) -> tuple[Relaxation, ...]:
    """A small choice of least relaxations: the cheapest of all, and the cheapest that spares some features.

    Each minimises the weighted sum of members by which bounds give way, in whole numbers. A min
    goes down to its `min_flex` and a max up to its `max_flex` at most; where a row has none, the
    bound is free, as in the field's tools. When the flexes allow no panel at all, the cheapest
    relaxation beyond them is offered and says so.

    Args:
        problem: pool, quotas and size; see `clash.clash` for how it may differ from `quotas`.
        quotas: names, numbers and flexes.
        spare: features that the caller wants left alone, for the second choice.
        weight: of each member by which a bound gives way; above 0.

    Returns:
        None to three, the cheapest within the flexes first; none when size, household rule and
        pool alone are impossible.
    """
    wanted = [((), True)] + ([(spare, True)] if spare else [])
    found = [_least(problem, quotas, spared, flex, weight) for spared, flex in wanted]
    if found[0] is None:
        found = [_least(problem, quotas, (), False, weight)]
    choices: list[Relaxation] = []
    for choice in found:
        # The second choice is the first again when that leaves the spared features alone anyway.
        if choice and choice.changes not in [known.changes for known in choices]:
            choices.append(choice)
    return tuple(choices)


def shortfall(problem: Problem, quotas: Quotas) -> Relaxation | None:
    """By how much the quotas are missed at least, cell by cell: flexes aside, each member alike.

    Returns:
        No changes when a panel meets all quotas; `None` when no change of quotas helps.
    """
    return _least(problem, quotas, (), False, alike)


def ensure_feasible(problem: Problem, quotas: Quotas, *, spare: tuple[str, ...] = (), stay: int = 0) -> None:
    """Sees that a panel exists before any method looks for many.

    A search that gives up at its limit of nodes passes, since nothing is proved.

    Args:
        problem: pool, quotas and size.
        quotas: names, numbers and flexes, of the whole panel.
        spare: features that the caller wants left alone, for the second choice.
        stay: how many members have their place already; the size of the problem are the other places.

    Raises:
        QuotasClash: none exists; with the quotas that clash and the least relaxations.
    """
    if Panels(problem).exist(problem.low, problem.high) is not False:
        return
    found = clash(problem, quotas)
    if found is not None:
        choices = relaxations(problem, quotas, spare=spare)
        raise QuotasClash(problem.size + stay, found, choices, stay)


def _least(
    problem: Problem, quotas: Quotas, spared: tuple[str, ...], flex: bool, weight: Weight
) -> Relaxation | None:
    """The cheapest changes, or `None` when none make a panel possible."""
    rows = asked(problem, quotas)
    bounds = [Bound(row.feature, row.value, "min", row.min) for row in rows]
    bounds += [Bound(row.feature, row.value, "max", row.max) for row in rows]
    weights = [weight(bound) for bound in bounds]
    most = _give(rows, spared, flex)
    program = elastic(problem, np.array([float(cost) for cost in weights]), most, integer=True)
    try:
        answer = program.solve()
    except (Infeasible, SolverStopped):
        return None
    members = np.round(answer.columns[problem.types :]).astype(np.int64).tolist()
    least = program.bound() >= answer.value - 1e-6 * max(1.0, abs(answer.value))
    changes = [
        (place % len(rows), _change(bounds[place], count)) for place, count in enumerate(members) if count
    ]
    changes.sort(key=lambda pair: (pair[0], pair[1].side == "max"))
    cost = sum((cost * count for cost, count in zip(weights, members)), Fraction(0))
    return Relaxation(tuple(change for _, change in changes), cost, spared, flex, least)


def _change(bound: Bound, members: int) -> Change:
    new = bound.number - members if bound.side == "min" else bound.number + members
    return Change(bound.feature, bound.value, bound.side, bound.number, new)


def _give(rows: tuple[Quota, ...], spared: tuple[str, ...], flex: bool) -> Floats:
    """(2Q,) how far each bound may give way: the mins, then the maxes."""
    down = [row.min - (row.min_flex or 0 if flex else 0) for row in rows]
    up = [row.max_flex - row.max if flex and row.max_flex is not None else np.inf for row in rows]
    still = [row.feature in spared for row in rows] * 2
    return np.where(still, 0.0, np.array([*down, *up], dtype=float))
