"""Two organisers press the same button in the same moment."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone
from example import announced, recruited, second_organiser

from tequio.web.records.models import Act
from tequio.web.selection import actions, faults
from tequio.web.selection.models import Announcement, Draw

GUARDED = ("records_act", "records_head")


def guard(word: str) -> None:
    """Turns the triggers on or off that keep the tests' own database from being swept."""
    with connection.cursor() as cursor:
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} {word} TRIGGER USER")


@pytest.fixture(scope="module")
def guards(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The triggers stand again once the test's rows are swept away."""
    yield
    with django_db_blocker.unblock():
        guard("ENABLE")


@pytest.fixture
def swept(guards: None, transactional_db: None) -> Iterator[None]:
    """What the test commits can be swept away after it."""
    yield
    guard("DISABLE")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="the tests' SQLite lies in memory, of one connection"
)
def test_two_organisers_pressing_the_same_button_draw_once(team: Any, swept: None) -> None:
    recruited(team.assembly)
    lottery = announced(team)
    Announcement.objects.update(due=timezone.now() - timedelta(minutes=1))
    people = [team.people["organiser"], second_organiser(team)]
    barrier, drawn_by = threading.Barrier(2), []

    def press(user: Any) -> None:
        barrier.wait()
        try:
            drawn_by.append(actions.reveal(lottery=lottery, text="4 1", by=user))
        except faults.OutOfOrder:
            drawn_by.append(None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(user,)) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Draw.objects.count() == 1
    assert Act.objects.filter(kind="panel.drawn").count() == 1
    assert any(drawn_by)
