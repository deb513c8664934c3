"""The administrator's page of accounts, and one's own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tequio.web.accounts.actions import LastAdministrator, set_standing
from tequio.web.accounts.models import Reading, User
from tequio.web.mail.models import Mail

INVITED = {"email": "New@Example.org", "name": "Example New", "language": "es"}


def test_invited_colleague_gets_one_letter_a_day(team: Any, as_: Callable[[str], Client]) -> None:
    client = as_("administrator")
    for _ in range(2):
        client.post("/desk/accounts/invite/", INVITED)
    assert (User.objects.filter(email="new@example.org").count(), Mail.objects.count()) == (1, 1)


def test_last_administrator_stays(team: Any) -> None:
    user = team.people["administrator"]
    for active, administrator in ((False, True), (True, False)):
        with pytest.raises(LastAdministrator):
            set_standing(user=user, active=active, administrator=administrator)
    user.refresh_from_db()
    assert (user.is_active, user.is_administrator) == (True, True)


def test_administrator_makes_another_and_goes(team: Any, as_: Callable[[str], Client]) -> None:
    client, other = as_("administrator"), team.people["stranger"]
    client.post(f"/desk/accounts/{other.pk}/", {"active": "on", "administrator": "on"})
    client.post(f"/desk/accounts/{team.people['administrator'].pk}/", {"active": "on"})
    assert list(User.objects.filter(is_administrator=True)) == [other]
    assert client.get("/desk/accounts/").status_code == 403


@pytest.mark.parametrize("path", ["", "invite/", "rules/", "1/"])
def test_pages_of_accounts_are_for_administrators(path: str, team: Any, as_: Callable[[str], Client]) -> None:
    assert as_("organiser").get(f"/desk/accounts/{path}").status_code == 403


def test_list_of_accounts_is_paged_and_asks_little(team: Any, as_: Callable[[str], Client]) -> None:
    User.objects.bulk_create(User(email=f"person{n:03}@example.org", name=f"Example {n}") for n in range(300))
    client = as_("administrator")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.get("/desk/accounts/?page=2").content.decode()
    assert len(queries) <= 12
    assert page.count("<tr>") == 51


def test_readings_are_shown_by_number_and_asks_little(team: Any, as_: Callable[[str], Client]) -> None:
    Reading.objects.bulk_create(
        Reading(user=team.people["caller"], assembly=team.assembly.slug, kind="contact", ids=["7", "9"])
        for _ in range(120)
    )
    Reading.objects.create(assembly=team.neighbouring.slug, kind="elsewhere", ids=["1"])
    client = as_("organiser")
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/desk/{team.assembly.slug}/readings/").content.decode()
    assert len(queries) <= 12
    assert page.count("<td>7, 9</td>") == 50
    assert "elsewhere" not in page


def test_own_name_with_a_script_is_shown_as_it_is_written(team: Any, as_: Callable[[str], Client]) -> None:
    client = as_("organiser")
    client.post("/desk/account/", {"name": "<script>x</script>", "language": "es"})
    page = client.get("/desk/account/").content.decode()
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "<script>x" not in page


def test_name_of_ten_thousand_letters_is_refused(team: Any, as_: Callable[[str], Client]) -> None:
    as_("organiser").post("/desk/account/", {"name": "x" * 10_000, "language": "es"})
    team.people["organiser"].refresh_from_db()
    assert team.people["organiser"].name == "Example organiser"
