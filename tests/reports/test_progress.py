import io
import os
import signal

import numpy as np
import pytest
from rich.console import Console

from tequio.pool import Pool
from tequio.quotas import Quota, Quotas
from tequio.reports.progress import STAGE_SENTENCES, Onlooker, progress_line
from tequio.selection.leximin import leximin
from tequio.selection.problem import Problem, problem
from tequio.selection.progress import Progress
from tequio.words import words

EN, ES = words("en"), words("es")
PANELS = Progress("panels", 120, 380, bound=8 / 103, reached=0.075)


class Clock:
    """Seconds that go on when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def small() -> Problem:
    """Four of one kind and eight of another; a panel of four with two or three of the first."""
    values = np.array([[0]] * 4 + [[1]] * 8, dtype=np.int32)
    pool = Pool(tuple(f"p{person}" for person in range(12)), ("age",), (("young", "old"),), values, None, {})
    return problem(pool, Quotas((Quota("age", "young", 2, 3), Quota("age", "old", 1, 2))), 4)


def watching(terminal: bool, limit: float | None = None) -> tuple[Onlooker, Clock, io.StringIO]:
    written, clock = io.StringIO(), Clock()
    console = Console(file=written, force_terminal=terminal, width=100)
    return Onlooker(EN, console, clock, limit), clock, written


def test_line_says_stage_bound_chance_and_time():
    assert progress_line(PANELS, 12.4, EN) == (
        "Making panels · 120 of 380 · proved: lowest chance at most 7.77% · reached: 7.50% · 12 s"
    )


def test_line_says_how_far_the_furthest_chance_is_from_its_goal():
    line = progress_line(Progress("panels", 466, 0, reached=0.075, distance=0.0123), 9, EN)
    assert line == "Making panels · 466 · reached: 7.50% · furthest from its goal: 1.23% · 9 s"
    spanish = progress_line(Progress("panels", 466, 0, distance=0.0123), 9, ES)
    assert spanish == "Se forman los paneles · 466 · la más lejana de su meta: 1.23\u00a0% · 9 s"


def test_line_in_spanish():
    assert progress_line(PANELS, 12.4, ES) == (
        "Se forman los paneles · 120 de 380 · demostrado: probabilidad más baja, a lo sumo 7.77\u00a0% · "
        "alcanzado: 7.50\u00a0% · 12 s"
    )


@pytest.mark.parametrize("stage", STAGE_SENTENCES)
def test_line_of_each_stage_without_numbers(stage):
    assert progress_line(Progress(stage, 0, 0), 3, EN) == f"{STAGE_SENTENCES[stage]} · 3 s"


def test_plain_lines_come_once_a_stage_and_every_ten_seconds():
    onlooker, clock, written = watching(terminal=False)
    for stage, now in (("chances", 100), ("panels", 101), ("panels", 105), ("panels", 111), ("panels", 115)):
        clock.now = now
        onlooker.tell(Progress(stage, 0, 0))
    assert written.getvalue().splitlines() == [
        "Finding the fairest chances · 0 s",
        "Making panels · 1 s",
        "Making panels · 11 s",
    ]


def test_onlooker_watches_real_work():
    onlooker, _, written = watching(terminal=False)
    lottery = leximin(small(), np.random.default_rng(1), onlooker)
    assert lottery.status == "exact"
    assert "Making panels" in written.getvalue()


def test_terminal_line_is_gone_at_the_end():
    onlooker, _, written = watching(terminal=True)
    with onlooker:
        onlooker.tell(PANELS)
    assert "120 of 380" in written.getvalue()
    assert "\x1b[2K" in written.getvalue().rpartition("120 of 380")[2]


def test_work_stops_at_the_limit():
    onlooker, clock, _ = watching(terminal=False, limit=60)
    clock.now = 159.9
    assert (onlooker.stopped(), onlooker.reason) == (False, None)
    clock.now = 160
    assert (onlooker.stopped(), onlooker.reason) == (True, "time")


def test_first_interrupt_asks_and_second_quits():
    onlooker, _, written = watching(terminal=False)
    with onlooker:
        os.kill(os.getpid(), signal.SIGINT)
        assert (onlooker.stopped(), onlooker.reason) == (True, "person")
        assert "Ending with the best lottery so far." in written.getvalue()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_handler_of_before_is_back_afterwards():
    before = signal.getsignal(signal.SIGINT)
    with watching(terminal=False)[0]:
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before
