"""Signing in: the second factor, the lock-out, the end of sessions, and the pages in both languages."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tequio.web.accounts.actions import set_site_rules
from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.mail.models import Mail

PASSWORD, OTHER = "four words of example", "five other words of example"
SECRET = "JBSWY3DPEHPK3PXP"
LOGIN = "/account/login/"


def sign_in(name: str, password: str = PASSWORD, client: Client | None = None) -> tuple[Client, Any]:
    client = client or Client()
    return client, client.post(LOGIN, {"login": f"{name}@example.org", "password": password})


def second_factor(user: User) -> None:
    TOTP.activate(user, SECRET)


def code() -> str:
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def test_password_leads_to_the_desk(team: Any) -> None:
    _, answer = sign_in("organiser")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")


def test_second_factor_is_asked_for_before_the_desk(team: Any) -> None:
    second_factor(team.people["organiser"])
    client, answer = sign_in("organiser")
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert client.get("/desk/").status_code == 302
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert client.post("/account/2fa/authenticate/", {"code": code()}).status_code == 302
    assert client.get("/desk/").status_code == 200


def test_recovery_code_works_once(team: Any) -> None:
    second_factor(team.people["organiser"])
    recovery = RecoveryCodes.activate(team.people["organiser"]).get_unused_codes()[0]
    answers = []
    for _ in range(2):
        client, _answer = sign_in("organiser")
        answers.append(client.post("/account/2fa/authenticate/", {"code": recovery}).status_code)
    assert answers == [302, 200]


def test_compulsory_second_factor_comes_before_anything_else(team: Any, as_: Callable[[str], Client]) -> None:
    set_site_rules(second_factor=True)
    client = as_("organiser")
    for path in ("/desk/", f"/desk/{team.assembly.slug}/", "/desk/account/"):
        assert client.get(path)["Location"] == "/account/2fa/totp/activate/"
    assert client.get("/").status_code == 200
    assert client.get("/account/2fa/totp/activate/", follow=True).status_code == 200
    second_factor(team.people["organiser"])
    assert client.get("/desk/").status_code == 200


def test_second_factor_of_one_assembly_binds_its_team_only(team: Any, as_: Callable[[str], Client]) -> None:
    Assembly.objects.filter(pk=team.assembly.pk).update(second_factor=True)
    answers = {name: as_(name).get("/desk/").status_code for name in ("caller", "neighbour", "stranger")}
    assert answers == {"caller": 302, "neighbour": 200, "stranger": 200}


def test_second_factor_is_kept_sealed(team: Any) -> None:
    second_factor(team.people["organiser"])
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert SECRET not in kept
    assert get_adapter().decrypt(kept) == SECRET


def test_five_failures_lock_out_and_say_so(team: Any, settings: Any) -> None:
    settings.AXES_ENABLED = True
    client = Client()
    answers = [sign_in("organiser", "wrong", client)[1].status_code for _ in range(6)]
    assert answers[0] == 200
    answer = sign_in("organiser", client=client)[1]
    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()
    assert sign_in("caller")[1].status_code == 302


def test_session_ends_after_eight_hours(team: Any) -> None:
    client, _ = sign_in("organiser")
    assert client.get("/desk/").status_code == 200
    left = Session.objects.get(session_key=client.session.session_key).expire_date - timezone.now()
    assert 7.9 * 3600 < left.total_seconds() <= 8 * 3600
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/desk/")["Location"].startswith(LOGIN)


def test_changed_password_ends_the_other_sessions(team: Any) -> None:
    here, _ = sign_in("organiser")
    there, _ = sign_in("organiser")
    answer = here.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    )
    assert answer.status_code == 302
    assert there.get("/desk/").status_code == 302
    assert here.get("/desk/").status_code == 200


def test_deactivated_account_is_out_at_once(team: Any) -> None:
    client, _ = sign_in("caller")
    User.objects.filter(email="caller@example.org").update(is_active=False)
    assert client.get("/desk/").status_code == 302


def test_forgotten_password_is_renewed_by_a_letter(team: Any) -> None:
    client = Client()
    client.post("/account/password/reset/", {"email": "organiser@example.org"})
    letter = Mail.objects.get()
    assert (letter.template, letter.to) == ("new_password", "organiser@example.org")
    path = "/" + letter.context["url"].split("/", 3)[3]
    page = client.get(path, follow=True)
    form = page.redirect_chain[-1][0]
    client.post(form, {"password1": OTHER, "password2": OTHER})
    assert sign_in("organiser", OTHER)[1].status_code == 302


def test_unknown_address_gets_the_same_page_and_no_letter(team: Any) -> None:
    answers = [
        Client().post("/account/password/reset/", {"email": email}, follow=True).content.decode()
        for email in ("organiser@example.org", "nobody@example.org")
    ]
    assert "<h1>" in answers[0]
    first, second = (page[page.index("<h1>") :] for page in answers)
    assert first == second
    assert Mail.objects.count() == 1


def test_nobody_signs_up() -> None:
    assert [Client().get(path).status_code for path in ("/account/signup/", "/account/email/")] == [404, 404]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_of_signing_in_looks_like_ours(language: str, team: Any) -> None:
    second_factor(team.people["observer"])
    inside, _ = sign_in("organiser")
    outside = Client()
    pages = [(outside, LOGIN), (outside, "/account/password/reset/"), (outside, "/account/inactive/")]
    pages += [(outside, "/account/password/reset/done/"), (outside, "/account/password/reset/key/done/")]
    pages += [
        (inside, f"/account/{end}") for end in ("password/change/", "2fa/", "2fa/totp/activate/", "logout/")
    ]
    waiting, _ = sign_in("observer")
    pages.append((waiting, "/account/2fa/authenticate/"))
    inside.post("/account/reauthenticate/", {"password": PASSWORD})
    for client, path in pages:
        client.cookies["django_language"] = language
        answer = client.get(path)
        page = answer.content.decode()
        assert answer.status_code == 200, path
        assert (f'<html lang="{language}">' in page, "tequio.css" in page) == (True, True), path
        assert ("signup" in page, "style=" in page, "<script" in page) == (False, False, False), path
