"""An assembly with two features and a pool of invented people."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from invented_pool import ask, volunteer

from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import Volunteer


@pytest.fixture
def assembly(team: Any) -> Assembly:
    """The team's assembly, with fields; its panel has 6 members."""
    held: Assembly = team.assembly
    ask(held)
    Assembly.objects.filter(pk=held.pk).update(panel_size=6)
    held.refresh_from_db()
    return held


@pytest.fixture
def pool(assembly: Assembly) -> Callable[[int], list[Volunteer]]:
    """Makes so many confirmed volunteers."""
    return lambda people: [volunteer(assembly, number) for number in range(1, people + 1)]


@pytest.fixture
def triggers_back(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After a test whose rows were deleted, the database refuses to delete acts again."""
    yield
    with django_db_blocker.unblock():
        _triggers("ENABLE")


@pytest.fixture
def committing(triggers_back: None, transactional_db: None) -> Iterator[None]:
    """A test whose transactions are committed, so that several connections see them."""
    yield
    _triggers("DISABLE")


def _triggers(switch: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in ("records_act", "records_head"):
                cursor.execute(f"ALTER TABLE {table} {switch} TRIGGER USER")
