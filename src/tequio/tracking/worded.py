"""Numbers in words, Spanish and English: `vigésimo séptimo`, `ciento dos`, `Twenty-seventh`, `vigésimo 7mo`.

All texts are folded: small letters, no accents; what a hyphen joins are two words or one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from tequio.tracking.abbreviations import EXPANSIONS, STOP

_UNITS = "primero segundo tercero cuarto quinto sexto septimo octavo noveno"
_TENS = "decimo vigesimo trigesimo cuadragesimo quincuagesimo sexagesimo septuagesimo octogesimo nonagesimo"
_HUNDREDS = "centesimo ducentesimo tricentesimo cuadringentesimo quingentesimo"
_ENGLISH = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_ENGLISH_TENS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"
_CARDINALS = (
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete"
    " dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis"
    " veintisiete veintiocho veintinueve"
)
_CARDINAL_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_CARDINAL_HUNDREDS = "ciento doscientos trescientos cuatrocientos quinientos"
_ENGLISH_CARDINALS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_ENGLISH_CARDINAL_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_FILLERS = ("y", "and")


def _counted(words: str, first: int, step: int = 1) -> dict[str, int]:
    return {word: first + step * place for place, word in enumerate(words.split())}


def _joined(tens: dict[str, int], units: dict[str, int]) -> dict[str, int]:
    """Tens and units written as one word."""
    return {ten + unit: more + value for (ten, more), (unit, value) in product(tens.items(), units.items())}


def _spanish_ordinals() -> dict[str, int]:
    units = {**_counted(_UNITS, 1), "setimo": 7, "nono": 9}
    tens = _counted(_TENS, 10, 10)
    found = {**units, **tens, **_counted(_HUNDREDS, 100, 100), "undecimo": 11, "duodecimo": 12}
    found |= _joined(tens, units)
    found |= {word[:-1] + "a": value for word, value in found.items()}
    feminine = {word[:-1] + "a": value for word, value in units.items()}
    found |= _joined({word[:-1] + "a": value for word, value in tens.items()}, feminine)
    short = {"primer": 1, "tercer": 3}
    # As `doceavo` says it, which is a fraction in the grammar and an ordinal in the barracks.
    parts = {word: value for word, value in _counted(_CARDINALS, 1).items() if value > 10}
    return found | short | _joined(tens, short) | _joined(parts, {"avo": 0, "ava": 0})


def _english_ordinals() -> dict[str, int]:
    units = {word: value for word, value in _counted(_ENGLISH, 1).items() if value < 10}
    tens = _counted(_ENGLISH_CARDINAL_TENS, 20, 10)
    found = {**_counted(_ENGLISH, 1), **_counted(_ENGLISH_TENS, 20, 10), "hundredth": 100}
    return {**found, **_joined(tens, units)}


def _cardinals() -> dict[str, int]:
    found = _counted(_CARDINALS, 1) | _counted(_CARDINAL_TENS, 30, 10)
    found |= _counted(_CARDINAL_HUNDREDS, 100, 100) | {"cien": 100, "hundred": 100}
    tens = _counted(_ENGLISH_CARDINAL_TENS, 20, 10)
    units = {word: value for word, value in _counted(_ENGLISH_CARDINALS, 1).items() if value < 10}
    return found | _counted(_ENGLISH_CARDINALS, 1) | tens | _joined(tens, units)


ORDINALS = {**_spanish_ordinals(), **_english_ordinals()}
CARDINALS = _cardinals()
_HUNDRED = ("hundred", "hundredth")


@dataclass(frozen=True, slots=True)
class Said:
    """A number in words.

    Args:
        words: how many words say it.
        value: from 1.
        ordinal: whether one of them is an ordinal.
    """

    words: int
    value: int
    ordinal: bool


def said(texts: Sequence[str], digits: Sequence[int], *, begins: bool = False) -> Said | None:
    """The number that the first of some words say; `None` if they say none.

    Args:
        texts: words.
        digits: beside each, the value of an ordinal in digits (`7mo`), else 0.
        begins: whether they begin the name.
    """
    first, used = texts[0], 1
    # A space within the word; but `de Cima` is no `décima`.
    whole_word = first + texts[1] if len(texts) > 1 and (begins or first not in STOP) else ""
    if first not in ORDINALS and first not in CARDINALS and whole_word in ORDINALS:
        first, used = whole_word, 2
    if first in STOP or (first not in ORDINALS and first not in CARDINALS):
        return None
    value, ordinal = _value(first), first in ORDINALS
    while used < len(texts):
        step = 2 if texts[used] in _FILLERS and used + 1 < len(texts) else 1
        at = used + step - 1
        if texts[at] in _HUNDRED and step == 1 and value < 10:
            value, ordinal, used = 100 * value, texts[at] == "hundredth", used + 1
            continue
        part = _value(texts[at]) or digits[at] or _misread(texts[at], value)
        if not part or not _continues(value, part):
            break
        value, used = value + part, used + step
        ordinal = ordinal or texts[at] not in CARDINALS
    return Said(used, value, ordinal)


def _value(text: str) -> int:
    return ORDINALS.get(text) or CARDINALS.get(text, 0)


def _continues(whole: int, part: int) -> bool:
    """Whether a word for `part` goes on a number `whole` said so far: `décimo` and `cuarto`."""
    return (part < 10 <= whole and whole % 10 == 0) or (part < 100 <= whole and whole % 100 == 0)


def _misread(text: str, whole: int) -> int:
    """The value of an ordinal below ten with a letter wrong, behind tens."""
    value = near_ordinal(text) if whole % 10 == 0 and len(text) > 4 else None
    return value if value is not None and value < 10 else 0


@lru_cache(maxsize=50_000)
def near_ordinal(text: str) -> int | None:
    """The value of the ordinal from which a text is one or two letters away."""
    shape = text.replace("rn", "m").replace("vv", "w")
    near = process.extractOne(
        shape, list(ORDINALS), scorer=Levenshtein.distance, score_cutoff=1 if len(shape) < 7 else 2
    )
    return ORDINALS[near[0]] if near and text not in EXPANSIONS else None
