"""Dates as people write them in Spanish and English, read into the dates of the ledger.

The answer holds every reading that the text allows: `03/04/2011` in a column that proves no order is
`2011-03-04/2011-04-03`, some day from the one to the other. A text that is no date is `None`.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from tequio.files import Figure
from tequio.tracking.dates import ImpossibleDate, span, written
from tequio.tracking.values import is_unknown, plain

DAY_MONTH, MONTH_DAY = "day-month", "month-day"
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "enero ene january jan",
            "febrero feb february",
            "marzo mar march",
            "abril abr april apr",
            "mayo may",
            "junio jun june",
            "julio jul july",
            "agosto ago august aug",
            "septiembre setiembre sep sept set september",
            "octubre oct october",
            "noviembre nov november",
            "diciembre dic december dec",
        ),
        1,
    )
    for name in names.split()
}
ORDINALS = {
    "1": 1, "2": 2, "3": 3, "4": 4, "primer": 1, "primero": 1, "segundo": 2, "tercer": 3, "tercero": 3,
    "cuarto": 4, "first": 1, "second": 2, "third": 3, "fourth": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4,
}  # fmt: skip
PARTS = {"t": 3, "q": 3, "trimestre": 3, "trim": 3, "quarter": 3, "s": 6, "h": 6, "semestre": 6, "sem": 6,
         "half": 6, "bimestre": 2, "bim": 2, "b": 2}  # fmt: skip
CENTURY = 50
"""Two digits of a year below this are of the 2000s, the others of the 1900s."""
SERIALS = range(20_000, 60_000)
"""Days that a spreadsheet counts from 1899-12-30, from 1954 to 2064; other numbers are no dates."""

MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
YEAR = r"(\d{4}|'?\d{2})"
NUMERIC = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
EDTF = re.compile(r"[\dX]{4}(?:-[\dX]{2}){0,2}[~?%]?(?:/(?:[\dX]{4}(?:-[\dX]{2}){0,2}[~?%]?|\.\.))?")
ABOUT = re.compile(
    r"(?:ca\.?|c\.|circa|hacia|aprox\.?|aproximadamente|alrededor de|about|around|approx\.?) (.+)"
)
VAGUE = re.compile(
    r"(?:a )?(?:principios|inicios|mediados|finales|fines|early|mid|late)(?: de| del| in)?[ -](?:ano )?(.+)"
)
WITHIN = re.compile(
    r"(?:(?:entre|between|de|del|from|desde) )?(.+?) ?(?: a | al | y | to | and | hasta |–|—| - ) ?(.+)"
)
PIECES = (
    r"(?:el |en |on |in )?(?:(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday),? )?"
)
DAY = re.compile(
    rf"{PIECES}(\d{{1,2}})(?:o|er|°|º|st|nd|rd|th)?[ /.\-]*(?:de )?({MONTH})\.?"
    rf"[ /.\-,]*(?:de |del )?(?:ano )?{YEAR}"
)
DAY_AFTER = re.compile(rf"{PIECES}({MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? {YEAR}")
MONTH_OF = re.compile(rf"{PIECES}({MONTH})\.?[ /.\-,]*(?:de |del )?(?:ano )?{YEAR}")
OF_MONTH = re.compile(rf"(\d{{4}})[ /.\-]+({MONTH})\.?")
PART_FIRST = re.compile(
    r"(?:el )?([1-4]|i{1,3}|iv|primero?|segundo|tercero?|cuarto|first|second|third|fourth)"
    r"(?:o|er|do|to|st|nd|rd|th|°|º)?\.? ?"
    r"(t|q|trimestre|trim|quarter|s|h|semestre|sem|half|bimestre|bim)\.?[ \-/]*(?:de |del |of )?(\d{4})"
)
LETTER_FIRST = re.compile(
    r"(t|q|trimestre|trim|s|h|semestre|sem)\.? ?([1-4]|i{1,3}|iv)[ \-/]*(?:de |del |of )?(\d{4})"
)
YEAR_FIRST = re.compile(r"(\d{4})[ \-/]*(t|q|s|h)([1-4])")


@dataclass(frozen=True)
class Reading:
    """A date of the ledger, and whether it holds more than one reading of the text."""

    edtf: str
    ambiguous: bool = False


def date_order(texts: Iterable[str]) -> str | None:
    """Whether a column's dates such as `03/04/2011` put the day or the month first.

    Only a date that can be read in one way proves it (`15/03/2011`). `None` if none does, or if the
    column has proofs of both.
    """
    found = set()
    for text in texts:
        numeric = NUMERIC.fullmatch(_day_only(plain(text)))
        if numeric:
            one, other, year = int(numeric[1]), int(numeric[2]), _year(numeric[3])
            if one > 12 and _iso(year, other, one):
                found.add(DAY_MONTH)
            if other > 12 and _iso(year, one, other):
                found.add(MONTH_DAY)
    return found.pop() if len(found) == 1 else None


def written_date(text: str, order: str | None = None) -> Reading | None:
    """The date that a text says, as the ledger writes dates.

    Args:
        text: as the sheet has it; a workbook's number (`Figure`) may be a year or the serial number
            of a day.
        order: `DAY_MONTH`, `MONTH_DAY` or `None`, for numeric dates that both readings fit.

    Returns:
        the reading, empty where the text says that the date is not known; `None` for a text that is
        no date, or a day that does not exist. Two digits of a year are read as `CENTURY` says; `FY 2012`
        is the fiscal year of the United States, October 2011 to September 2012.
    """
    if text.strip() == "..":
        return Reading("..")
    if is_unknown(text):
        return Reading("")
    words = _day_only(plain(text))
    found = _reading(words, order)
    if found is None and re.fullmatch(r"\d{5}(\.\d+)?", words) and int(float(words)) in SERIALS:
        found = Reading((datetime.date(1899, 12, 30) + datetime.timedelta(int(float(words)))).isoformat())
    if found is None:
        return None
    try:
        span(found.edtf)
    except ImpossibleDate:
        return None
    return found if not isinstance(text, Figure) or len(words) != 4 or "1800" <= words < "2100" else None


def _day_only(words: str) -> str:
    """Without the time of day that spreadsheets add."""
    return re.sub(r"[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]\.? ?m\.?)?z?$", "", words)


def _reading(words: str, order: str | None) -> Reading | None:
    upper = words.upper()
    if re.fullmatch(r"\d{8}", words):
        return Reading(f"{words[:4]}-{words[4:6]}-{words[6:]}")
    if found := re.fullmatch(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", words):
        return Reading(f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}")
    if found := NUMERIC.fullmatch(words):
        return _numeric(int(found[1]), int(found[2]), _year(found[3]), order)
    if EDTF.fullmatch(upper) and not _years_as_month(words):
        return Reading(upper)
    single = _worded(words)
    return Reading(single) if single else _wide(words, order)


def _years_as_month(words: str) -> bool:
    """`2011-12` is December; `2010-14` cannot be a month and is left."""
    found = re.fullmatch(r"\d{4}-(\d{2})", words)
    return bool(found) and not 1 <= int(found[1]) <= 12 if found else False


def _numeric(one: int, other: int, year: int, order: str | None) -> Reading | None:
    """A date in three numbers: the one reading that exists or that the column proves, else the hull."""
    days = {DAY_MONTH: _iso(year, other, one), MONTH_DAY: _iso(year, one, other)}
    if order:
        return Reading(days[order]) if days[order] else None
    readings = sorted({day for day in days.values() if day})
    if not readings:
        return None
    return Reading("/".join(readings), ambiguous=len(readings) > 1)


def _worded(words: str) -> str | None:
    """A day, month, part of a year or year in which a word or a figure leaves no choice."""
    if found := DAY.fullmatch(words):
        return _iso(_year(found[3]), MONTHS[found[2]], int(found[1])) or None
    if found := DAY_AFTER.fullmatch(words):
        return _iso(_year(found[3]), MONTHS[found[1]], int(found[2])) or None
    if found := MONTH_OF.fullmatch(words):
        return f"{_year(found[2])}-{MONTHS[found[1]]:02}"
    if found := OF_MONTH.fullmatch(words):
        return f"{found[1]}-{MONTHS[found[2]]:02}"
    if found := re.fullmatch(r"(\d{1,2})[/\-.](\d{4})", words):
        return f"{found[2]}-{int(found[1]):02}"
    if found := PART_FIRST.fullmatch(words):
        return _part(int(found[3]), found[2], ORDINALS[found[1]])
    if found := LETTER_FIRST.fullmatch(words):
        return _part(int(found[3]), found[1], ORDINALS[found[2]])
    if found := YEAR_FIRST.fullmatch(words):
        return _part(int(found[1]), found[2], int(found[3]))
    if found := re.fullmatch(r"f\.?y\.? ?(\d{4}|\d{2})", words):
        return f"{_year(found[1]) - 1}-10/{_year(found[1])}-09"
    found = re.fullmatch(r"(?:el |en |in )?(?:ano |year )?(?:de )?(\d{4})", words)
    return found[1] if found else None


def _wide(words: str, order: str | None) -> Reading | None:
    """About a date, early or late in one, or from one to another."""
    if found := ABOUT.fullmatch(words):
        single = _worded(found[1])
        return Reading(f"{single}~") if single and "/" not in single else None
    if found := VAGUE.fullmatch(words):
        single = _worded(found[1])
        return Reading(single) if single and "/" not in single else None
    if found := re.fullmatch(r"(\d{4}) ?[-–—] ?(\d{4})", words):
        return Reading(f"{found[1]}/{found[2]}")
    spaced = re.sub(rf"({MONTH})\.? ?- ?({MONTH})", r"\1 a \2", words)
    if found := WITHIN.fullmatch(spaced):
        return _between(found[1], found[2], order)
    return None


def _between(start: str, stop: str, order: str | None) -> Reading | None:
    """An interval; its beginning may borrow the month and the year of its end."""
    last = _reading(stop, order)
    if last is None or not last.edtf:
        return None
    tail = re.search(rf"(?:({MONTH})\.?[ ,]*(?:de |del )?)?(\d{{4}})$", stop)
    borrowed = [f" {tail[1] or ''} {tail[2]}".replace("  ", " "), f" {tail[2]}"] if tail else []
    for more in ("", *borrowed):
        first = _reading((start + more).strip(), order)
        if first is not None:
            begun, ended = span(first.edtf).first, span(last.edtf).last
            edtf = f"{first.edtf}/{last.edtf}"
            if "/" in first.edtf or "/" in last.edtf:
                edtf = f"{written(begun)}/{written(ended)}"
            return Reading(edtf, first.ambiguous or last.ambiguous)
    return None


def _part(year: int, word: str, which: int) -> str | None:
    months = PARTS[word]
    if which * months > 12:
        return None
    return f"{year}-{(which - 1) * months + 1:02}/{year}-{which * months:02}"


def _year(text: str) -> int:
    digits = text.lstrip("'")
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) < CENTURY else 1900)


def _iso(year: int, month: int, day: int) -> str:
    """The day as ISO 8601 has it; empty if there is none."""
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""
