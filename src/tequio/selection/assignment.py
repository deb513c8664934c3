"""From types to people: who exactly is on each panel, so that people of one type fare alike."""

from dataclasses import dataclass
from math import lcm

import numpy as np
from scipy.sparse import csr_matrix

from tequio.selection.problem import Floats, Ints, Problem

SLIGHT = 1e-15


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
    hands whole panels, and a last part of one, to whoever has too little: at most one panel is
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
    return _split(panels, shares, _transfers(problem, queues, panels, shares))


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


Transfer = tuple[float, int, int]


def _transfers(
    problem: Problem, queues: _Queues, panels: list[list[int]], shares: list[float]
) -> dict[int, list[Transfer]]:
    """Hands over whole panels in place; returns the parts of panels to split, by panel."""
    held: dict[int, set[int]] = {}
    alike = [
        people for kind, people in enumerate(queues.people) if len(people) > 1 and problem.pattern[kind] < 0
    ]
    for people in alike:
        held.update((person, set()) for person in people)
    for number, panel in enumerate(panels):
        for person in panel:
            if person in held:
                held[person].add(number)
    parts: dict[int, list[Transfer]] = {}
    for people in alike:
        _even(sorted(people, key=queues.ranks.__getitem__), held, panels, shares, parts)
    return parts


def _even(
    people: list[int],
    held: dict[int, set[int]],
    panels: list[list[int]],
    shares: list[float],
    parts: dict[int, list[Transfer]],
) -> None:
    mass = {person: sum(shares[number] for number in sorted(held[person])) for person in people}
    fair = sum(mass.values()) / len(people)
    split: set[int] = set()
    rich = [person for person in people if mass[person] > fair + SLIGHT]
    poor = [person for person in people if mass[person] < fair - SLIGHT]
    while rich and poor:
        giver, taker = rich[-1], poor[-1]
        due = min(mass[giver] - fair, fair - mass[taker])
        given = 0.0
        offers = sorted((shares[n], n) for n in held[giver] - held[taker] - split)
        for share, number in reversed(offers):
            if share <= due - given:
                panels[number][panels[number].index(giver)] = taker
                held[giver].discard(number)
                held[taker].add(number)
                given += share
        rest = due - given
        number = next((n for share, n in offers if n in held[giver] and share > rest), -1)
        if rest > SLIGHT and number >= 0:
            parts.setdefault(number, []).append((rest, giver, taker))
            split.add(number)
            given += rest
        mass[giver] -= given
        mass[taker] += given
        if mass[giver] - fair <= fair - mass[taker]:
            rich.pop()
        else:
            poor.pop()


def _split(
    panels: list[list[int]], shares: list[float], parts: dict[int, list[Transfer]]
) -> tuple[list[list[int]], list[float]]:
    """Cuts each panel at the parts that are handed over."""
    cut: list[list[int]] = []
    weights: list[float] = []
    for number, (panel, share) in enumerate(zip(panels, shares)):
        members, before = list(panel), 0.0
        swaps = sorted(parts.get(number, ()))
        current = [next((t for _, g, t in swaps if g == person), person) for person in members]
        for at, giver, taker in swaps:
            if at - before > 0:
                cut.append(sorted(current))
                weights.append(at - before)
            current[current.index(taker)] = giver
            before = at
        cut.append(sorted(current))
        weights.append(share - before)
    return cut, weights
