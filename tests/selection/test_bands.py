import numpy as np
import pytest
from enumerate_panels import all_panels, tight_problem
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.selection.bands import Bands, highest_floor, most_even
from tequio.selection.relaxation import room

FEW = settings(max_examples=30, deadline=None, derandomize=True)
SEEDS = st.integers(0, 10_000)


def bands_of(asked):
    floor = highest_floor(room(asked))
    bands = Bands(room(asked), floor.out)
    return floor, bands, bands.lowest_ceiling(floor.chance)


@FEW
@given(SEEDS)
def test_lines_hold_for_every_mixture_of_panels(seed):
    asked = tight_problem(seed)
    floor, bands, _ = bands_of(asked)
    panels = all_panels(asked)
    weights = np.random.default_rng(seed).dirichlet(np.ones(len(panels)), 50)
    chances = (weights @ panels / asked.counts)[:, ~floor.out]
    lowest, highest = chances.min(axis=1), chances.max(axis=1)
    assert all((highest >= line.highest(lowest) - 1e-9).all() for line in bands.lines)


@FEW
@given(SEEDS)
def test_most_even_point_lies_in_its_band_and_touches_it(seed):
    floor, bands, highest = bands_of(tight_problem(seed, with_households=True))
    chances = most_even(bands, floor, floor.chance, highest).chances[~floor.out]
    assert chances.min() == pytest.approx(floor.chance, abs=1e-9)
    assert chances.max() == pytest.approx(highest, abs=1e-9)


@FEW
@given(SEEDS)
def test_types_out_of_the_relaxation_are_on_no_panel(seed):
    asked = tight_problem(seed)
    out = highest_floor(room(asked)).out
    assert not all_panels(asked)[:, out].any()
