"""An assembly with a whole team, a neighbour and a stranger."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tequio.web.accounts.models import User
from tequio.web.accounts.permissions import Role
from tequio.web.assemblies.actions import open_assembly
from tequio.web.assemblies.models import Assembly, Membership

PASSWORD = "four words of example"


@dataclass(frozen=True)
class Team:
    """Who is who, by name: each role, `administrator`, `neighbour` (of another assembly), `stranger`."""

    assembly: Assembly
    neighbouring: Assembly
    people: dict[str, User]


def person(name: str, **fields: bool) -> User:
    """Somebody of the staff, clearly invented."""
    return User.objects.create_user(f"{name}@example.org", PASSWORD, name=f"Example {name}", **fields)


@pytest.fixture(autouse=True)
def _files_of_its_own(settings: Any, tmp_path: Path) -> None:
    """Each test has a storage of its own, since numbers of runs come again and would share a folder."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(scope="session", autouse=True)
def _others_are_shown_out(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A thread of a test may still hold a connection when the database of the tests is taken away."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def team(db: None) -> Team:
    """An assembly with one person of each role, and others who are not on its team."""
    people = {role.value: person(role.value) for role in Role}
    people["administrator"] = person("administrator", is_administrator=True)
    people["neighbour"] = person("neighbour")
    people["stranger"] = person("stranger")
    organiser = people["organiser"]
    assembly = open_assembly(
        name="Water of Example", slug="example-water", languages=["en", "es"], panel_size=20, by=organiser
    )
    for role in Role:
        Membership.objects.get_or_create(assembly=assembly, user=people[role.value], role=role)
    other = open_assembly(
        name="Roads of Example",
        slug="example-roads",
        languages=["es"],
        panel_size=10,
        by=people["neighbour"],
    )
    return Team(assembly, other, people)


@pytest.fixture
def as_(team: Team) -> Callable[[str], Client]:
    """A browser in which somebody of the team is signed in: `as_("caller")`."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(team.people[name], "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in
