"""The only door to HiGHS: linear programs that can be changed and solved again, and integer programs.

Everything runs on one thread with a fixed seed, and integer programs stop by nodes, never by
seconds, so that the same input gives the same answer in every process on one machine. Only when
somebody ends the work does one stop where it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from tequio.faults import Fault

Floats = NDArray[np.float64]
INFINITY = highspy.kHighsInf
_DONE = highspy.HighsModelStatus.kOptimal
_NONE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
_ASKS = highspy.cb.HighsCallbackType.kCallbackMipInterrupt
_LOST = (highspy.HighsModelStatus.kUnknown, highspy.HighsModelStatus.kSolveError)


class Infeasible(Fault):
    """No point meets the constraints."""


@dataclass(eq=False)
class SolverStopped(Fault):
    """The solver ended without an answer; `status` is its own word for it."""

    status: str


@dataclass(frozen=True)
class Answer:
    """The value of the goal, the (C,) columns, their (C,) reduced costs and the (R,) prices of rows."""

    value: float
    columns: Floats
    reduced: Floats
    prices: Floats


@dataclass(frozen=True)
class Basis:
    """Which columns and rows are basic at an optimum: (C,) and (R,) booleans."""

    columns: NDArray[np.bool_]
    rows: NDArray[np.bool_]


class _Quiet(highspy.Highs):  # type: ignore[misc] # highspy has no types
    """HiGHS without the banner that its own constructor prints, and without its callbacks."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)


class Program:
    """minimise or maximise  costs · x  subject to  low ≤ x ≤ high,  row_low ≤ matrix · x ≤ row_high.

    Args:
        costs: (C,).
        low: (C,) lower bounds of columns.
        high: (C,) upper bounds.
        matrix: (R, C) sparse.
        row_low: (R,) lower bounds of rows.
        row_high: (R,) upper bounds.
        maximise: the direction.
        integer: whether all columns are whole numbers.
        options: further options of HiGHS, by name.
    """

    def __init__(  # noqa: PLR0913 - a linear program has these six parts
        self,
        costs: Floats,
        low: Floats,
        high: Floats,
        matrix: csc_matrix,
        row_low: Floats,
        row_high: Floats,
        *,
        maximise: bool = False,
        integer: bool = False,
        options: dict[str, float | int | str | bool] | None = None,
    ) -> None:
        self._highs = _Quiet()
        for name, value in {"threads": 1, "random_seed": 1, **(options or {})}.items():
            self._highs.setOptionValue(name, value)
        kind = highspy.HighsVarType.kInteger if integer else highspy.HighsVarType.kContinuous
        self._highs.passModel(
            len(costs),
            len(row_low),
            matrix.nnz,
            highspy.MatrixFormat.kColwise.value,
            (highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize).value,
            0.0,
            np.asarray(costs, dtype=np.float64),
            np.asarray(low, dtype=np.float64),
            np.asarray(high, dtype=np.float64),
            np.asarray(row_low, dtype=np.float64),
            np.asarray(row_high, dtype=np.float64),
            matrix.indptr.astype(np.int32),
            matrix.indices.astype(np.int32),
            matrix.data.astype(np.float64),
            np.full(len(costs), kind.value, dtype=np.int32),
        )
        self._columns = np.arange(len(costs), dtype=np.int32)

    def costs(self, costs: Floats) -> None:
        """Replaces the goal."""
        self._highs.changeColsCost(len(costs), self._columns[: len(costs)], costs)

    def cost(self, column: int, value: float) -> None:
        """Replaces one coefficient of the goal."""
        self._highs.changeColCost(column, value)

    def bounds(self, columns: NDArray[np.int32], low: Floats, high: Floats) -> None:
        """Replaces the bounds of some columns."""
        self._highs.changeColsBounds(len(columns), columns, low, high)

    def rows(self, low: Floats, high: Floats) -> None:
        """Replaces the bounds of the first rows."""
        for row, (least, most) in enumerate(zip(low.tolist(), high.tolist())):
            self._highs.changeRowBounds(row, least, most)

    def coefficient(self, row: int, column: int, value: float) -> None:
        """Replaces one coefficient."""
        self._highs.changeCoeff(row, column, value)

    def add_row(self, low: float, high: float, columns: NDArray[np.int32], values: Floats) -> None:
        """Adds a row after the last."""
        self._highs.addRow(low, high, len(columns), columns, values)

    def add_column(
        self, cost: float, low: float, high: float, column: tuple[NDArray[np.int32], Floats]
    ) -> None:
        """Adds a column after the last; `column` holds its rows and its coefficients."""
        self._highs.addCol(cost, low, high, len(column[0]), column[0], column[1])

    def solve(self, stopped: Callable[[], bool] | None = None) -> Answer:
        """The best point; of an integer program that was ended early, the best so far.

        Args:
            stopped: asked again and again inside an integer program, which ends when it says so.

        Raises:
            Infeasible: no point meets the constraints.
            SolverStopped: HiGHS gave up, or was ended before it had a point.
        """
        self._run(stopped)
        status = self._highs.getModelStatus()
        if status in _LOST:
            status = self._afresh()
        if status in _NONE:
            raise Infeasible
        if status == highspy.HighsModelStatus.kModelEmpty:
            return self._nothing()
        limited = status in (
            highspy.HighsModelStatus.kSolutionLimit,
            highspy.HighsModelStatus.kObjectiveTarget,
            highspy.HighsModelStatus.kIterationLimit,
            highspy.HighsModelStatus.kInterrupt,
        )
        if status != _DONE and not (limited and self._highs.getInfo().primal_solution_status == 2):
            raise SolverStopped(self._highs.modelStatusToString(status))
        found = self._highs.getSolution()
        return Answer(
            value=self._highs.getInfo().objective_function_value,
            columns=np.array(found.col_value),
            reduced=np.array(found.col_dual),
            prices=np.array(found.row_dual),
        )

    def _nothing(self) -> Answer:
        """The only point of a program without columns; raises `Infeasible` where a row asks for more."""
        program = self._highs.getLp()
        low, high = np.array(program.row_lower_), np.array(program.row_upper_)
        if (low > 0).any() or (high < 0).any():
            raise Infeasible
        none = np.zeros(0)
        return Answer(value=0.0, columns=none, reduced=none, prices=np.zeros(len(low)))

    def _run(self, stopped: Callable[[], bool] | None) -> None:
        if stopped is None:
            self._highs.run()
            return
        raised: list[BaseException] = []

        def ask(_kind: object, _message: str, _out: object, answer: Any, _data: object) -> None:
            # Nothing may be raised through HiGHS itself: what is (a second Ctrl-C) waits until it has ended.
            try:
                answer.user_interrupt = stopped()
            except BaseException as error:
                raised.append(error)
                answer.user_interrupt = True

        self._highs.setCallback(ask, None)
        self._highs.startCallback(_ASKS)
        try:
            self._highs.run()
        finally:
            self._highs.setCallback(None, None)
        for error in raised:
            raise error

    def _afresh(self) -> highspy.HighsModelStatus:
        """Solves again without the last basis, by the dual simplex: a warm start can lose its way."""
        strategy = self._highs.getOptionValue("simplex_strategy")[1]
        self._highs.clearSolver()
        self._highs.setOptionValue("simplex_strategy", 1)
        self._highs.run()
        self._highs.setOptionValue("simplex_strategy", strategy)
        status: highspy.HighsModelStatus = self._highs.getModelStatus()
        return status

    def basis(self) -> Basis:
        """The basis of the last answer."""
        basic = self._highs.getBasicVariables()[1]
        return _basis(np.asarray(basic), self._highs.getNumCol(), self._highs.getNumRow())

    def effort(self) -> int:
        """Steps of the simplex method that the last program took: the same on every machine of a kind."""
        return int(self._highs.getInfo().simplex_iteration_count)

    def bound(self) -> float:
        """The proven bound of the last integer program."""
        return float(self._highs.getInfo().mip_dual_bound)


def _basis(basic: NDArray[np.int64], columns: int, rows: int) -> Basis:
    of_columns, of_rows = np.zeros(columns, dtype=bool), np.zeros(rows, dtype=bool)
    of_columns[basic[basic >= 0]] = True
    of_rows[-1 - basic[basic < 0]] = True
    return Basis(of_columns, of_rows)
