"""Programs are slowed down; nobody loses what was written."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from invented_registration import address, answers, registered, token

from tequio.web.assemblies.models import Assembly
from tequio.web.limits.models import Count
from tequio.web.mail.models import Mail
from tequio.web.recruitment.models import Volunteer
from tequio.web.recruitment.registration import timing

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "timely"), [(0, False), (2, False), (3, True), (43_200, True), (43_201, False)]
)
def test_token_says_whether_its_time_is_credible(seconds: int, timely: bool) -> None:
    shown = timing.read(timing.issue(NOW), NOW + timedelta(seconds=seconds))
    assert shown is not None
    assert shown.timely == timely


def test_token_that_was_changed_is_none() -> None:
    made = timing.issue(NOW)
    assert timing.read(made.replace("-", "-1", 1), NOW) is None
    assert timing.read("", NOW) is None


@pytest.mark.parametrize("ago", [0, 50_000, None])
def test_form_too_fast_or_too_old_is_asked_once_more(assembly: Assembly, ago: int | None) -> None:
    shown = "made up:signature" if ago is None else token(ago)
    page = Client().post(address(assembly), answers(assembly, shown=shown)).content.decode()
    assert "Nothing is lost." in page
    assert 'value="Ana Example"' in page
    assert Volunteer.objects.count() == 0


def test_form_asked_once_more_is_taken_then(assembly: Assembly) -> None:
    client = Client()
    client.post(address(assembly), answers(assembly, shown=token(1)))
    assert client.post(address(assembly), answers(assembly, shown=token(4))).status_code == 302


def test_trap_that_is_filled_in_is_asked_once_more(assembly: Assembly) -> None:
    page = Client().post(address(assembly), answers(assembly, website="http://example.org")).content.decode()
    assert "Nothing is lost." in page
    assert "http://example.org" not in page
    assert Volunteer.objects.count() == 0


def test_network_that_registers_too_often_is_told_and_loses_nothing(
    assembly: Assembly, settings: Any
) -> None:
    settings.NETWORK_LIMIT = 2
    for name in ("Ana", "Beto"):
        registered(assembly, name=f"{name} Example")
    answer = Client().post(address(assembly), answers(assembly, name="Carla Example"))
    assert answer.status_code == 429
    assert 'value="Carla Example"' in answer.content.decode()
    assert Volunteer.objects.count() == 2


def test_network_limit_is_counted_by_neighbourhood(assembly: Assembly, settings: Any) -> None:
    settings.NETWORK_LIMIT = 1
    registered(assembly)
    near = Client(REMOTE_ADDR="127.0.0.99").post(address(assembly), answers(assembly, name="Near Example"))
    far = Client(REMOTE_ADDR="198.51.100.7").post(address(assembly), answers(assembly, name="Far Example"))
    assert (near.status_code, far.status_code) == (429, 302)


def test_mailbox_gets_five_letters_a_day_and_everybody_the_same_page(assembly: Assembly) -> None:
    for number in range(7):
        registered(assembly, name=f"Example {number}")
    assert Volunteer.objects.count() == 7
    assert Mail.objects.count() == 5


def test_counts_hold_no_address(assembly: Assembly) -> None:
    registered(assembly)
    assert {len(count.blind) for count in Count.objects.all()} == {64}
