"""Whether two names are of one numbered unit of the armed forces: `24/a. Z.M.` and `24th Military Zone`.

A numbered unit is known by its kind and its number. Other numbers in the text, of the base or the
camp where it is (`501st Air Sq, BAM #1`, `Mil Field 37-D`), and towns do not name it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, permutations

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from tequio.tracking.abbreviations import EXPANSIONS, KIND_WORDS, STOP
from tequio.tracking.english import WORDS
from tequio.tracking.names import NOUNS, Token, noun, read
from tequio.tracking.numbers import MARKS

Meanings = frozenset[str]  # the words for which one may stand, itself among them

# Words that stand beside the kind and do not change it.
ASIDE = frozenset(
    (
        "hq",
        "hqs",
        "headquarters",
        "cuartel",
        "independiente",
        "mexican",
        "mexicano",
        "mexicana",
        "h",
        "fusileros",
    )
)
# What a kind is without saying so: every military zone is military, every squadron an air squadron.
UNSAID = {
    "base": ("militar", "aerea"),
    "zona": ("militar",),
    "region": ("militar",),
    "escuadron": ("aereo", "militar"),
    "batallon": ("ejercito",),
    "regimiento": ("ejercito",),
}
LESSER = ("cuerpo", "ala", "unidad", "centro")  # these name a unit only where no other word does
ALWAYS_UNSAID = ("militar",)
SAME, UNLIKE, UNREAD = 100.0, 0.0, 60.0  # scores; UNREAD is the most for names of which no unit was read


@dataclass(frozen=True)
class Head:
    """The unit that a name is about.

    Args:
        numbers: its number, with the ways to read it.
        noun: what it is: batallon, zona …
        qualities: what tells its kind from others of that noun, each with all its meanings.
    """

    numbers: frozenset[int]
    noun: str
    qualities: tuple[Meanings, ...]


def same_unit(one: str, other: str) -> tuple[float, tuple[str, ...]]:
    """How sure it is that two names are of one unit, and what speaks against it.

    Args:
        one: a name as written, in Spanish or English.
        other: another.

    Returns:
        A score from 0 to 100, and of the vetoes `number` and `kind` those that hold. 100 is reached
        only where the same kind and number were read in both. Where no numbered unit is read in
        one of them, the score is the likeness of the texts, at most 60.
    """
    first, second = head(one), head(other)
    if first is None or second is None:
        return _alike(one, other)
    vetoes = []
    if not first.numbers & second.numbers:
        vetoes.append("number")
    if first.noun != second.noun or not _agree(first.qualities, second.qualities):
        vetoes.append("kind")
    return (UNLIKE if vetoes else SAME), tuple(vetoes)


@lru_cache(maxsize=20_000)
def head(name: str) -> Head | None:
    """The first numbered unit of a name; `None` if it has none."""
    number: frozenset[int] = frozenset()
    kind = ""
    words: list[Meanings] = []
    for _, group in groupby(read(name), key=lambda token: token.segment):
        part = [token for token in group if token.numbers or token.text not in MARKS | STOP]
        meanings = [_meanings(token) for token in part if not token.numbers]
        counted = next((token.numbers for token in part if token.numbers), ())
        if number and kind and not _goes_on(part, meanings):
            break
        if not kind and not counted and not all(meanings):
            continue  # an office or a town before the unit
        nouns = [each for each in map(_noun, part) if each]
        kind = kind or next((each for each in nouns if each not in LESSER), next(iter(nouns), ""))
        number = number or frozenset(value for value, _ in counted)
        words += [meaning for meaning in meanings if meaning]
    return Head(number, kind, tuple(_qualities(kind, words))) if number and kind else None


def _noun(token: Token) -> str:
    if token.numbers:
        return ""
    words = EXPANSIONS.get(token.text, ((token.text,),))
    first = next((each[0] for each in words if each[0] in NOUNS), "")
    return first or noun(token.text)


def _goes_on(part: Sequence[Token], meanings: Sequence[Meanings]) -> bool:
    """Whether a part behind number and noun says more of the kind: no number, no other unit, no town."""
    letters = all(len(token.text) == 1 for token in part)
    if not part or any(token.numbers or token.state for token in part) or any(map(_noun, part)):
        return False
    return all(meanings) if not letters else len(part) > 1


@lru_cache(maxsize=20_000)
def _word_meanings(text: str) -> Meanings:
    """The words of institutions for which a word may stand; none for a town."""
    found = {words[0] for words in EXPANSIONS.get(text, ()) if len(words) == 1} & KIND_WORDS
    if text in KIND_WORDS or found:
        return frozenset((text, *found))
    if len(text) < 3:
        return frozenset((text,)) if text in ASIDE else frozenset()
    known = sorted({*KIND_WORDS, *WORDS})
    begun = {word for word in known if len(text) > 3 and word.startswith(text)}
    near = (
        process.extractOne(text, known, scorer=Levenshtein.distance, score_cutoff=1)
        if len(text) > 4
        else None
    )
    for word in begun | ({near[0]} if near else set()):
        found |= {word, *(each for words in EXPANSIONS.get(word, ()) for each in words)}
    return frozenset((text, *found)) if found or text in ASIDE else frozenset()


def _meanings(token: Token) -> Meanings:
    """As `_word_meanings`; of initials all their words, joined by a space; a letter stands for itself."""
    words = next((each for each in EXPANSIONS.get(token.text, ()) if len(each) > 1), ())
    if words:
        return frozenset((" ".join(words),))
    if token.state:
        return frozenset()
    return (
        frozenset((token.text, _noun(token))) - {""} if len(token.text) == 1 else _word_meanings(token.text)
    )


def _spelled(words: Sequence[Meanings]) -> Iterator[Meanings]:
    """Initials as their words, each a meaning of its own."""
    for each in words:
        whole = min(each)
        parts = whole.split() if len(each) == 1 else []
        yield from (frozenset((part,)) for part in parts if part not in MARKS | STOP) if parts else (each,)


def _qualities(kind: str, words: Sequence[Meanings]) -> Iterator[Meanings]:
    """What is left of the words without the noun and what need not be said, each once."""
    spelled = list(_spelled(words))
    unsaid = {*UNSAID.get(kind, ()), *ALWAYS_UNSAID, *ASIDE, kind}
    if any("policia" in each for each in spelled):
        unsaid.discard("militar")  # military police is no other police
    corps = any("marina" in each for each in spelled)
    seen: list[Meanings] = []
    for each in spelled:
        if not each & unsaid and not any(each & known for known in seen):
            # The Marine Corps is the infantería de marina.
            seen.append(frozenset(("infanteria",)) if corps and "cuerpo" in each else each)
    yield from seen


def _agree(one: Sequence[Meanings], other: Sequence[Meanings]) -> bool:
    """Whether the qualities can be paired so that each pair can mean the same."""
    if len(one) != len(other) or len(one) > 6:
        return False
    return any(all(map(_match, one, order)) for order in permutations(other))


def _match(one: Meanings, other: Meanings) -> bool:
    letters = {word for word in one | other if len(word) == 1}
    if letters:
        return any(word.startswith(letter) for letter in letters for word in one | other if len(word) > 1)
    return bool(one & other)


def _alike(one: str, other: str) -> tuple[float, tuple[str, ...]]:
    """Names of which at least one is of no numbered unit: the likeness of their words, never sure."""
    tokens = [read(name) for name in (one, other)]
    first, second = ({value for token in each for value, _ in token.numbers} for each in tokens)
    if (first or second) and not first & second:
        return UNLIKE, ("number",)
    texts = [" ".join(t.text for t in each if t.text not in STOP | MARKS) for each in tokens]
    return round(fuzz.token_sort_ratio(*texts) * UNREAD / 100, 4), ()
