import subprocess
import sys

import numpy as np
import pytest
from enumerate_panels import all_panels, pool_of, tight_pool, tight_problem
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tequio.selection import METHODS, Lottery
from tequio.selection.problem import problem
from tequio.selection.progress import Unwatched
from tequio.selection.reachable import mean_logarithm

FEW = settings(max_examples=20, deadline=None, derandomize=True)
SEEDS = st.integers(0, 10_000)
FAIR = ("leximin", "maximin", "nash", "goldilocks")
MANY = range(40)  # seeds, of which each test must have compared at least so many
ENOUGH = 20


def drawn(name, asked, seed=0):
    return METHODS[name](asked, np.random.default_rng(seed), Unwatched())


def reached(lotteries):
    """Whether every one meets its target."""
    return all(lottery.status == "exact" for lottery in lotteries)


def test_methods_are_the_five_rules_in_order():
    assert list(METHODS) == ["leximin", "maximin", "nash", "goldilocks", "legacy"]


@pytest.mark.parametrize("name", METHODS)
def test_method_names_itself_in_its_lottery(name):
    lottery = drawn(name, tight_problem(3))
    assert isinstance(lottery, Lottery)
    assert lottery.method == name


def test_selection_without_a_method_loads_no_solver():
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, tequio.selection; print('scipy' in sys.modules, 'highspy' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split() == ["False", "False"]


def test_leximin_lowest_chance_is_no_lower_than_any_other_methods():
    asserted = 0
    for seed in MANY:
        ours, *others = [drawn(name, tight_problem(seed)) for name in FAIR]
        if reached([ours, *others]):
            assert ours.lowest >= max(lottery.lowest for lottery in others) - 1e-9, seed
            asserted += 1
    assert asserted >= ENOUGH


def test_leximin_sorted_chances_dominate_maximins():
    asserted = differing = 0
    for seed in MANY:
        ours, theirs = (drawn(name, tight_problem(seed, most_people=40)) for name in FAIR[:2])
        if reached([ours, theirs]):
            gain = np.sort(ours.person_chances) - np.sort(theirs.person_chances)
            different = np.flatnonzero(np.abs(gain) > 1e-9)
            assert not len(different) or gain[different[0]] > 0, seed
            asserted += 1
            differing += bool(len(different))
    assert asserted >= ENOUGH
    assert differing >= 3


@FEW
@given(SEEDS)
def test_leximin_sorted_chances_dominate_those_of_every_other_method(seed):
    asked = tight_problem(seed)
    ours, *others = [drawn(name, asked) for name in FAIR]
    assume(reached([ours, *others]))
    for theirs in others:
        gain = np.sort(ours.person_chances) - np.sort(theirs.person_chances)
        different = np.flatnonzero(np.abs(gain) > 1e-8)
        assert not len(different) or gain[different[0]] > 0


def test_nash_geometric_mean_is_no_lower_than_leximins():
    asserted = higher = 0
    for seed in MANY:
        asked = tight_problem(seed)
        ours, theirs = drawn("nash", asked), drawn("leximin", asked)
        if reached([ours, theirs]):
            means = [mean_logarithm(lottery.chances, asked.counts) for lottery in (ours, theirs)]
            assert means[0] >= means[1] - 1e-9, seed
            asserted += 1
            higher += means[0] > means[1] + 1e-6
    assert asserted >= ENOUGH
    assert higher >= 3


@FEW
@given(SEEDS)
def test_nash_geometric_mean_is_no_lower_than_any_other_methods(seed):
    asked = tight_problem(seed)
    held = all_panels(asked).any(axis=0)
    means = {
        name: asked.counts[held] @ np.log(np.maximum(drawn(name, asked).chances[held], 1e-300))
        for name in ("maximin", "nash", "goldilocks")
    }
    assert means["nash"] >= max(means.values()) - 1e-5


@FEW
@given(SEEDS, st.sampled_from(FAIR[1:]), st.booleans())
def test_method_gives_panels_whose_chances_sum_to_the_size(seed, name, with_households):
    lottery = drawn(name, tight_problem(seed, with_households=with_households))
    assert all(lottery.problem.is_panel(lottery.panel(number)) for number in range(len(lottery.weights)))
    assert lottery.weights.sum() == pytest.approx(1)
    assert lottery.person_chances.sum() == pytest.approx(lottery.problem.size)


@FEW
@given(SEEDS, st.sampled_from(FAIR[1:]))
def test_permuting_people_permutes_chances(seed, name):
    pool, quotas, size = tight_pool(seed)
    order = np.random.default_rng(seed).permutation(len(pool))
    # The categories stand in the order of the quotas, whatever the order of people.
    other = pool_of(pool.values)
    other = type(pool)(
        pool.ids, pool.features, pool.categories, other.values[order], pool.households, pool.kept
    )
    first, second = (drawn(name, problem(people, quotas, size)) for people in (pool, other))
    assert (first.person_chances[order] == second.person_chances).all()


@FEW
@given(SEEDS, st.sampled_from(list(METHODS)[1:4]))
def test_same_seed_gives_the_same_bytes(seed, name):
    asked = tight_problem(seed)
    first, second = drawn(name, asked), drawn(name, asked)
    assert first.weights.tobytes() == second.weights.tobytes()
    assert first.compositions.toarray().tobytes() == second.compositions.toarray().tobytes()


def test_legacy_with_the_same_seed_gives_the_same_frequencies():
    asked = tight_problem(3)
    assert (drawn("legacy", asked, 5).chances == drawn("legacy", asked, 5).chances).all()


@pytest.mark.parametrize("name", FAIR[1:])
def test_chances_do_not_depend_on_the_seed(name):
    asserted = 0
    for seed in MANY:
        asked = tight_problem(seed)
        first, second = drawn(name, asked, 1), drawn(name, asked, 2)
        if reached([first, second]):
            assert np.abs(first.chances - second.chances).max() < 1e-9, seed
            asserted += 1
    assert asserted >= ENOUGH
