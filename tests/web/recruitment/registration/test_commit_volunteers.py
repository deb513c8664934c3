"""Each night the commitments of those who registered before are published, shuffled."""

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone
from invented_registration import registered

from tequio.record.commitments import volunteer as commitment_of
from tequio.web.assemblies.models import Assembly
from tequio.web.records.models import Act
from tequio.web.recruitment.models import Volunteer
from tequio.web.recruitment.registration.nightly import Seldom, commit_all


def batches() -> list[list[str]]:
    found = Act.objects.filter(kind="volunteers.committed").order_by("sequence")
    return [json.loads(bytes(act.body))["payload"]["commitments"] for act in found]


def test_commitments_of_yesterday_are_published_once(assembly: Assembly) -> None:
    people = [registered(assembly, name=f"Example {number}") for number in range(3)]
    tomorrow = timezone.now() + timedelta(days=1)
    assert commit_all(tomorrow)
    assert not commit_all(tomorrow)
    [batch] = batches()
    assert sorted(batch) == sorted(commitment_of(p.salt, p.number, p.features).hex() for p in people)
    assert set(Volunteer.objects.values_list("commitment", flat=True)) == set(batch)


def test_who_registers_today_waits_for_tomorrow(assembly: Assembly) -> None:
    registered(assembly)
    assert not commit_all(timezone.now())
    assert batches() == []


def test_tests_and_erased_people_are_not_committed(assembly: Assembly) -> None:
    registered(assembly)
    registered(assembly, name="Beto Example")
    Volunteer.objects.filter(number=1).update(state="test")
    Volunteer.objects.filter(number=2).update(state="erased", salt="")
    assert not commit_all(timezone.now() + timedelta(days=1))


def test_batches_are_shuffled(assembly: Assembly) -> None:
    Volunteer.objects.bulk_create(
        Volunteer(assembly=assembly, number=number, language="en", channel="web") for number in range(1, 31)
    )
    commit_all(timezone.now() + timedelta(days=1))
    [batch] = batches()
    assert batch != list(Volunteer.objects.order_by("number").values_list("commitment", flat=True))


def test_duty_is_looked_at_seldom() -> None:
    calls: list[Any] = []
    duty = Seldom(lambda: not calls.append(1), pause=60)
    assert [duty("worker"), duty("worker")] == [True, False]
    assert len(calls) == 1
