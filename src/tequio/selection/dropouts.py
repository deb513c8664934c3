"""How likely each volunteer is to leave: from rates that somebody gives, or from earlier assemblies.

The log-odds of leaving are those of the usual member plus one effect for each feature:

    log(p / (1 − p)) = base + Σ_f effect(f, value of f).

So p stays between 0 and 1 whatever is added. (Assos et al., EC 2025, multiply chances of staying
instead; with the rates of real assemblies, mostly below a third, the two hardly differ, but
effects that are drawn towards nothing make sense only here.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tequio.faults import Fault
from tequio.files import Table, folded, read_table
from tequio.files.faults import NoRows
from tequio.quotas import FEATURE, VALUE
from tequio.selection.problem import Floats, Problem

RATE = ("rate", "dropout", "drop_out", "dropout rate", "tasa", "proporción", "proporcion")
DROPPED = ("dropped", "dropped out", "left", "abandonó", "abandono", "se retiró", "se retiro")
YES = ("yes", "y", "true", "1", "sí", "si", "s", "x")
NO = ("no", "n", "false", "0", "")
SPREAD = 0.5
LEAST = 1e-4
Cell = tuple[str, str]


@dataclass(eq=False)
class NotARate(Fault):
    """Something that is no share between 0 and 1, nor a percentage."""

    path: Path
    row: int
    column: str
    value: str


@dataclass(eq=False)
class UnknownRate(Fault):
    """A rate, or an earlier member, with a value that has no quota."""

    path: Path
    row: int
    feature: str
    value: str


@dataclass(eq=False)
class DoubledRate(Fault):
    """Two rates for one value of a feature."""

    path: Path
    rows: tuple[int, int]
    feature: str
    value: str


@dataclass(eq=False)
class NotYesOrNo(Fault):
    """Neither yes nor no in the column that says who dropped out."""

    path: Path
    row: int
    column: str
    value: str


@dataclass(eq=False)
class NoSharedFeature(Fault):
    """A table of earlier members without any feature that has quotas; `features` are those that have."""

    path: Path
    row: int
    features: tuple[str, ...]


@dataclass(frozen=True)
class Leaving:
    """The log-odds of leaving: of the usual member, and by how much each value changes them."""

    base: float
    effects: Mapping[Cell, float]

    def chances(self, problem: Problem) -> Floats:
        """(T,) the chance of a person of each type to leave; a value without an effect changes nothing."""
        effects = np.array([self.effects.get(label, 0.0) for label in problem.labels])
        found: Floats = 1 / (1 + np.exp(-(self.base + effects[problem.cells].sum(axis=1))))
        return found


def read_rates(path: Path, problem: Problem) -> Leaving:
    """Rates from a table with the columns feature, value and rate (0.2 or 20 %).

    Raises:
        Fault: the file is no such table; each subclass says where.
    """
    table = read_table(path)
    if not table.rows:
        raise NoRows(path)
    feature, column = table.column(*FEATURE), table.column(*RATE)
    # Beside "category", "feature" names the value, as in files of quotas.
    beside = folded(table.columns[feature]) == "feature"
    value = table.column(*VALUE) if beside else table.column(*VALUE, "feature")
    known = {(folded(name), folded(of)): (name, of) for name, of in problem.labels}
    rates: dict[Cell, float] = {}
    lines: dict[Cell, int] = {}
    for line, cells in zip(table.lines, table.rows, strict=True):
        cell = known.get((folded(cells[feature]), folded(cells[value])))
        if cell is None:
            raise UnknownRate(path, line, cells[feature].strip(), cells[value].strip())
        first = lines.setdefault(cell, line)
        if first != line:
            raise DoubledRate(path, (first, line), *cell)
        rates[cell] = _rate(table, line, cells[column], column)
    return from_rates(rates, problem)


def from_rates(rates: Mapping[Cell, float], problem: Problem) -> Leaving:
    """Effects that give each value its rate, where features do not depend on each other.

    A feature's own mean is weighted by the middle of each quota; the usual member's rate is the
    mean of these over the features that have rates. With rates for one feature only, each
    person's chance is the rate of his or her value.

    Args:
        rates: for some (feature, value) the share that leaves, 0 to 1.
        problem: quotas, with `labels`.
    """
    middle = dict(zip(problem.labels, ((problem.low + problem.high) / 2).tolist()))
    means: dict[str, float] = {}
    for feature in dict.fromkeys(name for name, _ in problem.labels):
        own = [cell for cell in problem.labels if cell[0] == feature and cell in rates]
        if own:
            seats = sum(middle[cell] for cell in own)
            shares = [middle[cell] / seats if seats else 1 / len(own) for cell in own]
            means[feature] = sum(share * rates[cell] for share, cell in zip(shares, own))
    base = _log_odds(sum(means.values()) / len(means)) if means else _log_odds(0)
    effects = {
        cell: _log_odds(rates[cell]) - _log_odds(means[cell[0]]) for cell in problem.labels if cell in rates
    }
    return Leaving(base, effects)


def read_past(path: Path, problem: Problem) -> Leaving:
    """Estimates from a table with one earlier member a row: columns of features, and `dropped` yes or no.

    Features that have no quota now are ignored, and so are features that the table lacks and cells
    that are empty.

    Raises:
        Fault: the file is no such table; each subclass says where.
    """
    table = read_table(path)
    if not table.rows:
        raise NoRows(path)
    column = table.column(*DROPPED)
    features = tuple(dict.fromkeys(name for name, _ in problem.labels))
    places = {name: place for name in features if (place := table.find(name)) is not None}
    if not places:
        raise NoSharedFeature(path, table.header, features)
    known = {(name, folded(of)): number for number, (name, of) in enumerate(problem.labels)}
    had = np.zeros((len(table.rows), len(problem.labels)))
    for row, cells in enumerate(table.rows):
        for name, place in places.items():
            value = cells[place].strip()
            if value and (name, folded(value)) not in known:
                raise UnknownRate(path, table.lines[row], name, value)
            if value:
                had[row, known[name, folded(value)]] = 1
    dropped = [
        _yes(table, line, cells[column], column) for line, cells in zip(table.lines, table.rows, strict=True)
    ]
    return from_past(had, np.array(dropped, dtype=float), problem)


def from_past(had: Floats, dropped: Floats, problem: Problem) -> Leaving:
    """Logistic regression whose effects are drawn towards nothing.

        maximise  Σ_i log P(dropped_i) − Σ effects² / (2 · SPREAD²) + half a member more who
        left and half a one who stayed, for the base,

    solved by Newton's method. So a value that few earlier members had gets nearly the usual
    rate, and nobody is certain to stay.

    Args:
        had: (N, Q) ones where an earlier member had the value of a quota.
        dropped: (N,) ones for those who dropped out.
        problem: quotas, with `labels`.

    Source: ridge regression for logistic models, le Cessie and van Houwelingen 1992; SPREAD, the
    expected size of an effect, is our choice: 0.5 means odds half as high again, or a third lower.
    """
    rows, quotas = had.shape
    design = np.vstack([np.column_stack([np.ones(rows), had]), np.eye(1, quotas + 1)])
    count, left = np.append(np.ones(rows), 1.0), np.append(dropped, 0.5)
    penalty = np.append(0.0, np.full(quotas, 1 / SPREAD**2))
    found = np.zeros(quotas + 1)
    for _ in range(100):
        chance = 1 / (1 + np.exp(-(design @ found)))
        slope = design.T @ (left - count * chance) - penalty * found
        curve = (design.T * (count * chance * (1 - chance))) @ design + np.diag(penalty)
        change = np.linalg.solve(curve, slope)
        # Newton's step may be too long where few dropped out; the log-odds never move by more than 2.
        found = found + change * min(1.0, 2 / max(1e-300, float(np.abs(change).max())))
        if np.abs(change).max() < 1e-10:
            break
    effects = {label: float(effect) for label, effect in zip(problem.labels, found[1:])}
    return Leaving(float(found[0]), effects)


def _log_odds(rate: float) -> float:
    """Of a rate, moved off 0 and 1 so that no effect outweighs all others."""
    inside = min(max(rate, LEAST), 1 - LEAST)
    return float(np.log(inside / (1 - inside)))


def _rate(table: Table, line: int, cell: str, column: int) -> float:
    text = cell.strip().replace(",", ".")
    try:
        rate = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1:
        raise NotARate(table.path, line, table.columns[column], cell.strip())
    return rate


def _yes(table: Table, line: int, cell: str, column: int) -> bool:
    if folded(cell) in YES:
        return True
    if folded(cell) in NO:
        return False
    raise NotYesOrNo(table.path, line, table.columns[column], cell.strip())
