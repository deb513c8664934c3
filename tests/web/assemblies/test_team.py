"""The team of an assembly: who joins gets a letter, and somebody always leads."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tequio.web.accounts.models import User
from tequio.web.assemblies.actions import LastOrganiser, add_member, remove_member
from tequio.web.assemblies.models import Membership
from tequio.web.mail.models import Mail


def add(team: Any, email: str = "new@example.org", roles: tuple[str, ...] = ("caller",)) -> User:
    return add_member(
        assembly=team.assembly,
        email=email,
        name="Example New",
        roles=roles,
        language="es",
        by=team.people["organiser"],
    )


def test_new_colleague_gets_a_link_and_signs_in_with_it(team: Any) -> None:
    user = add(team)
    letter = Mail.objects.get()
    assert (letter.template, letter.to, letter.language) == ("welcome", "new@example.org", "es")
    path = "/" + letter.context["url"].split("/", 3)[3]
    client = Client()
    words = {"password": "cinco palabras de ejemplo", "again": "cinco palabras de ejemplo"}
    assert client.post(path, words).status_code == 302
    assert client.get(f"/desk/{team.assembly.slug}/").status_code == 200
    assert Client().get(path).status_code == 410
    assert list(user.memberships.values_list("role", flat=True)) == ["caller"]


def test_who_has_an_account_keeps_it_and_gets_no_welcome_link(team: Any) -> None:
    add(team, "Neighbour@Example.org")
    letter = Mail.objects.get()
    assert (letter.template, letter.context["name"]) == ("on_the_team", "Example neighbour")


def test_adding_twice_adds_and_writes_once(team: Any) -> None:
    add(team)
    add(team)
    assert (Mail.objects.count(), Membership.objects.filter(user__email="new@example.org").count()) == (1, 1)


def test_last_organiser_cannot_be_removed(team: Any) -> None:
    row = team.assembly.team.get(role="organiser")
    with pytest.raises(LastOrganiser):
        remove_member(membership=row)
    second = add(team, roles=("organiser",))
    remove_member(membership=row)
    with pytest.raises(LastOrganiser):
        remove_member(membership=team.assembly.team.get(user=second))


def test_organiser_who_cannot_sign_in_does_not_count(team: Any) -> None:
    second = add(team, roles=("organiser",))
    User.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(LastOrganiser):
        remove_member(membership=team.assembly.team.get(role="organiser", user=team.people["organiser"]))


def test_removing_the_last_organiser_says_what_to_do(team: Any, as_: Callable[[str], Client]) -> None:
    row = team.assembly.team.get(role="organiser")
    url = f"/desk/{team.assembly.slug}/team/{row.pk}/remove/"
    page = as_("organiser").post(url, follow=True).content.decode()
    assert "This is the last organiser. Please add another one first." in page
    assert Membership.objects.filter(pk=row.pk).exists()


def test_role_of_another_assembly_cannot_be_removed(team: Any, as_: Callable[[str], Client]) -> None:
    row = team.neighbouring.team.get()
    answer = as_("organiser").post(f"/desk/{team.assembly.slug}/team/{row.pk}/remove/")
    assert answer.status_code == 404
    assert Membership.objects.filter(pk=row.pk).exists()


def test_form_with_a_bad_address_keeps_what_was_written(team: Any, as_: Callable[[str], Client]) -> None:
    url = f"/desk/{team.assembly.slug}/team/add/"
    given = {
        "email": "no address",
        "name": "<script>alert(1)</script>",
        "roles": ["caller"],
        "language": "en",
    }
    page = as_("organiser").post(url, given).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert not Mail.objects.exists()


def test_role_that_does_not_exist_is_refused(team: Any, as_: Callable[[str], Client]) -> None:
    url = f"/desk/{team.assembly.slug}/team/add/"
    given = {"email": "new@example.org", "name": "Example", "roles": ["emperor"], "language": "en"}
    assert as_("organiser").post(url, given).status_code == 200
    assert not User.objects.filter(email="new@example.org").exists()
