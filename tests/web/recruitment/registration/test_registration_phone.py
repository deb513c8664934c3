"""Callers register and confirm people on the telephone."""

from typing import Any

import pytest
from invented_registration import answers, opened, registered

from tequio.web.accounts.models import Reading
from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import Volunteer


@pytest.fixture
def assembly(team: Any) -> Assembly:
    """Open on the web and by telephone."""
    return opened(team.assembly, "web", "phone")


def test_caller_registers_somebody_who_has_no_email(assembly: Assembly, team: Any, as_: Any) -> None:
    filled = answers(assembly, email="", phone="951 123 4567")
    answer = as_("caller").post(f"/desk/{assembly.slug}/registration/phone/?language=es", filled, follow=True)
    volunteer = Volunteer.objects.get()
    assert (volunteer.channel, volunteer.state, volunteer.confirmed_how) == ("phone", "confirmed", "caller")
    assert volunteer.registered_by == volunteer.confirmed_by == team.people["caller"]
    assert (volunteer.language, volunteer.consent[0]["language"]) == ("es", "es")
    page = answer.content.decode()
    assert volunteer.salt[:4] in page
    assert Reading.objects.filter(kind="receipt", ids=["v1"]).count() == 1


def test_caller_who_presses_twice_registers_once(assembly: Assembly, as_: Any) -> None:
    filled, client = answers(assembly, email="", phone="951 123 4567"), as_("caller")
    for _ in range(2):
        client.post(f"/desk/{assembly.slug}/registration/phone/", filled)
    assert Volunteer.objects.count() == 1


def test_telephone_page_that_is_not_open_shows_no_form(assembly: Assembly, as_: Any) -> None:
    assembly.registration_pages.filter(channel="phone").update(state="closed")
    answer = as_("caller").post(f"/desk/{assembly.slug}/registration/phone/", answers(assembly))
    assert "not open in this language" in answer.content.decode()
    assert Volunteer.objects.count() == 0


def test_caller_confirms_who_waits(assembly: Assembly, team: Any, as_: Any) -> None:
    volunteer = registered(assembly, email="", phone="951 123 4567")
    client, path = as_("caller"), f"/desk/{assembly.slug}/registration/confirm/"
    assert "951 123 4567" in client.get(path).content.decode()
    assert Reading.objects.get(kind="contact").ids == ["v1"]
    client.post(path, {"number": volunteer.number})
    volunteer.refresh_from_db()
    assert (volunteer.state, volunteer.confirmed_how) == ("confirmed", "caller")
    assert volunteer.confirmed_by == team.people["caller"]
    assert "951" not in client.get(path).content.decode()


def test_caller_sees_no_features_of_who_waits(assembly: Assembly, as_: Any) -> None:
    registered(assembly)
    page = as_("caller").get(f"/desk/{assembly.slug}/registration/confirm/").content.decode()
    assert "16-34" not in page
    assert "16 to 34" not in page


@pytest.mark.parametrize("number", ["", "x", "999", "1' OR 1=1", "9" * 40])
def test_number_that_nobody_has_confirms_nobody(assembly: Assembly, as_: Any, number: str) -> None:
    registered(assembly)
    path = f"/desk/{assembly.slug}/registration/confirm/"
    assert as_("caller").post(path, {"number": number}).status_code == 404
    assert Volunteer.objects.get().state == "registered"
