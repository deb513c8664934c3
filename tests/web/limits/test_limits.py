"""Limits hold over all processes and forget in time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from tequio.web.limits.actions import forget, network, spend, used_up
from tequio.web.limits.models import Count

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_limit_is_spent_and_begins_again_with_the_next_span() -> None:
    assert [spend("letters", "ana", 2, HOUR, NOW) for _ in range(3)] == [True, True, False]
    assert spend("letters", "beto", 2, HOUR, NOW)
    assert spend("other", "ana", 2, HOUR, NOW)
    assert spend("letters", "ana", 2, HOUR, NOW + HOUR)


@pytest.mark.django_db
def test_limit_is_used_up_without_being_asked() -> None:
    asked = [used_up("letters", "ana", 1, HOUR, NOW) for _ in range(3)]
    spend("letters", "ana", 1, HOUR, NOW)
    assert (asked, used_up("letters", "ana", 1, HOUR, NOW)) == ([False] * 3, True)


@pytest.mark.django_db
def test_counts_are_forgotten_when_their_span_is_over() -> None:
    spend("letters", "ana", 2, HOUR, NOW)
    spend("letters", "ana", 2, HOUR, NOW + HOUR)
    assert forget(NOW + HOUR + timedelta(minutes=1)) == 1
    assert Count.objects.get().since == NOW + HOUR


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::7", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", "unknown"),
    ],
)
def test_network_of_an_address(address: str, expected: str) -> None:
    assert network(RequestFactory().get("/", REMOTE_ADDR=address)) == expected


def test_network_behind_a_proxy_is_what_the_proxy_wrote(settings: Any) -> None:
    settings.AXES_IPWARE_PROXY_COUNT = 1
    made_up = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.77")
    assert network(made_up) == "203.0.113.0/24"


def test_network_without_proxies_ignores_what_anybody_can_write() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR="1.1.1.1")
    assert network(request) == "198.51.100.0/24"
