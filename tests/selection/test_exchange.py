import numpy as np
from brute import compositions, panels_of_people
from hypothesis import given, settings
from hypothesis import strategies as st
from tight_pools import tight_parts, tight_problem

from tequio.selection.exchange import Exchange
from tequio.selection.panels import PanelProgram
from tequio.selection.problem import problem
from tequio.selection.relaxation import room


@given(st.integers(0, 10**6), st.booleans())
@settings(deadline=None, max_examples=40, derandomize=True)
def test_what_a_walk_finds_is_a_panel_and_worth_more_than_asked(seed: int, homes: bool) -> None:
    drawn = tight_problem(seed, (10, 60), 1, homes)
    program = PanelProgram(room(drawn))
    weights = np.random.default_rng(seed).normal(size=drawn.types)
    start = program.best(np.zeros(drawn.types))[0]
    than = float(weights @ start)
    better = Exchange(room(drawn)).better(weights, start, than)
    assert start.tolist() == program.best(np.zeros(drawn.types))[0].tolist()
    if better is None:
        return
    assert drawn.is_panel(better)
    assert than < weights @ better <= program.best(weights)[1] + 1e-6


def test_walks_nearly_always_find_the_best_panel_of_a_small_pool() -> None:
    found = 0
    for seed in range(40):
        parts = tight_parts(seed, (8, 13), 1)
        drawn = problem(*parts)
        every = np.array(compositions(drawn, panels_of_people(*parts)))
        weights = np.random.default_rng(seed).normal(size=drawn.types)
        best = Exchange(room(drawn)).better(weights, every[0], -np.inf)
        assert best is not None
        found += bool(weights @ best > (every @ weights).max() - 1e-9)
    assert found >= 30


def test_nothing_is_better_than_the_best() -> None:
    drawn = tight_problem(3, (20, 40), 1)
    weights = np.random.default_rng(3).normal(size=drawn.types)
    best, most = PanelProgram(room(drawn)).best(weights)
    assert Exchange(room(drawn)).better(weights, best, most + 1e-9) is None


def test_without_weights_there_is_nothing_to_gain() -> None:
    drawn = tight_problem(3, (20, 40), 1)
    start = PanelProgram(room(drawn)).best(np.zeros(drawn.types))[0]
    assert Exchange(room(drawn)).better(np.zeros(drawn.types), start, -np.inf) is None


def test_the_same_walk_gives_the_same_panel() -> None:
    drawn = tight_problem(5, (40, 60), 1)
    weights = np.random.default_rng(5).normal(size=drawn.types)
    start = PanelProgram(room(drawn)).best(np.zeros(drawn.types))[0]
    walks = [Exchange(room(drawn)).better(weights, start, -np.inf) for _ in range(2)]
    assert np.array_equal(*walks)
