"""Whose letter is it? A typed address beside the addresses to which letters went.

Both are made plain first: no accents, no marks, common words for one thing said in one way. Numbers
decide: 12 and 21 of one street are two houses, however alike the texts are. The words are compared
by rapidfuzz, whatever their order.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

CLEAR, LIKELY = 90.0, 65.0  # of 100: taken at once; worth a person's look
MARGIN = 5.0  # by which a clear one is ahead of the next
OFFERED, NEAR = 5, 15.0  # letters shown for one address, and how far behind the best
WORD = 75.0  # from here on one word may be another, mistyped
LEAST = 3  # words and numbers
LONGEST = 300  # characters of an address that are looked at
# What is said in several ways: what stands for it, and the ways.
_WAYS = {
    "av": "avenida avenue ave avda",
    "c": "calle street st cll",
    "col": "colonia",
    "fracc": "fraccionamiento",
    "blvd": "boulevard boulevar",
    "rd": "road",
    "carr": "carretera",
    "dep": "departamento depto dpto apartment apt",
    "int": "interior",
    "ext": "exterior",
    "priv": "privada",
    "cda": "cerrada",
    "mz": "manzana mza",
    "lt": "lote",
    "1": "primera",
    "2": "segunda",
    "3": "tercera",
    "sto": "santo",
    "sta": "santa",
    "gral": "general",
    "n": "norte north",
    "s": "sur south",
    "ote": "oriente east",
    "pte": "poniente west",
}
_SAME = {way: one for one, ways in _WAYS.items() for way in ways.split()}
# Words that some write and some do not.
_SILENT = frozenset(
    [
        "numero",
        "number",
        "num",
        "no",
        "nro",
        "n",
        "cp",
        "postal",
        "codigo",
        "zip",
        "de",
        "del",
        "la",
        "las",
        "los",
        "el",
        "y",
        "the",
        "of",
        "esquina",
    ]
)


@dataclass(frozen=True)
class Plain:
    """An address made plain.

    Args:
        words: those without a digit, in one text.
        numbers: those with one, without noughts in front.
    """

    words: str
    numbers: frozenset[str]


def made_plain(address: str) -> Plain:
    """An address without accents, marks and silent words."""
    text = unicodedata.normalize("NFKD", address[:LONGEST]).casefold()
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    tokens = [_SAME.get(token, token) for token in re.findall(r"[^\W_]+", text)]
    numbers = [token for token in tokens if any(sign.isdigit() for sign in token)]
    words = [token for token in tokens if token not in numbers and token not in _SILENT]
    return Plain(" ".join(words), frozenset(number.lstrip("0") or "0" for number in numbers))


@dataclass(frozen=True)
class Found:
    """A letter whose address is like the typed one, 0 … 100."""

    letter: int
    score: float


class Letterbook:
    """The addresses of all letters, ready to be searched.

    Args:
        addresses: of each letter its id and address.
    """

    def __init__(self, addresses: Iterable[tuple[int, str]]) -> None:
        self._plain = {letter: made_plain(address) for letter, address in addresses}
        self._by_number: defaultdict[str, list[int]] = defaultdict(list)
        for letter, address in self._plain.items():
            for number in sorted(address.numbers):
                self._by_number[number].append(letter)

    def like(self, address: str) -> list[Found]:
        """The letters whose addresses are like this one, best first, five at most."""
        typed = made_plain(address)
        if not typed.words:
            return []
        sharing = {one for number in typed.numbers for one in self._by_number.get(number, [])}
        among = sharing if typed.numbers else self._plain.keys()
        words = {one: self._plain[one].words for one in sorted(among)}
        near = process.extract(
            typed.words, words, scorer=fuzz.token_set_ratio, limit=OFFERED * 10, score_cutoff=LIKELY
        )
        scored = [Found(one, round(likeness(typed, self._plain[one]), 1)) for _, _, one in near]
        best = sorted(scored, key=lambda one: (-one.score, one.letter))
        least = max(LIKELY, best[0].score - NEAR) if best else LIKELY
        return [one for one in best if one.score >= least][:OFFERED]


def likeness(typed: Plain, known: Plain) -> float:
    """How well a known address accounts for what was typed, 0 … 100.

    Each typed word takes the word most like it; they count by their length. It is not clear where a
    word has none like it (another street of the same town), where a number is missing (another
    house), or where too little was typed to tell.
    """
    own, theirs = typed.words.split(), known.words.split()
    if not theirs:
        return 0.0
    best = [max(fuzz.ratio(word, other) for other in theirs) for word in own]
    score = sum(len(word) * ratio for word, ratio in zip(own, best)) / sum(map(len, own))
    if not typed.numbers <= known.numbers:
        score *= 0.8
    elif typed.numbers != known.numbers:
        score = max(0.0, score - 2)
    sure = min(best) >= WORD and typed.numbers <= known.numbers and len(own) + len(typed.numbers) >= LEAST
    return score if sure else min(score, CLEAR - 0.1)


def clear(found: list[Found]) -> Found | None:
    """The one letter that it must be; `None` if a person should look."""
    if not found or found[0].score < CLEAR:
        return None
    ahead = len(found) == 1 or found[0].score - found[1].score >= MARGIN
    return found[0] if ahead else None
