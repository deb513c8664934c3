import numpy as np
import pytest
from scipy.sparse import csc_matrix

from tequio.solver import Infeasible, Program, SolverStopped


def knapsack(columns: int = 60, rows: int = 6, *, equal: bool = False) -> Program:
    """Whole numbers of 0 or 1 under rows of which each takes about half: far more than a moment's work."""
    generator = np.random.default_rng(1)
    weights = generator.integers(50, 1000, (rows, columns)).astype(float)
    half = np.floor(weights.sum(axis=1) / 2)
    return Program(
        costs=generator.integers(50, 1000, columns).astype(float),
        low=np.zeros(columns),
        high=np.ones(columns),
        matrix=csc_matrix(weights),
        row_low=half if equal else np.zeros(rows),
        row_high=half,
        maximise=True,
        integer=True,
        options={"mip_rel_gap": 0.0, "mip_max_nodes": 200_000},
    )


class Asked:
    """Says stop from some question on, and counts the questions."""

    def __init__(self, patience: int) -> None:
        self.patience, self.times = patience, 0

    def __call__(self) -> bool:
        self.times += 1
        return self.times > self.patience


def test_integer_program_ended_early_gives_the_best_so_far_and_its_bound():
    program, asked = knapsack(), Asked(40)
    answer = program.solve(asked)
    assert asked.times > 40
    assert set(np.round(answer.columns, 6)) <= {0.0, 1.0}
    assert answer.value < program.bound() - 1e-6


def test_integer_program_ended_before_it_has_a_point_says_so():
    with pytest.raises(SolverStopped):
        knapsack(equal=True).solve(Asked(0))


def test_integer_program_that_nobody_ends_is_the_same_as_without_asking():
    few = [knapsack(20, 3).solve(asked).columns.tobytes() for asked in (None, lambda: False)]
    assert few[0] == few[1]


def test_what_is_raised_while_it_is_asked_comes_out_afterwards():
    def interrupted() -> bool:
        raise KeyboardInterrupt

    program = knapsack()
    with pytest.raises(KeyboardInterrupt):
        program.solve(interrupted)
    assert program.solve(Asked(40)).value > 0


def nothing(low: float, high: float) -> Program:
    none = np.zeros(0)
    return Program(none, none, none, csc_matrix((1, 0)), np.array([low]), np.array([high]), integer=True)


def test_program_without_columns_has_the_empty_point() -> None:
    answer = nothing(0, 3).solve()
    assert (answer.value, len(answer.columns), len(answer.prices)) == (0, 0, 1)


@pytest.mark.parametrize(("low", "high"), [(1, 3), (-3, -1)])
def test_program_without_columns_whose_row_asks_for_more_is_infeasible(low: float, high: float) -> None:
    with pytest.raises(Infeasible):
        nothing(low, high).solve()
