"""What every template has at hand: sentences, numbers and dates in the reader's language.

{% say "Panel {number} is drawn." number=n %}    a sentence; what fills it is escaped
{% many n "{n} volunteer" "{n} volunteers" %}    a sentence about n things
{{ count|number }}  {{ share|percent }}  {{ when|day }}  {{ when|moment }}
"""

import datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from tequio.web.language import current, language_choices

register = template.Library()


def _escaped(values: dict[str, Any]) -> dict[str, Any]:
    return {name: conditional_escape(value) for name, value in values.items()}


@register.simple_tag
def say(text: str, /, **values: Any) -> SafeString:
    """A sentence; ours may hold markup, what fills it may not."""
    return mark_safe(current()(text, **_escaped(values)))  # noqa: S308  the sentence is ours, the values escaped


@register.simple_tag
def many(n: int, one: str, several: str, /, **values: Any) -> SafeString:
    """A sentence about `n` things; `{n}` is written as the language writes numbers."""
    return mark_safe(current().plural(one, several, int(n), **_escaped(values)))  # noqa: S308  as above


@register.filter
def number(value: float | None, digits: int | None = None) -> str:
    """A number as the language writes it; nothing for `None`."""
    return "" if value is None else current().number(value, digits)


@register.filter
def percent(share: float | None, digits: int = 1) -> str:
    """A share between 0 and 1; nothing for `None`."""
    return "" if share is None else current().percent(share, digits)


@register.filter
def day(value: datetime.date | None) -> str:
    """A date in full, in the site's time zone; nothing for `None`."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value).date()
    return current().date(value)


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """A date with its time of day, in the site's time zone; nothing for `None`."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{current().date(local.date())}, {local:%H:%M}"


def site(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    """For every template: the languages that can be chosen, each by its own name."""
    return {"languages_offered": language_choices()}
