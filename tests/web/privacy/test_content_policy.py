"""No page runs or fetches what is not the site's own: the policy is on every answer."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from page_arguments import arguments_for
from test_permissions import PAGES

import tequio.web

STRICT = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
TEMPLATES = sorted(Path(tequio.web.__file__).parent.rglob("*.html"))
INLINE = re.compile(
    r"<style|<script(?![^>]*\ssrc=)|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|\shx-on", re.IGNORECASE
)
FOREIGN = re.compile(
    r"<(?:script|link|img|iframe|source|video|audio|form|object|embed)\b[^>]*?(?:https?:)?//", re.IGNORECASE
)


@pytest.mark.parametrize("path", TEMPLATES, ids=[path.name for path in TEMPLATES])
def test_template_holds_nothing_inline_and_nothing_foreign(path: Path) -> None:
    text = path.read_text()
    assert INLINE.findall(text) == []
    assert FOREIGN.findall(text) == []


@pytest.mark.parametrize("name", [name for _, name, _ in PAGES])
def test_page_carries_the_strict_policy(name: str, team: Any, as_: Callable[[str], Client]) -> None:
    path = next(path for path, other, _ in PAGES if other == name)
    url = reverse(name, kwargs=arguments_for(path, name, team))
    answer = as_("organiser").get(url)
    assert {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")} == STRICT


@pytest.mark.parametrize("address", ["/nothing-here/", "/account/login/"])
def test_other_answers_carry_it_too(address: str, db: None) -> None:
    answer = Client().get(address)
    assert {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")} == STRICT
