"""What a report says of a lottery, as plain data: no name, no id, no feature of a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix

from tequio.selection.lottery import Lottery
from tequio.selection.problem import Floats, Problem

_SAME = 10  # decimals to which chances that are no fractions count as one level
_MET = 1e-9  # how near to its fraction a chance is when a lottery meets it


@dataclass(frozen=True)
class QuotaFacts:
    """One quota beside the pool and the panels.

    Args:
        feature: its name.
        value: the value of the feature.
        low: least members that the quota allows.
        high: most members that the quota allows.
        pool: volunteers with the value.
        least: fewest members on any panel of the lottery.
        mean: mean members over the lottery.
        most: most members on any panel of the lottery.
        stay: in a replacement, members who stay; `low` to `most` then speak of those who come.
        whole: in a replacement, the quota of the whole panel, least and most.
    """

    feature: str
    value: str
    low: int
    high: int
    pool: int
    least: int
    mean: float
    most: int
    stay: int = 0
    whole: tuple[int, int] | None = None


@dataclass(frozen=True)
class LevelFacts:
    """How many people have one chance; `fraction` is `None` where the chance is no exact fraction."""

    chance: float
    people: int
    fraction: Fraction | None = None


@dataclass(frozen=True)
class CostFacts:
    """What one quota costs: the lowest chance if the `bound` (`min` or `max`) moved from `now` to `then`."""

    feature: str
    value: str
    bound: str
    now: int
    then: int
    lowest: float


@dataclass(frozen=True)
class NumberingFacts:
    """The panels that are drawn from, and what making them changed.

    Args:
        form: `numbered` (equally likely) or `exact` (weights of 64 bits).
        count: how many panels.
        absolute: largest change to anybody's chance, a difference of chances.
        relative: the largest change relative to the chance itself.
    """

    form: str
    count: int
    absolute: float
    relative: float


@dataclass(frozen=True)
class PublishedFacts:
    """What `public/lottery.json` shows.

    Args:
        what: `commitments` or `panels`.
        root: root of the lottery, the SHA-256 of that file.
        reserves: reserves committed with each panel; 0 if they follow from the draw.
        shortfall: mean expected shortfall of a panel without and with them, if it was estimated.
    """

    what: str
    root: str
    reserves: int = 0
    shortfall: tuple[float, float] | None = None


@dataclass(frozen=True)
class SeatedFacts:
    """The members who stay when others are replaced.

    Args:
        members: how many.
        counts: how many of them under each quota, in the order of the problem.
        quotas: of the whole panel, least and most, in the same order.
    """

    members: int
    counts: tuple[int, ...]
    quotas: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class LotteryFacts:
    """All that the report says of a lottery.

    Args:
        method: the fairness rule, a key of `METHODS`.
        status: as in `Lottery`.
        size: members of a panel.
        people: volunteers in the pool.
        household_rule: whether at most one member a household may be drawn.
        distance: largest difference between the lottery's chances and the rule's.
        gap: how far the lowest chance may lie below the best possible one, as proved.
        never: pseudonyms of those who can be on no panel.
        quotas: in the order of the quotas file.
        levels: ascending.
        costs: of the quotas that bind, the dearest first; `None` if nobody worked them out.
        numbering: the panels that are drawn from.
        published: what everybody sees.
        goal_gap: how far the rule's own goal may lie from its best value, as proved; 0 for rules
            whose goal is the lowest chance.
        stay: members who stay, in a replacement; else `None`.
        simulated: how many simulated panels the chances rest on; 0 for every other method.
    """

    method: str
    status: str
    size: int
    people: int
    household_rule: bool
    distance: float
    gap: float
    never: tuple[str, ...]
    quotas: tuple[QuotaFacts, ...]
    levels: tuple[LevelFacts, ...]
    costs: tuple[CostFacts, ...] | None
    numbering: NumberingFacts
    published: PublishedFacts
    goal_gap: float = 0.0
    stay: int | None = None
    simulated: int = 0

    @property
    def lowest(self) -> LevelFacts:
        """The lowest chance of those who can be drawn at all; the lowest of all if nobody can."""
        return next((level for level in self.levels if level.chance > 0), self.levels[0])

    @property
    def highest(self) -> LevelFacts:
        """The highest chance of anybody."""
        return self.levels[-1]

    @property
    def certain(self) -> int:
        """How many people are on every panel."""
        return sum(level.people for level in self.levels if level.chance >= 1)

    @property
    def impossible(self) -> int:
        """How many people are on no panel of this lottery."""
        return sum(level.people for level in self.levels if level.chance <= 0)

    @property
    def equal(self) -> float:
        """The chance if everybody had the same."""
        return self.size / self.people

    @property
    def features(self) -> tuple[str, ...]:
        """The features, each once, in order."""
        return tuple(self._by_feature)

    def quotas_of(self, feature: str) -> tuple[QuotaFacts, ...]:
        """The quotas of one feature."""
        return self._by_feature.get(feature, ())

    @cached_property
    def _by_feature(self) -> dict[str, tuple[QuotaFacts, ...]]:
        found: dict[str, list[QuotaFacts]] = {}
        for quota in self.quotas:
            found.setdefault(quota.feature, []).append(quota)
        return {feature: tuple(quotas) for feature, quotas in found.items()}


def lottery_facts(
    lottery: Lottery,
    numbering: NumberingFacts,
    published: PublishedFacts,
    *,
    pseudonyms: Sequence[str] = (),
    costs: Sequence[CostFacts] | None = None,
    seated: SeatedFacts | None = None,
) -> LotteryFacts:
    """The facts of a lottery, by arithmetic alone.

    Args:
        lottery: panels with probabilities; those with probability 0 do not count.
        numbering: of the panels that are drawn from.
        published: what everybody sees.
        pseudonyms: of each person, in the order of the pool, to name who can be on no panel;
            without them nobody is named.
        costs: of the quotas that bind, in any order; `None` if nobody worked them out.
        seated: only for a replacement.
    """
    problem = lottery.problem
    return LotteryFacts(
        method=lottery.method,
        status=lottery.status,
        size=problem.size,
        people=problem.people,
        household_rule=len(problem.limits) > 0,
        distance=lottery.distance,
        gap=lottery.gap,
        never=_named(problem, lottery.never, pseudonyms),
        quotas=_beside(_quotas(lottery), seated) if seated else _quotas(lottery),
        levels=_levels(lottery),
        costs=None if costs is None else tuple(sorted(costs, key=lambda cost: -cost.lowest)),
        numbering=numbering,
        published=published,
        goal_gap=lottery.goal_gap,
        stay=seated.members if seated else None,
        simulated=lottery.simulated,
    )


def _beside(quotas: tuple[QuotaFacts, ...], seated: SeatedFacts) -> tuple[QuotaFacts, ...]:
    """The quotas of the free places beside those of the whole panel."""
    rows = zip(quotas, seated.counts, seated.quotas, strict=True)
    return tuple(replace(quota, stay=stay, whole=whole) for quota, stay, whole in rows)


def _named(problem: Problem, types: tuple[int, ...], pseudonyms: Sequence[str]) -> tuple[str, ...]:
    if not pseudonyms:
        return ()
    people = np.flatnonzero(np.isin(problem.type_of, types)).tolist()
    return tuple(sorted(pseudonyms[person] for person in people))


def _quotas(lottery: Lottery) -> tuple[QuotaFacts, ...]:
    """Each quota with its fewest, mean and most members over the panels."""
    problem = lottery.problem
    held = lottery.weights > 0
    totals = _totals(problem, lottery.compositions[held])
    least, most = totals.min(axis=0), totals.max(axis=0)
    mean = lottery.weights[held] @ totals / lottery.weights[held].sum()
    bounds = (problem.low.tolist(), problem.high.tolist(), problem.supply.tolist())
    return tuple(
        QuotaFacts(*label, low, high, supply, int(least[place]), float(mean[place]), int(most[place]))
        for place, (label, low, high, supply) in enumerate(zip(problem.labels, *bounds, strict=True))
    )


def _totals(problem: Problem, compositions: csr_matrix) -> Floats:
    """(N, Q) members under each quota, a panel a row."""
    types, features = problem.cells.shape
    rows = np.repeat(np.arange(types), features)
    shape = (types, len(problem.low))
    belongs = csr_matrix((np.ones(len(rows)), (rows, problem.cells.ravel())), shape=shape)
    totals: Floats = np.rint((compositions @ belongs).toarray())
    return totals


def _levels(lottery: Lottery) -> tuple[LevelFacts, ...]:
    """The chances with how many people have each: fractions where they are known and met."""
    people: dict[Fraction | float, int] = {}
    for chance, many in zip(_chances(lottery), lottery.problem.counts.tolist(), strict=True):
        people[chance] = people.get(chance, 0) + many
    return tuple(
        LevelFacts(float(chance), people[chance], chance if isinstance(chance, Fraction) else None)
        for chance in sorted(people)
    )


def _chances(lottery: Lottery) -> list[Fraction | float]:
    """The chance of each type: what the rule asks where the lottery meets it, else what it gives."""
    target = lottery.target
    if lottery.status not in {"exact", "panels"}:
        return [*np.round(lottery.chances, _SAME).tolist()]
    known = [level.chance for level in target.levels]
    if target.level_of is not None:
        return [known[level] for level in target.level_of.tolist()]
    met = np.round(target.chances, _SAME).tolist()
    return [next((one for one in known if abs(one - chance) < _MET), chance) for chance in met]
