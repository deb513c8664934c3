"""Steps of the confirmations, as tests take them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tequio.web.members import actions
from tequio.web.members.models import Offer

TEN_DAYS = timedelta(days=10)


def offered(team: Any) -> list[Offer]:
    """The drawn places are offered."""
    deadline = timezone.now() + TEN_DAYS
    return actions.offer_places(assembly=team.assembly, deadline=deadline, by=team.people["organiser"])


def answered(offers: list[Offer], *, no: int = 0) -> None:
    """Everybody answers, the first ones with no."""
    for at, offer in enumerate(offers):
        actions.answer(offer=offer, accept=at >= no, channel="link")


def rename(offer: Offer, **contact: str) -> None:
    """Somebody's contact is another."""
    assert offer.volunteer
    offer.volunteer.contact = offer.volunteer.contact | contact
    offer.volunteer.save(update_fields=["contact"])
