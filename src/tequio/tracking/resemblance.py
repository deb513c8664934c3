"""How a word as somebody wrote it may be read as words of a register, each reading with a cost in nats.

A reading is the word itself; a known abbreviation, English word or initials (`abbreviations`); an
abbreviation never seen before, read from the register's own words: its beginning, its consonants or
its letters in their order, the likelier the more often the word stands in the register; initials of
words that follow one another there; or a word that was misread or mistyped, by edit distance, where
letters that look alike cost little.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from tequio.tracking.abbreviations import EXPANSIONS, STOP
from tequio.tracking.names import Token
from tequio.tracking.states import NAMES, STATES

CAP = 4.0  # a reading that costs more is none
KNOWN, INITIALS, LEARNED = (
    0.2,
    0.4,
    0.8,
)  # a known abbreviation, known initials, initials found in the register
PREFIX, SKELETON, CONTRACTION, LETTERS = 0.4, 0.6, 0.7, 1.6  # ways to abbreviate that nobody listed
RARITY, FUZZY_RARITY = 0.2, 0.08  # nats for each e-fold that a word is rarer than the commonest
EDIT, SHORT_EDIT, ALIKE = (
    1.0,
    1.5,
    0.3,
)  # a letter wrong or lost; the same in a short word; letters that look alike
INFLECTED = 0.8  # singular for plural, masculine for feminine
UNDOTTED = 0.4  # an abbreviation without its point
VOWELS = str.maketrans("", "", "aeiou")
ALIKE_LETTERS = str.maketrans("iveqfhj", "lucgtbl")
ALIKE_GROUPS = (("rn", "m"), ("ri", "n"), ("vv", "w"), ("cl", "d"), ("li", "h"), ("ii", "u"), ("ll", "u"))

Costs = tuple[NDArray[np.intp], NDArray[np.float64]]  # positions of words, and what each costs


@dataclass(frozen=True)
class Vocabulary:
    """The words of a register.

    Args:
        words: each once, sorted.
        counts: in how many names each stands.
        initials: initials of words that follow one another -> those words, learned from the register.
    """

    words: tuple[str, ...]
    counts: tuple[int, ...]
    initials: Mapping[str, tuple[str, ...]]

    @cached_property
    def positions(self) -> dict[str, int]:
        """Each word's position."""
        return {word: place for place, word in enumerate(self.words)}


def alike(text: str) -> str:
    """A text in which letters and groups of letters that scanners confuse are one."""
    for group, letter in ALIKE_GROUPS:
        text = text.replace(group, letter)
    return text.translate(ALIKE_LETTERS)


def _by_shape() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The abbreviations of three letters and more as they look when they are misread."""
    found: dict[str, dict[tuple[str, ...], None]] = {}
    for short, words in EXPANSIONS.items():
        if len(short) > 2:
            found.setdefault(alike(short), {}).update(dict.fromkeys(words))
    return {short: tuple(words) for short, words in found.items()}


_ALIKE = _by_shape()
_STATES_ALIKE = {alike(form): state for form, state in STATES.items() if " " not in form and len(form) > 2}
_STOP_ALIKE = frozenset(alike(word) for word in STOP if len(word) > 1)


def stopped(token: Token) -> bool:
    """Whether a word carries no meaning of its own, also if it was misread (`cle`, `dc`)."""
    if token.state:
        return False
    text = token.text
    return text in STOP or (len(text) < 5 and text not in EXPANSIONS and alike(text) in _STOP_ALIKE)


def readings(tokens: Iterable[Token], vocabulary: Vocabulary) -> dict[tuple[str, bool], Costs]:
    """What each different word, with or without a point after it, may stand for.

    Args:
        tokens: words; numbers are passed over.
        vocabulary: of the register.

    Returns:
        For each (text, dotted) the positions in `vocabulary.words`, ascending, and the costs in nats,
        at most `CAP`.
    """
    place = vocabulary.positions
    keys = sorted({(t.state or t.text, t.dotted) for t in tokens if not t.numbers})
    found = {key: _listed(key[0], place, vocabulary) for key in keys}
    commonest = max(vocabulary.counts, default=1)
    rarity = np.array([math.log(commonest / max(count, 1)) for count in vocabulary.counts])
    by_letter: dict[str, list[tuple[str, int]]] = {}
    for word, at in place.items():
        name = NAMES.get(word, word)
        by_letter.setdefault(name[0], []).append((name, at))
    for key in keys:
        text, dotted = key
        if 1 < len(text) <= 9 and text not in STOP and (dotted or text not in place):
            extra = 0.0 if dotted else UNDOTTED
            for word, at in by_letter.get(text[0], ()):
                cost = _abbreviates(text, word)
                if cost is not None:
                    _keep(found[key], at, cost + extra + RARITY * float(rarity[at]))
    _misread(found, vocabulary, rarity)
    return {key: _arrays(costs) for key, costs in found.items()}


def _keep(costs: dict[int, float], at: int, cost: float) -> None:
    if cost < CAP and cost < costs.get(at, CAP):
        costs[at] = cost


def _listed(text: str, place: Mapping[str, int], vocabulary: Vocabulary) -> dict[int, float]:
    """The word itself, its state, known abbreviations and initials."""
    costs: dict[int, float] = {}
    if text in place:
        costs[place[text]] = 0.0
    for twin in (text + "s", text.removesuffix("s"), text[:-1] + "a", text[:-1] + "o"):
        if twin != text and twin in place and len(text) > 3:
            _keep(costs, place[twin], INFLECTED)
    state = STATES.get(text, "")
    whole = STATES.get(text + "s", "")
    if len(text) > 4 and NAMES.get(whole) == text + "s" and whole in place:
        _keep(costs, place[whole], INFLECTED)  # `Chiapa` is a town and half of the state
    if state in place:
        # `México` alone is the country, the state or the capital.
        _keep(costs, place[state], 0.5 if text in ("mexico", "mex") else 0.0)
    elif not costs and (state := _STATES_ALIKE.get(alike(text), "")) in place:
        _keep(costs, place[state], ALIKE)
    listed = EXPANSIONS.get(text, ())
    extra = 0.0 if listed or text in place else ALIKE
    for words in listed or (_ALIKE.get(alike(text), ()) if extra else ()):
        for word in words:
            if word in place and word != text:
                _keep(costs, place[word], extra + (KNOWN if len(words) == 1 else INITIALS))
    for word in vocabulary.initials.get(text, ()):
        _keep(costs, place[word], LEARNED)
    return costs


def _abbreviates(text: str, word: str) -> float | None:
    """The cost of reading a text as an abbreviation of a word with the same first letter."""
    if len(text) >= len(word) or " " in word:
        return None
    if word.startswith(text):
        return PREFIX
    letters = iter(word)
    if not all(letter in letters for letter in text):
        return None
    if word[0] + word[1:].translate(VOWELS) == text[0] + text[1:].translate(VOWELS):
        return SKELETON
    if text[-1] == word[-1]:
        return CONTRACTION
    if (word[0] + word[1:].translate(VOWELS)).startswith(text):
        return SKELETON
    return LETTERS


def _misread(
    found: dict[tuple[str, bool], dict[int, float]], vocabulary: Vocabulary, rarity: NDArray[np.float64]
) -> None:
    """Adds the words from which a text is a few letters away, where it is no word itself."""
    place = vocabulary.positions
    known = set(place) | set(STATES) | STOP
    texts = sorted({text for text, _ in found if len(text) > 3 and text not in known and " " not in text})
    if not texts:
        return
    targets, at = _targets(place)
    near = _edits(texts, targets)
    for row, text in enumerate(texts):
        for column in np.flatnonzero(near[row] < CAP):
            cost = float(near[row, column]) + FUZZY_RARITY * float(rarity[at[column]])
            for key in ((text, False), (text, True)):
                if key in found:
                    _keep(found[key], int(at[column]), cost)


def _targets(place: Mapping[str, int]) -> tuple[list[str], list[int]]:
    """Words that can be misread, the names of states of one word among them, and where each leads."""
    words = [word for word in place if len(word) > 3 and not word.startswith("§")]
    states = [(NAMES[word], at) for word, at in place.items() if word in NAMES and " " not in NAMES[word]]
    return words + [name for name, _ in states], [place[word] for word in words] + [at for _, at in states]


def _edits(texts: Sequence[str], words: Sequence[str]) -> NDArray[np.float32]:
    """Costs, (texts, words), by the cheaper of two distances: as written, and with look-alikes made one."""
    lengths = np.array([len(word) for word in words])
    allowed = np.where(lengths < 6, 1, np.where(lengths < 10, 2, 3))
    each = np.where(lengths < 6, SHORT_EDIT, EDIT).astype(np.float32)
    best = np.full((len(texts), len(words)), np.inf, dtype=np.float32)
    for shape, extra in ((str, 0.0), (alike, ALIKE)):
        distance = cdist(
            [shape(text) for text in texts],
            [shape(word) for word in words],
            scorer=Levenshtein.distance,
            score_cutoff=3,
            dtype=np.uint8,
        )
        cost = distance * each + np.float32(extra)
        np.minimum(best, np.where(distance <= allowed, cost, np.inf), out=best)
    return best


def _arrays(costs: Mapping[int, float]) -> Costs:
    at = sorted(costs)
    return np.array(at, dtype=np.intp), np.array([costs[each] for each in at], dtype=np.float64)
