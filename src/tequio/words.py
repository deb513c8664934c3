"""What the interface says, in one catalogue a language, and how it writes numbers and dates.

The English sentences in the code are the keys; `locale/<language>/LC_MESSAGES/tequio.po` holds
the others. The catalogues are read as they are, so that nothing has to be compiled first.
"""

import datetime
import gettext
import io
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from tequio.faults import Fault

LOCALE = Path(__file__).parent / "locale"
SOURCE = "en"
# Whose numbers and dates a language uses. In Spanish we write for Latin America: a decimal point, as
# Mexico and Central America do and as the Royal Spanish Academy's Ortografía (2010) recommends, and
# thin spaces, from five digits on, between thousands. So neither point nor comma ever separates
# thousands, and nobody south of Panama, where the comma is decimal, can misread a number.
REGIONS = {"en": "en", "es": "es_419"}
THIN = "\u202f"


@dataclass(eq=False)
class UnknownLanguage(Fault, LookupError):  # noqa: N818 - as Fault
    """There is no catalogue of this language; `known` are those there are."""

    language: str
    known: tuple[str, ...]


def languages() -> tuple[str, ...]:
    """The languages that have a catalogue, English first."""
    return (SOURCE, *sorted(path.name for path in LOCALE.iterdir() if path.is_dir() and path.name != SOURCE))


class Words:
    """One language: its sentences, numbers and dates.

    Calling it translates: `words("{n} panels", n=3)`. A sentence that has no translation is
    said in English rather than not at all; a test sees to it that there is none.
    """

    def __init__(self, language: str, translations: gettext.NullTranslations) -> None:
        self.language = language
        self.locale = _locale(language)
        self._translations = translations

    def __call__(self, text: str, /, **values: object) -> str:
        """The sentence in this language, its `{names}` filled with `values`."""
        return self._translations.gettext(text).format(**values)

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The sentence for `n` things; `{n}` is written as this language writes numbers."""
        return self._translations.ngettext(one, many, n).format(n=self.number(n), **values)

    def number(self, value: float, digits: int | None = None) -> str:
        """A number, with at most three decimals or exactly `digits`."""
        form = None if digits is None else "#,##0." + "0" * digits if digits else "#,##0"
        return self._spaced(_decimal(value, form, self.locale))

    def percent(self, share: float, digits: int = 1) -> str:
        """A share between 0 and 1 as a percentage with `digits` decimals."""
        number = self.number(share * 100, digits)
        return f"{number}\u00a0%" if self.language == "es" else f"{number}%"

    def _spaced(self, number: str) -> str:
        """Spanish sets thousands apart by thin spaces, from five digits on."""
        if self.language != "es":
            return number
        parts = number.split(",")
        return ("" if len(parts) == 2 and len(parts[0].lstrip("-")) == 1 else THIN).join(parts)

    def date(self, value: datetime.date) -> str:
        """A date in full: 24 November 2026, 24 de noviembre de 2026."""
        if isinstance(value, datetime.datetime):
            return str(format_datetime(value, "long", locale=self.locale))
        return str(format_date(value, "long", locale=self.locale))


def _locale(language: str) -> Locale:
    """Whose numbers and dates a language uses; English ones for a language that Babel does not know."""
    try:
        return Locale.parse(REGIONS.get(language, language))
    except UnknownLocaleError:
        return Locale.parse(SOURCE)


@lru_cache(maxsize=1 << 14)
def _decimal(value: float, form: str | None, locale: Locale) -> str:
    """Remembered, since the proofs of a pool name the same thousand panels again and again."""
    return str(format_decimal(value, format=form, locale=locale))


def catalogue(language: str) -> Catalog:
    """The catalogue of a language, as it stands in its files (`tequio.po`, and parts of it)."""
    book = Catalog(locale=language)
    for path in sorted((LOCALE / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            part = read_po(file, locale=language)
        for message in part:
            book[message.id] = message
    return book


@cache
def words(language: str) -> Words:
    """The words of a language; raises `UnknownLanguage`, a `LookupError`, for one that has no catalogue."""
    if language not in languages():
        raise UnknownLanguage(language, languages())
    if language == SOURCE:
        return Words(SOURCE, gettext.NullTranslations())
    return Words(language, _translations(catalogue(language)))


def _translations(book: Catalog) -> gettext.GNUTranslations:
    file = io.BytesIO()
    write_mo(file, book)
    file.seek(0)
    return gettext.GNUTranslations(file)
