"""What organisers and people see and do about data: periods, one person's data, erasing."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from held_rows import somebody

from tequio.web.accounts.models import Reading
from tequio.web.privacy.models import Complaint, ComplaintNote, Erasure, PurgeReceipt
from tequio.web.privacy.retention import CLASSES, days_of
from tequio.web.privacy.views import own_key

AT = "/desk/example-water/privacy/"
COMPLAINTS = "/desk/example-water/complaints/"
KEY = "0123456789abcdef" * 4


def said(answer: Any) -> str:
    return str(answer.content.decode())


def test_periods_are_saved_and_hold_for_the_assembly(team: Any, as_: Any) -> None:
    answer = as_("organiser").post(f"{AT}periods/", dict.fromkeys(CLASSES, 30))
    assert answer.headers["Location"] == AT
    assert set(days_of(team.assembly).values()) == {30}


@pytest.mark.parametrize("days", ["0", "3651", "-1", "x", "=1+1", "", "9" * 10_000, "<script>"])
def test_wrong_period_is_refused_and_the_others_are_kept_in_the_form(days: str, team: Any, as_: Any) -> None:
    answer = as_("organiser").post(f"{AT}periods/", dict.fromkeys(CLASSES, 31) | {"mail": days})
    assert answer.status_code == 200
    assert said(answer).count('value="31"') == len(CLASSES) - 1
    assert "<script>" not in said(answer).replace("<script src=", "")
    assert days_of(team.assembly)["mail"] == CLASSES["mail"].days


def test_person_is_found_by_the_number_of_the_receipt(team: Any, as_: Any) -> None:
    somebody(team.assembly)
    browser = as_("organiser")
    assert browser.get(f"{AT}people/?number=12").headers["Location"] == f"{AT}people/12/"
    assert "Nobody has this number" in said(browser.get(f"{AT}people/?number=13"))


def test_person_page_shows_what_is_held_and_is_logged(team: Any, as_: Any) -> None:
    somebody(team.assembly)
    page = said(as_("organiser").get(f"{AT}people/12/"))
    assert all(one in page for one in ("Ana 12 Example", "ana@example.org", "16-34"))
    assert list(Reading.objects.values_list("kind", "ids")) == [("held", ["v12"])]


def test_what_people_wrote_is_shown_as_text(team: Any, as_: Any) -> None:
    somebody(team.assembly, contact={"name": "<script>alert(1)</script>", "email": "a@example.org"})
    page = said(as_("organiser").get(f"{AT}people/12/"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_file_holds_every_field_of_the_person_and_of_nobody_else(team: Any, as_: Any) -> None:
    somebody(team.assembly)
    somebody(team.assembly, 13, email="other@example.org")
    answer = as_("organiser").get(f"{AT}people/12/data.json")
    held = json.loads(answer.content)["recruitment.Volunteer"]
    assert [one["number"] for one in held] == [12]
    assert held[0]["contact"]["email"] == "ana@example.org"
    assert "other@example.org" not in said(answer)


def test_complaints_are_in_no_export(team: Any, as_: Any) -> None:
    somebody(team.assembly)
    _told(as_, text="About Ana 12 Example")
    assert "About Ana" not in said(as_("organiser").get(f"{AT}people/12/data.json"))


def test_erasing_asks_first_and_then_erases(team: Any, as_: Any) -> None:
    volunteer, browser = somebody(team.assembly), as_("organiser")
    browser.get(f"{AT}people/12/erase/")
    assert browser.post(f"{AT}people/12/erase/", {}).status_code == 200
    assert Erasure.objects.count() == 0
    assert browser.post(f"{AT}people/12/erase/", {"sure": "on"}).status_code == 302
    volunteer.refresh_from_db()
    assert volunteer.contact == {}
    assert Erasure.objects.get().by == team.people["organiser"]


def test_own_link_shows_gives_and_erases_without_an_account(team: Any) -> None:
    volunteer = somebody(team.assembly)
    key, browser = own_key(volunteer), Client()
    address = reverse("privacy:mine", args=["example-water", key])
    page = browser.get(address)
    assert "ana@example.org" in said(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert json.loads(browser.get(f"{address}data.json").content)["recruitment.Volunteer"][0]["number"] == 12
    assert browser.get(f"{address}erase/").status_code == 200
    volunteer.refresh_from_db()
    assert volunteer.state == "confirmed"
    assert browser.post(f"{address}erase/", {"sure": "on"}).headers["Location"] == address
    assert "Your data are deleted" in said(browser.get(address))
    assert Erasure.objects.get().by is None


@pytest.mark.parametrize("end", ["", "erase/", "data.json"])
def test_changed_link_opens_nothing(end: str, team: Any) -> None:
    key = own_key(somebody(team.assembly))
    assert Client().post(f"/a/example-water/mine/{key[:-1]}/{end}", {"sure": "on"}).status_code == 410
    assert Client().get(f"/a/example-roads/mine/{key}/{end}").status_code == 404
    assert Erasure.objects.count() == 0


def _told(as_: Any, **changed: str) -> Any:
    form = {"kind": "safeguarding", "told_by": "Example", "text": "Too loud.", "form_key": KEY} | changed
    return as_("organiser").post(f"{COMPLAINTS}new/", form)


def test_complaint_is_sealed_listed_without_its_text_and_its_reading_logged(team: Any, as_: Any) -> None:
    assert _told(as_).headers["Location"] == f"{COMPLAINTS}1/"
    assert "Too loud" not in said(as_("organiser").get(COMPLAINTS))
    assert Reading.objects.count() == 0
    assert "Too loud" in said(as_("organiser").get(f"{COMPLAINTS}1/"))
    assert list(Reading.objects.values_list("kind", "ids")) == [("complaint", ["1"])]


def test_complaint_sent_twice_is_one(team: Any, as_: Any) -> None:
    for _ in range(2):
        _told(as_)
    assert Complaint.objects.count() == 1


def test_note_settles_a_complaint_and_a_later_one_opens_it(team: Any, as_: Any) -> None:
    _told(as_)
    note = {"text": "Talked.", "close": "on", "form_key": KEY}
    for _ in range(2):
        as_("organiser").post(f"{COMPLAINTS}1/", note)
    assert ComplaintNote.objects.count() == 1
    assert Complaint.objects.get().closed_at
    as_("organiser").post(f"{COMPLAINTS}1/", {"text": "Again.", "form_key": "f" * 64})
    assert Complaint.objects.get().closed_at is None


@pytest.mark.parametrize(
    "changed",
    [{"text": ""}, {"text": "x" * 20_001}, {"kind": "other"}, {"told_by": "x" * 10_240}, {"form_key": "x"}],
)
def test_wrong_complaint_is_refused_and_what_was_written_stays(
    changed: dict[str, str], team: Any, as_: Any
) -> None:
    answer = _told(as_, **changed)
    assert answer.status_code == 200
    assert Complaint.objects.count() == 0
    assert changed.get("text", "Too loud.") in said(answer)


def test_complaint_of_wrong_content_type_changes_nothing(team: Any, as_: Any) -> None:
    answer = as_("organiser").post(f"{COMPLAINTS}new/", b"\xff\xfe{", content_type="application/json")
    assert answer.status_code == 200
    assert Complaint.objects.count() == 0


def test_complaint_is_shown_as_text(team: Any, as_: Any) -> None:
    _told(as_, text="<img src=x onerror=alert(1)> =HYPERLINK()")
    assert "<img src=x" not in said(as_("organiser").get(f"{COMPLAINTS}1/"))


def test_pages_take_few_queries_whatever_the_size(
    team: Any, as_: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        Complaint.objects.create(
            assembly=team.assembly, number=number + 1, kind="complaint", text="x", form_key=f"{number:064}"
        )
        PurgeReceipt.objects.create(
            assembly=team.assembly,
            data_class="mail",
            day=timezone.now().date() - timedelta(days=number),
            cutoff=timezone.now(),
            count=3,
        )
    somebody(team.assembly)
    browser = as_("organiser")
    for page in (AT, f"{AT}people/12/", COMPLAINTS, f"{COMPLAINTS}1/", f"{AT}periods/"):
        with django_assert_max_num_queries(12):
            assert browser.get(page).status_code == 200


@pytest.mark.parametrize("language", ["en", "es"])
def test_threats_page_names_all_five(language: str, db: None) -> None:
    page = said(Client().get("/threats/", headers={"Accept-Language": language}))
    assert page.count("<h2>") == 6
    assert ("An organiser who is not honest" in page) == (language == "en")
