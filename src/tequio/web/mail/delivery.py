"""The worker's side of the outbox: each letter is handed over at most once.

A letter is claimed by a conditional update before the mail server sees anything of it. Where the
server said no, or could not be reached, it is tried again after growing pauses. Where nobody
knows, since the worker died or the line broke in between, it is UNSURE and never sent by itself.
"""

import smtplib
from datetime import datetime, timedelta
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, QuerySet
from django.template import TemplateSyntaxError
from django.utils import timezone

from tequio.faults import Fault
from tequio.web.mail.letters import Letter, write
from tequio.web.mail.models import Mail

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
HELD = timedelta(minutes=5)  # far longer than the mail server may take to answer
State = Mail.State


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """The mail server has not taken the letter, and said so; `code` is its answer.

    Args:
        code: such as 550; 0 where it could not be reached.
        final: whether it will say the same tomorrow.
    """

    def __init__(self, code: int, *, final: bool) -> None:
        super().__init__(code)
        self.code, self.final = code, final


def deliver(worker: str) -> bool:
    """Hands one letter over; whether there was one. A duty of the worker."""
    now = timezone.now()
    give_up_on_dead(now)
    mail = claim(worker, now)
    if mail is None:
        return False
    try:
        letter = write(mail.template, mail.language, mail.context)
    except (Fault, TemplateSyntaxError) as problem:
        _mine(mail).update(state=State.FAILED, fault=type(problem).__name__)
        return True
    if mail.test:
        _mine(mail).update(state=State.WRITTEN, sent_at=now)
        return True
    try:
        hand_over(mail, letter)
    except Refused as answer:
        _again_later(mail, answer, now)
    except (smtplib.SMTPException, OSError) as broken:
        _mine(mail).update(state=State.UNSURE, fault=type(broken).__name__)
    else:
        # Also when it was taken for dead meanwhile: now somebody knows.
        came = Mail.objects.filter(pk=mail.pk, worker=worker, state__in=(State.SENDING, State.UNSURE))
        came.update(state=State.SENT, sent_at=timezone.now(), context={}, fault="")
    return True


def claim(worker: str, now: datetime) -> Mail | None:
    """The next letter that is due, as this worker's alone; `None` if there is none."""
    due = Mail.objects.filter(state=State.WAITING, next_at__lte=now)
    for mail in due.order_by("next_at", "pk").only("pk")[:10]:
        name = make_msgid(domain=settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost")
        taken = due.filter(pk=mail.pk).update(
            state=State.SENDING,
            worker=worker,
            claimed_at=now,
            attempts=F("attempts") + 1,
            message_id=name,
        )
        if taken:
            return Mail.objects.get(pk=mail.pk)
    return None


def give_up_on_dead(now: datetime) -> None:
    """What a worker claimed and never came back from is UNSURE: it may have been sent."""
    Mail.objects.filter(state=State.SENDING, claimed_at__lt=now - HELD).update(
        state=State.UNSURE, fault="WorkerDied"
    )


def hand_over(mail: Mail, letter: Letter) -> None:
    """Gives the letter to the mail server.

    Raises:
        Refused: the server has not taken it.
        smtplib.SMTPException, OSError: nobody knows.
    """
    connection = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError):
        raise Refused(0, final=False) from None
    message = EmailMessage(
        letter.subject,
        letter.text,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        code = max(answer[0] for answer in refused.recipients.values())
        raise Refused(code, final=code >= 500) from None
    except smtplib.SMTPResponseException as answer:
        raise Refused(answer.smtp_code, final=answer.smtp_code >= 500) from None
    except ValueError:  # a header that is none, or an address that cannot be written
        raise Refused(0, final=True) from None
    finally:
        connection.close()


def _mine(mail: Mail) -> QuerySet[Mail]:
    return Mail.objects.filter(pk=mail.pk, worker=mail.worker, state=State.SENDING)


def _again_later(mail: Mail, answer: Refused, now: datetime) -> None:
    if answer.final or mail.attempts > len(PAUSES):
        _mine(mail).update(state=State.FAILED, fault=str(answer.code))
    else:
        pause = PAUSES[mail.attempts - 1]
        _mine(mail).update(state=State.WAITING, next_at=now + pause, fault=str(answer.code))
