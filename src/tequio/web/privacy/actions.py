"""Erasing on request, the periods of an assembly, and what the night does."""

import os
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from tequio.web import keys
from tequio.web.accounts.models import User
from tequio.web.assemblies.actions import record
from tequio.web.assemblies.models import Assembly
from tequio.web.privacy.erasing import blind_of, forget
from tequio.web.privacy.models import Erasure, Night, Retention
from tequio.web.privacy.retention import CLASSES, purge
from tequio.web.recruitment.models import Volunteer

State = Volunteer.State
AGAIN = timedelta(days=2)  # a night may be missed
LIST = "erased.list"  # one keyed hash a line; a copy lies outside of every backup


@transaction.atomic
def erase(*, volunteer: Volunteer, by: User | None, now: datetime | None = None) -> bool:
    """Erases somebody for good; `False` if that was done already.

    Args:
        volunteer: who asked.
        by: the organiser who does it; `None` if the person did it by link.
        now: the clock.
    """
    held = Volunteer.objects.select_for_update(of=("self",)).select_related("assembly").get(pk=volunteer.pk)
    blind = blind_of(held.assembly.slug, held.number)
    if held.state == State.ERASED and Erasure.objects.filter(blind=blind).exists():
        return False
    forget(held)
    Erasure.objects.get_or_create(
        blind=blind, defaults={"assembly": held.assembly.slug, "by": by, "at": now or timezone.now()}
    )
    transaction.on_commit(partial(note_outside, [blind]))
    return True


def list_path() -> Path:
    """Where the list of erased people lies, in the data folder and not in the database."""
    return keys.data_folder() / LIST


def noted_outside() -> set[str]:
    """The keyed hashes on that list."""
    path = list_path()
    return set(path.read_text().split()) if path.is_file() else set()


def note_outside(blinds: Iterable[str]) -> None:
    """Adds to the list what is not on it; kept on the disk before this returns."""
    missing = sorted(set(blinds) - noted_outside())
    if not missing:
        return
    list_path().parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(list_path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write("".join(f"{blind}\n" for blind in missing))
        file.flush()
        os.fsync(file.fileno())


def apply_erasures(now: datetime | None = None) -> int:
    """Erases again whoever is on the list, as after a restore; how many were there again.

    List and table are made equal first, so that neither can lose anybody.
    """
    table = set(Erasure.objects.values_list("blind", flat=True))
    note_outside(table)
    wanted, again = noted_outside() | table, 0
    if not wanted:
        return 0
    present = Volunteer.objects.exclude(state=State.ERASED).select_related("assembly")
    for volunteer in present.only("number", "assembly__slug").iterator():
        if blind_of(volunteer.assembly.slug, volunteer.number) in wanted:
            again += erase(volunteer=volunteer, by=None, now=now)
    return again


@transaction.atomic
def tell_erasures(now: datetime) -> int:
    """One act an assembly with how many were erased since the last one; how many people."""
    waiting = Erasure.objects.filter(told_at__isnull=True)
    told = 0
    for row in waiting.values("assembly").annotate(count=Count("pk")).order_by("assembly"):
        assembly = Assembly.objects.select_for_update().filter(slug=row["assembly"]).first()
        count = waiting.filter(assembly=row["assembly"]).update(told_at=now)
        if assembly is not None and count:
            record(assembly, "volunteers.erased", {"count": count})
        told += count
    return told


@transaction.atomic
def set_periods(*, assembly: Assembly, days: Mapping[str, int]) -> None:
    """How long the assembly keeps each class of data."""
    for name in CLASSES:
        Retention.objects.update_or_create(assembly=assembly, data_class=name, defaults={"days": days[name]})


def tonight(now: datetime | None = None) -> bool:
    """A duty: once a day, deletes what is over, erases again and tells the record; whether it did.

    Two workers may both begin; each step does nothing the second time. The day is marked at the
    end, so that a worker that dies in the middle leaves it to another.
    """
    now = now or timezone.now()
    day = timezone.localtime(now).date()
    if Night.objects.filter(day=day).exists():
        return False
    for assembly in Assembly.objects.order_by("pk"):
        purge(assembly, now)
    again_in_new_runs(now)
    apply_erasures(now)
    tell_erasures(now)
    Night.objects.get_or_create(day=day)
    return True


def again_in_new_runs(now: datetime) -> None:
    """Takes erased people out of runs that had begun before they were erased."""
    recent = Volunteer.objects.filter(
        state=State.ERASED, assembly__runs__ended_at__gt=now - AGAIN
    ).select_related("assembly")
    table = set(Erasure.objects.values_list("blind", flat=True))
    for volunteer in recent.distinct():
        if blind_of(volunteer.assembly.slug, volunteer.number) in table:
            with transaction.atomic():
                forget(volunteer)
