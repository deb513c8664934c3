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

from tequio.tracking.abbreviations import KIND_WORDS, STOP
from tequio.tracking.english import WORDS
from tequio.tracking.names import Token, noun, read
from tequio.tracking.resemblance import Vocabulary
from tequio.tracking.states import MARK, NAMES, STATES

Counted = tuple[int, str]  # a number, and what is counted
OF_KIND = KIND_WORDS | WORDS
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


@dataclass(frozen=True, slots=True)
class Parts:
    """A name taken apart: words of the kind, words of the place (a state as its token), numbers."""

    kind: tuple[str, ...]
    place: tuple[str, ...]
    numbers: tuple[Counted, ...]


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
        found = []
        for unit in self.units:
            tail = tails.get((unit.state, unit.municipality), "")
            tail = tail if unit.name.endswith(tail) and unit.name != tail else ""
            head = unit.name[: len(unit.name) - len(tail)]
            if not tail:
                found.append(taken_apart(read(head), unit.state))
                continue
            if head not in heads:
                tokens = read(head)
                heads[head] = _words(tokens), counted(tokens)
            if (tail, unit.state) not in ends:
                ends[tail, unit.state] = taken_apart(read(tail), unit.state)
            words, numbers = heads[head]
            end = ends[tail, unit.state]
            found.append(Parts(_once((*words, *end.kind)), end.place, (*numbers, *end.numbers)))
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


def taken_apart(tokens: Sequence[Token], state: str = "") -> Parts:
    """A name's kind, place and numbers; `state` is the INEGI code that the register has in a column."""
    kind, place = split(tokens)
    return Parts(_once(_words(kind)), _once(_place(place, state)), counted(tokens))


def _once(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def split(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """Kind and place: it begins after the last preposition before the first word that is of no kind.

    What stands before the first preposition of a name that begins with a kind is of the kind, known
    or not (`Agrupamiento Ecuestre de …`). In English the place stands first.
    """
    lead = 0
    if tokens and not _of_place(tokens[0]) and tokens[0].text not in STOP:
        lead = next(
            (at for at, t in enumerate(tokens) if t.text in STOP or t.segment or t.state), len(tokens)
        )
    first = next((at for at in range(lead, len(tokens)) if _of_place(tokens[at])), len(tokens))
    if first == len(tokens):
        return tokens, ()
    start = first
    while (
        start > lead
        and tokens[start - 1].text not in STOP
        and tokens[start - 1].segment == tokens[first].segment
    ):
        start -= 1
    kinds = sum(token.text in OF_KIND for token in tokens)
    behind = next((at for at, token in enumerate(tokens) if token.text in OF_KIND), len(tokens))
    if start == 0 and kinds > 1 and not any(map(_of_place, tokens[behind:])):
        return tokens[behind:], tokens[:behind]
    return tokens[:start], tokens[start:]


def _of_place(token: Token) -> bool:
    return not token.numbers and (bool(token.state) or token.text not in OF_KIND | STOP)


def _words(tokens: Sequence[Token]) -> tuple[str, ...]:
    return tuple(t.state or t.text for t in tokens if not t.numbers and t.text not in STOP)


def _place(tokens: Sequence[Token], state: str) -> tuple[str, ...]:
    """The words of a place; the state at its end, or that the register has in a column, as its token."""
    words = list(_words(tokens))
    code = MARK + state if MARK + state in NAMES else ""
    last = words[-1] if words else ""
    if code and STATES.get(last) == code:
        words[-1] = code
    elif (
        not code and last in STATES and NAMES[STATES[last]] == last and tokens[-1].segment > tokens[0].segment
    ):
        words[-1] = STATES[last]
    elif code and code not in words:
        words.append(code)
    return tuple(words)


def counted(tokens: Sequence[Token]) -> tuple[Counted, ...]:
    """The numbers of a register's name, and what each counts: the next word, or the last."""
    found = []
    for at, token in enumerate(tokens):
        if token.numbers:
            found.append((token.numbers[0][0], next(iter(beside(tokens, at)), "")))
    return tuple(found)


def beside(tokens: Sequence[Token], at: int) -> tuple[str, ...]:
    """What a number may count: the noun after it or before it, else the last one if it ends the name."""
    after = noun(tokens[at + 1].text) if at + 1 < len(tokens) and not tokens[at + 1].numbers else ""
    before = noun(tokens[at - 1].text) if at and not tokens[at - 1].numbers else ""
    if after or before:
        return tuple(word for word in (after, before) if word)
    if at + 1 < len(tokens) and tokens[at + 1].segment == tokens[at].segment:
        return ()
    earlier = (noun(token.text) for token in reversed(tokens[:at]) if not token.numbers)
    return tuple(word for word in (next(filter(None, earlier), ""),) if word)


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
