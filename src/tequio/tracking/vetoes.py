"""What speaks against a unit that a name may mean: another number, place or kind.

A veto tells of a difference that is written in both names. What one of them does not say is none: no
state, the rest of a town's name (`Iguala` and `Iguala de la Independencia`) or its title, the office of a
body that has no other; nor what may be an abbreviation or a damaged word. Only a word of the kind counts too
if one name has it alone, because kinds are told apart so (`Policía Municipal` and `… Preventiva`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from tequio.tracking.abbreviations import SOFT, STOP
from tequio.tracking.names import Token, read
from tequio.tracking.parts import split, with_town
from tequio.tracking.register import Register
from tequio.tracking.resemblance import LEARNED, Costs, alike, stopped
from tequio.tracking.states import NAMES, STATES

SURE = 1.0  # a reading below this cost is sure enough to veto
TOLD = 2.0  # a word whose loss costs so much says something
APART = 1.5  # a word that costs so much is not explained by a unit
NO = float("inf")
VETOES = ("number", "place", "kind")
OFFICES = frozenset(
    ("comisaria", "coordinacion", "departamento", "direccion", "general", "jefatura", "oficina", "secretaria")
)
# Before the name of a town that is called without them too: `Ciudad Hidalgo`, `Dr. Belisario Domínguez`.
TITLES = frozenset(("capitan", "ciudad", "coronel", "doctor", "general", "heroica", "licenciado", "profesor"))
# What follows the usual name of a state in its official one: `Veracruz de Ignacio de la Llave`.
LONG = ("arteaga", "ignacio", "llave", "ocampo", "zaragoza")

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Written:
    """A name as it was read in a register.

    Args:
        tokens: all of it.
        words: its words that mean something.
        readings: of each word the register's words for which it may stand.
        lost: what each word costs that a unit does not explain.
        nearest: what each word of the register costs if it stands in the name; endless if it cannot.
        register: of units.
    """

    tokens: Sequence[Token]
    words: Sequence[Token]
    readings: Sequence[Costs]
    lost: Floats
    nearest: Floats
    register: Register

    def vetoes(self, units: NDArray[np.intp], explained: Floats, number: Bools) -> list[tuple[str, ...]]:
        """What speaks against each unit.

        Args:
            units: positions.
            explained: what each word of the name costs, (words, units).
            number: whether the numbers differ.
        """
        left: Bools = explained >= np.minimum(self.lost, APART)[:, None]
        unread = left[self._unread].any(axis=0)
        kind, place = left[self._of_kind].any(axis=0), self._place(units, left)
        found = []
        for unit, *holds in zip(
            *(each.tolist() for each in (units, number, place, kind, unread)), strict=True
        ):
            differs, elsewhere, another, unsure = holds
            lacking = [] if unsure or (elsewhere and another) else self._lacking(unit)
            if lacking:
                elsewhere = elsewhere or self._place_lacks(unit, lacking)
                another = another or self._kind_lacks(unit, lacking)
            said = zip(VETOES, (differs, elsewhere, another), strict=True)
            found.append(tuple(veto for veto, one in said if one))
        return found

    @cached_property
    def _sure(self) -> list[NDArray[np.intp]]:
        """For each word the register's words for which it surely stands: those written just so, if any."""
        found = []
        for token, (at, cost) in zip(self.words, self.readings, strict=True):
            exact = at[cost == 0]
            # Two letters are the initials of something in any register.
            found.append(exact if len(exact) else at[cost < (SURE if len(token.text) > 2 else LEARNED)])
        return found

    @cached_property
    def _says(self) -> Bools:
        """Which words say something of which one can be sure."""
        names = self.register.vocabulary.words
        soft = [all(names[at] in SOFT for at in sure.tolist()) for sure in self._sure]
        rows = zip(self.words, soft, self.lost, self._beside_state, strict=True)
        return np.array(
            [
                not empty and lost >= TOLD and not rest and not _small(token)
                for token, empty, lost, rest in rows
            ],
            dtype=bool,
        )

    @cached_property
    def _unread(self) -> Bools:
        """Which words are of no register's word for sure, and may be any."""
        return np.array(
            [
                not (at[cost < SURE]).size and lost >= TOLD
                for (at, cost), lost in zip(self.readings, self.lost, strict=True)
            ],
            dtype=bool,
        )

    @cached_property
    def _of_kind(self) -> Bools:
        index = self.register.index
        kinds = [bool(index.is_kind[sure].any()) for sure in self._sure]
        both = [bool(index.is_place[sure].any()) for sure in self._sure]
        where = self._in_place if any(k and p for k, p in zip(kinds, both, strict=True)) else frozenset()
        told = [
            kind and not (place and token in where)
            for kind, place, token in zip(kinds, both, self.words, strict=True)
        ]
        words: Bools = self._says & np.array(told, dtype=bool)
        return words

    @cached_property
    def _of_place(self) -> Bools:
        is_place, names = self.register.index.is_place, self.register.vocabulary.words
        place = [
            bool(token.state)
            or (bool(is_place[sure].any()) and not TITLES.issuperset(names[at] for at in sure.tolist()))
            for token, sure in zip(self.words, self._sure, strict=True)
        ]
        says = self._says | np.array([bool(token.state) for token in self.words], dtype=bool)
        words: Bools = says & ~self._of_kind & np.array(place, dtype=bool)
        return words

    @cached_property
    def _of_state(self) -> Bools:
        """Which words of the place name a state, or a town that is called like one."""
        names = self.register.vocabulary.words
        return np.array(
            [
                bool(token.state) or all(names[at] in NAMES or names[at] in STATES for at in sure.tolist())
                for token, sure in zip(self.words, self._sure, strict=True)
            ],
            dtype=bool,
        )

    @cached_property
    def _in_place(self) -> frozenset[Token]:
        """The words that stand where the place stands, each read as the likeliest word."""
        names = self.register.vocabulary.words
        likely = {
            token: names[int(at[np.argmin(cost)])]
            for token, (at, cost) in zip(self.words, self.readings, strict=True)
            if len(at)
        }
        back = [replace(t, text=NAMES.get(likely[t], likely[t])) if t in likely else t for t in self.tokens]
        origin = {id(new): old for new, old in zip(back, self.tokens, strict=True)}
        place = with_town(*split(back), "")[1]
        # `General Bravo` is a town wherever it stands.
        index = self.register.index
        town = [bool(len(at)) and not index.is_kind[at].any() for at in self._sure]
        pairs = zip(self.words, self.words[1:], town[1:], strict=False)
        titles = (one for one, two, other in pairs if other and one.segment == two.segment)
        return frozenset(origin[id(token)] for token in place).union(titles)

    @cached_property
    def _beside_state(self) -> list[bool]:
        """Which words may be the rest of a state's long name."""
        found: set[int] = set()
        segment = -1  # of a state, as long as only words of its long name have followed
        for token in self.tokens:
            if token.state or token.text in STATES:
                segment = token.segment
            elif token.segment != segment:
                segment = -1
            elif token.text not in STOP:
                rest = min(Levenshtein.distance(token.text, word) for word in LONG) < 2
                found |= {id(token)} if rest else set()
                segment = segment if rest else -1
        return [id(token) in found for token in self.words]

    def _lacking(self, unit: int) -> list[int]:
        """The words of a unit, by position, that cannot stand in the name in any reading."""
        index, names = self.register.index, self.register.vocabulary.words
        rows = (index.kind_words[index.kind[unit]], index.place_words[index.place[unit]])
        lacking = [at for row in rows for at in row.tolist() if at < index.size and self.nearest[at] >= NO]
        lacking = [at for at in lacking if names[at] not in SOFT and names[at] not in NAMES]
        if lacking and self._cut:
            return []
        for text in self._scraps:
            excused = next((at for at in lacking if _in_order(text, names[at])), None)
            lacking = [at for at in lacking if at != excused]
        return lacking

    @cached_property
    def _cut(self) -> bool:
        """Whether the name was cut off within its last word."""
        last = self.tokens[-1] if self.tokens else None
        return last is not None and len(last.text) == 1 and last.text.isalpha() and not last.dotted

    @cached_property
    def _scraps(self) -> list[str]:
        """What is left of short words: one or two letters, and abbreviations that look like prepositions."""
        kept = {id(token) for token in self.words}
        scraps = [
            token.text
            for token, sure in zip(self.words, self._sure, strict=True)
            if len(token.text) < 3 and not len(sure)
        ]
        gone = (t for t in self.tokens if id(t) not in kept and not t.numbers and t.dotted)
        return sorted(scraps + [token.text for token in gone])

    def _kind_lacks(self, unit: int, lacking: Iterable[int]) -> bool:
        """Whether a word of a unit's kind is one that the name would have to say."""
        index, names = self.register.index, self.register.vocabulary.words
        own = self.register.kinds[index.kind[unit]]
        missing = {names[at] for at in lacking} & set(own)
        if missing <= OFFICES:
            return bool(missing) and frozenset(own) - missing in self.register.kind_sets
        return True

    def _place(self, units: NDArray[np.intp], left: Bools) -> Bools:
        """Whether the name says a place that each unit, which says one too, does not have."""
        index = self.register.index
        place, municipal = index.place[units], index.municipal[index.kind[units]]
        # `de Guerrero` is the state, but of a municipal police a town that is called so.
        town = (municipal & index.of_any[place]) | (index.of_town[place] & ~index.of_state_alone[place])
        state = left[self._of_place & self._of_state].any(axis=0)
        other = left[self._of_place & ~self._of_state].any(axis=0)
        wrong: Bools = (state & index.of_state[place]) | (other & town)
        return wrong

    def _place_lacks(self, unit: int, lacking: Sequence[int]) -> bool:
        """Whether a name that says a town lacks a word of the unit's town which it would have to say."""
        index, names = self.register.index, self.register.vocabulary.words
        place = self.register.places[index.place[unit]]
        missing = {names[at] for at in lacking} & {word for word in place if word not in STATES}
        if not missing or not (self._of_place & ~self._of_state).any():
            return False
        rest = _rest(read(self.register.units[unit].name), place)
        state = next((word for word in place if word in NAMES), "")
        return not missing <= rest | TITLES or (self._town, state) in self.register.towns

    @cached_property
    def _town(self) -> frozenset[str]:
        """The words of the town that the name says."""
        rows = np.flatnonzero(self._of_place & ~self._of_state)
        names = self.register.vocabulary.words
        return frozenset(names[int(self._sure[row][0])] for row in rows)


def _small(token: Token) -> bool:
    """Whether a word may be a small one that was misread (`Ia`), although it is an abbreviation too."""
    return not token.dotted and len(token.text) < 4 and stopped(replace(token, text=alike(token.text)))


def _in_order(scrap: str, word: str) -> bool:
    letters = iter(word)
    return bool(scrap) and all(letter in letters for letter in scrap)


def _rest(tokens: Sequence[Token], place: Sequence[str]) -> frozenset[str]:
    """The words of a town behind the first `de` within its name."""
    found: set[str] = set()
    begun = after = False
    for token in tokens:
        if token.text in place and token.text not in STATES:
            begun = True
            if after:
                found.add(token.text)
        elif begun and token.text in ("de", "del"):
            after = True
    return frozenset(found)
