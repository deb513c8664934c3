"""The pages of the confirmations: who sees what, what a link does, and what is kept on an error."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tequio.web.accounts import links
from tequio.web.accounts.models import Reading
from tequio.web.mail.models import Mail
from tequio.web.members import actions
from tequio.web.members.letters import member_link, offer_link, shown_code
from tequio.web.members.models import Attempt, Offer, PublicFace, SupportNeeds
from tequio.web.selection.models import Draw
from web.members.steps import answered, offered, rename

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
DESK = "/desk/example-water/"
SignedIn = Callable[[str], Client]


def path(link: str) -> str:
    return link.split("8000", 1)[1]


def english() -> Client:
    """Somebody's browser in which English was chosen; the invented people registered in Spanish."""
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def again(offer: Offer) -> Offer:
    offer.refresh_from_db()
    return offer


def test_link_that_a_mail_scanner_follows_changes_nothing(team: Any, draw: Draw) -> None:
    offer, client = offered(team)[0], english()
    for _ in range(2):
        assert "Yes, I will come" in text(client, path(offer_link(offer)))
        client.head(path(offer_link(offer)))
    assert again(offer).state == "offered"


def test_link_accepts_by_its_button_and_leads_to_the_members_page(team: Any, draw: Draw) -> None:
    offer, client = offered(team)[0], english()
    answer = client.post(path(offer_link(offer)), {"answer": "yes"}, follow=True)
    assert "Your page as a member" in answer.content.decode()
    assert (again(offer).state, offer.channel, offer.answered_by) == ("accepted", "link", None)
    refused = client.post(path(offer_link(offer)), {"answer": "no"}, follow=True).content.decode()
    assert "There is an answer already" in refused
    assert again(offer).state == "accepted"


def test_link_declines_by_its_button(team: Any, draw: Draw) -> None:
    offer = offered(team)[0]
    answer = english().post(path(offer_link(offer)), {"answer": "no"}, follow=True)
    assert "You said no" in answer.content.decode()
    assert again(offer).state == "declined"


@pytest.mark.parametrize("data", [{}, {"answer": ""}, {"answer": "maybe"}, {"answer": SCRIPT}])
def test_link_does_nothing_without_a_clear_answer(data: dict[str, str], team: Any, draw: Draw) -> None:
    offer = offered(team)[0]
    assert english().post(path(offer_link(offer)), data).status_code == 200
    assert again(offer).state == "offered"


def test_link_of_another_purpose_or_cut_or_changed_opens_nothing(team: Any, draw: Draw) -> None:
    offer = offered(team)[0]
    offered_to, member = path(offer_link(offer)), path(member_link(offer))
    token = offered_to.split("/")[2]
    for url in (
        f"/member/{token}/",
        member.replace("/member/", "/place/"),
        offered_to[:-3] + "/",
        offered_to.replace(str(offer.pk), str(offer.pk + 1), 1),
        "/place/x/",
        f"/place/{links.make('receipt', str(offer.pk))}/",
    ):
        for answer in (
            Client().get(url),
            Client().post(url, {"answer": "yes", "step": "leave", "sure": "yes"}),
        ):
            assert answer.status_code == 410, url
    assert again(offer).state == "offered"


def test_code_of_a_printed_letter_accepts(team: Any, draw: Draw) -> None:
    offer, client = offered(team)[0], english()
    url = "/a/example-water/place/"
    for typed in (shown_code(offer.code).lower(), offer.code):
        answer = client.post(url, {"code": typed})
        assert answer.status_code == 302
    client.post(answer["Location"], {"answer": "yes"})
    assert (again(offer).state, offer.channel) == ("accepted", "code")


@pytest.mark.parametrize("typed", ["", "AAAA AAAA AAAA", SCRIPT, "x" * 10_000, "\x00", "=1+1"])
def test_code_that_is_none_says_so_and_stays_in_the_form(typed: str, team: Any, draw: Draw) -> None:
    offered(team)
    answer = Client().post("/a/example-water/place/", {"code": typed})
    assert answer.status_code == 200
    assert SCRIPT not in answer.content.decode()
    assert 'class="errorlist' in answer.content.decode()


def test_code_of_a_neighbouring_assembly_opens_nothing(team: Any, draw: Draw) -> None:
    offer = offered(team)[0]
    assert Client().post("/a/example-roads/place/", {"code": offer.code}).status_code == 200


def test_member_tells_needs_and_what_everybody_sees(team: Any, draw: Draw) -> None:
    offer, client = offered(team)[0], english()
    answered([offer])
    url = path(member_link(offer))
    client.post(url, {"step": "needs", "needs-kinds": ["sight", "food"], "needs-text": SCRIPT})
    assert SupportNeeds.objects.get().content == {"kinds": ["food", "sight"], "text": SCRIPT}
    assert "Invented" not in text(Client(), "/a/example-water/panel/"), "nothing unless they want it"
    face = {"step": "face", "face-shows": "sentence", "face-name": SCRIPT, "face-sentence": "=HYPERLINK(1)"}
    client.post(url, face)
    page = text(Client(), "/a/example-water/panel/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert SCRIPT not in page
    assert "=HYPERLINK(1)" in page
    client.post(url, face | {"face-shows": "nothing"})
    assert "HYPERLINK" not in text(Client(), "/a/example-water/panel/")
    assert PublicFace.objects.get().sentence == ""


def test_member_who_writes_too_much_loses_nothing(team: Any, draw: Draw) -> None:
    offer = offered(team)[0]
    answered([offer])
    answer = Client().post(
        path(member_link(offer)),
        {"step": "face", "face-shows": "sentence", "face-name": "N" * 10_000, "face-sentence": "Kept words"},
    )
    assert answer.status_code == 200
    assert "Kept words" in answer.content.decode()
    assert not PublicFace.objects.exists()
    assert Client().post(path(member_link(offer)), b"{}", content_type="application/json").status_code == 200


def test_member_gives_the_place_back_only_when_sure(team: Any, draw: Draw) -> None:
    offer = offered(team)[0]
    answered([offer])
    Client().post(path(member_link(offer)), {"step": "leave"})
    assert again(offer).state == "accepted"
    Client().post(path(member_link(offer)), {"step": "leave", "sure": "yes"})
    assert again(offer).state == "left"


def test_caller_sees_contacts_and_never_a_feature(team: Any, draw: Draw, as_: SignedIn) -> None:
    offers, client = offered(team), as_("caller")
    answered(offers[:5])
    actions.tell_needs(offer=offers[0], kinds=["sight"], text="secret-need")
    pages = [text(client, f"{DESK}members/"), text(client, f"{DESK}calls/")]
    for offer in offers[:6]:
        pages.append(text(client, f"{DESK}calls/{offer.pk}/"))
        pages += [text(client, f"{DESK}calls/{offer.pk}/{name}/") for name in ("needs", "public", "letter")]
    features = {"woman", "village", "16-34", "35-54", "55+", "secret-need"}
    assert {word for word in features if any(word in page for page in pages)} == set()
    assert "invented-" in pages[2]
    for name in ("members/needs/", "members/places/", "members/offer/", "members/drift/", "mail/"):
        assert client.get(f"{DESK}{name}").status_code == 403, name


def test_facilitator_sees_first_names_and_needs_only(team: Any, draw: Draw, as_: SignedIn) -> None:
    offers, client = offered(team), as_("facilitator")
    rename(offers[0], name="Ximena Secret-Surname", phone="555-0100")
    rename(offers[1], name="Yago Secret-Surname")
    answered(offers[:1])
    actions.tell_needs(offer=offers[0], kinds=["sight"], text="large print")
    pages = [text(client, f"{DESK}members/"), text(client, f"{DESK}members/needs/")]
    for page in pages:
        assert "Ximena" in page
        assert "Yago" not in page, "who has not accepted is no member"
        assert not any(secret in page for secret in ("Secret-Surname", "555-0100", "@example.org"))
    assert "large print" in pages[1]
    for name in ("calls/", f"calls/{offers[0].pk}/", "mail/", "members/drift/"):
        assert client.get(f"{DESK}{name}").status_code == 403, name


def test_observer_sees_nobody(team: Any, draw: Draw, as_: SignedIn) -> None:
    offers, client = offered(team), as_("observer")
    answered(offers)
    for name in ("members/", "members/needs/", "calls/", f"calls/{offers[0].pk}/", "mail/"):
        assert client.get(f"{DESK}{name}").status_code == 403, name
    page = text(client, f"{DESK}members/drift/")
    assert "Invented" not in page
    assert not any(offer.pseudonym in page for offer in offers)


def test_neighbour_reaches_no_offer_through_another_desk(team: Any, draw: Draw, as_: SignedIn) -> None:
    offer, client = offered(team)[0], as_("neighbour")
    for name in ("", "needs/", "public/", "letter/"):
        assert client.get(f"/desk/example-roads/calls/{offer.pk}/{name}").status_code == 404
    assert client.post(f"/desk/example-roads/calls/{offer.pk}/", {"outcome": "accepted"}).status_code == 404
    mail = Mail.objects.first()
    assert mail
    assert client.get(f"/desk/example-roads/mail/{mail.pk}/").status_code == 404


def test_caller_does_every_step_on_the_phone(team: Any, draw: Draw, as_: SignedIn) -> None:
    offer, client, caller = offered(team)[0], as_("caller"), team.people["caller"]
    url = f"{DESK}calls/{offer.pk}/"
    client.post(url, {"outcome": "accepted"})
    client.post(f"{url}needs/", {"kinds": ["hearing"], "text": "second row"})
    client.post(f"{url}public/", {"shows": "first_name", "name": "Invented"})
    assert (again(offer).state, offer.channel, offer.answered_by) == ("accepted", "phone", caller)
    assert (offer.needs.told_by, offer.face.name) == (caller, "Invented")
    client.post(url, {"outcome": "left"})
    assert (again(offer).state, offer.answered_by) == ("left", caller)


def test_call_form_keeps_what_was_typed_and_says_what_is_missing(
    team: Any, draw: Draw, as_: SignedIn
) -> None:
    offer, client = offered(team)[0], as_("caller")
    url = f"{DESK}calls/{offer.pk}/"
    for data in (
        {"outcome": "call_back"},
        {"outcome": SCRIPT},
        {},
        {"outcome": "call_back", "next_call": "x" * 9999},
    ):
        answer = client.post(url, data)
        assert answer.status_code == 200
        assert SCRIPT not in answer.content.decode()
    assert not Attempt.objects.exists()
    client.post(url, {"outcome": "call_back", "next_call": "2030-01-02T10:00"})
    assert Attempt.objects.count() == 1


def test_queue_starts_with_whom_no_letter_reaches(team: Any, draw: Draw, as_: SignedIn) -> None:
    offers = offered(team)
    Mail.objects.filter(key=f"offer-{offers[7].pk}").update(state="bounced")
    Mail.objects.filter(key=f"offer-{offers[9].pk}").delete()
    later = timezone.now() + timedelta(days=1)
    actions.note_call(offer=offers[7], outcome="call_back", next_call=later, by=team.people["caller"])
    rows = as_("caller").get(f"{DESK}calls/").context["rows"]
    assert [row["offer"].pk for row in rows[:2]] == [offers[9].pk, offers[7].pk]
    assert [row["due"] for row in rows[:2]] == [True, False]


def test_readings_of_names_contacts_and_needs_are_logged_by_id(team: Any, draw: Draw, as_: SignedIn) -> None:
    offers = offered(team)
    answered(offers[:1])
    actions.tell_needs(offer=offers[0], kinds=["sight"], text="")
    Reading.objects.all().delete()
    for name in ("members/", "members/needs/", "calls/", f"calls/{offers[1].pk}/", "mail/"):
        text(as_("organiser"), f"{DESK}{name}")
    kinds = list(Reading.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["members", "needs", "contacts", "contacts", "mail"]
    assert Reading.objects.get(kind="needs").ids == [str(offers[0].volunteer_id)]
    assert Reading.objects.last()


def test_organiser_offers_and_confirms_by_buttons(team: Any, draw: Draw, as_: SignedIn) -> None:
    client = as_("organiser")
    assert client.post(f"{DESK}members/offer/", {"deadline": "2020-01-01T10:00"}).status_code == 200
    assert client.post(f"{DESK}members/offer/", {"deadline": SCRIPT}).status_code == 200
    assert not Offer.objects.exists()
    assert client.post(f"{DESK}members/offer/", {"deadline": "2030-01-01T10:00"}).status_code == 302
    answered(list(Offer.objects.all()))
    assert "Confirm the panel" in text(client, f"{DESK}members/")
    client.post(f"{DESK}members/confirm/")
    assert "The panel was confirmed" in text(client, f"{DESK}members/")
    assert client.get(f"{DESK}members/confirm/").status_code == 405


def test_outbox_decides_unsure_letters_and_filters(team: Any, draw: Draw, as_: SignedIn) -> None:
    offered(team)
    client, mail = as_("organiser"), Mail.objects.first()
    assert mail
    Mail.objects.filter(pk=mail.pk).update(state="unsure", fault="WorkerDied")
    assert len(client.get(f"{DESK}mail/?state=unsure").context["rows"]) == 1
    assert len(client.get(f"{DESK}mail/?state={SCRIPT}").context["rows"]) == 20
    client.post(f"{DESK}mail/{mail.pk}/", {"step": "sent"})
    mail.refresh_from_db()
    assert mail.state == "sent"
    assert (
        "Nothing was changed"
        in client.post(f"{DESK}mail/{mail.pk}/", {"step": "again"}, follow=True).content.decode()
    )
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_pages_ask_the_database_at_most_twelve_times(team: Any, draw: Draw, as_: SignedIn) -> None:
    offers = offered(team)
    answered(offers[:10], no=2)
    for offer in offers[2:10]:
        actions.tell_needs(offer=offer, kinds=["sight"], text="x")
        actions.show_of_me(offer=offer, shows="first_name", name="Invented", sentence="")
    for offer in offers[10:]:
        actions.note_call(offer=offer, outcome="no_answer", by=team.people["caller"])
    mail = Mail.objects.first()
    assert mail
    desk = ["members/", "members/places/", "members/drift/", "members/needs/", "members/offer/", "calls/"]
    desk += [f"calls/{offers[12].pk}/", "mail/", f"mail/{mail.pk}/", "mail/templates/"]
    urls = [DESK + name for name in desk]
    urls += ["/a/example-water/panel/", path(member_link(offers[3])), path(offer_link(offers[3]))]
    client, counts = as_("organiser"), {}
    for url in urls:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            text(client, url)
        counts[url] = len(asked)
    assert {url: count for url, count in counts.items() if count > 12} == {}


@pytest.mark.parametrize("language", ["en", "es"])
def test_pages_are_shown_in_both_languages(language: str, team: Any, draw: Draw, as_: SignedIn) -> None:
    offers = offered(team)
    answered(offers[:3], no=1)
    client = as_("organiser")
    client.cookies["django_language"] = language
    for name in (
        "members/",
        "calls/",
        "members/drift/",
        "members/places/",
        "mail/",
        f"calls/{offers[1].pk}/",
    ):
        assert f'<html lang="{language}"' in text(client, DESK + name)


def test_link_opens_in_the_language_in_which_somebody_registered(
    team: Any, draw: Draw, as_: SignedIn
) -> None:
    offer = offered(team)[0]
    assert "Sí, voy a venir" in text(Client(), path(offer_link(offer)))
    assert "Yes, I will come" in text(english(), path(offer_link(offer)))
    printed = text(as_("caller"), f"{DESK}calls/{offer.pk}/letter/")
    assert "Salió usted en el sorteo" in printed
    assert shown_code(offer.code) in printed
