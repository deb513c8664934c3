"""How acts come into the record: in the same transaction as what they tell of."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from tequio.record import acts
from tequio.web.records.models import Act, Attachment, Head


@transaction.atomic
def append(
    kind: str,
    payload: Mapping[str, Any],
    assembly: str = "",
    *,
    files: Mapping[str, bytes] | None = None,
    now: datetime | None = None,
) -> Act:
    """Adds an act; it stands once the surrounding transaction is committed.

    Args:
        kind: one of `acts.KINDS`.
        payload: hashes, numbers, dates and words of the format, no free text and nobody's data.
        assembly: its slug; empty for acts of the site.
        files: published files whose SHA-256 the payload holds, by name; kept beside the act.
        now: the clock.

    Raises:
        acts.PayloadUnfit: it is not what this kind holds.
    """
    head = Head.objects.select_for_update().get_or_create(pk=1)[0]
    at = (now or timezone.now()).replace(microsecond=0)
    body = acts.act_bytes(head.size, at, kind, assembly, payload)
    act = Act.objects.create(sequence=head.size, at=at, kind=kind, assembly=assembly, body=body)
    head.size += 1
    head.save(update_fields=["size"])
    for name, content in (files or {}).items():
        attach(act, name, content)
    return act


def attach(act: Act, name: str, content: bytes, salt: bytes | None = None) -> None:
    """Keeps what an act commits to, once."""
    digest = sha256((salt or b"") + content).hexdigest()
    Attachment.objects.get_or_create(
        sha256=digest, defaults={"act": act, "name": name, "content": content, "salt": salt}
    )


def salted(text: str) -> tuple[str, bytes]:
    """The commitment to a text, and its salt: what an act holds instead of the text."""
    salt = secrets.token_bytes(32)
    return sha256(salt + text.encode()).hexdigest(), salt
