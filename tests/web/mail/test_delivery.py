"""The outbox: once each, again after a pause, never twice after a crash."""

import smtplib
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, connections
from django.utils import timezone

from tequio.web.mail import delivery
from tequio.web.mail.actions import count_as_sent, post, send_again
from tequio.web.mail.faults import AddressUnfit
from tequio.web.mail.models import Mail

State = Mail.State
SAID: list[Any] = []


class Server(BaseEmailBackend):
    """A mail server that answers as it was told."""

    def open(self) -> bool:
        if SAID and SAID[0] == "away":
            SAID.pop(0)
            raise ConnectionRefusedError
        return True

    def send_messages(self, messages: Any) -> int:
        if SAID:
            raise SAID.pop(0)
        django_mail.outbox.extend(messages)
        return len(messages)


@pytest.fixture(autouse=True)
def server(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    django_mail.outbox = []
    SAID.clear()


def posted(key: str = "offer-1", **fields: Any) -> Mail:
    values = {"name": "Example", "assembly": "Water", "link": "https://example.org/x", "deadline": "soon"}
    wish: dict[str, Any] = {"to": "a@example.org", "language": "es", "context": values}
    return post(key, "offer", **(wish | fields))


def again(mail: Mail) -> Mail:
    mail.refresh_from_db()
    return mail


@pytest.mark.django_db
def test_letter_posted_twice_is_one_letter_sent_once() -> None:
    assert posted() == posted()
    assert delivery.deliver("one")
    assert not delivery.deliver("one")
    assert [message.to for message in django_mail.outbox] == [["a@example.org"]]
    assert django_mail.outbox[0].subject == "Water: salió usted en el sorteo"


@pytest.mark.django_db
def test_letter_that_was_sent_keeps_who_and_when_and_no_text() -> None:
    mail = posted()
    delivery.deliver("one")
    sent = again(mail)
    assert (sent.state, sent.context, sent.to) == (State.SENT, {}, "a@example.org")
    assert sent.sent_at
    assert django_mail.outbox[0].extra_headers["Message-ID"] == sent.message_id


@pytest.mark.django_db
def test_letter_of_a_test_is_written_and_never_sent() -> None:
    mail = posted(test=True)
    assert delivery.deliver("one")
    assert (again(mail).state, django_mail.outbox) == (State.WRITTEN, [])
    assert not send_again(mail=mail)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@example.org\nBcc: b@example.org",
        "a@example.org, b@example.org",
        "a@b\r\n",
        "x" * 10000,
    ],
)
@pytest.mark.django_db
def test_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(AddressUnfit):
        posted(to=address)
    assert not Mail.objects.exists()


@pytest.mark.django_db
def test_letter_is_tried_again_after_growing_pauses_then_fails() -> None:
    mail = posted()
    SAID.extend(["away"] * (len(delivery.PAUSES) + 1))
    pauses = []
    for _ in delivery.PAUSES:
        before = timezone.now()
        assert delivery.deliver("one")
        assert again(mail).state == State.WAITING
        pauses.append(mail.next_at - before)
        assert not delivery.deliver("one"), "not before the pause is over"
        Mail.objects.update(next_at=timezone.now())
    assert pauses == sorted(pauses)
    assert delivery.deliver("one")
    assert again(mail).state == State.FAILED
    assert mail.context, "kept, so that it can be sent again"


@pytest.mark.django_db
def test_letter_that_the_server_refuses_for_good_fails_at_once() -> None:
    mail = posted()
    SAID.append(smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no such user a@example.org")}))
    delivery.deliver("one")
    assert (again(mail).state, mail.fault) == (State.FAILED, "550")


@pytest.mark.django_db
def test_letter_that_the_server_puts_off_is_tried_again() -> None:
    mail = posted()
    SAID.append(smtplib.SMTPDataError(451, b"later"))
    delivery.deliver("one")
    assert (again(mail).state, mail.attempts) == (State.WAITING, 1)


@pytest.mark.django_db
def test_letter_whose_line_broke_is_unsure_and_not_sent_by_itself() -> None:
    mail = posted()
    SAID.append(smtplib.SMTPServerDisconnected("gone"))
    delivery.deliver("one")
    assert again(mail).state == State.UNSURE
    assert not delivery.deliver("two")


@pytest.mark.django_db
def test_letter_of_a_worker_that_died_is_unsure_and_a_person_decides() -> None:
    mail = posted()
    now = timezone.now()
    assert delivery.claim("dead", now)
    assert not delivery.deliver("two"), "it is being sent"
    delivery.give_up_on_dead(now + delivery.HELD + timedelta(seconds=1))
    assert again(mail).state == State.UNSURE
    assert not delivery.deliver("two")
    assert send_again(mail=mail)
    assert delivery.deliver("two")
    assert again(mail).state == State.SENT
    assert not send_again(mail=mail)


@pytest.mark.django_db
def test_letter_of_which_a_person_knows_is_counted_as_sent_once() -> None:
    mail = posted()
    delivery.claim("dead", timezone.now())
    delivery.give_up_on_dead(timezone.now() + delivery.HELD * 2)
    assert count_as_sent(mail=mail)
    assert not count_as_sent(mail=mail)
    assert (again(mail).state, mail.context) == (State.SENT, {})


@pytest.mark.django_db
def test_letter_without_its_template_fails_and_the_next_is_sent() -> None:
    broken = post("x", "nothing", to="a@example.org", language="en", context={})
    good = posted()
    assert delivery.deliver("one")
    assert delivery.deliver("one")
    assert (again(broken).state, again(good).state) == (State.FAILED, State.SENT)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What is written is seen by other connections; letters are deleted afterwards."""
    with django_db_blocker.unblock():
        yield
        Mail.objects.all().delete()
        connections.close_all()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="the tests' SQLite lies in memory, for one writer")
def test_letters_are_sent_once_by_workers_side_by_side(committed: None) -> None:
    for number in range(12):
        posted(f"offer-{number}", to=f"a{number}@example.org")

    def work(name: str) -> None:
        while delivery.deliver(name):
            pass
        connections.close_all()

    threads = [threading.Thread(target=work, args=(f"worker-{n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = sorted(message.to[0] for message in django_mail.outbox)
    assert sent == sorted(f"a{number}@example.org" for number in range(12))
