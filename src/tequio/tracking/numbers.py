"""Numbers in the names of units: digits, with or without the end of an ordinal, and Roman numerals.

A digit may stand as a letter that looks like it (`4O`, `l62`), never as another digit: so a text
can have several readings, each with a cost in nats, and two texts agree if their readings do.
"""

import re
from functools import cache

Reading = tuple[int, float]  # a value and what it costs to read it so

LOOK_ALIKE = {
    "o": "0",
    "q": "0",
    "l": "1",
    "i": "1",
    "|": "1",
    "!": "1",
    "z": "2",
    "s": "5",
    "g": "6",
    "b": "8",
}
LETTERS = str.maketrans({"0": "o", "1": "l", "|": "l", "!": "i", "2": "z", "5": "s", "6": "g", "8": "b"})
_SUFFIXES = "º ª er ro ero era ra do da to ta mo ma vo va no na o a th st nd rd avo ava ndo nda os as"
SUFFIXES = _SUFFIXES.split()
SIGNS = {"º", "ª"}
MARKS = {"no", "num", "numero", "nro", "n", "number", "nums", "numb"}
CORE = re.compile(r"[0-9oqli|!zsgb]{1,5}")
ROMAN = re.compile(r"(?=.)(c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")
CONFUSED, LOWER = 1.0, 0.3


@cache
def digits(chunk: str) -> tuple[Reading, ...]:
    """The readings of a text of digits with or without the end of an ordinal: `14/o`, `l62º`, `4O`.

    Args:
        chunk: in small letters without accents but for a capital `O` that was one; `º` and `ª` kept.

    Returns:
        Values from 1, each with its cost, cheapest first; empty if it is no number.
    """
    text = chunk.strip(".,#")
    found: dict[int, float] = {}
    for suffix in ("", *SUFFIXES):
        if suffix and not text.lower().endswith(suffix):
            continue
        core = text[: len(text) - len(suffix)]
        parted = core != core.rstrip("./ºª")
        core = core.rstrip("./ºª")
        value = _value(core)
        certain = suffix in SIGNS or (parted and suffix != "")
        if value is None or (not certain and not any(map(str.isdigit, core))):
            continue
        cost = _cost(core, suffix, text)
        found[value] = min(cost, found.get(value, cost))
    return tuple(sorted(found.items(), key=lambda each: (each[1], each[0])))


def _value(core: str) -> int | None:
    if not CORE.fullmatch(core.lower()):
        return None
    value = int("".join(LOOK_ALIKE.get(letter, letter) for letter in core.lower()))
    begins_with_nought = LOOK_ALIKE.get(core[0].lower(), core[0]) == "0" and not core.isdecimal()
    return value if value > 0 and not begins_with_nought else None


def _cost(core: str, suffix: str, text: str) -> float:
    """A last letter o that could be a nought or the end of an ordinal: its case tells, mostly."""
    read = sum(not letter.isdigit() for letter in core)
    cost = 0.05 * read
    if text[-1:] in ("o", "a") and suffix == "":
        return cost + CONFUSED
    if text[-1:] == "O" and suffix == "o" and core[-1:].isdigit() and "/" not in text:
        return cost + LOWER
    if text[-1:] == "O" and suffix == "":
        return cost + LOWER
    return cost


@cache
def look_alike(text: str) -> int | None:
    """The number as which letters alone can be read (`l`, `IO`, `S`), if each looks like a digit.

    Three letters only where they look like ones and noughts: `sol` is a word.
    """
    return _value(text) if len(text) < 3 or not set(text) - set("lio") else None


@cache
def roman(text: str) -> int | None:
    """The value of a Roman numeral below 400 in small letters, `l` also as a misread `i`; else `None`."""
    for each in (text, text.replace("l", "i").replace("1", "i")):
        if ROMAN.fullmatch(each):
            values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[letter] for letter in each]
            return sum(
                -value if value < max(values[place:], default=0) else value
                for place, value in enumerate(values)
            )
    return None
