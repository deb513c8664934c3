"""Places are offered, answered, and lapse; each once, whoever presses what twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tequio.web.mail.delivery import deliver
from tequio.web.mail.models import Mail
from tequio.web.members import actions, faults
from tequio.web.members.duties import keep_deadlines
from tequio.web.members.erasure import forget
from tequio.web.members.models import Attempt, Offer, PublicFace, SupportNeeds
from tequio.web.members.queries import drift, members, tally
from tequio.web.records.models import Act
from tequio.web.selection.models import Draw
from web.members.steps import TEN_DAYS, answered, offered, rename

pytestmark = pytest.mark.django_db
State = Offer.State


def again(offer: Offer) -> Offer:
    offer.refresh_from_db()
    return offer


def letters() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("key", flat=True))


def test_places_are_offered_once_to_whom_was_drawn(team: Any, draw: Draw) -> None:
    offers = offered(team)
    assert [offer.pseudonym for offer in offers] == draw.document["panel"]["members"]
    assert letters() == [f"offer-{offer.pk}" for offer in offers]
    with pytest.raises(faults.Offered):
        offered(team)
    assert (Offer.objects.count(), Mail.objects.count()) == (20, 20)


def test_places_cannot_be_offered_before_the_draw_or_until_yesterday(team: Any) -> None:
    with pytest.raises(faults.NoDraw):
        offered(team)


def test_deadline_that_is_over_is_refused(team: Any, draw: Draw) -> None:
    with pytest.raises(faults.DeadlinePast):
        actions.offer_places(
            assembly=team.assembly, deadline=timezone.now() - TEN_DAYS, by=team.people["organiser"]
        )
    assert not Offer.objects.exists()


def test_letters_of_a_rehearsal_are_never_sent(team: Any, draw: Draw) -> None:
    team.assembly.rehearsal = True
    team.assembly.save()
    offered(team)
    assert deliver("one")
    assert set(Mail.objects.values_list("test", flat=True)) == {True}
    assert Mail.objects.filter(state="written").count() == 1


def test_answer_is_given_once_and_the_same_again_changes_nothing(team: Any, draw: Draw) -> None:
    yes, no = offered(team)[:2]
    for _ in range(2):
        actions.answer(offer=yes, accept=True, channel="link")
        actions.answer(offer=no, accept=False, channel="code")
    assert (again(yes).state, again(no).state) == (State.ACCEPTED, State.DECLINED)
    assert [key for key in letters() if key.endswith("accepted")] == [f"offer-{yes.pk}-accepted"]
    with pytest.raises(faults.Answered):
        actions.answer(offer=no, accept=True, channel="link")
    assert again(no).state == State.DECLINED


def test_place_lapses_at_its_deadline_and_no_answer_takes_it_back(team: Any, draw: Draw) -> None:
    offers = offered(team)
    actions.answer(offer=offers[0], accept=True, channel="link")
    late = offers[0].deadline + timedelta(seconds=1)
    with pytest.raises(faults.TooLate):
        actions.answer(offer=offers[1], accept=True, channel="link", now=late)
    assert keep_deadlines("one", late)
    assert not keep_deadlines("one", late)
    assert (again(offers[0]).state, again(offers[1]).state) == (State.ACCEPTED, State.LAPSED)
    with pytest.raises(faults.TooLate):
        actions.answer(offer=offers[1], accept=True, channel="link")


def test_reminder_is_written_once_to_those_who_have_not_answered(team: Any, draw: Draw) -> None:
    offers = offered(team)
    for offer in offers[1:]:
        actions.answer(offer=offer, accept=False, channel="link")
    assert not keep_deadlines("one", timezone.now())
    soon = offers[0].deadline - timedelta(hours=40)
    assert keep_deadlines("one", soon)
    assert not keep_deadlines("one", soon)
    assert [key for key in letters() if key.endswith("reminder")] == [f"offer-{offers[0].pk}-reminder"]


def test_member_who_leaves_frees_the_place_and_what_was_told_is_gone(team: Any, draw: Draw) -> None:
    offer = offered(team)[0]
    with pytest.raises(faults.NotAMember):
        actions.leave(offer=offer, channel="link")
    actions.answer(offer=offer, accept=True, channel="link")
    actions.tell_needs(offer=offer, kinds=["sight"], text="large print")
    actions.show_of_me(offer=offer, shows="first_name", name="Invented", sentence="")
    for _ in range(2):
        actions.leave(offer=offer, channel="link")
    assert (again(offer).state, SupportNeeds.objects.count(), PublicFace.objects.count()) == (
        State.LEFT,
        0,
        0,
    )


def test_needs_are_asked_only_of_members_and_are_sealed(team: Any, draw: Draw) -> None:
    offer = offered(team)[0]
    for step in (
        lambda: actions.tell_needs(offer=offer, kinds=["sight"], text=""),
        lambda: actions.show_of_me(offer=offer, shows="first_name", name="Invented", sentence=""),
    ):
        with pytest.raises(faults.NotAMember):
            step()
    actions.answer(offer=offer, accept=True, channel="link")
    actions.tell_needs(offer=offer, kinds=["sight"], text="=cmd|large print")
    raw = SupportNeeds.objects.extra(select={"raw": "content"}).values_list("raw", flat=True)[0]
    assert "large" not in raw
    assert SupportNeeds.objects.get().content == {"kinds": ["sight"], "text": "=cmd|large print"}
    actions.tell_needs(offer=offer, kinds=[], text=" ")
    assert not SupportNeeds.objects.exists()


def test_call_is_noted_with_its_answer_and_who_gave_it_for_them(team: Any, draw: Draw) -> None:
    offer, caller = offered(team)[0], team.people["caller"]
    later = timezone.now() + timedelta(hours=5)
    actions.note_call(offer=offer, outcome="call_back", next_call=later, by=caller)
    for _ in range(2):
        actions.note_call(offer=offer, outcome="accepted", by=caller)
    assert list(Attempt.objects.order_by("pk").values_list("outcome", "next_call")) == [
        ("call_back", later),
        ("accepted", None),
    ]
    assert (again(offer).state, offer.channel, offer.answered_by) == (State.ACCEPTED, "phone", caller)


def test_panel_is_confirmed_once_when_everybody_answered_and_no_place_is_free(team: Any, draw: Draw) -> None:
    organiser = team.people["organiser"]
    with pytest.raises(faults.NoDraw):
        actions.confirm_panel(assembly=team.assembly, by=organiser)
    offers = offered(team)
    with pytest.raises(faults.StillOpen):
        actions.confirm_panel(assembly=team.assembly, by=organiser)
    answered(offers)
    done = actions.confirm_panel(assembly=team.assembly, by=organiser)
    assert actions.confirm_panel(assembly=team.assembly, by=organiser) == done
    assert Act.objects.filter(kind="panel.confirmed").count() == 1
    assert b'"payload":{"confirmed":20,"declined":0,"lapsed":0}' in bytes(
        Act.objects.get(kind="panel.confirmed").body
    )


def test_panel_with_a_free_place_is_not_confirmed(team: Any, draw: Draw) -> None:
    answered(offered(team), no=2)
    with pytest.raises(faults.PlacesFree) as caught:
        actions.confirm_panel(assembly=team.assembly, by=team.people["organiser"])
    assert caught.value.count == 2
    assert not Act.objects.filter(kind="panel.confirmed").exists()


def test_drift_counts_the_panel_beside_each_quota(team: Any, draw: Draw) -> None:
    assert drift(team.assembly, timezone.now()) is None
    offers = offered(team)
    women = [offer for offer in offers if offer.volunteer and offer.volunteer.features["gender"] == "woman"]
    answered(women, no=len(women))
    found = drift(team.assembly, timezone.now())
    assert found is not None
    row = next(row for row in found.rows if row.value == "woman")
    assert (row.drawn, row.now, row.short) == (len(women), 0, row.least)
    assert sum(row.now for row in found.rows if row.feature == "gender") == 20 - len(women)
    assert (found.days[-1].people, found.days[-1].unmet > 0) == (20 - len(women), True)


def test_volunteer_who_is_erased_frees_the_place(team: Any, draw: Draw) -> None:
    offer = offered(team)[0]
    actions.answer(offer=offer, accept=True, channel="link")
    actions.tell_needs(offer=offer, kinds=["sight"], text="")
    actions.note_call(offer=offer, outcome="no_answer", by=team.people["caller"])
    assert offer.volunteer
    forget(offer.volunteer)
    assert (again(offer).state, offer.volunteer) == (State.LEFT, None)
    assert not SupportNeeds.objects.exists()
    assert not Attempt.objects.exists()
    where = tally(team.assembly)
    assert where is not None
    assert (where.free, members(team.assembly).count()) == (1, 0)


def test_person_whose_address_is_none_is_called_instead(team: Any, draw: Draw) -> None:
    offer = offered(team)[0]
    Offer.objects.all().delete()
    Mail.objects.all().delete()
    rename(offer, email="nobody")
    assert len(offered(team)) == 20
    assert Mail.objects.count() == 19
