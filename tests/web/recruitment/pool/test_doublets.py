"""Registrations that may be one person, and the decision."""

from typing import Any

import pytest
from django.urls import reverse
from invented_pool import volunteer

from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import Doublet, Volunteer
from tequio.web.recruitment.pool.actions import close_pool
from tequio.web.recruitment.pool.doublets import decide, find_doublets, undecided
from tequio.web.recruitment.pool.faults import PoolIsClosed

HOME = "1 Example Street"


def pairs() -> list[tuple[int, int, list[str]]]:
    """The pairs that were found, by receipt."""
    found = Doublet.objects.select_related("earlier", "later").order_by("earlier__number", "later__number")
    return [(pair.earlier.number, pair.later.number, pair.alike) for pair in found]


def pair_of(assembly: Assembly, **other: Any) -> Doublet:
    """Two people of one mailbox."""
    volunteer(assembly, 1, contact={"email": "same@example.org"})
    volunteer(assembly, 2, contact={"email": "same@example.org"}, **other)
    find_doublets(assembly=assembly)
    return Doublet.objects.select_related("earlier", "later").get()


def test_doublets_share_mail_telephone_or_household_with_a_like_name(assembly: Assembly) -> None:
    volunteer(assembly, 1, contact={"email": "same@example.org"})
    volunteer(assembly, 2, contact={"email": "Same@example.org "})
    volunteer(assembly, 3, contact={"phone": "951 123 4567"})
    volunteer(assembly, 4, contact={"phone": "+52 (951) 123-4567"})
    volunteer(assembly, 5, contact={"name": "María Ejemplo Inventada", "address": HOME})
    volunteer(assembly, 6, contact={"name": "Inventada Ejemplo, Maria", "address": "1, example STREET"})
    volunteer(assembly, 7, contact={"name": "Zoë Other", "address": HOME})
    find_doublets(assembly=assembly)
    assert pairs() == [(1, 2, ["email"]), (3, 4, ["phone"]), (5, 6, ["household"])]


def test_doublets_are_found_once(assembly: Assembly) -> None:
    pair_of(assembly)
    assert find_doublets(assembly=assembly) == 0
    assert Doublet.objects.count() == 1


def test_doublets_are_not_sought_in_other_assemblies(assembly: Assembly, team: Any) -> None:
    volunteer(assembly, 1, contact={"email": "same@example.org"})
    volunteer(team.neighbouring, 2, contact={"email": "same@example.org"})
    assert find_doublets(assembly=assembly) == 0


def test_many_of_one_mailbox_do_not_make_all_their_pairs(assembly: Assembly) -> None:
    for number in range(1, 41):
        volunteer(assembly, number, contact={"email": "same@example.org"})
    assert find_doublets(assembly=assembly) == 39


def test_one_person_stays_in_the_pool_once(assembly: Assembly, team: Any) -> None:
    pair = pair_of(assembly)
    assert decide(doublet=pair, same=True, by=team.people["organiser"])
    later = Volunteer.objects.get(number=2)
    assert (later.state, later.doublet_of) == (Volunteer.State.WITHDRAWN, pair.earlier)
    assert Volunteer.objects.get(number=1).state == Volunteer.State.CONFIRMED
    assert not undecided(assembly).exists()


def test_one_person_stays_with_the_registration_that_was_confirmed(assembly: Assembly) -> None:
    pair = pair_of(assembly)
    Volunteer.objects.filter(number=1).update(state=Volunteer.State.REGISTERED)
    pair.earlier.refresh_from_db()
    decide(doublet=pair, same=True, by=None)
    assert [one.state for one in Volunteer.objects.order_by("number")] == ["withdrawn", "confirmed"]


def test_two_people_stay_and_are_not_asked_about_again(assembly: Assembly) -> None:
    decide(doublet=pair_of(assembly), same=False, by=None)
    find_doublets(assembly=assembly)
    assert not undecided(assembly).exists()
    assert Volunteer.objects.filter(state=Volunteer.State.CONFIRMED).count() == 2


def test_second_decision_changes_nothing(assembly: Assembly) -> None:
    pair = pair_of(assembly)
    assert decide(doublet=pair, same=False, by=None)
    assert not decide(doublet=pair, same=True, by=None)
    assert Volunteer.objects.filter(state=Volunteer.State.CONFIRMED).count() == 2


def test_nothing_is_decided_in_a_closed_pool(assembly: Assembly) -> None:
    pair = pair_of(assembly)
    close_pool(assembly=assembly, by=None)
    with pytest.raises(PoolIsClosed):
        decide(doublet=pair, same=True, by=None)


def test_pair_of_a_neighbour_is_not_decided(assembly: Assembly, team: Any, as_: Any) -> None:
    pair = pair_of(team.neighbouring)
    url = reverse("recruitment:pool-pair", args=[assembly.slug, pair.pk])
    assert as_("organiser").post(url, {"verdict": "same"}).status_code == 404
    assert undecided(team.neighbouring).exists()


def test_queue_decides_by_its_buttons(assembly: Assembly, as_: Any) -> None:
    pair = pair_of(assembly)
    url = reverse("recruitment:pool-pair", args=[assembly.slug, pair.pk])
    client = as_("organiser")
    client.get(url, {"verdict": "same"})
    assert undecided(assembly).exists()
    client.post(url, {"verdict": "same"})
    assert not undecided(assembly).exists()
