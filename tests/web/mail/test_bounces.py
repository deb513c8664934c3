"""Letters that came back: reports of mail servers, pasted or dropped."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tequio.web.mail import bounces
from tequio.web.mail.actions import post
from tequio.web.mail.models import Mail

pytestmark = pytest.mark.django_db
State = Mail.State
REPORT = """\
From: Mail Delivery System <mailer-daemon@example.net>
To: no-reply@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <report-1@example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I am sorry.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; gone@example.org
Action: {action}
Status: {status}

--B
Content-Type: {kind}

From: no-reply@example.org
Message-ID: {id}
Subject: you were drawn

--B--
"""


def report(name: str, action: str = "failed", status: str = "5.1.1", kind: str = "message/rfc822") -> bytes:
    return REPORT.format(id=name, action=action, status=status, kind=kind).encode()


def sent(assembly: str = "example-water", key: str = "offer-1") -> Mail:
    mail = post(
        key, "offer", to="gone@example.org", language="en", context={"name": "Example"}, assembly=assembly
    )
    Mail.objects.filter(pk=mail.pk).update(state=State.SENT, message_id=f"<{key}@example.org>")
    mail.refresh_from_db()
    return mail


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_report_of_a_letter_marks_it(kind: str) -> None:
    mail = sent()
    assert bounces.take(report(mail.message_id, kind=kind)) == mail
    mail.refresh_from_db()
    assert (mail.state, mail.fault, mail.context) == (State.BOUNCED, "5.1.1", {})


def test_report_taken_twice_is_taken_once() -> None:
    mail = sent()
    for _ in range(2):
        bounces.take(report(mail.message_id))
    mail.refresh_from_db()
    assert mail.state == State.BOUNCED


def test_report_of_a_late_letter_changes_nothing() -> None:
    mail = sent()
    bounces.take(report(mail.message_id, action="delayed", status="4.4.1"))
    mail.refresh_from_db()
    assert mail.state == State.SENT


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Hello",
        b"x" * (bounces.LARGEST + 1),
        b"Content-Type: multipart/report; boundary=B\n\n--B\nContent-Type: message/delivery-status\n\n--B--",
        b'Content-Type: text/plain; charset="nonsense"\n\nStatus: 5.1.1',
        b"<script>alert(1)</script>",
    ],
)
def test_message_that_is_no_report_is_a_fault(raw: bytes) -> None:
    with pytest.raises(bounces.NoReport):
        bounces.take(raw)


def test_report_of_somebody_elses_letter_is_a_fault() -> None:
    sent()
    with pytest.raises(bounces.NotOurs):
        bounces.take(report("<other@example.org>"))


def test_report_of_a_neighbours_letter_is_not_taken_on_this_desk() -> None:
    mail = sent("example-roads")
    with pytest.raises(bounces.NotOurs):
        bounces.take(report(mail.message_id), "example-water")
    mail.refresh_from_db()
    assert mail.state == State.SENT


def test_folder_is_emptied_and_strange_files_are_put_aside(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path
    mail = sent()
    place = tmp_path / "bounces"
    assert not bounces.take_folder("one")
    place.mkdir()
    (place / "1.eml").write_bytes(report(mail.message_id))
    (place / "2.eml").write_bytes(b"no report")
    assert bounces.take_folder("one")
    assert bounces.take_folder("one")
    assert not bounces.take_folder("one")
    mail.refresh_from_db()
    assert mail.state == State.BOUNCED
    assert sorted(path.relative_to(place).as_posix() for path in place.rglob("*.eml")) == ["unread/2.eml"]


def test_page_takes_a_pasted_report_and_keeps_what_is_none(team: Any, as_: Callable[[str], Client]) -> None:
    mail, client, url = sent(), as_("organiser"), "/desk/example-water/mail/came-back/"
    wrong = client.post(url, {"message": "<script>alert(1)</script>"})
    assert wrong.status_code == 200
    assert "&lt;script&gt;alert(1)" in wrong.content.decode()
    assert "not the message of a mail server" in wrong.content.decode()
    assert client.post(url, {"message": report(mail.message_id).decode()}).status_code == 302
    mail.refresh_from_db()
    assert mail.state == State.BOUNCED
    assert client.post(url, b"{}", content_type="application/json").status_code == 200
    assert client.post(url, {"message": "x" * 300_000}).status_code == 200
