"""Once a day: the commitments of those who registered before today, shuffled, as one act an assembly."""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from tequio.record.commitments import volunteer as commitment_of
from tequio.web.assemblies.actions import record
from tequio.web.assemblies.models import Assembly
from tequio.web.limits.actions import forget
from tequio.web.recruitment.models import Volunteer

MOST_COMMITMENTS = 900  # an act is at most 65,535 bytes
PAUSE = 600.0  # seconds between looks; what was done stands in the database, not here


@transaction.atomic
def commit_volunteers(assembly: Assembly, now: datetime) -> int:
    """Publishes the commitments of those who registered before today; how many.

    Those of one day come together and shuffled, since time links a commitment to a person. The day
    is the assembly's, and who registers today waits for tomorrow's batch.
    """
    held = Assembly.objects.select_for_update(no_key=True).get(pk=assembly.pk)
    local = now.astimezone(ZoneInfo(held.time_zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = Volunteer.objects.filter(assembly=held, committed_on__isnull=True, registered_at__lt=midnight)
    people = list(
        waiting.exclude(state=Volunteer.State.TEST).exclude(salt="").only("salt", "number", "features")
    )
    for volunteer in people:
        volunteer.commitment = commitment_of(volunteer.salt, volunteer.number, volunteer.features).hex()
        volunteer.committed_on = local.date()
    Volunteer.objects.bulk_update(people, ["commitment", "committed_on"], batch_size=500)
    batch = [volunteer.commitment for volunteer in people]
    secrets.SystemRandom().shuffle(batch)
    for part in batched(batch, MOST_COMMITMENTS):
        record(held, "volunteers.committed", {"day": local.date().isoformat(), "commitments": list(part)})
    return len(batch)


def commit_all(now: datetime | None = None) -> bool:
    """The batches of all assemblies, and counts that are over deleted; whether there was any batch."""
    now = now or timezone.now()
    forget(now)
    old = Volunteer.objects.filter(committed_on__isnull=True, registered_at__lt=now - timedelta(minutes=1))
    due = (
        old.exclude(state=Volunteer.State.TEST).exclude(salt="").values_list("assembly", flat=True).distinct()
    )
    done = [commit_volunteers(assembly, now) for assembly in Assembly.objects.filter(pk__in=due)]
    return any(done)


def batched(items: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    """Runs of at most so many."""
    for start in range(0, len(items), most):
        yield items[start : start + most]


class Seldom:
    """A duty that is looked at once in a while, since the worker comes by every second."""

    def __init__(self, duty: Callable[[], bool], pause: float = PAUSE) -> None:
        self._duty, self._pause, self._next = duty, pause, 0.0

    def __call__(self, name: str) -> bool:
        """Looks if it is time; the worker's name does not matter."""
        del name
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + self._pause
        return self._duty()
