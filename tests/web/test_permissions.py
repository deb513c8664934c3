"""Every page with every role: whoever may see it does, everybody else does not."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from page_arguments import arguments_for

from tequio.web.accounts import access
from tequio.web.accounts.permissions import ACTIONS, PERSONAL, Role

OTHERS = ("administrator", "neighbour", "stranger")
# allauth's pages guard themselves.
FOREIGN = re.compile(r"^account/")


def pages(
    resolver: URLResolver | None = None, prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str, Any]]:
    """Every page: its pattern, the name of its view with its app, and the view."""
    resolver = resolver or get_resolver()
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from pages(entry, path, entry.namespace or space)
        elif isinstance(entry, URLPattern) and not FOREIGN.match(path):
            yield path, f"{space}:{entry.name}" if space else str(entry.name), entry.callback


PAGES = list(pages())
GUARDED = [(path, name, view) for path, name, view in PAGES if getattr(view, "access", "") in ACTIONS]


def test_pages_all_say_who_may_see_them() -> None:
    known = {access.PUBLIC, access.LINK, access.STAFF, access.ADMINISTRATOR, *ACTIONS}
    assert [path for path, _, view in PAGES if getattr(view, "access", None) not in known] == []


def test_pages_of_the_desk_are_never_public() -> None:
    open_ones = {access.PUBLIC, access.LINK}
    assert [path for path, _, view in PAGES if path.startswith("desk/") and view.access in open_ones] == []


def may(name: str, action: str) -> bool:
    """What the table of permissions says of somebody of the test's team, read by itself."""
    if name in {role.value for role in Role}:
        return Role(name) in ACTIONS[action]
    return name == "administrator" and action not in PERSONAL


@pytest.mark.parametrize(("path", "name", "view"), GUARDED, ids=[name for _, name, _ in GUARDED])
def test_page_is_seen_by_whom_it_is_for_and_nobody_else(
    path: str, name: str, view: Any, team: Any, as_: Callable[[str], Client]
) -> None:
    url = reverse(name, kwargs=arguments_for(path, name, team))
    refused = {who: as_(who).get(url).status_code == 403 for who in (*(role.value for role in Role), *OTHERS)}
    assert refused == {who: not may(who, view.access) for who in refused}


@pytest.mark.parametrize(("path", "name", "view"), GUARDED, ids=[name for _, name, _ in GUARDED])
def test_page_asks_who_is_not_signed_in_to_sign_in(path: str, name: str, view: Any, team: Any) -> None:
    url = reverse(name, kwargs=arguments_for(path, name, team))
    for answer in (Client().get(url), Client().post(url)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize(("path", "name", "view"), GUARDED, ids=[name for _, name, _ in GUARDED])
def test_page_refuses_what_others_send(
    path: str, name: str, view: Any, team: Any, as_: Callable[[str], Client]
) -> None:
    url = reverse(name, kwargs=arguments_for(path, name, team))
    wrong = [who for who in (*(role.value for role in Role), *OTHERS) if not may(who, view.access)]
    assert {who: as_(who).post(url).status_code for who in wrong} == dict.fromkeys(wrong, 403)
