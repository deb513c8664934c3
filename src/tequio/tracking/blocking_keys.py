"""Keys under which names and units of a large register meet: each bounds how many units it brings.

A key is a place, read in several ways, with nothing else, or, where too many units share it, with a
word of the kind, with the numbers, or with both. A key that more than `CAP` units still share is
dropped, and a name asks for its rarest keys until they bring `BUDGET` units. So the pairs to compare
grow with the names and not with names times units, whatever the register holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from tequio.tracking.register import Register
from tequio.tracking.states import NAMES

CAP = 150  # units that may share a key
BUDGET = 250  # units that the keys of a name may bring, counted with repetition
WORDS = 24  # of a name that are looked up
COMBINATIONS = 48  # readings of a place that are tried
ALTERNATIVES = 3  # readings of one word of a place that are tried
KIND_BITS, NUMBER_BITS = 20, 20
LEVEL = KIND_BITS + NUMBER_BITS

Ints = NDArray[np.int64]
Level = tuple[str, tuple[int, ...]]
NOWHERE: Level = ("nowhere", ())


class Keys:
    """The keys of a register.

    Args:
        register: of units.
    """

    def __init__(self, register: Register) -> None:
        self.index, at = register.index, register.vocabulary.positions
        self.states = frozenset(at[word] for word in register.vocabulary.words if word in NAMES)
        # A register without a column for states has them as tokens in some names and as words in others.
        both = [(at[word], at[NAMES[word]]) for word in NAMES if word in at and NAMES[word] in at]
        self.twins = {one: other for pair in both for one, other in (pair, pair[::-1])}
        self.levels: dict[Level, int] = {}
        self.kinds: dict[tuple[int, ...], int] = {}
        self.numbers = _numbered(register)
        places = [[at[word] for word in place] for place in register.places]
        of_place = [[self._level(level) for level in self._ways(place)] for place in places]
        of_kind = [
            ([self._kind((word,)) for word in kind], [self._kind(pair) for pair in combinations(kind, 2)])
            for kind in (sorted({at[word] for word in words}) for words in register.kinds)
        ]
        self.fine = {number for (family, _), number in self.levels.items() if family not in ("pair", "one")}
        number = np.array([self.numbers[_values(each)] for each in register.counted], dtype=np.int64)
        self.unit_keys = _unit_keys(
            (self.index.place, self.index.kind, number[self.index.number]), of_place, of_kind, self.fine
        )
        self.keys, self.counts = np.unique(self.unit_keys[1], return_counts=True)

    def _level(self, level: Level) -> int:
        return self.levels.setdefault(level, len(self.levels))

    def _kind(self, words: tuple[int, ...]) -> int:
        return self.kinds.setdefault(words, len(self.kinds) + 1)

    def _ways(self, place: Sequence[int]) -> Iterator[Level]:
        """The ways to name a place: all of it, without its state, two words of it, one."""
        words = tuple(sorted(set(place) - self.states))
        state = tuple(sorted(set(place) & self.states))
        if not words:
            yield ("state", state) if state else NOWHERE
            return
        yield "bare", words
        if state:
            yield "full", words + state
        yield from (("pair", pair) for pair in combinations(tuple(sorted((*words, *state))), 2))
        yield from (("one", (word,)) for word in words)

    def of_name(
        self,
        words: Sequence[Mapping[int, float]],
        numbers: Sequence[tuple[int, ...]],
    ) -> list[int]:
        """The keys of a name, rarest first, within the budget.

        Args:
            words: for each word of the name its readings, positions in the vocabulary, with their costs.
            numbers: the sorted values that its numbers may have.
        """
        words = words[:WORDS]
        every = sorted({word for readings in words for word in readings})
        if not every and not any(numbers):
            return []
        known = [self.numbers[values] for values in numbers if values in self.numbers]
        singles = [self.kinds[word,] for word in every if (word,) in self.kinds]
        pairs = [self.kinds[pair] for pair in combinations(every, 2) if pair in self.kinds]
        levels = self._levels_of(words, every)
        coarse, counts = self._shared(np.array(levels, dtype=np.int64) << LEVEL)
        finer = [(0, number) for number in known] + [(kind, 0) for kind in singles]
        finer += product([*singles, *pairs], known)
        added = np.array([kind << NUMBER_BITS | number for kind, number in finer], dtype=np.int64)
        common = self.fine.intersection(levels).difference((coarse >> LEVEL).tolist())
        left = np.array(sorted(common), dtype=np.int64) << LEVEL
        fine, fine_counts = self._shared((left[:, None] | added[None, :]).ravel())
        found, counts = np.concatenate([coarse, fine]), np.concatenate([counts, fine_counts])
        order = np.lexsort((found, counts))
        most = max(1, int(np.searchsorted(np.cumsum(counts[order]), BUDGET, side="right")))
        return [int(key) for key in found[order[:most]]]

    def _shared(self, keys: Ints) -> tuple[Ints, Ints]:
        """Of some keys those that units have, and how many."""
        if not len(self.keys):
            return keys[:0], self.counts[:0]
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        there = self.keys[at] == keys
        return keys[there], self.counts[at[there]]

    def _levels_of(self, words: Sequence[Mapping[int, float]], every: Sequence[int]) -> list[int]:
        index = self.index
        states = [word for word in every if word in self.states]
        asked: dict[Level, None] = {}
        options: list[list[int]] = []
        for readings in words:
            of_place = sorted(
                (word for word in readings if index.is_place[word] and word not in self.states),
                key=lambda word: (readings[word], word),
            )[:ALTERNATIVES]
            if of_place:
                unsure = any(index.is_kind[word] or word in self.states for word in readings)
                options.append(of_place + [-1] * unsure)
        if np.prod([len(each) for each in options], dtype=float) > COMBINATIONS:
            options = [each[:1] + [-1] * (each[-1] == -1) for each in options]
        for at, choice in enumerate(product(*options)):
            if at == COMBINATIONS:
                break
            bare = tuple(sorted({word for word in choice if word >= 0}))
            asked.update((("full", (*bare, state)), None) for state in states)
            asked["bare", bare] = None
        of_place = sorted({word for each in options for word in each if word >= 0})
        asked.update((("pair", pair), None) for pair in combinations(sorted((*of_place, *states)), 2))
        asked.update((("one", (word,)), None) for word in of_place)
        asked.update((("state", (state,)), None) for state in states)
        asked[NOWHERE] = None
        return [self.levels[level] for level in asked if level in self.levels]


def _values(counted: Sequence[tuple[int, str]]) -> tuple[int, ...]:
    return tuple(sorted(value for value, _ in counted))


def _numbered(register: Register) -> dict[tuple[int, ...], int]:
    """A number from 1 for each group of values of a register."""
    return {values: at for at, values in enumerate(sorted(set(map(_values, register.counted))), 1)}


def _unit_keys(
    units: tuple[NDArray[np.intp], NDArray[np.intp], Ints],
    of_place: Sequence[Sequence[int]],
    of_kind: Sequence[tuple[Sequence[int], Sequence[int]]],
    fine: set[int],
) -> tuple[Ints, Ints]:
    """Units and their keys, one row each: of every level the coarsest that at most `CAP` units share.

    Args:
        units: for each its position among places and kinds, and its numbers.
        of_place: for each place its levels.
        of_kind: for each kind its words, and pairs of words.
        fine: the levels that are parted further by kind and numbers.
    """
    place, kind, number = units
    unit, level = _expanded(np.arange(len(place), dtype=np.int64), place, of_place)
    rare = _rare(level)
    kept = [(unit[rare], level[rare] << LEVEL)]
    common = ~rare & np.isin(level, np.fromiter(fine, np.int64, len(fine)))
    unit, level = unit[common], level[common] << LEVEL
    key = level | number[unit]
    rare = _rare(key)
    kept.append((unit[rare], key[rare]))
    row, word = _expanded(np.arange(len(unit), dtype=np.int64), kind[unit], [each for each, _ in of_kind])
    key = level[row] | word << NUMBER_BITS
    rare_word = _rare(key)
    kept.append((unit[row[rare_word]], key[rare_word]))
    # What the numbers alone or the word alone make rare needs no finer key.
    open_ = ~rare_word & ~rare[row]
    row, key = row[open_], key[open_] | number[unit[row[open_]]]
    rare_both = _rare(key)
    kept.append((unit[row[rare_both]], key[rare_both]))
    rare[row[rare_both]] = True
    left = np.flatnonzero(~rare)
    row, pair = _expanded(left, kind[unit[left]], [each for _, each in of_kind])
    key = level[row] | pair << NUMBER_BITS | number[unit[row]]
    rare_pair = _rare(key)
    kept.append((unit[row[rare_pair]], key[rare_pair]))
    return np.concatenate([each for each, _ in kept]), np.concatenate([each for _, each in kept])


def _expanded(rows: Ints, group: NDArray[np.intp], members: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """Each row with each member of its group."""
    sizes = np.array([len(each) for each in members], dtype=np.int64)
    flat = np.array([one for each in members for one in each], dtype=np.int64)
    starts = np.cumsum(sizes) - sizes
    many = sizes[group]
    within = np.arange(many.sum(), dtype=np.int64) - np.repeat(np.cumsum(many) - many, many)
    return np.repeat(rows, many), flat[np.repeat(starts[group], many) + within]


def _rare(keys: Ints) -> NDArray[np.bool_]:
    _, where, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return np.asarray(counts[where] <= CAP)
