"""Somebody registers on a phone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from invented_registration import address, answers, opened, registered, token

from tequio.web.assemblies.models import Assembly, Text, Wording
from tequio.web.limits.actions import spend
from tequio.web.mail.models import Mail
from tequio.web.recruitment.frame.queries import blind_of
from tequio.web.recruitment.models import Frame, Letter, Volunteer, Wave
from tequio.web.recruitment.registration.views import WRONG_CODES_AN_HOUR


def test_register_keeps_contact_features_and_consent(assembly: Assembly) -> None:
    volunteer = registered(assembly)
    assert volunteer.contact == {"name": "Ana Example", "email": "ana@example.org"}
    assert volunteer.features == {"age": "16-34", "lives here": "yes"}
    assert (volunteer.number, volunteer.state, volunteer.channel) == (1, "registered", "web")
    [consent] = volunteer.consent
    assert (consent["purpose"], consent["version"], consent["language"]) == ("taking-part", 0, "en")


def test_register_in_spanish_asks_and_keeps_spanish(assembly: Assembly) -> None:
    client = Client(headers={"Accept-Language": "es"})
    page = client.get(address(assembly)).content.decode()
    assert "¿Cuántos años tiene?" in page
    assert "de 16 a 34" in page
    client.post(address(assembly), answers(assembly))
    volunteer = Volunteer.objects.get()
    assert (volunteer.language, volunteer.consent[0]["language"]) == ("es", "es")
    assert Mail.objects.get().language == "es"


def test_register_address_with_a_language_leads_to_that_language(assembly: Assembly) -> None:
    page = Client().get(f"{address(assembly)}?language=es&code=K7M4", follow=True)
    assert page.request["QUERY_STRING"] == "code=K7M4"
    assert '<html lang="es">' in page.content.decode()


def test_register_posts_one_letter_with_a_link_to_confirm(assembly: Assembly) -> None:
    volunteer = registered(assembly)
    mail = Mail.objects.get()
    assert (mail.to, mail.template, mail.test) == ("ana@example.org", "registration", False)
    assert f"/a/{assembly.slug}/confirm/" in mail.context["confirm"]
    assert (mail.context["number"], mail.context["again"]) == (volunteer.number, False)


def test_register_with_telephone_alone_posts_no_letter(assembly: Assembly) -> None:
    volunteer = registered(assembly, email="", phone="951 123 45 67")
    assert volunteer.contact["phone"] == "951 123 45 67"
    assert Mail.objects.count() == 0


def test_register_without_any_contact_or_letter_says_what_to_do(assembly: Assembly) -> None:
    page = Client().post(address(assembly), answers(assembly, email="")).content.decode()
    assert "Please give an e-mail address or a telephone number" in page
    assert 'value="Ana Example"' in page
    assert Volunteer.objects.count() == 0


def test_register_keeps_what_was_written_when_something_is_missing(assembly: Assembly) -> None:
    filled = answers(assembly, lives_here="")
    page = Client().post(address(assembly), filled).content.decode()
    assert "Only who can say yes here can take part." in page
    assert 'value="ana@example.org"' in page
    assert re.search(r'value="16-34"[^>]*checked', page)


def test_register_of_a_doubled_address_shows_the_same_page(assembly: Assembly) -> None:
    pages = []
    for _ in range(2):
        answer = Client().post(address(assembly), answers(assembly), follow=True)
        page = answer.content.decode()
        page = re.sub(
            r"csrfmiddlewaretoken\S* value=\S+|data:image[^\"]+|[0-9a-f]{64}|[0-9a-f]{4}( [0-9a-f]{4}){3}",
            "",
            page,
        )
        pages.append(re.sub(r"/(contact|withdraw|receipt)/[^/]+/|<dd>\d</dd>|number=\d", "", page))
    assert pages[0] == pages[1]
    assert [mail.context["again"] for mail in Mail.objects.order_by("pk")] == [False, True]


def test_form_sent_twice_registers_once(assembly: Assembly) -> None:
    filled = answers(assembly)
    answers_ = [Client().post(address(assembly), filled) for _ in range(2)]
    assert Volunteer.objects.count() == Mail.objects.count() == 1
    links = {re.sub(r"[^/.]+\.[^/]+/$", "", answer["Location"]) for answer in answers_}
    assert links == {f"/a/{assembly.slug}/receipt/"}


def test_form_sent_again_with_another_name_is_not_lost(assembly: Assembly) -> None:
    shown = token()
    for name in ("Ana Exmple", "Ana Example"):
        Client().post(address(assembly), answers(assembly, shown=shown, name=name))
    assert [one.contact["name"] for one in Volunteer.objects.order_by("number")] == [
        "Ana Exmple",
        "Ana Example",
    ]


def test_consent_holds_the_version_of_the_published_text(assembly: Assembly) -> None:
    for name, body in (("consent-taking-part", "Take part, version 3"), ("consent-research", "Research")):
        text = Text.objects.create(assembly=assembly, name=name)
        for version in (2, 3):
            Wording.objects.create(
                text=text, version=version, language="en", body=body, published_at=assembly.created_at
            )
    assert "Take part, version 3" in Client().get(address(assembly)).content.decode()
    volunteer = registered(assembly)
    assert [(one["purpose"], one["version"]) for one in volunteer.consent] == [("taking-part", 3)]
    agreed = registered(assembly, **{"consent-research": "on"})
    assert [one["purpose"] for one in agreed.consent] == ["taking-part", "research"]


def test_register_is_refused_without_consent(assembly: Assembly) -> None:
    filled = answers(assembly)
    del filled["consent-taking-part"]
    assert "we may not keep" in Client().post(address(assembly), filled).content.decode()
    assert Volunteer.objects.count() == 0


@pytest.mark.parametrize("made", ["none", "test", "closed"])
def test_register_page_that_is_not_open_shows_no_form(team: Any, made: str) -> None:
    assembly = team.assembly
    if made == "closed":
        opened(assembly)
        assembly.registration_pages.update(state="closed")
    page = Client().get(address(assembly)).content.decode()
    assert 'name="email"' not in page
    assert ("Registration is over" in page) == (made == "closed")


@pytest.fixture
def letter_known(team: Any) -> Letter:
    """One letter of a drawn wave has the code K7M4CPQ7."""
    frame = Frame.objects.create(assembly=team.assembly, name="example.csv", bytes=1, sha256="0" * 64)
    wave = Wave.objects.create(assembly=team.assembly, number=1, frame=frame, letters_asked=1)
    return Letter.objects.create(wave=wave, number=1, row=1, stratum=0, code_blind=blind_of("K7M4CPQ7"))


def test_code_of_a_letter_needs_no_contact_and_confirms(team: Any, letter_known: Letter) -> None:
    assembly = opened(team.assembly, "letter")
    volunteer = registered(assembly, email="", code="K7M4CPQ7")
    assert (volunteer.state, volunteer.confirmed_how, volunteer.channel) == ("confirmed", "code", "letter")


def test_code_of_a_letter_stands_in_the_form_that_its_address_opens(team: Any, letter_known: Letter) -> None:
    assembly = opened(team.assembly, "letter")
    assert 'value="K7M4CPQ7"' in Client().get(f"{address(assembly)}?code=K7M4CPQ7").content.decode()


def test_code_that_is_unknown_says_what_to_do(team: Any, letter_known: Letter) -> None:
    assembly = opened(team.assembly, "letter", "web")
    page = Client().post(address(assembly), answers(assembly, code="WRONG")).content.decode()
    assert "We do not know this code" in page
    assert Volunteer.objects.count() == 0


def test_letters_only_page_takes_an_address_instead_of_the_code(team: Any, letter_known: Letter) -> None:
    assembly = opened(team.assembly, "letter")
    page = Client().post(address(assembly), answers(assembly)).content.decode()
    assert "Without it, write your address." in page
    volunteer = registered(assembly, address="Calle Ejemplo 12, Oaxaca")
    assert (volunteer.state, volunteer.channel) == ("registered", "letter")
    assert volunteer.household_blind


def test_code_tried_too_often_is_not_looked_up_any_more(team: Any, letter_known: Letter) -> None:
    assembly = opened(team.assembly, "letter", "web")
    for _ in range(WRONG_CODES_AN_HOUR):
        spend("wrong code", "127.0.0.0/24", WRONG_CODES_AN_HOUR, timedelta(hours=1))
    Client().post(address(assembly), answers(assembly, code="K7M4CPQ7"))
    assert Volunteer.objects.count() == 0


def test_register_page_asks_the_database_little(
    assembly: Assembly, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    with django_assert_max_num_queries(12):
        client.get(address(assembly))
