"""The search for one name in a register: what every unit would cost, and what speaks against it.

Costs are in nats. A unit costs what the readings of the name's words cost, what the name has and the
unit lacks, and what the unit has and the name lacks; another number costs more than any of these.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from tequio.tracking.abbreviations import SOFT
from tequio.tracking.names import Token
from tequio.tracking.numbers import Reading
from tequio.tracking.parts import Counted, beside
from tequio.tracking.register import Register
from tequio.tracking.resemblance import Costs, stopped
from tequio.tracking.vetoes import APART, NO, SURE, TOLD, Written

SHORTLIST = 100  # places looked at closely
COMPARED = 50  # candidates that share the odds
NOBODY = 6.0  # what a unit may cost and be as likely as that the right one is not in the register
OTHER_NUMBER, OTHER_NOUN, MOVED = 12.0, 3.0, 0.3
LOST = (0.0, 0.4, 0.9, TOLD)  # a word that nothing explains, by its letters
LOST_LONG, LOST_WORD, LOST_STATE, LOST_SOFT = 4.0, 5.0, 6.0, 0.4
STEEP = 4.0  # nats of odds for each e-fold of the score's odds

Number = tuple[tuple[Reading, ...], tuple[str, ...]]  # readings, and what it may count
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Hit:
    """A unit that a name may mean: its position in the register, its score (0 to 100), its vetoes."""

    unit: int
    score: float
    vetoes: tuple[str, ...]


class Search:
    """One name against a register.

    Args:
        tokens: of the name.
        costs: the readings of every word, as `resemblance.readings` gives them.
        register: of units.
    """

    def __init__(
        self, tokens: Sequence[Token], costs: Mapping[tuple[str, bool], Costs], register: Register
    ) -> None:
        self.register, self.index, self.tokens = register, register.index, tokens
        self.words = [token for token in tokens if not token.numbers and not stopped(token)]
        self.readings = [costs[t.state or t.text, t.dotted] for t in self.words]
        self.numbers: list[Number] = [
            (t.numbers, beside(tokens, at)) for at, t in enumerate(tokens) if t.numbers
        ]
        known = register.vocabulary.positions
        self.lost = np.array(
            [_lost(t, cost, known) for t, (_, cost) in zip(self.words, self.readings, strict=True)]
        )

    @cached_property
    def written(self) -> Written:
        """The name, to tell what speaks against units."""
        return Written(self.tokens, self.words, self.readings, self.lost, self.nearest, self.register)

    @cached_property
    def table(self) -> Floats:
        """What each word of the name costs if a word of the register explains it, (words, vocabulary + 1)."""
        size = self.index.size
        costs = np.repeat(self.lost[:, None], size + 1, axis=1) if self.words else np.zeros((0, size + 1))
        for row, (at, cost) in enumerate(self.readings):
            # Half of a reading's cost falls on the name's word, half on the unit's.
            costs[row, at] = np.minimum(cost / 2, self.lost[row])
        return costs

    @cached_property
    def nearest(self) -> Floats:
        """What each word of the register costs if it stands in the name, endless behind the last word."""
        costs = np.full(self.index.size + 1, NO)
        for at, cost in self.readings:
            costs[at] = np.minimum(costs[at], cost / 2)
        return costs

    def hits(self, top: int, allowed: NDArray[np.bool_] | None = None) -> list[Hit]:
        """The cheapest units, ties by position; of those only that are `allowed`, if that is given."""
        index = self.index
        kind_words, kind_cost = self._explained(index.kind_words, index.kind_missing)
        places = self._places()
        place_words, place_cost = self._explained(index.place_words[places], index.place_missing)
        self._apart(place_words, places)
        joint = np.zeros((len(kind_cost), len(places)))
        for kind_row, place_row in zip(kind_words, place_words, strict=True):
            joint += np.minimum(kind_row[:, None], place_row[None, :])
        units = np.concatenate([index.units_at[place] for place in places])
        column = np.repeat(np.arange(len(places)), [len(index.units_at[place]) for place in places])
        if allowed is not None:
            column, units = column[allowed[units]], units[allowed[units]]
        kinds, numbers = index.kind[units], index.number[units]
        number_cost = self._number_costs()
        cost = joint[kinds, column] + kind_cost[kinds] + place_cost[column] + number_cost[numbers]
        order = self._once(units, _cheapest(cost, units, max(top, COMPARED)))
        names = zip(*(each[order].tolist() for each in (kinds, column, numbers)), strict=True)
        scores = _scores(cost[order].tolist(), list(names), top)
        best = order[:top]
        explained = np.minimum(kind_words[:, kinds[best]], place_words[:, column[best]])
        vetoes = self.written.vetoes(units[best], explained, number_cost[numbers[best]] >= OTHER_NUMBER)
        return [
            Hit(int(units[at]), score, veto) for at, score, veto in zip(best, scores, vetoes, strict=False)
        ]

    def vetoes(self, units: NDArray[np.intp]) -> list[tuple[str, ...]]:
        """What speaks against each of these units, given by position, whoever proposes them."""
        index = self.index
        places, column = np.unique(index.place[units], return_inverse=True)
        kind_words = self.table[:, index.kind_words[index.kind[units]]].min(axis=2)
        place_words = self.table[:, index.place_words[places]].min(axis=2)
        self._apart(place_words, places)
        groups = self.register.counted
        number = np.array([self._number_cost(groups[group]) for group in index.number[units].tolist()])
        return self.written.vetoes(
            units, np.minimum(kind_words, place_words[:, column]), number >= OTHER_NUMBER
        )

    def _once(self, units: NDArray[np.intp], order: NDArray[np.intp]) -> NDArray[np.intp]:
        """Of a unit that stands in the register under several names only the best."""
        owners = self.index.owner[units[order]]
        _, first = np.unique(owners, return_index=True)
        return order[np.sort(first)]

    def _explained(self, rows: NDArray[np.intp], missing: Floats) -> tuple[Floats, Floats]:
        """For groups of words: what each word of the name costs, (words, groups), and what is missing."""
        words = self.table[:, rows].min(axis=2)
        return words, np.minimum(missing, self.nearest)[rows].sum(axis=1)

    def _places(self) -> NDArray[np.intp]:
        """The places that have the most and lack the least of the name, and the empty one; ascending."""
        missing = self.index.place_missing
        least = np.minimum(missing, self.nearest)
        gain = (missing - 2 * least)[self.index.place_words].sum(axis=1)
        if len(gain) > SHORTLIST:
            found = np.sort(np.argpartition(-gain, SHORTLIST)[:SHORTLIST])
        else:
            found = np.arange(len(gain))
        return found if self.register.places[0] or 0 in found else np.concatenate([[0], found])

    def _apart(self, place_words: Floats, places: NDArray[np.intp]) -> None:
        """A name may say where a unit is that the register gives no place: that costs less."""
        if self.register.places[int(places[0])]:
            return
        for row, (at, cost) in enumerate(self.readings):
            sure = at[cost < SURE]
            if np.any(self.index.is_place[sure]) and not np.any(self.index.is_kind[sure]):
                place_words[row, 0] = min(place_words[row, 0], APART)

    def _number_costs(self) -> Floats:
        """What each group of numbers of the register costs."""
        groups = self.register.counted
        costs = np.full(len(groups), OTHER_NUMBER)
        for group in sorted(at for each in self.values for at in self.index.numbers_at.get(each, ())):
            costs[group] = self._number_cost(groups[group])
        return costs

    @cached_property
    def values(self) -> frozenset[tuple[int, ...]]:
        """The values that the numbers of the name may have, each group sorted."""
        return frozenset(
            tuple(sorted(value for value, _ in each)) for each in product(*(each for each, _ in self.numbers))
        )

    def _number_cost(self, counted: Sequence[Counted]) -> float:
        """What one group of numbers of the register costs."""
        if tuple(sorted(value for value, _ in counted)) not in self.values:
            return OTHER_NUMBER
        return min(OTHER_NUMBER, _agreement(self.numbers, counted))


def _lost(token: Token, costs: Floats, known: Mapping[str, int]) -> float:
    """What a word of the name costs that the unit does not explain."""
    if token.state:
        return LOST_STATE
    if token.text in SOFT and token.text not in known:
        return LOST_SOFT
    if np.any(costs < SURE):
        return LOST_WORD
    return LOST[len(token.text)] if len(token.text) < len(LOST) else LOST_LONG


def _agreement(numbers: Sequence[Number], counted: Sequence[Counted]) -> float:
    """What it costs that the numbers of a name are those of a unit, each for what it counts."""
    best = OTHER_NUMBER
    for order in permutations(range(len(counted))):
        cost = 0.0 if order == tuple(range(len(counted))) else MOVED
        for (readings, nouns), at in zip(numbers, order, strict=True):
            value, noun = counted[at]
            cost += next((price for read, price in readings if read == value), OTHER_NUMBER)
            cost += OTHER_NOUN if nouns and noun and noun not in nouns else 0.0
        best = min(best, cost)
    return best


def _cheapest(cost: Floats, units: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """Positions of the cheapest, ties by the unit's position."""
    if len(cost) > count:
        bar = np.partition(cost, count - 1)[count - 1]
        near = np.flatnonzero(cost <= bar)
    else:
        near = np.arange(len(cost))
    return near[np.lexsort((units[near], np.round(cost[near], 9)))][:count]


def _scores(costs: Sequence[float], names: Sequence[tuple[int, ...]], top: int) -> list[float]:
    """Odds of the first candidates against nobody and all whose name reads differently, from 0 to 100."""
    likely = [math.exp(-cost) for cost in costs]
    total: dict[tuple[int, ...], float] = {}
    for name, share in zip(names, likely, strict=True):
        total[name] = total.get(name, 0.0) + share
    everything = math.fsum(total.values()) + math.exp(-NOBODY)
    found = []
    for cost, name in zip(costs[:top], names, strict=False):
        rivals = max(everything - total[name], math.exp(-NOBODY))
        odds = -cost - math.log(rivals)
        found.append(round(100 / (1 + math.exp(-odds / STEEP)), 4))
    return found
