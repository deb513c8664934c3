"""All panels by enumeration, and leximin by a simplex of whole numbers: slow, and independent of the library.

The simplex is the integer-preserving tableau of Edmonds and Bareiss: every entry stays a whole
number over one common denominator, so that nothing is ever rounded.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from math import lcm

import numpy as np

from tequio.pool import Pool
from tequio.quotas import Quotas
from tequio.selection.problem import Problem


def panels_of_people(pool: Pool, quotas: Quotas, size: int) -> Iterator[tuple[int, ...]]:
    """Every panel, as positions of people, straight from the pool and the quotas."""
    words = [
        {(feature, known[value]) for feature, known, value in zip(pool.features, pool.categories, row)}
        for row in pool.values.tolist()
    ]
    homes = [-1] * len(pool) if pool.households is None else pool.households.tolist()
    for panel in combinations(range(len(pool)), size):
        shared = [homes[person] for person in panel if homes[person] >= 0]
        counts = [sum((row.feature, row.value) in words[person] for person in panel) for row in quotas.rows]
        if len(shared) == len(set(shared)) and all(
            row.min <= count <= row.max for row, count in zip(quotas.rows, counts)
        ):
            yield panel


def compositions(problem: Problem, panels: Iterator[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The different panels in terms of types, sorted."""
    return sorted(
        {
            tuple(np.bincount(problem.type_of[list(panel)], minlength=problem.types).tolist())
            for panel in panels
        }
    )


def leximin_of_panels(counts: list[int], panels: list[tuple[int, ...]]) -> list[Fraction]:
    """The leximin chance of each type over all lotteries of these panels."""
    return leximin(counts, panels, [([1] * len(panels), "=", 1)])


def leximin_of_relaxation(problem: Problem) -> list[Fraction]:
    """The leximin chance of each type when seats need not be whole."""
    types = problem.types
    rows: list[tuple[list[int], str, int]] = [([1] * types, "=", problem.size)]
    for quota in range(len(problem.low)):
        under = (problem.cells == quota).any(axis=1).astype(int).tolist()
        rows += [(under, "<", int(problem.high[quota])), (under, ">", int(problem.low[quota]))]
    for home, most in enumerate(problem.limits.tolist()):
        rows.append(((problem.pattern == home).astype(int).tolist(), "<", most))
    units = [tuple(int(other == t) for other in range(types)) for t in range(types)]
    rows += [(list(units[t]), "<", int(problem.counts[t])) for t in range(types)]
    return leximin(problem.counts.tolist(), units, rows)


def leximin(
    counts: list[int], columns: list[tuple[int, ...]], rows: list[tuple[list[int], str, int]]
) -> list[Fraction]:
    """Stage by stage: the highest lowest chance of the types left, then fix those with a price."""
    fixed: dict[int, Fraction] = {}
    table = np.array(columns, dtype=object).T
    extra = sum(sign != "=" for _, sign, _ in rows)
    width = len(columns) + 1 + len(counts) + extra
    while len(fixed) < len(counts):
        left, right = [], []
        for t, people in enumerate(counts):
            row = [*table[t].tolist(), 0 if t in fixed else -people, *([0] * (width - len(columns) - 1))]
            row[len(columns) + 1 + t] = -1
            left.append(row)
            right.append(fixed.get(t, Fraction(0)) * people)
        slack = len(columns) + 1 + len(counts)
        for values, sign, bound in rows:
            row = [*values, *([0] * (width - len(columns)))]
            if sign != "=":
                row[slack] = 1 if sign == "<" else -1
                slack += 1
            left.append(row)
            right.append(Fraction(bound))
        value, reduced = maximise(left, right, len(columns))
        for t in range(len(counts)):
            if t not in fixed and reduced[len(columns) + 1 + t] > 0:
                fixed[t] = value
    return [fixed[t] for t in range(len(counts))]


def maximise(left: list[list[int]], right: list[Fraction], goal: int) -> tuple[Fraction, list[Fraction]]:
    """The greatest x[goal] with left · x = right ≥ 0 and x ≥ 0, and what each column costs it."""
    height, width = len(left), len(left[0])
    table = np.zeros((height + 2, width + height + 1), dtype=object)
    for row, (values, bound) in enumerate(zip(left, right)):
        scale = lcm(bound.denominator)
        table[row, :width] = [value * scale for value in values]
        table[row, -1] = int(bound * scale)
        table[row, width + row] = 1
    table[height, :width] = -table[:height, :width].sum(axis=0)
    table[height, -1] = -table[:height, -1].sum()
    table[height + 1, goal] = -1
    basis = list(range(width, width + height))
    last = 1
    for phase in (height, height + 1):
        while True:
            column = _entering(table, phase, width, height, last)
            if column is None:
                break
            row = _leaving(table, column, basis, height, width, phase)
            last = _pivot(table, row, column, last)
            basis[row] = column
        if phase == height and table[height, -1] != 0:
            raise ValueError("no point")
    return Fraction(table[height + 1, -1], last), [Fraction(v, last) for v in table[height + 1, :width]]


def _entering(table: np.ndarray, phase: int, width: int, height: int, last: int) -> int | None:
    """Bland's rule: the first column that helps."""
    for column in range(width):
        if table[phase, column] < 0:
            return column
    return None


def _leaving(table: np.ndarray, column: int, basis: list[int], height: int, width: int, phase: int) -> int:
    """The row that stops the column first; the smallest basic column among equals."""
    best: tuple[Fraction, int, int] | None = None
    for row in range(height):
        entry = table[row, column]
        artificial = phase == height + 1 and basis[row] >= width and entry != 0
        if entry > 0 or artificial:
            here = (Fraction(0) if artificial else Fraction(table[row, -1], entry), basis[row], row)
            best = here if best is None or here < best else best
    assert best is not None
    return best[2]


def _pivot(table: np.ndarray, row: int, column: int, last: int) -> int:
    if table[row, column] < 0:
        table[row] = -table[row]
    pivot = table[row, column]
    for other in range(len(table)):
        if other != row:
            table[other] = (table[other] * pivot - table[row] * table[other, column]) // last
    return int(pivot)
