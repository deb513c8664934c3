"""The web speaks the library's catalogue: the same sentences, numbers and dates in one place.

Django's own gettext serves only what Django and allauth bring along. Ours are `tequio.words`, so
that a language is one catalogue for reports, command line and web.
"""

from typing import Any

from babel import Locale
from django.utils.functional import lazy
from django.utils.translation import get_language

from tequio.words import SOURCE, Words, languages
from tequio.words import words as words_of


def current() -> Words:
    """The words of the page that is being made."""
    name = (get_language() or SOURCE).partition("-")[0]
    return words_of(name if name in languages() else SOURCE)


def _said(text: str, values: dict[str, Any]) -> str:
    return current()(text, **values)


_lazily = lazy(_said, str)


def _(text: str, /, **values: Any) -> str:
    """A sentence that is said when it is shown, in the language of whoever looks: for forms and models."""
    return _lazily(text, values)


def own_name(code: str) -> str:
    """A language by the name that its speakers give it."""
    locale = Locale.parse(code)
    return str(locale.get_display_name(code))


def language_choices() -> list[tuple[str, str]]:
    """Every language that has a catalogue, for forms."""
    return [(code, own_name(code)) for code in languages()]


def reader() -> str:
    """The language of the page that is being made."""
    return current().language
