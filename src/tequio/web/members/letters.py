"""The letters of the confirmations, and the links in them."""

from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from tequio.web.accounts import links
from tequio.web.assemblies.models import Assembly
from tequio.web.mail.actions import post
from tequio.web.mail.faults import AddressUnfit
from tequio.web.members.models import Offer
from tequio.web.tags import moment

OFFER, MEMBER = "offer", "member"
OFFER_AGE = timedelta(days=120)
MEMBER_AGE = timedelta(days=500)
DOUBLE_CLICK = timedelta(seconds=30)


def offer_link(offer: Offer) -> str:
    """The page on which a place is accepted or declined."""
    return _site(reverse("members:answer", args=[links.make(OFFER, str(offer.pk))]))


def member_link(offer: Offer) -> str:
    """A member's own page: needs, what is public, and leaving."""
    return _site(reverse("members:me", args=[links.make(MEMBER, str(offer.pk))]))


def _site(path: str) -> str:
    return urljoin(settings.SITE_URL + "/", path.lstrip("/"))


def shown_code(code: str) -> str:
    """A code as it is printed, in groups of four."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def post_offer(offer: Offer) -> None:
    """Writes to whom a place is offered."""
    _post(offer, f"offer-{offer.pk}", "offer", offer_link(offer))


def post_reminder(offer: Offer) -> None:
    """Writes again to somebody who has not answered."""
    _post(offer, f"offer-{offer.pk}-reminder", "offer_reminder", offer_link(offer))


def post_welcome(offer: Offer) -> None:
    """Thanks a member, with the link to his or her page."""
    _post(offer, f"offer-{offer.pk}-accepted", "offer_accepted", member_link(offer))


def _post(offer: Offer, key: str, template: str, link: str) -> None:
    person = offer.volunteer
    address = person.contact.get("email", "") if person else ""
    if person is None or not address:
        return
    values = {
        "name": person.contact.get("name", ""),
        "assembly": offer.assembly.name,
        "deadline": _said(offer.deadline, person.language),
        "link": link,
    }
    try:
        post(
            key,
            template,
            to=address,
            language=person.language,
            context=values,
            assembly=offer.assembly.slug,
            test=offer.assembly.rehearsal,
        )
    except AddressUnfit:
        return  # nobody can write there; the person stands among those to be called


def _said(at: datetime, language: str) -> str:
    with translation.override(language):
        return moment(timezone.localtime(at))


def code_address(assembly: Assembly) -> str:
    """Where a printed code is typed."""
    return _site(reverse("members:code", args=[assembly.slug]))
