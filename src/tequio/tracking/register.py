"""A register of units, read once so that many names can be looked up in it.

A name is kind, place and numbers: `Sector 2 de la Policía Municipal` · `de Iliatenco, Guerrero`.
There are few kinds and few places however many units there are, so what a name resembles is found
for each kind and each place once, not for each unit.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tequio.tracking.names import read
from tequio.tracking.parts import Counted, Parts, counted, once, split, taken_apart, worded
from tequio.tracking.resemblance import Vocabulary
from tequio.tracking.states import NAMES, STATES

KIND_MISSING, PLACE_MISSING, PLACE_RARITY, STATE_MISSING = 5.0, 2.0, 0.4, 2.0  # nats


@dataclass(frozen=True, slots=True)
class Unit:
    """A row of a register; empty texts are not known.

    Args:
        id: as the register has it.
        name: as the register has it.
        kind, level: a word each, as the register has them.
        state, municipality: INEGI codes.
        parent: the id of the unit above.
        since, until: EDTF.
    """

    id: str
    name: str
    kind: str = ""
    level: str = ""
    state: str = ""
    municipality: str = ""
    parent: str = ""
    since: str = ""
    until: str = ""


class Register:
    """Units that can be matched.

    Args:
        units: rows, in any order.
    """

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = tuple(sorted(units, key=lambda unit: (unit.id, unit.name)))

    @cached_property
    def parts(self) -> tuple[Parts, ...]:
        """The name of each unit taken apart, in the order of `units`."""
        tails = _tails(self.units)
        heads: dict[str, tuple[tuple[str, ...], tuple[Counted, ...]]] = {}
        ends: dict[tuple[str, str], Parts] = {}
        whole: dict[str, bool] = {}
        found = []
        for unit in self.units:
            tail = tails.get((unit.state, unit.municipality), "")
            tail = tail if unit.name.endswith(tail) and unit.name != tail else ""
            head = unit.name[: len(unit.name) - len(tail)]
            # Units of a state alone may share its name only, and have towns before it.
            if tail and not unit.municipality and head not in whole:
                whole[head] = bool(split(read(head))[1])
            if not tail or whole.get(head):
                found.append(taken_apart(read(unit.name), unit.state))
                continue
            if head not in heads:
                tokens = read(head)
                heads[head] = worded(tokens), counted(tokens)
            if (tail, unit.state) not in ends:
                ends[tail, unit.state] = taken_apart(read(tail), unit.state)
            words, numbers = heads[head]
            end = ends[tail, unit.state]
            found.append(Parts(once((*words, *end.kind)), end.place, (*numbers, *end.numbers)))
        return tuple(found)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of all names."""
        counts: dict[str, int] = {}
        for parts in self.parts:
            for word in {*parts.kind, *parts.place}:
                counts[word] = counts.get(word, 0) + 1
        words = tuple(sorted(counts))
        return Vocabulary(words, tuple(counts[word] for word in words), _initials(self.kinds))

    @cached_property
    def kinds(self) -> tuple[tuple[str, ...], ...]:
        """The different kinds, each the words of its name."""
        return tuple(sorted({parts.kind for parts in self.parts}))

    @cached_property
    def kind_sets(self) -> frozenset[frozenset[str]]:
        """The different kinds without the order of their words."""
        return frozenset(map(frozenset, self.kinds))

    @cached_property
    def towns(self) -> frozenset[tuple[frozenset[str], str]]:
        """The different towns, each the words of its name and the token of its state, also without it."""
        found = set()
        for place in self.places:
            town = frozenset(word for word in place if word not in NAMES)
            found |= {(town, ""), *((town, word) for word in place if word in NAMES)}
        return frozenset(found)

    @cached_property
    def places(self) -> tuple[tuple[str, ...], ...]:
        """The different places, each its words; one is empty if some unit has no place."""
        return tuple(sorted({parts.place for parts in self.parts}))

    @cached_property
    def counted(self) -> tuple[tuple[Counted, ...], ...]:
        """The different groups of numbers."""
        return tuple(sorted({parts.numbers for parts in self.parts}))

    @cached_property
    def index(self) -> "Index":
        """The arrays of the search."""
        return Index(self)


class Index:
    """A register as arrays.

    Attributes:
        owner: for each unit a number that all with its id share.
        kind, place, number: for each unit its position in `kinds`, `places`, `counted`.
        kind_words, place_words: positions in the vocabulary, one row a kind or place, filled up with the
            position behind the last word.
        kind_missing, place_missing: for each word, and 0 behind the last, the nats if a name lacks it.
        municipal: for each kind whether it is of a municipality.
        of_any, of_state, of_town, of_state_alone: for each place whether it has words, says a state, a town,
            only a state.
        units_at: for each place its units, ascending.
        numbers_at: sorted values -> positions in `counted`.
    """

    def __init__(self, register: Register) -> None:
        at = register.vocabulary.positions
        self.size = len(at)
        self.owner = np.unique([unit.id for unit in register.units], return_inverse=True)[1]
        kinds = {kind: place for place, kind in enumerate(register.kinds)}
        places = {place: number for number, place in enumerate(register.places)}
        counted = {numbers: place for place, numbers in enumerate(register.counted)}
        self.kind = np.array([kinds[parts.kind] for parts in register.parts], dtype=np.intp)
        self.place = np.array([places[parts.place] for parts in register.parts], dtype=np.intp)
        self.number = np.array([counted[parts.numbers] for parts in register.parts], dtype=np.intp)
        self.kind_words = _padded([[at[word] for word in kind] for kind in register.kinds], self.size)
        self.place_words = _padded([[at[word] for word in place] for place in register.places], self.size)
        self.kind_missing = np.full(self.size + 1, KIND_MISSING)
        self.kind_missing[-1] = 0.0
        self.place_missing = _rarity(register.places, register.vocabulary)
        self.is_kind = _members(register.kinds, at)
        self.is_place = _members(register.places, at)
        self.municipal = np.array(["municipal" in kind for kind in register.kinds], dtype=bool)
        self.of_state = np.array(
            [any(w in NAMES or w in STATES for w in each) for each in places], dtype=bool
        )
        self.of_town = np.array([any(word not in NAMES for word in each) for each in places], dtype=bool)
        self.of_any = np.array([bool(each) for each in places], dtype=bool)
        self.of_state_alone = self.of_state & np.array([len(each) == 1 for each in places], dtype=bool)
        order = np.argsort(self.place, kind="stable")
        cuts = np.searchsorted(self.place[order], np.arange(len(places) + 1))
        self.units_at = [order[cuts[number] : cuts[number + 1]] for number in range(len(places))]
        self.numbers_at: dict[tuple[int, ...], list[int]] = {}
        for numbers, place in counted.items():
            values = tuple(sorted(value for value, _ in numbers))
            self.numbers_at.setdefault(values, []).append(place)


def _tails(units: Sequence[Unit]) -> dict[tuple[str, str], str]:
    """What all names of one municipality, or of one state's own units, end with, from a word's beginning."""
    names: dict[tuple[str, str], list[str]] = {}
    for unit in units:
        if unit.state or unit.municipality:
            names.setdefault((unit.state, unit.municipality), []).append(unit.name[::-1])
    found = {}
    for key, group in names.items():
        tail = _common(min(group), max(group))[::-1]
        # A common end without a space is a part of a word, unless it is the whole of one name.
        whole = len(tail) in map(len, group)
        if len(set(group)) > 1 and (whole or " " in tail[:-1]):
            found[key] = tail if whole else tail[tail.index(" ") + 1 :]
    return found


def _common(first: str, last: str) -> str:
    """With what two texts begin alike; of sorted texts the first and last, so all between them too."""
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), None)
    return first[: min(len(first), len(last)) if same is None else same]


def _initials(kinds: Sequence[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Initials of two to five words that follow one another in the name of a kind."""
    found: dict[str, dict[str, None]] = {}
    for kind in kinds:
        for start, length in _runs(len(kind)):
            run = kind[start : start + length]
            found.setdefault("".join(word[:1] for word in run), {}).update(dict.fromkeys(run))
    return {short: tuple(words) for short, words in found.items()}


def _runs(length: int) -> Iterator[tuple[int, int]]:
    for start in range(length):
        for size in range(2, min(5, length - start) + 1):
            yield start, size


def _padded(rows: Sequence[Sequence[int]], fill: int) -> NDArray[np.intp]:
    width = max((len(row) for row in rows), default=0) or 1
    return np.array([[*row, *[fill] * (width - len(row))] for row in rows], dtype=np.intp)


def _rarity(places: Sequence[tuple[str, ...]], vocabulary: Vocabulary) -> NDArray[np.float64]:
    counts: dict[str, int] = {}
    for place in places:
        for word in place:
            counts[word] = counts.get(word, 0) + 1
    missing = [
        STATE_MISSING
        if word in NAMES
        else PLACE_MISSING + PLACE_RARITY * math.log(max(len(places), 1) / counts.get(word, 1))
        for word in vocabulary.words
    ]
    return np.array([*missing, 0.0])


def _members(groups: Sequence[tuple[str, ...]], at: dict[str, int]) -> NDArray[np.bool_]:
    found = np.zeros(len(at) + 1, dtype=bool)
    found[[at[word] for group in groups for word in group]] = True
    return found
