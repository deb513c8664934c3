"""Posting a letter: a row in the same transaction as what it tells of; the worker sends it later."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from tequio.web import keys
from tequio.web.mail.faults import AddressUnfit
from tequio.web.mail.models import Mail

State = Mail.State


def post(
    key: str,
    template: str,
    *,
    to: str,
    language: str,
    context: Mapping[str, Any],
    assembly: str = "",
    test: bool = False,
) -> Mail:
    """Posts a letter once: a second call with the same key gives the first letter back.

    Args:
        key: what it is about, such as `offer-17-reminder-1`; no personal data.
        template: `mail/<template>.<language>.txt`, whose first line is the subject.
        to: the address; kept sealed.
        language: of the recipient.
        context: what the template needs; kept sealed until it is sent.
        assembly: its slug.
        test: written to the outbox and never sent.

    Raises:
        AddressUnfit: `to` is no address, or more than one.
    """
    address = to.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise AddressUnfit from None
    fields = {
        "assembly": assembly,
        "template": template,
        "language": language,
        "to": address,
        "to_blind": keys.blind("mail", address),
        "context": dict(context),
        "test": test,
    }
    return Mail.objects.get_or_create(key=key, defaults=fields)[0]


def send_again(*, mail: Mail) -> bool:
    """Puts a letter that failed, or of which nobody knows, into the queue again; whether it was one.

    Not one that came back: its address does not work, and its text is gone.
    """
    again = Mail.objects.filter(pk=mail.pk, state__in=(State.FAILED, State.UNSURE))
    return bool(again.update(state=State.WAITING, attempts=0, next_at=timezone.now(), fault="", worker=""))


def count_as_sent(*, mail: Mail) -> bool:
    """Decides that a letter of which nobody knows did arrive; whether it was one. Its text is deleted."""
    unsure = Mail.objects.filter(pk=mail.pk, state=State.UNSURE)
    return bool(unsure.update(state=State.SENT, sent_at=timezone.now(), context={}, worker=""))
