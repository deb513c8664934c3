"""What the worker does for the confirmations: reminders, and places that lapse at their deadline."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tequio.web.members.letters import post_reminder
from tequio.web.members.models import Offer

REMIND = timedelta(hours=48)  # before the deadline, and not within the first day
SETTLE = timedelta(hours=24)
BATCH = 20
State = Offer.State


def keep_deadlines(worker: str, now: datetime | None = None) -> bool:  # noqa: ARG001 - a duty has a worker
    """Reminds those who have not answered, and frees the places of those who never did; whether any."""
    now = now or timezone.now()
    lapsed = Offer.objects.filter(state=State.OFFERED, deadline__lte=now).update(
        state=State.LAPSED, answered_at=now
    )
    return bool(lapsed) | remind(now)


def remind(now: datetime) -> bool:
    """Writes once more to some who have not answered; whether there were any."""
    due = Offer.objects.filter(
        state=State.OFFERED,
        reminded_at__isnull=True,
        deadline__gt=now,
        deadline__lte=now + REMIND,
        offered_at__lte=now - SETTLE,
    )
    found = list(due.select_related("volunteer", "assembly").order_by("deadline", "pk")[:BATCH])
    for offer in found:
        with transaction.atomic():
            if due.filter(pk=offer.pk).update(reminded_at=now):
                post_reminder(offer)
    return bool(found)
