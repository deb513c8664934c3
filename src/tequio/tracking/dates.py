"""Dates as sources give them: precise or not, each a day between an earliest and a latest.

Written in the Extended Date/Time Format (EDTF, ISO 8601-2:2019), of which the ledger uses years,
months, days, intervals, `~` for about, `X` for a digit that is not known, and `..` for an open end.
Days are whole numbers, as `datetime.date.toordinal` counts them.
"""

import calendar
import datetime
import re
from dataclasses import dataclass

from tequio.faults import Fault

ALWAYS = 0
"""Before every day: what an open beginning stands for."""
FOR_EVER = 4_000_000
"""After every day: what an open end stands for."""

_ONE = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}|XX)(?:-(\d{2}|XX))?)?([~?%]?)")
_LAST_YEAR = 9998


@dataclass(eq=False)
class ImpossibleDate(Fault):
    """A text that is no date: neither a year, a month, a day nor an interval of them."""

    text: str


@dataclass(frozen=True)
class Span:
    """Some day from `first` to `last`, both included; an empty date is any day."""

    first: int = ALWAYS
    last: int = FOR_EVER

    def __or__(self, other: "Span") -> "Span":
        """The hull of two spans."""
        return Span(min(self.first, other.first), max(self.last, other.last))


ANY = Span()


def span(text: str) -> Span:
    """The days that a date may stand for.

    `2014` is some day of 2014, `2014-03/2015` some day from March 2014 to the end of 2015, `2014~`
    one from 2013 to 2015: `~` (and `?`, `%`) widens by one unit of its own precision on either
    side. `201X` is some day of that decade, `2014-XX` of that year. An open side of an interval,
    `../2015`, is any earlier day; an empty text is any day.

    Raises:
        ImpossibleDate: the text is none of these, no such day exists, or the interval runs backwards.
    """
    text = text.strip()
    if not text:
        return ANY
    parts = text.split("/")
    if len(parts) > 2:
        raise ImpossibleDate(text)
    ends = [_one(part, text) for part in parts]
    if ends[0].first > ends[-1].last:
        raise ImpossibleDate(text)
    return Span(ends[0].first, ends[-1].last)


def beginning(text: str) -> Span:
    """The days on which something may have begun: as `span`, and `..` says that it always held."""
    return Span(ALWAYS, ALWAYS) if text.strip() == ".." else span(text)


def end(text: str) -> Span:
    """The days on which something may have ended: as `span`, and `..` says that it still holds."""
    return Span(FOR_EVER, FOR_EVER) if text.strip() == ".." else span(text)


def written(day: int) -> str:
    """A day as ISO 8601 writes it; an open one as `..`."""
    return ".." if day <= ALWAYS or day >= FOR_EVER else datetime.date.fromordinal(day).isoformat()


def _one(text: str, whole: str) -> Span:
    if text in ("", "..") and text != whole:
        return ANY
    found = _ONE.fullmatch(text)
    if not found:
        raise ImpossibleDate(whole)
    year, month, day, about = found.groups()
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if not 1 < first <= last < _LAST_YEAR or ("X" in year and month):
        raise ImpossibleDate(whole)
    if month is None or month == "XX":
        return _years(first, last, (10 if last > first else 1) if about else 0)
    return _of_year(first, int(month), None if day == "XX" else day, about, whole)


def _years(first: int, last: int, wide: int) -> Span:
    """Some day of these years, widened by some years."""
    return Span(
        datetime.date(max(first - wide, 1), 1, 1).toordinal(),
        datetime.date(min(last + wide, 9999), 12, 31).toordinal(),
    )


def _of_year(year: int, month: int, day: str | None, about: str, whole: str) -> Span:
    """A month or a day of a known year."""
    try:
        if day is not None:
            at = datetime.date(year, month, int(day)).toordinal()
            return Span(at - bool(about), at + bool(about))
        datetime.date(year, month, 1)
    except ValueError:
        raise ImpossibleDate(whole) from None
    months = year * 12 + month - 1
    (y0, m0), (y1, m1) = (divmod(months + step * bool(about), 12) for step in (-1, 1))
    return Span(
        datetime.date(y0, m0 + 1, 1).toordinal(),
        datetime.date(y1, m1 + 1, calendar.monthrange(y1, m1 + 1)[1]).toordinal(),
    )
