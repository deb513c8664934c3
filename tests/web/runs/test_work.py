"""Runs are claimed, leased, ended once, cancelled, and given up after three deaths."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tequio.selection.progress import Progress
from tequio.web.runs import actions
from tequio.web.runs.kinds import Kind, Outcome, Work
from tequio.web.runs.models import Run
from tequio.web.runs.work import LEASE, Cancelled, Desk, claim, work

pytestmark = pytest.mark.django_db
State = Run.State


def nothing(run: Run, outcome: Outcome) -> None:
    """Nothing follows."""


def made(_work: Work) -> Outcome:
    return Outcome({"sum": 3}, {"made.txt": b"made"})


@pytest.fixture
def run(team: Any) -> Run:
    return actions.enqueue("example", team.assembly, {"n": 1}, by=team.people["organiser"], files={"a": b"b"})


def test_run_left_behind_three_times_is_given_up_and_says_so(run: Run) -> None:
    now = timezone.now()
    for attempt, worker in enumerate(("first", "second", "third")):
        assert claim(worker, now + attempt * 2 * LEASE) == run
    assert claim("fourth", now + 6 * LEASE) is None
    run.refresh_from_db()
    assert (run.state, run.attempts, set(run.fault)) == (State.FAILED, 3, {"en", "es"})


def test_run_that_is_held_is_not_taken_by_another(run: Run) -> None:
    assert claim("first") == run
    assert claim("second") is None


def test_worker_that_comes_back_late_ends_nothing(run: Run) -> None:
    def overtaken(_work: Work) -> Outcome:
        later = timezone.now() + 2 * LEASE
        assert claim("second", later) == run
        return made(_work)

    assert work("first", {"example": Kind(overtaken, nothing)})
    run.refresh_from_db()
    assert (run.state, run.worker, run.result) == (State.RUNNING, "second", {})
    assert not run.files.filter(made=True).exists()


def test_run_that_waits_is_cancelled_at_once(run: Run) -> None:
    actions.cancel(run)
    assert claim("first") is None
    run.refresh_from_db()
    assert run.state == State.CANCELLED


def test_run_that_works_stops_when_it_is_asked_to(run: Run) -> None:
    def asked(desk: Work) -> Outcome:
        actions.cancel(run)
        desk.tell(Progress("panels", 1, 2))
        desk.tell(Progress("panels", 2, 2))
        return made(desk)

    work("first", {"example": Kind(asked, nothing)})
    run.refresh_from_db()
    assert (run.state, run.result) == (State.CANCELLED, {})


def test_run_that_is_done_cannot_be_cancelled(run: Run) -> None:
    work("first", {"example": Kind(made, nothing)})
    actions.cancel(run)
    run.refresh_from_db()
    assert (run.state, run.result) == (State.DONE, {"sum": 3})


def test_desk_of_a_lost_run_says_so(run: Run) -> None:
    claim("first")
    desk = Desk(run, "another")
    desk.renew()
    with pytest.raises(Cancelled):
        desk.tell(Progress("panels", 1, 2))


def test_files_of_a_run_are_sealed(run: Run) -> None:
    stored = run.files.get(name="a")
    with stored.sealed.open("rb") as file:
        assert file.read() != b"b"
    assert actions.content_of(run, "a") == b"b"


def test_page_of_a_run_shows_progress_then_the_way_to_the_result(
    run: Run, team: Any, as_: Callable[[str], Client]
) -> None:
    page = f"/desk/{team.assembly.slug}/runs/{run.pk}/"
    claim("first")
    Run.objects.update(progress={"stage": "panels", "done": 7, "total": 20, "bound": 0.125})
    told = as_("organiser").get(page).content.decode()
    assert "Making panels" in told
    assert '<progress max="20" value="7"' in told
    assert "12.50%" in told
    assert 'hx-trigger="every 2s"' in told
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in told
    assert "hx-get" not in _ended(run, page, as_)


def _ended(run: Run, page: str, as_: Callable[[str], Client]) -> str:
    fault = {"en": "<b>Mend it.</b>", "es": "Arréglelo."}
    Run.objects.filter(pk=run.pk).update(state=State.FAILED, fault=fault)
    told = as_("organiser").get(page + "?part=now").content.decode()
    assert "&lt;b&gt;Mend it." in told
    return told


def test_observer_may_look_and_not_stop_it(run: Run, team: Any, as_: Callable[[str], Client]) -> None:
    page = f"/desk/{team.assembly.slug}/runs/{run.pk}/"
    assert "Stop it" not in as_("observer").get(page).content.decode()
    assert "Stop it" in as_("organiser").get(page).content.decode()
    as_("organiser").post(page + "cancel/")
    run.refresh_from_db()
    assert run.state == State.CANCELLED


def test_run_of_another_assembly_is_not_found(run: Run, team: Any, as_: Callable[[str], Client]) -> None:
    assert as_("neighbour").get(f"/desk/{team.neighbouring.slug}/runs/{run.pk}/").status_code == 404


def test_history_is_paged_with_few_queries(
    team: Any, as_: Callable[[str], Client], django_assert_max_num_queries: Any
) -> None:
    Run.objects.bulk_create(
        Run(assembly=team.assembly, kind="lottery", state=State.DONE, inputs_sha256="0" * 64, asked_by=user)
        for user in [team.people["organiser"]] * 120
    )
    client = as_("organiser")
    with django_assert_max_num_queries(12):
        told = client.get(f"/desk/{team.assembly.slug}/runs/?page=2").content.decode()
    assert told.count("<tr>") == 51
