"""Places that fell free are filled by a lottery, so that the quotas hold given who stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tequio.web.members import actions, faults
from tequio.web.members.erasure import forget
from tequio.web.members.models import Freed, Offer
from tequio.web.members.queries import chain_of, drift, gone_now, members, tally
from tequio.web.members.replacement_run import ask_for_replacement
from tequio.web.records.models import Act
from tequio.web.recruitment.models import Volunteer
from tequio.web.runs.models import Run
from tequio.web.runs.work import work
from tequio.web.selection import actions as selection
from tequio.web.selection.erasure import forget as forget_in_lotteries
from tequio.web.selection.models import Draw, Lottery
from tequio.web.worker import KINDS
from web.members.steps import answered, offered
from web.selection.example import second_organiser

pytestmark = pytest.mark.django_db


def made(team: Any) -> Lottery:
    run = ask_for_replacement(assembly=team.assembly, by=team.people["organiser"])
    assert work("test", KINDS)
    run.refresh_from_db()
    assert run.state == Run.State.DONE, run.fault
    return Lottery.objects.get(run=run)


def replaced(team: Any, text: str = "7 3") -> Draw:
    lottery, organiser = made(team), team.people["organiser"]
    selection.publish(lottery=lottery, by=organiser)
    due = timezone.now() + timedelta(hours=25)
    source = "digits" if lottery.panels == 100 else "dice"
    selection.announce(lottery=lottery, source=source, due=due, note="", by=organiser)
    later = due + timedelta(hours=1)
    for user in (organiser, second_organiser(team)):
        draw = selection.reveal(lottery=lottery, text=text, by=user, now=later)
    assert draw is not None
    return draw


def test_places_are_not_filled_while_none_is_free(team: Any, draw: Draw) -> None:
    offered(team)
    with pytest.raises(faults.NoPlacesFree):
        ask_for_replacement(assembly=team.assembly, by=team.people["organiser"])


def test_free_places_are_asked_for_once_with_one_act(team: Any, draw: Draw) -> None:
    answered(offered(team), no=3)
    organiser = team.people["organiser"]
    first = ask_for_replacement(assembly=team.assembly, by=organiser)
    assert ask_for_replacement(assembly=team.assembly, by=organiser) == first
    acts = [bytes(act.body) for act in Act.objects.filter(kind="places.freed")]
    assert len(acts) == Freed.objects.count() == 1
    assert f'"payload":{{"draw":"{draw.sha256}","places":3}}'.encode() in acts[0]


def test_replacements_are_drawn_and_the_whole_panel_keeps_the_quotas(team: Any, draw: Draw) -> None:
    offers = offered(team)
    answered(offers, no=3)
    second = replaced(team)
    assert second.lottery.follows == draw
    assert (second.lottery.size, len(second.document["panel"]["members"])) == (3, 3)
    assert chain_of(team.assembly) == [draw, second]
    assert gone_now(team.assembly, [draw, second]) == []
    new = offered(team)
    assert {offer.volunteer_id for offer in new}.isdisjoint({offer.volunteer_id for offer in offers})
    answered(new)
    found = drift(team.assembly, timezone.now())
    assert found is not None
    assert [row.short for row in found.rows] == [0] * len(found.rows)
    assert members(team.assembly).count() == 20
    done = actions.confirm_panel(assembly=team.assembly, by=team.people["organiser"])
    assert (done.confirmed, done.declined, done.lapsed) == (20, 3, 0)


def test_second_round_fills_what_falls_free_later(team: Any, draw: Draw) -> None:
    offers = offered(team)
    answered(offers, no=2)
    replaced(team)
    answered(offered(team), no=1)
    actions.leave(offer=offers[5], channel="link")
    where = tally(team.assembly)
    assert where is not None
    assert where.free == 2
    third = replaced(team, "0 9")
    assert third.lottery.size == 2
    assert [each.lottery.size for each in chain_of(team.assembly)] == [20, 2, 2]
    answered(offered(team))
    assert members(team.assembly).count() == 20


def test_nobody_who_withdrew_is_asked(team: Any, draw: Draw) -> None:
    offers = offered(team)
    answered(offers, no=2)
    drawn = {offer.volunteer_id for offer in offers}
    others = list(Volunteer.objects.exclude(pk__in=drawn).order_by("pk"))
    gone = others[::3]
    Volunteer.objects.filter(pk__in=[one.pk for one in gone]).update(state="withdrawn")
    lottery = made(team)
    asked = set(lottery.proofs.values_list("volunteer", flat=True))
    assert asked == {one.pk for one in others} - {one.pk for one in gone}


def test_place_of_an_erased_member_is_filled(team: Any, draw: Draw) -> None:
    offers = offered(team)
    answered(offers)
    person = offers[0].volunteer
    assert person
    forget(person)
    forget_in_lotteries(person)
    Volunteer.objects.filter(pk=person.pk).update(state="erased", salt="", features={})
    second = replaced(team)
    assert second.lottery.size == 1
    answered(offered(team))
    assert members(team.assembly).count() == 20


def test_offer_of_a_panel_that_was_drawn_again_no_longer_counts(team: Any, draw: Draw) -> None:
    offer = offered(team)[0]
    announcement = draw.announcement
    announcement.pk, announcement.redraws = None, draw
    announcement.save(force_insert=True)
    Draw.objects.create(
        lottery=draw.lottery,
        announcement=announcement,
        number=1,
        document=draw.document,
        sha256="0" * 64,
        redraws=draw,
    )
    with pytest.raises(faults.Superseded):
        actions.answer(offer=offer, accept=True, channel="link")
    assert not members(team.assembly).exists()
    assert Offer.objects.filter(state="offered").count() == 20
