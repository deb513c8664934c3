"""One page: a template filled with facts and words, whole in itself.

A page asks for nothing else: styles and charts stand in it, there is no script, and its policy
forbids the browser every request.
"""

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tequio.words import Words

TEMPLATES = Path(__file__).parent / "templates"
PLACES = 7  # decimals of a percentage at most
CERTAIN = 1 - 1e-9  # the sum of many weights may miss 1 by as much


def page(template: str, words: Words, **facts: Any) -> str:
    """The page as text.

    Args:
        template: a file of `templates/`.
        words: the language; templates say `_("…")`, `plural(one, many, n)`, `number`, `percent`.
        facts: what the template names.

    Returns:
        HTML; every value is escaped but those that are `Markup`.
    """
    told = {
        "_": words,
        "plural": words.plural,
        "number": words.number,
        "percent": percent_in(words),
        "language": words.language,
    }
    return environment().get_template(template).render(**told, **facts)


@cache
def environment() -> Environment:
    """The templates, escaping all that they are given and refusing names that are missing."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )


def percent_in(words: Words) -> Callable[[float], str]:
    """How a language writes a chance: see `percent`."""
    return lambda share: percent(float(share), words)


def percent(share: float, words: Words) -> str:
    """A chance as a percentage of three figures; only what is certain reads 100 %, only nothing 0 %."""
    if share <= 0 or share >= CERTAIN:
        return words.percent(round(share), 0)
    figures = float(f"{share * 100:.2e}")  # 0.9999 is 1.00, and not 1.000
    places = max(1, 2 - math.floor(math.log10(figures)))
    while places < PLACES and round(share * 100, places) >= 100:
        places += 1
    return words.percent(share, min(places, PLACES))


def fraction(value: Fraction | None) -> str:
    """A fraction as the files write it: `8/103`; empty for none. The same in every language."""
    return "" if value is None else str(value)


def replacement_title(places: int, stay: int, words: Words) -> str:
    """How many places fell free and how many members stay, in a few words."""
    return words(
        "Replacement: {places}, {stay}",
        places=words.plural("{n} place", "{n} places", places),
        stay=words.plural("{n} member stays", "{n} members stay", stay),
    )
