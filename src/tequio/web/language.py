"""The web speaks the library's catalogue: the same sentences, numbers and dates in one place.

Django's own gettext serves only what Django and allauth bring along. Ours are `tequio.words`, so
that a language is one catalogue for reports, command line and web.
"""

from collections.abc import Callable
from typing import Any

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.functional import lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation.trans_real import parse_accept_lang_header

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
    try:
        return str(Locale.parse(code).get_display_name(code))
    except UnknownLocaleError:  # the languages of Oaxaca among them: by their Spanish name
        return str(Locale.parse("es").languages.get(code, code))


def language_choices() -> list[tuple[str, str]]:
    """Every language that has a catalogue, for forms."""
    return [(code, own_name(code)) for code in languages()]


def reader() -> str:
    """The language of the page that is being made."""
    return current().language


class ReadersLanguage:
    """The language of each page: the one that was chosen, else the first that the browser asks for.

    Django's own offers only languages that Django itself was translated into; ours is any catalogue.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers in it."""
        code = _asked(request)
        with override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", code)
        return response


def _asked(request: HttpRequest) -> str:
    offered = languages()
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    wanted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    codes = [chosen, *(part for code, _quality in wanted for part in (code, code.partition("-")[0]))]
    return next((code for code in codes if code in offered), SOURCE)


def choose(request: HttpRequest) -> HttpResponse:
    """Chooses a language, by a button, and goes back to where the button was."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    code = request.POST.get("language", "")
    if request.method == "POST" and code in languages():
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response
