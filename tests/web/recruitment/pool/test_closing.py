"""Closing the pool: once, with the root over everybody, and for good."""

import json
import threading
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from invented_pool import ask, volunteer

from tequio.record.commitments import canonical
from tequio.record.merkle import Tree
from tequio.web.assemblies.models import Assembly
from tequio.web.records.models import Act
from tequio.web.recruitment.models import PoolClosing, Volunteer
from tequio.web.recruitment.pool.actions import close_pool
from tequio.web.recruitment.pool.faults import NobodyThere
from tequio.web.recruitment.pool.queries import closed_leaves

Pool = Callable[[int], list[Volunteer]]


def acts(kind: str) -> list[dict[str, Any]]:
    """The payloads of the acts of one kind."""
    return [json.loads(bytes(act.body))["payload"] for act in Act.objects.filter(kind=kind)]


def test_closing_publishes_the_root_over_everybody_in_the_pool(pool: Pool, assembly: Assembly) -> None:
    first, second, third = pool(3)
    Volunteer.objects.filter(pk=second.pk).update(state=Volunteer.State.WITHDRAWN)
    close_pool(assembly=assembly, by=None)
    leaves = [
        sha256(
            canonical(
                ["tequio-volunteer/1", one.salt, one.number, sha256(canonical(one.features)).hexdigest()]
            )
        ).digest()
        for one in (first, third)
    ]
    assert acts("pool.closed") == [{"people": 2, "root": Tree(leaves).root.hex()}]
    assert closed_leaves(PoolClosing.objects.get()) == [(1, leaves[0]), (3, leaves[1])]


def test_closing_closes_registration(pool: Pool, assembly: Assembly) -> None:
    pool(2)
    close_pool(assembly=assembly, by=None)
    assert [act.kind for act in Act.objects.order_by("sequence")][-2:] == [
        "registration.closed",
        "pool.closed",
    ]
    assert acts("registration.closed") == [{"registered": 2}]


def test_closing_twice_closes_once(pool: Pool, assembly: Assembly) -> None:
    pool(2)
    assert close_pool(assembly=assembly, by=None) == close_pool(assembly=assembly, by=None)
    assert len(acts("pool.closed")) == 1


def test_closing_an_empty_pool_is_refused(assembly: Assembly) -> None:
    with pytest.raises(NobodyThere):
        close_pool(assembly=assembly, by=None)
    assert acts("pool.closed") == []


def test_closing_a_rehearsal_leaves_no_act(pool: Pool, assembly: Assembly) -> None:
    pool(2)
    Assembly.objects.filter(pk=assembly.pk).update(rehearsal=True)
    assert close_pool(assembly=assembly, by=None).people == 2
    assert (acts("pool.closed"), acts("registration.closed")) == ([], [])


def test_closed_pool_lets_nobody_in(pool: Pool, assembly: Assembly) -> None:
    pool(2)
    close_pool(assembly=assembly, by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        volunteer(assembly, 3)
    assert Volunteer.objects.filter(assembly=assembly).count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"features": {"Gender": "male", "Age": "60+"}},
        {"state": "registered"},
        {"number": 7},
        {"salt": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_closed_pool_changes_nobody(change: dict[str, Any], pool: Pool, assembly: Assembly) -> None:
    one, _ = pool(2)
    close_pool(assembly=assembly, by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Volunteer.objects.filter(pk=one.pk).update(**change)


def test_closed_pool_moves_nobody_from_a_neighbour(pool: Pool, assembly: Assembly, team: Any) -> None:
    pool(2)
    other = volunteer(team.neighbouring, 9)
    close_pool(assembly=assembly, by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Volunteer.objects.filter(pk=other.pk).update(assembly=assembly)


def test_closed_pool_lets_people_out_but_not_back(pool: Pool, assembly: Assembly) -> None:
    one, other = pool(2)
    close_pool(assembly=assembly, by=None)
    Volunteer.objects.filter(pk=one.pk).update(state=Volunteer.State.WITHDRAWN)
    Volunteer.objects.filter(pk=other.pk).update(state=Volunteer.State.ERASED, salt="", features={})
    for who in (one, other):
        with pytest.raises(DatabaseError), transaction.atomic():
            Volunteer.objects.filter(pk=who.pk).update(state=Volunteer.State.CONFIRMED)


def test_closed_pool_lets_contacts_change(pool: Pool, assembly: Assembly) -> None:
    one, _ = pool(2)
    close_pool(assembly=assembly, by=None)
    one.contact = {"name": "Example Person 1", "phone": "951 000 0000"}
    one.save()
    assert Volunteer.objects.get(pk=one.pk).contact["phone"] == "951 000 0000"


def test_closing_of_a_pool_is_not_rewritten(pool: Pool, assembly: Assembly) -> None:
    pool(2)
    close_pool(assembly=assembly, by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        PoolClosing.objects.update(root="0" * 64)


def test_neighbours_pool_stays_open(pool: Pool, assembly: Assembly, team: Any) -> None:
    pool(2)
    close_pool(assembly=assembly, by=None)
    assert volunteer(team.neighbouring, 1).pk


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
def test_two_organisers_close_while_somebody_registers(committing: None, team: Any) -> None:
    assembly = team.assembly
    ask(assembly)
    for number in range(1, 4):
        volunteer(assembly, number)
    start, ends = threading.Barrier(6), []

    def act(what: Callable[[], object]) -> None:
        start.wait()
        try:
            what()
            ends.append("done")
        except DatabaseError:
            ends.append("refused")
        finally:
            connection.close()

    jobs: list[Callable[[], object]] = [lambda: close_pool(assembly=assembly, by=None)] * 2
    jobs += [lambda number=number: volunteer(assembly, number) for number in range(4, 8)]
    threads = [threading.Thread(target=act, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    closing = PoolClosing.objects.get()
    assert len(ends) == 6
    assert closing.people == Volunteer.objects.filter(assembly=assembly).count()
    assert len(acts("pool.closed")) == 1
