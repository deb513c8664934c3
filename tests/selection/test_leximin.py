import hashlib
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from brute import compositions, leximin_of_panels, panels_of_people
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_mixture import StopsAt
from test_problem import reordered
from test_relaxation import LOWEST
from tight_pools import shared_problem, small_problem, tight_parts, tight_problem

from tequio.selection.leximin import leximin
from tequio.selection.lottery import Lottery
from tequio.selection.mixture import mix
from tequio.selection.problem import Problem, problem
from tequio.selection.progress import Unwatched
from tequio.selection.relaxation import Ladder, room
from tequio.solver import Infeasible

# Tight pools whose relaxation promises what no lottery gives; found among the first few hundred seeds.
OUT_OF_REACH = [(0, True), (7, False), (12, False), (25, True), (41, False), (45, True)]


def draw(drawn: Problem) -> Lottery:
    return leximin(drawn, np.random.default_rng(0), Unwatched())


def chances(lottery: Lottery) -> list[Fraction]:
    return [lottery.target.levels[number].chance for number in lottery.target.level_of.tolist()]


@given(st.integers(0, 10**6), st.booleans(), st.integers(0, 1))
@settings(deadline=None, max_examples=40, derandomize=True)
def test_chances_equal_those_of_a_simplex_over_all_panels(seed: int, homes: bool, slack: int) -> None:
    parts = tight_parts(seed, (8, 14), slack, homes)
    drawn = problem(*parts)
    every = compositions(drawn, panels_of_people(*parts))
    assume(len(every) <= 150)
    lottery = draw(drawn)
    assert chances(lottery) == leximin_of_panels(drawn.counts.tolist(), every)
    assert lottery.distance < 1e-9


@pytest.mark.parametrize(("seed", "homes"), OUT_OF_REACH)
def test_a_target_out_of_reach_gives_the_leximin_of_the_panels(seed: int, homes: bool) -> None:
    parts = tight_parts(seed, (8, 15), seed % 2, homes)
    drawn = problem(*parts)
    every = compositions(drawn, panels_of_people(*parts))
    lottery = draw(drawn)
    assert lottery.status == "panels"
    assert chances(lottery) == leximin_of_panels(drawn.counts.tolist(), every)
    assert lottery.distance < 1e-9
    assert lottery.never == tuple(np.flatnonzero(np.array(every).max(axis=0) == 0).tolist())
    assert lottery.bound == float(min(level.chance for level in Ladder(room(drawn)).climb().levels))


@pytest.mark.parametrize(("seed", "homes"), [(22, False), (76, True), (172, True), (456, False)])
def test_a_target_that_only_uneven_panels_reach_is_exact_all_the_same(seed: int, homes: bool) -> None:
    """Panels with each type's seats rounded down or up do not reach it; column generation finds others."""
    drawn = tight_problem(seed, (20, 60), 0, homes)
    target = Ladder(room(drawn)).climb()
    assert mix(target, np.random.default_rng(0), Unwatched()).reached == "unreachable"
    lottery = draw(drawn)
    assert lottery.status == "exact"
    assert lottery.target.levels == target.levels
    assert lottery.distance < 1e-9


@given(st.integers(0, 10**6), st.booleans(), st.integers(0, 1))
@settings(deadline=None, max_examples=30, derandomize=True)
def test_every_lottery_keeps_every_rule(seed: int, homes: bool, slack: int) -> None:
    drawn = tight_problem(seed, (10, 60), slack, homes)
    lottery = draw(drawn)
    assert lottery.status in ("exact", "panels")
    assert all(drawn.is_panel(lottery.panel(number)) for number in range(len(lottery.weights)))
    assert lottery.person_chances.sum() == pytest.approx(drawn.size)
    assert lottery.distance < 1e-9
    assert lottery.lowest <= lottery.bound + 1e-9
    assert lottery.never == tuple(np.flatnonzero(lottery.target.chances == 0).tolist())


@given(st.integers(0, 10**6), st.booleans())
@settings(deadline=None, max_examples=20, derandomize=True)
def test_no_mixture_of_other_panels_is_fairer(seed: int, homes: bool) -> None:
    """Leximin dominates: any other lottery is lower where the sorted chances first differ."""
    parts = tight_parts(seed, (8, 13), 1, homes)
    drawn = problem(*parts)
    every = np.array(compositions(drawn, panels_of_people(*parts)))
    ours = np.sort(draw(drawn).person_chances)
    generator = np.random.default_rng(seed)
    for _ in range(20):
        other = (generator.dirichlet(np.full(len(every), 0.3)) @ every / drawn.counts)[drawn.type_of]
        differ = np.flatnonzero(np.abs(np.sort(other) - ours) > 1e-7)
        assert not len(differ) or np.sort(other)[differ[0]] < ours[differ[0]]


@given(st.integers(0, 10**6), st.booleans(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=15, derandomize=True)
def test_the_order_of_people_permutes_chances_and_changes_nothing_else(
    seed: int, homes: bool, random
) -> None:
    pool, quotas, size = tight_parts(seed, (10, 40), 0, homes)
    order = np.array(random.sample(range(len(pool)), len(pool)))
    first = draw(problem(pool, quotas, size))
    second = draw(problem(reordered(pool, order), quotas, size))
    assert np.array_equal(first.person_chances[order], second.person_chances)
    assert np.array_equal(first.compositions.toarray(), second.compositions.toarray())
    assert np.array_equal(first.weights, second.weights)
    assert first.target.levels == second.target.levels


@pytest.mark.parametrize("name", LOWEST)
def test_a_published_pool_is_exact(name: str) -> None:
    lottery = draw(shared_problem(name))
    assert lottery.status == "exact"
    assert min(chances(lottery)) == LOWEST[name]
    assert lottery.distance < 1e-9
    assert lottery.gap < 1e-9


def test_a_promise_that_no_panel_keeps_is_found_out() -> None:
    """Three quotas of one each: the relaxation gives everybody half a seat, but only two can sit together."""
    values = [[0, 0, 0], [1, 1, 1], [0, 1, 0], [0, 0, 1], [1, 0, 0]]
    lottery = draw(small_problem(values, [[(1, 1), (1, 1)]] * 3, 2))
    assert lottery.status == "panels"
    assert lottery.never
    assert lottery.gap == lottery.bound > 0


def test_no_panel_at_all_is_infeasible_though_the_relaxation_is_not() -> None:
    values = [[0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 1, 1]]
    with pytest.raises(Infeasible):
        draw(small_problem(values, [[(1, 1), (1, 1)]] * 3, 2))


def test_a_panel_of_all_is_certain() -> None:
    lottery = draw(small_problem([[0], [0], [1]], [[(0, 2), (0, 1)]], 3))
    assert lottery.status == "exact"
    assert set(lottery.chances.tolist()) == {1}


def test_stopped_early_it_gives_what_it_has() -> None:
    lottery = leximin(shared_problem("gss16_semi_60"), np.random.default_rng(0), StopsAt(30))
    assert lottery.status == "stopped"
    assert lottery.bound == pytest.approx(8 / 103)
    assert lottery.gap > 0


@pytest.mark.parametrize("left", [1, 15, 25])
def test_stopped_while_the_target_is_out_of_reach_it_still_holds_panels(left: int) -> None:
    drawn = tight_problem(45, (10, 60), 1)
    lottery = leximin(drawn, np.random.default_rng(0), StopsAt(left))
    assert lottery.status == "stopped"
    assert lottery.weights.sum() == pytest.approx(1)
    assert all(drawn.is_panel(lottery.panel(number)) for number in range(len(lottery.weights)))


@pytest.mark.parametrize(("seed", "homes"), OUT_OF_REACH)
def test_stopped_anywhere_the_lowest_chance_is_within_the_gap_of_the_best(seed: int, homes: bool) -> None:
    parts = tight_parts(seed, (8, 15), seed % 2, homes)
    drawn = problem(*parts)
    best = np.array(leximin_of_panels(drawn.counts.tolist(), compositions(drawn, panels_of_people(*parts))))
    stopped = 0
    for count in range(12):
        lottery = leximin(drawn, np.random.default_rng(0), StopsAt(count))
        if lottery.status == "stopped":
            can = np.setdiff1d(np.arange(drawn.types), lottery.never)
            assert float(best[can].min()) <= lottery.chances[can].min() + lottery.gap + 1e-9
            stopped += 1
    assert stopped >= 3


def test_the_same_input_gives_the_same_bytes_in_every_process() -> None:
    script = "from test_leximin import digest; print(digest(9, False), digest(16, True), digest(45, True))"
    here = Path(__file__).resolve().parent
    path = os.pathsep.join([str(here), str(here.parents[1] / "src"), *sys.path])
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
            capture_output=True,
            check=True,
            text=True,
        )
        .stdout.split()[-3:]
        .__str__()
        for seed in ("0", "1", "4242")
    }
    assert len(answers) == 1


def digest(seed: int, homes: bool) -> str:
    lottery = draw(tight_problem(seed, (10, 60), seed % 2, homes))
    facts = repr((lottery.status, lottery.never, lottery.target.levels)).encode()
    return hashlib.sha256(
        facts + lottery.compositions.toarray().tobytes() + lottery.weights.tobytes()
    ).hexdigest()
