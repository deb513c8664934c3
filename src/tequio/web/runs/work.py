"""The worker's side of a run: claim by a conditional update, lease, heartbeat, one end.

A worker that dies stops renewing its lease; when that has run out, another takes the run over, at
most `ATTEMPTS` times, after which it is marked failed. A worker that was only slow, and comes
back when another has taken over, can end nothing: each update names the worker whose run it is.
"""

import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from tequio.faults import Fault
from tequio.reports.sentences import say
from tequio.selection.progress import NEAR, Progress
from tequio.web.runs.actions import content_of, keep
from tequio.web.runs.kinds import Kind, Outcome
from tequio.web.runs.models import Run
from tequio.words import languages, words

LEASE = timedelta(seconds=60)
BEAT = 10.0  # seconds between renewals
ATTEMPTS = 3
PATIENCE = 300.0  # seconds for which a computation waits for a database that is away
AWAY = (OperationalError, InterfaceError)
State = Run.State
Result = TypeVar("Result")


class Cancelled(Exception):  # noqa: N818 - an end, not an error
    """Somebody asked the run to stop, or another worker has it now."""


class Desk:
    """What a computation sees of its run; a `kinds.Work`.

    Args:
        run: which.
        worker: whose it must still be.
    """

    tolerance = NEAR

    def __init__(self, run: Run, worker: str) -> None:
        self._run, self._worker = run, worker
        self._told = 0.0
        self._lost = threading.Event()

    @property
    def inputs(self) -> dict[str, Any]:
        """What was frozen when the run was asked for."""
        return dict(self._run.inputs)

    def read(self, name: str) -> bytes:
        """A file that was given."""
        return _patiently(lambda: content_of(self._run, name))

    def tell(self, progress: Progress) -> None:
        """Keeps where the work is, at most once a second.

        Raises:
            Cancelled: the run is to stop, or no longer this worker's.
        """
        if self.stopped():
            raise Cancelled
        if time.monotonic() - self._told < 1:
            return
        self._told = time.monotonic()
        facts = {name: value for name, value in vars(progress).items() if value is not None}
        try:
            mine = _of(self._run, self._worker)
            if not mine.update(progress=facts) or mine.filter(cancel_asked=True).exists():
                self._lost.set()
        except AWAY:
            connection.close()  # progress is worth no failure; the lease is renewed by the heartbeat

    def stopped(self) -> bool:
        """Whether somebody asked to cancel, or the lease was lost."""
        return self._lost.is_set()

    def renew(self) -> None:
        """Renews the lease; takes note if the run is to stop or is another's."""
        mine = _of(self._run, self._worker)
        if not mine.update(lease_until=timezone.now() + LEASE) or mine.filter(cancel_asked=True).exists():
            self._lost.set()

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Renews the lease while the work goes on; a database that is away for a while is waited for."""
        end = threading.Event()

        def beat() -> None:
            while not end.wait(BEAT):
                try:
                    self.renew()
                except AWAY:
                    connection.close()
            connection.close()

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            end.set()
            thread.join()


def _of(run: Run, worker: str) -> Any:
    return Run.objects.filter(pk=run.pk, worker=worker, state=State.RUNNING)


def claim(worker: str, now: datetime | None = None) -> Run | None:
    """The next run that waits, or that a dead worker left behind; `None` if there is none."""
    now = now or timezone.now()
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, lease_until__lt=now)
    Run.objects.filter(state=State.RUNNING, lease_until__lt=now, attempts__gte=ATTEMPTS).update(
        state=State.FAILED, ended_at=now, fault=_by_language(WORKER_DIED)
    )
    for run in Run.objects.filter(free).order_by("asked_at")[:10]:
        taken = Run.objects.filter(Q(pk=run.pk) & free).update(
            state=State.RUNNING,
            worker=worker,
            lease_until=now + LEASE,
            started_at=now,
            attempts=F("attempts") + 1,
        )
        if taken:
            run.refresh_from_db()
            return run
    return None


def work(worker: str, kinds: Mapping[str, Kind]) -> bool:
    """Takes one run and ends it; whether there was one.

    Args:
        worker: a name that no other worker has.
        kinds: what can be run, by name.
    """
    run = claim(worker)
    if run is None:
        return False
    desk = Desk(run, worker)
    try:
        with desk.beating():
            kind = kinds[run.kind]
            outcome = kind.compute(desk)
        _patiently(lambda: _finish(run, worker, kind, outcome))
    except Cancelled:
        _of(run, worker).update(state=State.CANCELLED, ended_at=timezone.now())
    except Fault as fault:
        _of(run, worker).update(state=State.FAILED, ended_at=timezone.now(), fault=_said(fault))
    except AWAY:
        raise  # the database is away: the lease runs out, and the run is taken up again
    except Exception:
        traceback.print_exc()
        _of(run, worker).update(state=State.FAILED, ended_at=timezone.now(), fault=_by_language(UNEXPECTED))
    return True


def _patiently(step: Callable[[], Result]) -> Result:
    """Does a step; a database that is away is waited for, so that hours of work are not lost."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return step()
        except AWAY:
            if time.monotonic() > end:
                raise
            connection.close()
            time.sleep(1)


def _finish(run: Run, worker: str, kind: Kind, outcome: Outcome) -> None:
    with transaction.atomic():
        ended = _of(run, worker).update(state=State.DONE, ended_at=timezone.now(), progress={})
        if not ended:
            raise Cancelled
        for name, content in outcome.files.items():
            keep(run, name, content, made=True)
        run.refresh_from_db()
        run.result = outcome.result
        run.save(update_fields=["result"])
        kind.finish(run, outcome)


WORKER_DIED, UNEXPECTED = "died", "unexpected"
END_SENTENCES = {
    WORKER_DIED: "The computation was interrupted three times and was given up. Nothing was changed.",
    UNEXPECTED: "Something went wrong that nobody foresaw. Nothing was changed. The site's log says more.",
}


def _said(fault: Fault) -> dict[str, str]:
    """What a fault says, by language; one that has no sentence is a mistake of ours, and is logged."""
    try:
        return {name: say(fault, words(name)) for name in languages()}
    except LookupError:
        traceback.print_exc()
        return _by_language(UNEXPECTED)


def _by_language(name: str) -> dict[str, str]:
    return {code: words(code)(END_SENTENCES[name]) for code in languages()}
