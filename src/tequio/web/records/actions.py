"""How acts come into the record: in the same transaction as what they tell of."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tequio.faults import Fault
from tequio.record import acts, order
from tequio.record.checkpoints import public_bytes
from tequio.web import keys
from tequio.web.records.models import Act, Attachment, Head


class NotWithdrawable(Fault):
    """No text that the record of this assembly holds open: a file, another's, or withdrawn by now."""


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

    The first act of a site opens its log and comes by itself. Times never go back: if the clock did,
    an act has the time of the one before it.

    Args:
        kind: one of `acts.KINDS`.
        payload: hashes, numbers, dates and words of the format, no free text and nobody's data.
        assembly: its slug; empty for acts of the site.
        files: published files whose SHA-256 the payload holds, by name; kept beside the act.
        now: the clock.

    Raises:
        acts.PayloadUnfit: it is not what this kind holds.
        order.OutOfOrder: it may not follow what was done in its assembly (`settings.ORDER_IS_LAW`).
    """
    head = Head.objects.select_for_update().get_or_create(pk=1)[0]
    at = (now or timezone.now()).replace(microsecond=0)
    if head.size == 0:
        _open_log(head, at)
    at = max(at, Act.objects.only("at").get(sequence=head.size - 1).at)
    act = _added(head, at, kind, assembly, payload)
    for name, content in (files or {}).items():
        attach(act, name, content)
    return act


@transaction.atomic
def open_log(now: datetime | None = None) -> None:
    """Opens the log of the site, if no act did so yet."""
    head = Head.objects.select_for_update().get_or_create(pk=1)[0]
    if head.size == 0:
        _open_log(head, (now or timezone.now()).replace(microsecond=0))


def _open_log(head: Head, at: datetime) -> None:
    head.name = f"{urlsplit(settings.SITE_URL).netloc}/record"
    name = sha256(head.name.encode()).hexdigest()
    _added(head, at, "log.opened", "", {"key": public_bytes(keys.signer()).hex(), "name": name})


def _added(head: Head, at: datetime, kind: str, assembly: str, payload: Mapping[str, Any]) -> Act:
    body = acts.act_bytes(head.size, at, kind, assembly, payload)
    if settings.ORDER_IS_LAW and assembly:
        before = Act.objects.filter(assembly=assembly).order_by("sequence").values_list("body", flat=True)
        order.check((json.loads(bytes(one)) for one in before), json.loads(body))
    act = Act.objects.create(sequence=head.size, at=at, kind=kind, assembly=assembly, body=body)
    head.size += 1
    head.save(update_fields=["size", "name"])
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


@transaction.atomic
def withdraw(*, assembly: str, sha256: str, now: datetime | None = None) -> None:
    """Takes a text out of the record; its hash stays, and nobody can tell any more what stood there.

    Args:
        assembly: the slug of the assembly whose text it is.
        sha256: its hash.
        now: the clock.

    Raises:
        NotWithdrawable: there is no such text here, or it is withdrawn by now.
    """
    Head.objects.select_for_update().get_or_create(pk=1)
    now = now or timezone.now()
    there = Attachment.objects.filter(sha256=sha256, act__assembly=assembly, salt__isnull=False)
    if not there.update(salt=None, content=None, withdrawn_at=now):
        raise NotWithdrawable
    append("text.withdrawn", {"hashes": [sha256]}, assembly, now=now)
