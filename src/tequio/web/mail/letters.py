"""Templates of letters: one file a language, in `templates/mail/` of the app whose letter it is.

`<template>.<language>.txt`: the first line is the subject, the rest the text. Beside them may lie
`<template>.json` with invented values for the preview.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template import Context, Template, TemplateDoesNotExist
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.utils import translation

from tequio.web.mail.faults import TemplateMissing
from tequio.words import SOURCE

NAME = re.compile(r"[a-z][a-z0-9_]*")
SUBJECT = 150  # signs
BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


@dataclass(frozen=True)
class Letter:
    """A letter as it is read."""

    subject: str
    text: str


def write(template: str, language: str, values: Mapping[str, Any]) -> Letter:
    """A letter in a language, or in English where nobody has translated it.

    A value is one line, so that what people typed can neither end the subject nor look like another part
    of the letter.

    Raises:
        TemplateMissing: there is none of this name.
    """
    found = _template(template, language)
    lines = {
        name: BREAKS.sub(" ", value) if isinstance(value, str) else value for name, value in values.items()
    }
    with translation.override(language):
        subject, _, text = found.render(Context(lines, autoescape=False)).partition("\n")
    return Letter(" ".join(subject.split())[:SUBJECT], text.strip() + "\n")


def _template(template: str, language: str) -> Template:
    if not NAME.fullmatch(template):
        raise TemplateMissing(template)
    for code in (language, SOURCE):
        try:
            found: Any = get_template(f"mail/{template}.{code}.txt")
        except TemplateDoesNotExist:
            continue
        return found.template  # type: ignore[no-any-return]  # Django's wrapper says nothing of it
    raise TemplateMissing(template)


def templates() -> dict[str, dict[str, Path]]:
    """Every letter that the site can write, by name, with its file in each language."""
    found: dict[str, dict[str, Path]] = {}
    for folder in get_app_template_dirs("templates"):
        for path in sorted((Path(folder) / "mail").glob("*.*.txt")):
            name, language, _ = path.name.split(".")
            found.setdefault(name, {})[language] = path
    return dict(sorted(found.items()))


def example(template: str) -> dict[str, Any]:
    """Invented values for the preview of a template; empty where none were written."""
    for path in templates().get(template, {}).values():
        values = path.with_name(f"{template}.json")
        if values.is_file():
            return dict(json.loads(values.read_text(encoding="utf-8")))
    return {}
