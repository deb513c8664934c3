import numpy as np
import pytest
from enumerate_panels import pool_of, shared_problem, tight_pool, tight_problem
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.quotas import Quota, Quotas
from tequio.selection.legacy import PANELS, Greedy, legacy
from tequio.selection.method_faults import NoPanelFound
from tequio.selection.problem import problem
from tequio.selection.progress import Unwatched


class Impatient(Unwatched):
    """Stops the work as soon as it is asked."""

    def stopped(self):
        return True


FEW = settings(max_examples=20, deadline=None, derandomize=True)


def one_run(pool, asked, generator):
    """The procedure person by person, as it is described; `None` for a dead end."""
    under = asked.cells[asked.type_of]
    left = [p for p in range(len(pool)) if not (asked.high[under[p]] == 0).any()]
    chosen = np.zeros(len(asked.low), dtype=int)
    panel = []
    for _ in range(asked.size):
        supply = np.bincount(under[left].ravel(), minlength=len(chosen)) if left else np.zeros(len(chosen))
        if not left or (supply < asked.low - chosen).any():
            return None
        ratios = [
            (low - have) / many if many else -np.inf for low, have, many in zip(asked.low, chosen, supply)
        ]
        urgent = int(np.argmax(ratios))
        person = int(generator.choice([p for p in left if urgent in under[p]]))
        panel.append(person)
        chosen[under[person]] += 1
        home = asked.household_of[person]
        left = [p for p in left if p != person and (home < 0 or asked.household_of[p] != home)]
        full = [q for q in under[person] if chosen[q] == asked.high[q]]
        left = [p for p in left if not np.isin(under[p], full).any()]
    return panel if (chosen >= asked.low).all() else None


@pytest.mark.parametrize(("seed", "with_households"), [(3, False), (8, False), (2, True), (11, True)])
def test_legacy_frequencies_are_those_of_the_procedure_person_by_person(seed, with_households):
    pool, quotas, size = tight_pool(seed, with_households=with_households)
    asked = problem(pool, quotas, size)
    generator = np.random.default_rng(0)
    panels = [panel for _ in range(1500) if (panel := one_run(pool, asked, generator)) is not None]
    seats = np.bincount(asked.type_of[np.concatenate(panels)], minlength=asked.types) / len(panels)
    simulated = Greedy(asked, np.random.default_rng(1)).batch(6000)
    error = 4.5 * np.sqrt(asked.size / len(panels) / 4 + asked.size / len(simulated) / 4)
    assert np.abs(simulated.mean(axis=0) - seats).max() < error


@FEW
@given(st.integers(0, 10_000), st.booleans())
def test_legacy_panels_meet_every_quota_and_the_household_rule(seed, with_households):
    asked = tight_problem(seed, with_households=with_households)
    panels = Greedy(asked, np.random.default_rng(0)).batch(300)
    assert all(asked.is_panel(panel) for panel in panels)


def test_legacy_is_marked_as_simulated_and_has_no_distance_from_itself():
    lottery = legacy(shared_problem("sf_fixture_22"), np.random.default_rng(0), Unwatched())
    assert lottery.status == "simulated"
    assert lottery.distance < 1e-12
    assert lottery.lowest < lottery.bound


def test_legacy_that_is_stopped_says_how_many_panels_it_simulated():
    asked = tight_problem(3, with_households=False)
    whole = legacy(asked, np.random.default_rng(0), Unwatched())
    cut = legacy(asked, np.random.default_rng(0), Impatient())
    assert whole.simulated == PANELS
    assert 0 < cut.simulated < PANELS


def test_legacy_strikes_out_who_is_under_a_quota_of_zero():
    pool = pool_of([[0, 0], [0, 1], [1, 0], [1, 1]])
    rows = [("f0", "v0", 1, 2), ("f0", "v1", 0, 0), ("f1", "v0", 0, 1), ("f1", "v1", 0, 1)]
    asked = problem(pool, Quotas(tuple(Quota(*row) for row in rows)), 2)
    assert legacy(asked, np.random.default_rng(0), Unwatched()).chances.tolist() == [1, 1, 0, 0]


def test_legacy_in_a_dead_end_each_time_says_how_often_it_tried():
    # Each pair of the first three people shares a value that exactly one member must have: halves
    # of people would do, whole ones cannot.
    pool = pool_of([[0, 1, 0], [0, 0, 1], [1, 0, 0], [1, 1, 1]])
    once = Quotas(tuple(Quota(f"f{f}", f"v{v}", 1, 1) for f in range(3) for v in range(2)))
    with pytest.raises(NoPanelFound) as caught:
        legacy(problem(pool, once, 2), np.random.default_rng(0), Unwatched())
    assert caught.value.tries >= 200_000
