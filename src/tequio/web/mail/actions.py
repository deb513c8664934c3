"""Posting a letter: a row in the same transaction as what it tells of; the worker sends it later."""

from collections.abc import Mapping
from typing import Any

from tequio.web import keys
from tequio.web.mail.models import Mail


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
    """
    address = to.strip().lower()
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
