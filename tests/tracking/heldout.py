"""Names of units as other hands write them: queries made from a register, to measure what was not tuned for.

Two families of styles. `known` may be looked at while the matcher is made; `other` is measured and
not tuned for. Neither uses the abbreviations, short forms, ordinals and confusions of
`queries_dev.csv` where there is another way to write the same thing.
"""

import random
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from hands import ABBREVIATIONS, CONFUSIONS, ENGLISH, ORDINALS, SHORT_STATES

WORDED = {"Primera": 1, "Segunda": 2, "Tercera": 3, "Cuarta": 4}
UNITS = ("", "primer", "segundo", "tercer", "cuarto", "quinto", "sexto", "séptimo", "octavo", "noveno")
TENS = (
    "",
    "décimo",
    "vigésimo",
    "trigésimo",
    "cuadragésimo",
    "quincuagésimo",
    "sexagésimo",
    "septuagésimo",
    "octogésimo",
    "nonagésimo",
)
HUNDREDS = ("", "centésimo", "ducentésimo", "tricentésimo")
NOISE = ("abbreviation", "state_form", "ordinal", "ocr", "english", "word_order", "mixed", "spaces")


@dataclass(frozen=True)
class Query:
    """A name as somebody wrote it, and the units that it may mean; none if its unit is left out."""

    query: str
    name: str
    noise: str
    gold: tuple[str, ...]


def queries(
    rows: Sequence[tuple[str, str]], family: str, seed: int, count: int = 2000
) -> tuple[list[Query], set[str]]:
    """`count` queries from (id, name), and the ids that must be taken out of the register: a quarter."""
    rng = random.Random(f"{family} {seed}")
    of_name: dict[str, list[str]] = {}
    for unit, name in rows:
        of_name.setdefault(name, []).append(unit)
    picked = rng.sample(list(rows), count)
    removed = {unit for unit, _ in picked[: count // 4]}
    found = []
    for number, (unit, name) in enumerate(picked):
        noise = rng.choice(NOISE)
        text = noisy(name, noise, family, rng)
        gold = () if unit in removed else tuple(each for each in of_name[name] if each not in removed)
        if unit in removed and any(each not in removed for each in of_name[name]):
            gold = tuple(each for each in of_name[name] if each not in removed)
        found.append(Query(f"H{number:05d}", text, noise, gold))
    return found, removed


def noisy(name: str, noise: str, family: str, rng: random.Random) -> str:
    """The name with one kind of noise, or with several."""
    if noise == "mixed":
        for kind in rng.sample(("state_form", "ordinal", "abbreviation", "word_order", "ocr"), 3):
            name = noisy(name, kind, family, rng)
        return name.upper() if rng.random() < 0.3 else plain(name) if rng.random() < 0.4 else name
    return WAYS[noise](name, family, rng)


def plain(text: str) -> str:
    """Without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")


def _abbreviated(name: str, family: str, rng: random.Random) -> str:
    table = ABBREVIATIONS[family]
    words = [rng.choice(table[w]) if w in table and rng.random() < 0.75 else w for w in name.split(" ")]
    return " ".join(words)


def _state_form(name: str, family: str, rng: random.Random) -> str:
    for state in sorted(SHORT_STATES[family], key=len, reverse=True):
        if name.endswith(state):
            return name[: -len(state)] + rng.choice(SHORT_STATES[family][state])
    return name


def _ordinal(name: str, family: str, rng: random.Random) -> str:
    form = rng.choice(ORDINALS[family])

    def write(number: int) -> str:
        if form == "roman":
            return roman(number)
        return worded(number) if form == "words" else form.format(n=number)

    for word, number in WORDED.items():
        name = re.sub(rf"^{word}\b", f"{number}ª" if form in ("words", "roman") else write(number), name)
    name = re.sub(r"\b(\d+)\.[ºª]", lambda m: write(int(m[1])), name)
    if form in ("words", "roman"):
        return name
    return re.sub(
        r"\b(Sector|Región|Estación|Módulo|Destacamento|Agrupamiento|Comandancia) (\d+)",
        lambda m: f"{m[1]} {form.format(n=m[2])}" if form.endswith("{n}") else m[0],
        name,
    )


def worded(number: int) -> str:
    """A number up to 399 as an ordinal in words."""
    parts = (HUNDREDS[number // 100], TENS[number % 100 // 10], UNITS[number % 10])
    return " ".join(part for part in parts if part).capitalize()


def roman(number: int) -> str:
    """A number as a Roman numeral."""
    text = ""
    for value, letters in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while number >= value:
            text, number = text + letters, number - value
    return text


def _ocr(name: str, family: str, rng: random.Random) -> str:
    letters = list(name)
    for _ in range(rng.choice((1, 1, 2, 3))):
        place = rng.randrange(len(letters))
        if letters[place].isalpha() and rng.random() < 0.3:
            letters[place] = ""
            continue
        wrong, right = rng.choice(CONFUSIONS[family])
        places = [i for i, letter in enumerate(letters) if letter == wrong]
        if places:
            letters[rng.choice(places)] = right
        elif len(wrong) == 2 and wrong in "".join(letters):
            letters = list("".join(letters).replace(wrong, right, 1))
    return "".join(letters)


def _english(name: str, family: str, rng: random.Random) -> str:
    for pattern, form in ENGLISH[family]:
        if re.match(pattern, name):
            text = re.sub(pattern, form, name)
            return plain(re.sub(r"\{(\d+)\}", lambda m: f"{m[1]}{suffix(int(m[1]))}", text))
    return _abbreviated(name, family, rng)


def suffix(number: int) -> str:
    """What English writes behind the digits of an ordinal."""
    return "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _word_order(name: str, family: str, rng: random.Random) -> str:
    found = re.match(r"^(.*?(?:Municipal|Preventiva|Pública|Ciudadana|Policía \w+)) de (.+)$", name)
    if found:
        form = "{1}: {0}" if family == "known" else rng.choice(("{1} / {0}", "({1}) {0}", "{0} ({1})"))
        return form.format(found[1], found[2])
    found = re.match(r"^(\w+ Compañía) del (.+)$", name)
    if found:
        return f"{found[2]}, {found[1]}"
    return name


def _spaces(name: str, family: str, rng: random.Random) -> str:
    name = re.sub(r" de la ", " dela ", name, count=1)
    place = rng.randrange(2, len(name) - 2)
    if family == "known":
        return name.replace(" ", "  ", 1)
    if rng.random() < 0.5:
        spaces = [i for i, letter in enumerate(name) if letter == " "]
        gap = rng.choice(spaces) if spaces else place
        return name[:gap] + name[gap + 1 :] if not name[gap - 1].isdigit() else name
    return name[:place] + " " + name[place:] if name[place - 1].isalpha() and name[place].isalpha() else name


WAYS = {
    "abbreviation": _abbreviated,
    "state_form": _state_form,
    "ordinal": _ordinal,
    "ocr": _ocr,
    "english": _english,
    "word_order": _word_order,
    "spaces": _spaces,
}
