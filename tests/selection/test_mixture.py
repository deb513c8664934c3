import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from tight_pools import shared_problem, small_problem, tight_problem

from tequio.selection.face import face
from tequio.selection.mixture import Herd, balance, membership, mix
from tequio.selection.problem import Problem
from tequio.selection.progress import NEAR, Progress, Unwatched
from tequio.selection.relaxation import Ladder, Target, room


class StopsAt:
    """Stops the work when it has been told of so many things."""

    tolerance = NEAR

    def __init__(self, count: int) -> None:
        self.left = count
        self.told: list[Progress] = []

    def tell(self, progress: Progress) -> None:
        self.told.append(progress)
        self.left -= 1

    def stopped(self) -> bool:
        return self.left <= 0


def target_of(seed: int, homes: bool = False) -> Target:
    return Ladder(room(tight_problem(seed, (10, 70), 1, homes))).climb()


@given(st.integers(0, 10**6), st.booleans())
@settings(deadline=None, max_examples=40, derandomize=True)
def test_an_exact_mixture_gives_each_chance_to_a_billionth(seed: int, homes: bool) -> None:
    target = target_of(seed, homes)
    mixture = mix(target, np.random.default_rng(0), Unwatched())
    panels = mixture.compositions.toarray().astype(np.int64)
    assert all(target.room.problem.is_panel(panel) for panel in panels)
    assert mixture.reached in ("exact", "unreachable")
    if mixture.reached == "exact":
        assert mixture.weights.sum() == pytest.approx(1, abs=1e-12)
        assert (mixture.weights > 0).all()
        assert np.abs(mixture.weights @ panels - target.seats).max() < 1e-9


def test_herding_misses_a_share_of_about_one_seat() -> None:
    herd = Herd(face(Ladder(room(shared_problem("sf_fixture_22"))).climb()), np.random.default_rng(0))
    assert herd.grow(300, Unwatched(), "panels")
    missed = herd.face.wanted - np.asarray(herd.matrix().mean(axis=0)).ravel()
    assert np.abs(missed).max() < 2 / 300


def test_growing_ends_when_the_watch_says_so() -> None:
    herd = Herd(face(target_of(2)), np.random.default_rng(0))
    assert not herd.grow(50, StopsAt(5), "panels")
    assert len(herd.panels) == 5


def test_a_stopped_mixture_says_so_and_keeps_its_panels() -> None:
    target = Ladder(room(shared_problem("gss16_semi_60"))).climb()
    mixture = mix(target, np.random.default_rng(0), StopsAt(20))
    assert mixture.reached == "stopped"
    assert mixture.weights.sum() == pytest.approx(1)
    assert all(target.room.problem.is_panel(row) for row in mixture.compositions.toarray().astype(np.int64))


def narrow_problem(people: int = 1500, features: int = 12, size: int = 30) -> Problem:
    """So many different people under so narrow quotas that no panel of the face is found."""
    generator = np.random.default_rng(2)
    shares = [generator.dirichlet(np.full(3, 2.0)) for _ in range(features)]
    values = np.column_stack([generator.choice(3, people, p=share) for share in shares]).tolist()
    return small_problem(values, [[(9, 11)] * 3] * features, size)


def test_where_the_face_gives_no_panels_a_lottery_is_made_off_it() -> None:
    target = Ladder(room(narrow_problem())).climb()
    watch = StopsAt(25)
    mixture = mix(target, np.random.default_rng(0), watch)
    panels = mixture.compositions.toarray().astype(np.int64)
    assert mixture.reached == "stopped"
    assert mixture.weights.sum() == pytest.approx(1)
    assert len({panel.tobytes() for panel in panels}) > 15
    assert all(target.room.problem.is_panel(panel) for panel in panels)
    told = watch.told[-1]
    chances = mixture.weights @ panels / target.room.problem.counts
    assert told.distance == pytest.approx(np.abs(chances - target.chances).max())
    assert told.reached == pytest.approx(chances.min(), abs=1e-12)
    assert told.bound == pytest.approx(target.chances.min())


def test_progress_of_panels_tells_the_chances_of_equal_weights() -> None:
    target = target_of(2)
    watch = StopsAt(7)
    mixture = mix(target, np.random.default_rng(0), watch)
    chances = mixture.weights @ mixture.compositions / target.room.problem.counts
    told = watch.told[-1]
    assert told.reached == pytest.approx(chances[target.chances > 0].min(), abs=1e-12)
    assert told.distance == pytest.approx(np.abs(chances - target.chances).max())
    assert told.bound == float(min(level.chance for level in target.levels if level.chance))


def test_stopped_before_any_panel_it_still_gives_one() -> None:
    target = Ladder(room(shared_problem("gss16_semi_60"))).climb()
    mixture = mix(target, np.random.default_rng(0), StopsAt(0))
    assert (mixture.reached, mixture.weights.tolist()) == ("stopped", [1.0])
    assert target.room.problem.is_panel(mixture.compositions.toarray()[0].astype(np.int64))


def test_balance_finds_weights_above_zero() -> None:
    panels = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
    weights = balance(csr_matrix(panels.T), np.array([0.6, 0.5]))
    assert weights is not None
    assert (weights > 0).all()
    assert np.abs(panels @ weights - [0.6, 0.5]).max() < 1e-12


def test_balance_finds_nothing_where_there_is_nothing() -> None:
    assert balance(csr_matrix([[1.0, 0.0], [1.0, 0.0]]), np.array([0.5, 0.5])) is None


def test_membership_has_a_one_for_each_type_taken() -> None:
    found = membership([np.array([2, 0]), np.array([1])], 3).toarray()
    assert found.tolist() == [[1, 0, 1], [0, 1, 0]]
