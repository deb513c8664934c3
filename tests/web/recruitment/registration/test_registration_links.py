"""What volunteers do by their links: confirm, change the contact, withdraw, keep the receipt."""

import pytest
from django.test import Client
from invented_registration import registered

from tequio.web.assemblies.models import Assembly
from tequio.web.mail.models import Mail
from tequio.web.recruitment.models import PoolClosing, Volunteer
from tequio.web.recruitment.registration import actions

PURPOSES = ("receipt", "confirm", "contact", "withdraw")


@pytest.fixture
def volunteer(assembly: Assembly) -> Volunteer:
    """Somebody who registered and did not confirm."""
    return registered(assembly)


def state(volunteer: Volunteer) -> str:
    return Volunteer.objects.get(pk=volunteer.pk).state


@pytest.mark.parametrize("purpose", PURPOSES)
def test_link_that_a_mail_scanner_follows_changes_nothing(volunteer: Volunteer, purpose: str) -> None:
    before = Volunteer.objects.values().get()
    for method in ("get", "head", "options"):
        assert getattr(Client(), method)(actions.link(purpose, volunteer)).status_code in (200, 405)
    assert Volunteer.objects.values().get() == before


@pytest.mark.parametrize("purpose", PURPOSES)
def test_link_serves_one_purpose(volunteer: Volunteer, purpose: str) -> None:
    key = actions.link(purpose, volunteer).split("/")[-2]
    for other in set(PURPOSES) - {purpose}:
        assert Client().post(f"/a/{volunteer.assembly.slug}/{other}/{key}/").status_code == 410
    assert state(volunteer) == "registered"


def test_link_of_another_assembly_leads_nowhere(volunteer: Volunteer) -> None:
    path = actions.link("confirm", volunteer).replace(volunteer.assembly.slug, "example-roads")
    assert Client().post(path).status_code == 404


def test_button_confirms_once(volunteer: Volunteer) -> None:
    path = actions.link("confirm", volunteer)
    assert "You are in the pot" in Client().post(path).content.decode()
    first = Volunteer.objects.get().confirmed_at
    Client().post(path)
    confirmed = Volunteer.objects.get()
    assert (confirmed.state, confirmed.confirmed_at, confirmed.confirmed_how) == ("confirmed", first, "email")


def test_button_is_too_late_once_the_pool_is_closed(volunteer: Volunteer) -> None:
    PoolClosing.objects.create(assembly=volunteer.assembly, people=0, root="0" * 64)
    path = actions.link("confirm", volunteer)
    for answer in (Client().get(path), Client().post(path)):
        assert "too late" in answer.content.decode()
    assert state(volunteer) == "registered"


def test_withdrawing_takes_a_button_and_is_for_good(volunteer: Volunteer) -> None:
    Client().post(actions.link("withdraw", volunteer))
    assert state(volunteer) == "withdrawn"
    Client().post(actions.link("confirm", volunteer))
    assert state(volunteer) == "withdrawn"


def test_contact_is_changed_and_the_new_mailbox_gets_the_letter(volunteer: Volunteer) -> None:
    changed = {"name": "Ana Example", "email": "new@example.org", "phone": "951 123 4567"}
    page = Client().post(actions.link("contact", volunteer), changed).content.decode()
    assert "It is changed." in page
    after = Volunteer.objects.get()
    assert (after.contact["email"], after.contact["phone"]) == ("new@example.org", "951 123 4567")
    assert after.email_blind != volunteer.email_blind
    assert [mail.to for mail in Mail.objects.order_by("pk")] == ["ana@example.org", "new@example.org"]


def test_contact_that_is_no_address_stays_on_the_page(volunteer: Volunteer) -> None:
    page = (
        Client().post(actions.link("contact", volunteer), {"name": "Ana", "email": "ana@"}).content.decode()
    )
    assert "This is not a whole e-mail address." in page
    assert 'value="ana@"' in page
    assert Volunteer.objects.get().contact["email"] == "ana@example.org"


def test_receipt_shows_number_code_and_square(volunteer: Volunteer) -> None:
    page = Client().get(actions.link("receipt", volunteer)).content.decode()
    salt = volunteer.salt
    assert f"{salt[:4]} {salt[4:8]} {salt[8:12]} {salt[12:16]}" in page
    assert "data:image/svg+xml" in page
    assert "Ana Example" not in page


def test_links_of_somebody_who_was_erased_are_gone(volunteer: Volunteer) -> None:
    Volunteer.objects.update(state="erased", salt="", contact={}, features={})
    for purpose in PURPOSES:
        assert Client().get(actions.link(purpose, volunteer)).status_code == 404
