"""A lottery is published, announced, revealed by two people, and drawn: in this order and once."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from example import announced, asked, drawn, made, recruited, second_organiser

from tequio.record import verifier
from tequio.selection.draw import SameRandomness
from tequio.web.records.models import Act
from tequio.web.recruitment.models import QuotaTable, Volunteer
from tequio.web.runs.models import Run
from tequio.web.runs.work import work
from tequio.web.selection import actions, decisions, faults, queries
from tequio.web.selection.bundles import private_bundle
from tequio.web.selection.models import Draw
from tequio.web.selection.order import State, Step, state_of
from tequio.web.worker import KINDS

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=26)


@pytest.fixture
def pool(team: Any) -> QuotaTable:
    return recruited(team.assembly)


def kinds() -> list[str]:
    """The acts of the draw, in order."""
    before = ("log.opened", "assembly.opened", "registration.closed", "pool.closed", "quotas.fixed")
    return list(Act.objects.exclude(kind__in=before).order_by("sequence").values_list("kind", flat=True))


def test_lottery_is_made_in_the_background_with_a_proof_for_everybody(team: Any, pool: QuotaTable) -> None:
    lottery = made(team)
    assert (lottery.panels, lottery.size, lottery.proofs.count()) == (100, 20, 60)
    assert lottery.run.result["root"] == lottery.root
    names = set(lottery.run.files.filter(made=True).values_list("name", flat=True))
    assert names == {
        "public/lottery.json",
        *(f"private/{name}" for name in ("panels.json", "key.csv", "chances.csv", "README.md")),
        "private/report.en.html",
        "private/report.es.html",
    }


def test_lottery_whose_quotas_clash_says_so_in_both_languages(team: Any) -> None:
    table = recruited(team.assembly, until="open")
    QuotaTable.objects.filter(pk=table.pk).update(rows=[row | {"min": 8, "max": 9} for row in table.rows])
    run = asked(team)
    assert work("test", KINDS)
    run.refresh_from_db()
    assert (run.state, set(run.fault)) == (Run.State.FAILED, {"en", "es"})
    assert "/tmp" not in run.fault["en"]


def test_whole_order_leaves_its_acts_and_a_bundle_that_verifies(
    team: Any, pool: QuotaTable, tmp_path: Path
) -> None:
    draw = drawn(team)
    assert kinds() == ["lottery.published", "randomness.announced", "randomness.revealed", "panel.drawn"]
    for name, content in private_bundle(draw.lottery).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    found = verifier.check(tmp_path)
    assert (found.code, found.failures) == (0, [])


def test_redraw_needs_two_people_and_new_randomness_and_verifies(
    team: Any, pool: QuotaTable, tmp_path: Path
) -> None:
    first = drawn(team)
    organiser, other = team.people["organiser"], second_organiser(team)
    decision = decisions.propose_redraw(lottery=first.lottery, reasons={"en": "A ball fell."}, by=organiser)
    with pytest.raises(faults.SamePerson):
        decisions.agree(decision=decision, by=organiser)
    assert state_of(first.lottery) == State.DRAWN
    decisions.agree(decision=decision, by=other)
    decisions.agree(decision=decision, by=other)
    assert kinds().count("redraw.decided") == 1
    due = timezone.now() + timedelta(hours=25)
    actions.announce(lottery=first.lottery, source="digits", due=due, note="", by=organiser)
    with pytest.raises(SameRandomness):
        actions.reveal(lottery=first.lottery, text="4 1", by=organiser, now=timezone.now() + LATER)
    for who in (organiser, other):
        actions.reveal(lottery=first.lottery, text="0 7", by=who, now=timezone.now() + LATER)
    second = Draw.objects.get(redraws=first)
    assert (second.number, second.document["redraw"]["reason"]) == (7, "A ball fell.")
    for name, content in private_bundle(first.lottery).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert verifier.check(tmp_path).failures == []


def test_steps_out_of_order_are_refused(team: Any, pool: QuotaTable) -> None:
    lottery = made(team)
    organiser, due = team.people["organiser"], timezone.now() + timedelta(hours=25)
    refused = []
    for step in (
        lambda: actions.announce(lottery=lottery, source="digits", due=due, note="", by=organiser),
        lambda: actions.reveal(lottery=lottery, text="4 1", by=organiser),
        lambda: decisions.propose_redraw(lottery=lottery, reasons={"en": "why"}, by=organiser),
    ):
        with pytest.raises(faults.OutOfOrder) as fault:
            step()
        refused.append((fault.value.step, fault.value.state))
    assert refused == [(step, State.MADE) for step in (Step.ANNOUNCE, Step.REVEAL, Step.REDRAW)]
    assert kinds() == []


def test_publishing_is_refused_while_the_pool_is_open(team: Any) -> None:
    recruited(team.assembly, until="open")
    lottery = made(team)
    with pytest.raises(faults.PoolOpen):
        actions.publish(lottery=lottery, by=team.people["organiser"])


def test_publishing_is_refused_while_quotas_are_not_fixed(team: Any) -> None:
    recruited(team.assembly, until="closed")
    lottery = made(team)
    with pytest.raises(faults.QuotasOpen):
        actions.publish(lottery=lottery, by=team.people["organiser"])


def test_publishing_is_refused_when_somebody_left_the_pool_since(team: Any, pool: QuotaTable) -> None:
    lottery = made(team)
    Volunteer.objects.filter(number=3).update(state=Volunteer.State.WITHDRAWN)
    with pytest.raises(faults.PoolMoved):
        actions.publish(lottery=lottery, by=team.people["organiser"])


def test_second_lottery_of_an_assembly_cannot_be_published(team: Any, pool: QuotaTable) -> None:
    first, second = made(team), made(team, method="maximin")
    actions.publish(lottery=first, by=team.people["organiser"])
    with pytest.raises(faults.AnotherPublished):
        actions.publish(lottery=second, by=team.people["organiser"])
    assert kinds() == ["lottery.published"]


def test_randomness_is_announced_a_day_ahead_or_with_a_note(team: Any, pool: QuotaTable) -> None:
    lottery = made(team)
    organiser, now = team.people["organiser"], timezone.now()
    actions.publish(lottery=lottery, by=organiser)
    with pytest.raises(faults.TooSoon):
        actions.announce(lottery=lottery, source="dice", due=now + timedelta(hours=1), note=" ", by=organiser)
    with pytest.raises(faults.AlreadyPast):
        actions.announce(lottery=lottery, source="dice", due=now - timedelta(hours=1), note="x", by=organiser)
    with pytest.raises(faults.SourceUnfit):
        actions.announce(lottery=lottery, source="seed", due=now + LATER, note="", by=organiser)
    actions.announce(lottery=lottery, source="drand", due=now + timedelta(hours=1), note="Now", by=organiser)
    act = json.loads(bytes(Act.objects.get(kind="randomness.announced").body))
    assert act["payload"]["round"] > 30_000_000


def test_randomness_is_not_taken_before_its_time(team: Any, pool: QuotaTable) -> None:
    lottery = announced(team)
    with pytest.raises(faults.NotYet):
        actions.reveal(lottery=lottery, text="4 1", by=team.people["organiser"])


def test_one_person_typing_twice_draws_nothing(team: Any, pool: QuotaTable) -> None:
    lottery = announced(team)
    for _ in range(2):
        assert (
            actions.reveal(
                lottery=lottery, text="4 1", by=team.people["organiser"], now=timezone.now() + LATER
            )
            is None
        )
    assert Draw.objects.count() == 0


def test_difference_between_two_people_is_said_and_either_can_mend_it(team: Any, pool: QuotaTable) -> None:
    lottery, other = announced(team), second_organiser(team)
    now = timezone.now() + LATER
    actions.reveal(lottery=lottery, text="4 1", by=team.people["organiser"], now=now)
    with pytest.raises(faults.ReadingsDiffer):
        actions.reveal(lottery=lottery, text="4 7", by=other, now=now)
    draw = actions.reveal(lottery=lottery, text="47", by=team.people["organiser"], now=now)
    assert draw is not None
    assert draw.number == 47


def test_draw_cannot_be_made_twice(team: Any, pool: QuotaTable) -> None:
    draw = drawn(team)
    with pytest.raises(faults.OutOfOrder):
        actions.reveal(
            lottery=draw.lottery, text="0 7", by=team.people["organiser"], now=timezone.now() + LATER
        )
    assert Draw.objects.count() == 1


def test_database_refuses_to_move_somebody_onto_a_panel(team: Any, pool: QuotaTable) -> None:
    draw = drawn(team)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(number=3)


def test_members_are_those_of_the_drawn_panel(team: Any, pool: QuotaTable) -> None:
    draw = drawn(team)
    members = queries.members_of(draw)
    assert len(members) == 20
    told = [queries.volunteer_facts(volunteer) for volunteer in Volunteer.objects.all()]
    assert sum(facts is not None and facts.drawn is True for facts in told) == 20
    assert all(
        facts is not None and facts.panels is not None and (draw.number in facts.panels) == facts.drawn
        for facts in told
    )


def test_volunteer_learns_nothing_of_a_lottery_that_is_not_published(team: Any, pool: QuotaTable) -> None:
    made(team)
    assert queries.volunteer_facts(Volunteer.objects.first() or Volunteer()) is None


def test_two_clicks_ask_for_one_run(team: Any, pool: QuotaTable) -> None:
    assert asked(team) == asked(team, method="maximin")
    assert Run.objects.count() == 1
