"""What the confirmations keep of somebody who is erased: that a place was offered, and is free."""

from django.db import transaction
from django.utils import timezone

from tequio.web.members.models import Attempt, Offer, PublicFace, SupportNeeds
from tequio.web.recruitment.models import Volunteer


@transaction.atomic
def forget(volunteer: Volunteer) -> None:
    """Deletes needs, public words and calls of a volunteer; the place falls free."""
    offers = Offer.objects.filter(volunteer=volunteer)
    for kind in (SupportNeeds, PublicFace, Attempt):
        kind._default_manager.filter(offer__in=offers).delete()
    offers.filter(state__in=(Offer.State.OFFERED, Offer.State.ACCEPTED)).update(
        state=Offer.State.LEFT, left_at=timezone.now()
    )
    offers.update(volunteer=None)
