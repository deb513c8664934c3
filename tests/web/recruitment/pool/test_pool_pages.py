"""The pages of the pool: who is shown, what is logged, how many queries it takes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from invented_pool import volunteer

from tequio.web.accounts.models import Reading
from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import Field, PoolClosing, Volunteer
from tequio.web.recruitment.pool.doublets import find_doublets

As = Callable[[str], Client]
Pool = Callable[[int], list[Volunteer]]


def page(name: str, assembly: Assembly, *args: Any) -> str:
    """The address of a page."""
    return reverse(f"recruitment:{name}", args=[assembly.slug, *args])


def numbers(html: str) -> list[int]:
    """The receipts in a table, in order."""
    return [int(part.split("/")[0]) for part in html.split("/pool/")[1:] if part[0].isdigit()]


def test_pool_lists_fifty_a_page(pool: Pool, assembly: Assembly, as_: As) -> None:
    pool(53)
    client = as_("organiser")
    first = client.get(page("pool", assembly)).content.decode()
    second = client.get(page("pool", assembly), {"page": 2}).content.decode()
    assert numbers(first) == list(range(1, 51))
    assert numbers(second) == [51, 52, 53]


def test_pool_shows_features_and_no_contact(assembly: Assembly, as_: As) -> None:
    volunteer(assembly, 1, contact={"address": "1 Example Street", "phone": "951 123 4567"})
    html = as_("organiser").get(page("pool", assembly)).content.decode()
    assert "Female" in html or "Male" in html
    for secret in ("Example Person", "example.org", "Example Street", "951"):
        assert secret not in html


def test_pool_is_filtered_by_state_channel_and_feature(pool: Pool, assembly: Assembly, as_: As) -> None:
    pool(12)
    Volunteer.objects.filter(number__lte=6).update(channel="phone")
    Volunteer.objects.filter(number=2).update(state="withdrawn")
    gender = Field.objects.get(assembly=assembly, name="Gender")
    client = as_("organiser")

    def shown(**asked: str) -> list[int]:
        return numbers(client.get(page("pool", assembly), asked).content.decode())

    assert shown(channel="phone") == [1, 2, 3, 4, 5, 6]
    assert shown(state="withdrawn") == [2]
    assert shown(**{f"f{gender.pk}": "female"}) == [2, 4, 6, 8, 10, 12]
    assert shown(**{f"f{gender.pk}": "female", "channel": "phone", "state": "confirmed"}) == [4, 6]
    assert len(shown(state="'; DROP TABLE", channel="nowhere")) == 12


@pytest.mark.parametrize("name", ["a'b%c", "Age__band", "$.x", "año de «algo»", "x" * 60])
def test_pool_is_filtered_by_features_with_strange_names(name: str, assembly: Assembly, as_: As) -> None:
    field = Field.objects.create(assembly=assembly, name=name, values=[{"value": "sí", "labels": {}}])
    volunteer(assembly, 1, features={name: "sí"})
    volunteer(assembly, 2)
    html = as_("organiser").get(page("pool", assembly), {f"f{field.pk}": "sí"}).content.decode()
    assert numbers(html) == [1]


@pytest.mark.parametrize(
    ("whom", "found"),
    [("3", 3), (" P3@Example.org ", 3), ("(951) 123-4567", 4), ("+52 951 123 4567", 4)],
)
def test_search_finds_by_number_mail_and_telephone(
    whom: str, found: int, pool: Pool, assembly: Assembly, as_: As
) -> None:
    pool(3)
    volunteer(assembly, 4, contact={"phone": "951 123 4567"})
    answer = as_("organiser").post(page("pool-search", assembly), {"whom": whom})
    assert answer["Location"] == page("volunteer", assembly, found)


@pytest.mark.parametrize(
    "whom", ["p3@example", "<script>alert()</script>", "99", "9" * 250, "x" * 10_000, ""]
)
def test_search_for_nobody_says_so(whom: str, pool: Pool, assembly: Assembly, as_: As) -> None:
    pool(3)
    answer = as_("organiser").post(page("pool-search", assembly), {"whom": whom})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_search_finds_nobody_of_a_neighbour(team: Any, assembly: Assembly, as_: As) -> None:
    volunteer(team.neighbouring, 1)
    answer = as_("organiser").post(page("pool-search", assembly), {"whom": "p1@example.org"})
    assert "Nobody was found" in answer.content.decode()


def test_page_of_a_volunteer_shows_answers_and_logs_it(pool: Pool, assembly: Assembly, as_: As) -> None:
    pool(1)
    html = as_("organiser").get(page("volunteer", assembly, 1)).content.decode()
    assert "Example Person" not in html
    assert [(one.kind, one.ids) for one in Reading.objects.all()] == [("features", ["v1"])]


def test_contact_has_its_own_page_and_is_logged(pool: Pool, assembly: Assembly, as_: As, team: Any) -> None:
    pool(1)
    html = as_("organiser").get(page("volunteer-contact", assembly, 1)).content.decode()
    assert "Example Person 1" in html
    reading = Reading.objects.get()
    assert (reading.user, reading.kind, reading.ids) == (team.people["organiser"], "contact", ["v1"])


def test_volunteer_of_a_neighbour_is_not_found(team: Any, assembly: Assembly, as_: As) -> None:
    volunteer(team.neighbouring, 7)
    for name in ("volunteer", "volunteer-contact"):
        assert as_("organiser").get(page(name, assembly, 7)).status_code == 404


def test_names_are_shown_as_text(assembly: Assembly, as_: As) -> None:
    volunteer(assembly, 1, contact={"name": "<script>alert(1)</script>" + "x" * 10_000})
    html = as_("organiser").get(page("volunteer-contact", assembly, 1)).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html


def test_export_without_contacts_holds_none(assembly: Assembly, as_: As) -> None:
    volunteer(assembly, 1, contact={"name": "=HYPERLINK(1)", "phone": "+52 951 123 4567"})
    answer = as_("organiser").post(page("pool-export", assembly), {"contacts": "no"})
    lines = answer.content.decode().splitlines()
    assert lines[0] == "number,state,channel,language,registered,Gender,Age,Lives here,Note"
    assert "HYPERLINK" not in answer.content.decode()


def test_export_with_contacts_is_defused_and_logged(assembly: Assembly, as_: As) -> None:
    volunteer(assembly, 1, contact={"name": "=HYPERLINK(1)", "phone": "+52 951 123 4567"})
    volunteer(assembly, 2, state="erased", contact={})
    answer = as_("organiser").post(page("pool-export", assembly), {"contacts": "yes"})
    told = answer.content.decode()
    assert "'=HYPERLINK(1)" in told
    assert "'+52 951 123 4567" in told
    assert [(one.kind, one.ids) for one in Reading.objects.all()] == [("contact", ["v1"])]


def test_closing_page_closes_only_on_sending(pool: Pool, assembly: Assembly, as_: As) -> None:
    pool(2)
    client = as_("organiser")
    client.get(page("pool-close", assembly))
    assert not PoolClosing.objects.exists()
    client.post(page("pool-close", assembly))
    client.post(page("pool-close", assembly))
    assert PoolClosing.objects.get().people == 2


def test_closing_page_asks_about_pairs_that_nobody_decided(assembly: Assembly, as_: As) -> None:
    for number in (1, 2):
        volunteer(assembly, number, contact={"email": "same@example.org"})
    find_doublets(assembly=assembly)
    client = as_("organiser")
    html = client.post(page("pool-close", assembly)).content.decode()
    assert "Please decide the pairs first" in html
    assert not PoolClosing.objects.exists()
    client.post(page("pool-close", assembly), {"knowing": "on"})
    assert PoolClosing.objects.exists()


@pytest.mark.parametrize("name", ["pool", "pool-pairs", "pool-close", "quotas"])
def test_pages_take_at_most_twelve_queries_whatever_the_size(
    name: str, pool: Pool, assembly: Assembly, as_: As
) -> None:
    pool(60)
    for number in range(61, 121):
        volunteer(assembly, number, contact={"email": "same@example.org"})
    find_doublets(assembly=assembly)
    client = as_("organiser")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(page(name, assembly)).status_code == 200
    assert len(queries) <= 12, [query["sql"][:90] for query in queries.captured_queries]
