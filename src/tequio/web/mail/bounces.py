"""Letters that came back: reports of mail servers (RFC 3464), found by the id of our letter."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path
from typing import Any

from django.conf import settings

from tequio.faults import Fault
from tequio.web.mail.models import Mail

LARGEST = 1 << 20  # bytes of a report
State = Mail.State


@dataclass(eq=False)
class NoReport(Fault):
    """A message that is no report of a letter that came back."""


@dataclass(eq=False)
class NotOurs(Fault):
    """A report of a letter that this site, or this assembly, has not sent."""


@dataclass(frozen=True)
class Report:
    """What a mail server says.

    Args:
        failed: for good; a letter that is only late comes later.
        status: such as 5.1.1 (RFC 3463); empty where it says none.
        ids: message ids that it may be about.
    """

    failed: bool
    status: str
    ids: tuple[str, ...]


def take(raw: bytes, assembly: str | None = None) -> Mail:
    """Notes that a letter came back; a report of a letter that is only late changes nothing.

    Args:
        raw: the whole message as it arrived.
        assembly: only a letter of this one.

    Raises:
        NoReport: it is no report.
        NotOurs: of no letter of ours.
    """
    report = read_report(raw)
    sent = Mail.objects.filter(message_id__in=report.ids)
    mail = (sent.filter(assembly=assembly) if assembly is not None else sent).first()
    if mail is None:
        raise NotOurs
    if report.failed:
        came = Mail.objects.filter(pk=mail.pk, state__in=(State.SENDING, State.SENT, State.UNSURE))
        came.update(state=State.BOUNCED, fault=report.status[:20], context={})
        mail.refresh_from_db()
    return mail


def read_report(raw: bytes) -> Report:
    """Reads a report of a mail server.

    Raises:
        NoReport: it is none, too large, or cannot be read.
    """
    if not raw.strip() or len(raw) > LARGEST:
        raise NoReport
    try:
        message = message_from_bytes(raw.lstrip(), policy=policy.compat32)
        parts = list(message.walk())
    except (ValueError, LookupError, RecursionError):
        raise NoReport from None
    facts = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    said = [block for part in facts for block in _blocks(part)]
    actions = [str(block["Action"]).strip().lower() for block in said if block["Action"]]
    status = next((str(block["Status"]).strip() for block in said if block["Status"]), "")
    if not actions and not status:
        raise NoReport
    failed = "failed" in actions or (not actions and status.startswith("5"))
    return Report(failed, "".join(sign for sign in status if sign in "0123456789."), _ids(message, parts))


def _blocks(part: Message) -> list[Message]:
    content: Any = part.get_payload()
    return [block for block in content if isinstance(block, Message)] if isinstance(content, list) else []


def _ids(report: Message, parts: list[Any]) -> tuple[str, ...]:
    """The ids of the letters that a report holds or answers, most telling first."""
    texts: list[str] = []
    for part in parts:
        if part.get_content_type() == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            headers = message_from_bytes(content if isinstance(content, bytes) else b"")
            texts.append(str(headers["Message-ID"] or ""))
        elif part is not report and part["Message-ID"]:
            texts.append(str(part["Message-ID"]))
    texts += [str(report[name] or "") for name in ("In-Reply-To", "References")]
    return tuple(word for text in texts for word in text.split() if word.startswith("<"))


def folder() -> Path:
    """Where a mail server may drop what came back, one file a message: `bounces` in the data folder."""
    return Path(settings.DATA) / "bounces"


def take_folder(worker: str) -> bool:
    """Takes one dropped file; whether there was one. What is no report goes to `bounces/unread`."""
    place = folder()
    if not place.is_dir():
        return False
    for path in sorted(place.glob("*.eml")):
        mine = path.with_suffix(f".{worker}.taking")
        try:
            path.rename(mine)
        except FileNotFoundError:
            continue  # another worker was faster
        try:
            take(mine.read_bytes() if mine.stat().st_size <= LARGEST else b"")
        except (NoReport, NotOurs):
            (place / "unread").mkdir(exist_ok=True)
            mine.replace(place / "unread" / path.name)
        else:
            mine.unlink()
        return True
    return False
