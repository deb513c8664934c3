"""Numbers, quantities and serial numbers as spreadsheets in Spanish and English write them.

Each reader answers with what the text certainly says, or with `None`: what is not understood is left
for a person, never guessed.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from tequio.files import Figure

_SIGNS = """
- -- --- — – ? ?? … ... . * s/d sd s.d. s.d s/f s.f. s.f s/n n/d nd n.d. n/a na n.a. n.d s.i. s/i null unknown
unspecified desconocido desconocida reservado reservada confidencial clasificado clasificada testado redacted
withheld
classified
"""
_PHRASES = """
sin fecha|no date|undated|sin dato|sin datos|sin informacion|sin registro|no disponible|no aplica|
no especificado|no se especifica|no identificado|no data|not available|not applicable|not specified|se ignora|
se desconoce|
informacion reservada
"""
UNKNOWN_MARKS = frozenset(_SIGNS.split()) | frozenset(_PHRASES.replace("\n", "").split("|"))
"""What people write, folded and without accents, where they know nothing or may not say it."""

COUNTED = (
    r"(?:pieza|pza|pz|arma|fusil|rifle|carabina|pistola|escopeta|revolver|ametralladora|subametralladora|"
    r"unidad|unit|piece|pc|weapon|firearm|gun|handgun|shotgun|carbine|ud|u)"
    r"(?:s|es)?\.?(?: (?:largas?|cortas?|de fuego))?"
)
"""Words for one weapon each; a box or a lot is none of them."""

WORDED = {
    "cero": 0, "ninguno": 0, "ninguna": 0, "zero": 0, "none": 0, "un": 1, "uno": 1, "una": 1, "one": 1,
    "dos": 2, "two": 2, "tres": 3, "three": 3, "cuatro": 4, "four": 4, "cinco": 5, "five": 5, "seis": 6,
    "six": 6, "siete": 7, "seven": 7, "ocho": 8, "eight": 8, "nueve": 9, "nine": 9, "diez": 10, "ten": 10,
    "once": 11, "eleven": 11, "doce": 12, "twelve": 12, "quince": 15, "fifteen": 15, "veinte": 20,
    "twenty": 20,
}  # fmt: skip
SPACES = re.compile("[\u0020\u00a0\u2007\u2009\u202f']")
GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
RANGE = re.compile(r"(?:entre|de|from|between)? ?([\d.,]+) ?(?:-|–|—|a|y|to|and|al|hasta) ?([\d.,]+)")
BOUNDS = (
    (re.compile(r"(?:mas de|more than|over|>) ?(.+)"), 1, None),
    (re.compile(r"(?:al menos|por lo menos|at least|minimo(?: de)?|minimum(?: of)?|>=|≥) ?(.+)"), 0, None),
    (re.compile(r"(.+?) ?(?:o mas|or more|\+)"), 0, None),
    (re.compile(r"(?:menos de|fewer than|less than|under|<) ?(.+)"), None, -1),
    (re.compile(r"(?:hasta|up to|at most|como maximo|maximo(?: de)?|maximum(?: of)?|<=|≤) ?(.+)"), None, 0),
)


@dataclass(frozen=True)
class Quantity:
    """A whole number between `least` and `most`; `None` is open, both open is unknown."""

    least: int | None
    most: int | None

    def __add__(self, other: "Quantity") -> "Quantity":
        """The sum of two quantities, open where either is."""
        least = None if self.least is None or other.least is None else self.least + other.least
        most = None if self.most is None or other.most is None else self.most + other.most
        return Quantity(least, most)


UNKNOWN = Quantity(None, None)


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """A text in lower case, without accents and with single spaces: how words are compared."""
    if text.isascii():
        return " ".join(text.lower().split())
    letters = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.replace("\u00a0", " ").split())


def is_unknown(text: str) -> bool:
    """Whether a text says that the value is not known, not given or withheld; an empty one does."""
    words = plain(text)
    joined = words.replace(". ", ".")  # "s. f."
    return not words or words in UNKNOWN_MARKS or joined in UNKNOWN_MARKS or not words.strip("█■▇-–—._*? ")


def decimal_mark(texts: Iterable[str]) -> str | None:
    """Which sign stands before decimals in a column of numbers: `.`, `,`, or `None` if none proves it.

    `1,234.50` and `12.5` prove the point, `1.234,50` and `1.234.567` the comma; `1,234` and `1.234`
    prove nothing. A column with proofs of both has no mark.
    """
    marks = {mark for text in texts if not isinstance(text, Figure) for mark in _proof(_bare(text))}
    return marks.pop() if len(marks) == 1 else None


def number(text: str, mark: str | None = None) -> Decimal | None:
    """A number: `1,234.50`, `1.234,50`, `1 234`, `US$ 54,000`; `None` if it is not certainly one.

    Args:
        text: as the sheet has it; a workbook's own number (`Figure`) is taken as it is.
        mark: the sign before decimals (`decimal_mark`). Without one, three digits after a single sign
            are thousands.
    """
    bare = _bare(text)
    if isinstance(text, Figure):
        return Decimal(bare) if re.fullmatch(r"-?\d+(\.\d+)?", bare) else None
    proofs = _proof(bare)
    if len(proofs) > 1 or (proofs and mark and proofs != {mark}):
        return None
    mark = mark or next(iter(proofs), None)
    if mark is None:
        if re.fullmatch(r"\d+", bare) or GROUPED.fullmatch(bare):
            return Decimal(re.sub("[.,]", "", bare))
        return None
    thousands = "," if mark == "." else "."
    whole, _, rest = bare.partition(mark)
    grouped = re.fullmatch(rf"\d+|\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+", whole)
    if not grouped or (mark in bare and not rest.isdecimal()):
        return None
    return Decimal(whole.replace(thousands, "") + ("." + rest if rest else ""))


def quantity(text: str) -> Quantity | None:
    """How many: a whole number, a range or a bound, perhaps with a word for the weapons.

    `12 pzas.` is 12, `10-12` and `entre 10 y 12` are 10 to 12, `más de 20` is 21 and open, `s/d` is
    unknown. Weapons are whole, so that `1.234` and `1,234` both are one thousand. What is about some
    number, in boxes, or below zero, is `None`.
    """
    if is_unknown(text):
        return UNKNOWN
    if isinstance(text, Figure):
        value = number(text)
        whole = value is not None and value == int(value) and value >= 0
        return Quantity(int(text), int(text)) if whole and "." not in text else None
    words = SPACES.sub(" ", plain(text))
    exact = _count(words)
    if exact is not None:
        return Quantity(exact, exact)
    bare = re.sub(rf" ?{COUNTED}$", "", words)
    if found := RANGE.fullmatch(bare):
        least, most = _count(found[1]), _count(found[2])
        return Quantity(least, most) if least is not None and most is not None and least <= most else None
    return _bounded(bare)


def _bounded(words: str) -> Quantity | None:
    for pattern, over, under in BOUNDS:
        if found := pattern.fullmatch(words):
            bound = _count(found[1])
            if bound is None or (under is not None and bound + under < 0):
                continue
            return Quantity(
                0 if over is None else bound + over,
                None if under is None else bound + under,
            )
    return None


def _count(words: str) -> int | None:
    """A plain count, with or without a word for what is counted."""
    found = re.fullmatch(rf"(.+?)(?:(?:(?<=\d) ?| ){COUNTED})?", words)
    bare = found[1] if found else words
    if bare in WORDED:
        return WORDED[bare]
    if re.fullmatch(r"\d{1,3}(?: \d{3})+|\d{1,15}", bare):
        return int(bare.replace(" ", ""))
    if GROUPED.fullmatch(bare):
        return int(re.sub("[.,]", "", bare))
    whole = re.fullmatch(r"(\d{1,3}(?:,\d{3})*|\d+)\.0{1,2}|(\d{1,3}(?:\.\d{3})*|\d+),0{1,2}", bare)
    return int(re.sub("[.,]", "", whole[1] or whole[2])) if whole else None


def serials(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Serial numbers, and parts of the text that are none that can be used.

    They are set apart by `|`, `,`, `;`, tabs and line ends, and by `/`, `y` and `and` where what
    stands on either side has a digit and four signs or more. Not used are ranges (`A100 al A120`: what
    lies between is nobody's list) and numbers that a spreadsheet has rounded (`1.23E+11`).
    Returns them in their order, each once.
    """
    if is_unknown(text):
        return (), ()
    parts = [part.strip(" .") for part in re.split(r"[|,;\t\r\n]+", text)]
    parts = [each.strip() for part in parts for each in _apart(part)]
    unused = [part for part in parts if _no_serial(part)]
    used = [part for part in parts if part and not _no_serial(part) and not is_unknown(part)]
    return tuple(dict.fromkeys(used)), tuple(dict.fromkeys(filter(None, unused)))


def _apart(part: str) -> list[str]:
    pieces = re.split(r"\s*/\s*|\s+(?:y|and)\s+", part, flags=re.IGNORECASE)
    whole = all(len(piece) >= 4 and re.search(r"\d", piece) for piece in pieces)
    return pieces if whole else [part]


def _no_serial(part: str) -> bool:
    rounded = re.fullmatch(r"\d(?:[.,]\d+)?E\+\d+", part, re.IGNORECASE)
    ranged = re.fullmatch(r"(?:del? )?\S*\d\S* (?:a|al|to|hasta|through|-|–) \S*\d\S*", part, re.IGNORECASE)
    return bool(rounded or ranged) or part.startswith("...") or "…" in part


def _bare(text: str) -> str:
    """A number without currency, spaces and percent."""
    words = re.sub(
        r"^(?:usd?|us\$|u\.s\.|mxn|m\.n\.|\$)\s*\$?|\s*(?:usd|us dollars|dolares|dollars|mxn)$",
        "",
        plain(text),
    )
    return SPACES.sub("", words)


def _proof(bare: str) -> set[str]:
    """The signs before decimals that a number proves."""
    if not re.fullmatch(r"\d[\d.,]*", bare):
        return set()
    signs = re.sub(r"\d", "", bare)
    if len(set(signs)) == 2:
        return {signs[-1]}
    if len(signs) > 1:
        return {"," if signs[0] == "." else "."}
    if signs and (not GROUPED.fullmatch(bare) or bare.startswith("0")):
        return {signs}
    return set()
