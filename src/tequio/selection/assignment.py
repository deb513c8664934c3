"""From types to people: who exactly is on each panel, so that people of one type fare alike."""

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from math import lcm

import numpy as np
from scipy.sparse import csr_matrix

from tequio.selection.problem import Floats, Ints, Problem

SLIGHT = 1e-16  # a share that nobody misses
SLIVER = 1e-12  # of a panel: two ends so close are one


@dataclass
class _Queues:
    """People of each type in the order in which they are next taken.

    Args:
        problem: whose people.
        ranks: (n,) a number for each person that says nothing about them; ties are broken by it.
    """

    problem: Problem
    ranks: Ints

    def __post_init__(self) -> None:
        self.people = [sorted(of.tolist(), key=self.ranks.__getitem__) for of in self.problem.members_of]
        self.served = [0.0] * len(self.problem.type_of)

    def seat(self, kind: int, count: int, weight: float, taken: set[int]) -> list[int]:
        """The `count` people of a type who have been served least, none from a household in `taken`."""
        households = self.problem.household_of
        paired = self.problem.pattern[kind] >= 0
        people = self.people[kind]
        chosen: list[int] = []
        for person in people:
            if len(chosen) == count:
                break
            if paired and int(households[person]) in taken:
                continue
            chosen.append(person)
            if paired:
                taken.add(int(households[person]))
        for person in chosen:
            self.served[person] += weight
        if len(people) > 1:
            people.sort(key=self.served.__getitem__)
        return chosen


def seat(problem: Problem, compositions: csr_matrix, ranks: Ints) -> Ints:
    """(N, k) people on each of N equally likely panels, sorted.

    People of one type take turns, so that their numbers of panels differ by one at most; with the
    household rule, by little more.

    Args:
        problem: whose people.
        compositions: (N, T) whole numbers.
        ranks: (n,) for breaking ties.
    """
    queues = _Queues(problem, ranks)
    return np.array([sorted(_seated(queues, compositions, row, 1.0)) for row in range(compositions.shape[0])])


def _seated(queues: _Queues, compositions: csr_matrix, row: int, weight: float) -> list[int]:
    span = slice(compositions.indptr[row], compositions.indptr[row + 1])
    taken: set[int] = set()
    members: list[int] = []
    for kind, count in zip(compositions.indices[span].tolist(), compositions.data[span].tolist()):
        members += queues.seat(kind, int(count), weight, taken)
    return members


def spread(
    problem: Problem, compositions: csr_matrix, weights: Floats, ranks: Ints
) -> tuple[list[list[int]], list[float]]:
    """Panels of people whose mixture gives all people of a type the same chance.

    First each composition is filled by taking turns. Then, type by type, whoever has too much
    hands whole panels, and a last part of one, to whoever has too little: about one panel is
    split for each person, so that there are hardly more panels than compositions and people.
    Household patterns are turned through all their households instead.

    Args:
        problem: whose people.
        compositions: (N, T) whole numbers.
        weights: (N,) probabilities.
        ranks: (n,) for breaking ties.

    Returns:
        Panels, each a sorted list of people, and their probabilities.
    """
    queues = _Queues(problem, ranks)
    panels: list[list[int]] = []
    shares: list[float] = []
    for row, weight in enumerate(weights.tolist()):
        members = _seated(queues, compositions, row, weight)
        for turned in _turned(problem, members, ranks):
            panels.append(turned[0])
            shares.append(weight * turned[1])
    return _split(problem, panels, shares, _shares(problem, queues, panels, shares))


def _turned(problem: Problem, members: list[int], ranks: Ints) -> list[tuple[list[int], float]]:
    """The panel with its household patterns turned through all their households, in equal shares."""
    paired = [person for person in members if problem.pattern[problem.type_of[person]] >= 0]
    wheels = {int(problem.pattern[problem.type_of[person]]) for person in paired}
    turns = {pattern: _wheel(problem, pattern, ranks) for pattern in sorted(wheels)}
    length = lcm(*(len(next(iter(wheel.values()))) for wheel in turns.values())) if turns else 1
    if length == 1:
        return [(members, 1.0)]
    alone = [person for person in members if person not in set(paired)]
    step = {person: wheel[person] for wheel in turns.values() for person in wheel}
    return [
        (alone + [step[person][turn % len(step[person])] for person in paired], 1 / length)
        for turn in range(length)
    ]


def _wheel(problem: Problem, pattern: int, ranks: Ints) -> dict[int, list[int]]:
    """For each person of a pattern, who stands in for them at each turn.

    At turn a the people of household i are replaced by those of household i + a; people of one
    type in one household take turns as well.
    """
    people = np.flatnonzero(problem.pattern[problem.type_of] == pattern)
    homes: dict[int, dict[int, list[int]]] = {}
    for person in people[np.argsort(ranks[people])].tolist():
        home = homes.setdefault(int(problem.household_of[person]), {})
        home.setdefault(int(problem.type_of[person]), []).append(person)
    order = list(homes.values())
    copies = lcm(*(len(alike) for alike in order[0].values()))
    wheel: dict[int, list[int]] = {}
    for place, home in enumerate(order):
        for kind, alike in home.items():
            for copy, person in enumerate(alike):
                wheel[person] = [
                    order[(place + turn) % len(order)][kind][(copy + turn // len(order)) % len(alike)]
                    for turn in range(len(order) * copies)
                ]
    return wheel


Shares = dict[int, dict[int, float]]


def _shares(problem: Problem, queues: _Queues, panels: list[list[int]], weights: list[float]) -> Shares:
    """For each person of a type with several people, how much of which panels is theirs, evened out."""
    alike = [
        people for kind, people in enumerate(queues.people) if len(people) > 1 and problem.pattern[kind] < 0
    ]
    shares: Shares = {person: {} for people in alike for person in people}
    for number, panel in enumerate(panels):
        for person in panel:
            if person in shares:
                shares[person][number] = weights[number]
    for people in alike:
        _even(sorted(people, key=queues.ranks.__getitem__), shares, weights)
    return shares


def _even(people: list[int], shares: Shares, weights: list[float]) -> None:
    """Whoever has most hands over to whoever has least until all have the same.

    Of one panel a giver can hand over what is his or hers and a taker take what he or she does not
    have yet; over all panels that is at least the difference of the two, so nobody is left over.
    """
    mass = {person: sum(shares[person].values()) for person in people}
    fair = sum(mass.values()) / len(people)
    rich = [person for person in people if mass[person] > fair + SLIGHT]
    poor = [person for person in people if mass[person] < fair - SLIGHT]
    while rich and poor:
        giver, taker = rich[-1], poor[-1]
        due = min(mass[giver] - fair, fair - mass[taker])
        _hand_over(shares[giver], shares[taker], due, weights)
        mass[giver] -= due
        mass[taker] += due
        if mass[giver] - fair <= SLIGHT:
            rich.pop()
        if fair - mass[taker] <= SLIGHT:
            poor.pop()


def _hand_over(giver: dict[int, float], taker: dict[int, float], due: float, weights: list[float]) -> None:
    """Moves `due` from one to the other: whole panels first, so that few are split."""
    offers = [(min(own, weights[number] - taker.get(number, 0.0)), number) for number, own in giver.items()]
    offers.sort(reverse=True)
    fitting = [offer for offer in offers if offer[0] <= due]
    for amount, number in fitting + [offer for offer in reversed(offers) if offer[0] > due]:
        moved = min(amount, due)
        if moved <= 0:
            continue
        due -= moved
        taker[number] = taker.get(number, 0.0) + moved
        giver[number] -= moved
        if giver[number] <= 0:
            del giver[number]


def _split(
    problem: Problem, panels: list[list[int]], weights: list[float], shares: Shares
) -> tuple[list[list[int]], list[float]]:
    """Cuts each panel where somebody's share of it ends.

    The shares of one type's people in one panel are laid end to end over its seats (McNaughton's
    rule for sharing machines, 1959): nobody is on two seats at once, since no share is longer than
    the panel.
    """
    parts: list[dict[int, list[tuple[int, float]]]] = [{} for _ in panels]
    for person, own in shares.items():
        kind = int(problem.type_of[person])
        for number, share in own.items():
            parts[number].setdefault(kind, []).append((person, share))
    cut: list[list[int]] = []
    cut_weights: list[float] = []
    for panel, weight, part in zip(panels, weights, parts):
        fixed = [person for person in panel if person not in shares]
        whole = {kind: row for kind, row in part.items() if all(share == weight for _, share in row)}
        fixed += [person for row in whole.values() for person, _ in row]
        cuts = [
            _Cut([person for person, _ in row], list(accumulate(share for _, share in row)))
            for kind, row in part.items()
            if kind not in whole
        ]
        times = _times(cuts, weight)
        for start, end in zip(times, [*times[1:], weight]):
            middle = (start + end) / 2
            members = fixed + [person for split in cuts for person in split.at(middle, weight)]
            cut.append(sorted(members))
            cut_weights.append(end - start)
    return cut, cut_weights


@dataclass(frozen=True)
class _Cut:
    """People of one type who share seats of a panel, laid end to end, and where each one's share ends."""

    people: list[int]
    ends: list[float]

    def at(self, time: float, weight: float) -> list[int]:
        """Who sits at a time between 0 and the panel's weight, a seat each."""
        seats = range(round(self.ends[-1] / weight))
        return [self.people[bisect_left(self.ends, time + weight * seat)] for seat in seats]


def _times(cuts: list[_Cut], weight: float) -> list[float]:
    """When somebody's share ends within the panel, from 0, without slivers."""
    times = [0.0]
    for time in sorted(end % weight for split in cuts for end in split.ends):
        if time - times[-1] > SLIVER * weight and weight - time > SLIVER * weight:
            times.append(time)
    return times
