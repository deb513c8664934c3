"""How many of each: the least and most members with each value of a feature."""

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import numpy as np

from tequio.faults import Fault, Note
from tequio.files import Table, folded, read_table
from tequio.files.faults import NoRows
from tequio.pool import MatchedValue, Pool

# The headers that assemblies' files have. "category" goes first: beside it, "feature" means the value.
FEATURE = ("category", "feature", "categoría", "categoria", "característica", "caracteristica")
VALUE = ("value", "name", "valor", "nombre")
MIN = ("min", "mín", "minimum", "mínimo", "minimo")
MAX = ("max", "máx", "maximum", "máximo", "maximo")
MIN_FLEX = ("min_flex", "min flex")
MAX_FLEX = ("max_flex", "max flex")
MOST = 1_000_000_000  # members; the published formats hold no larger number
WHOLE = re.compile(r"([+-]?[0-9]{1,18})(?:[.,]0{1,2})?")  # "12.0" is how some programs write 12
NUMBER = re.compile(r"[+-]?[0-9]*[.,]?[0-9]+")
EXPONENT = re.compile(r"\+?[0-9]*[.,]?[0-9]+[eE][+-]?[0-9]{1,2}")  # 1e2
GROUPED = re.compile(r"[0-9]{1,3}(?:[.,'\u00a0\u202f ][0-9]{3})+")  # thousands set apart
UNSET = "-1"  # what the field's other programs write for a max_flex that nobody set


@dataclass(eq=False)
class NamelessFeature(Fault):
    """A quota without a feature."""

    path: Path
    row: int
    column: str


@dataclass(eq=False)
class NamelessValue(Fault):
    """A quota without a value."""

    path: Path
    row: int
    column: str


@dataclass(eq=False)
class EmptyNumber(Fault):
    """No least or most."""

    path: Path
    row: int
    column: str


@dataclass(eq=False)
class TextInNumber(Fault):
    """Something that is no number."""

    path: Path
    row: int
    column: str
    value: str


@dataclass(eq=False)
class NumberTooLarge(Fault):
    """More than `most`, which no panel reaches; `digits` is how long the number is."""

    path: Path
    row: int
    column: str
    digits: int
    most: int


@dataclass(eq=False)
class NotWhole(Fault):
    """A number with a fraction."""

    path: Path
    row: int
    column: str
    value: str


@dataclass(eq=False)
class OtherNotation(Fault):
    """A whole number in a notation that is not read, such as `1e2`; `meant` are its plain digits."""

    path: Path
    row: int
    column: str
    value: str
    meant: str


@dataclass(eq=False)
class NegativeNumber(Fault):
    """A number below zero."""

    path: Path
    row: int
    column: str
    value: str


@dataclass(eq=False)
class MinAboveMax(Fault):
    """The least is more than the most."""

    path: Path
    row: int
    quota: "Quota"


@dataclass(eq=False)
class FlexInside(Fault):
    """A flex that would tighten the quota instead of loosening it."""

    path: Path
    row: int
    column: str
    quota: "Quota"


@dataclass(eq=False)
class DoubledQuota(Fault):
    """Two quotas for one value of a feature."""

    path: Path
    rows: tuple[int, int]
    feature: str
    value: str


@dataclass(eq=False)
class SizeOutOfReach(Fault):
    """The quotas of a feature add up to `least` … `most` members, and `size` is not among these."""

    path: Path
    feature: str
    size: int
    least: int
    most: int


@dataclass(eq=False)
class TooFewVolunteers(Fault):
    """Fewer volunteers than places."""

    path: Path
    volunteers: int
    size: int


@dataclass(eq=False)
class TooFewHouseholds(Fault):
    """Fewer households than places, under the rule of one member a household."""

    path: Path
    households: int
    size: int


@dataclass(eq=False)
class QuotaAbovePool(Fault):
    """A quota that asks for more members with a value than there are volunteers with it, perhaps none."""

    path: Path
    quotas: Path
    quota: "Quota"
    volunteers: int


@dataclass(frozen=True)
class UnusedQuota(Note):
    """A value that no volunteer has, and whose quota asks for none."""

    path: Path
    quotas: Path
    quota: "Quota"


@dataclass(frozen=True)
class Quota:
    """Least and most members with one value of a feature; the flexes say how far either may be moved."""

    feature: str
    value: str
    min: int
    max: int
    min_flex: int | None = None
    max_flex: int | None = None


@dataclass(frozen=True)
class Quotas:
    """The quotas of one assembly, feature by feature, in the order of the file."""

    rows: tuple[Quota, ...]

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the features, each once, in order."""
        return tuple(self._by_feature)

    def of(self, feature: str) -> tuple[Quota, ...]:
        """The quotas of a feature, in order; none for one without."""
        return self._by_feature.get(feature, ())

    def values(self, feature: str) -> tuple[str, ...]:
        """The values of a feature that have a quota, in order."""
        return tuple(row.value for row in self.of(feature))

    @cached_property
    def _by_feature(self) -> dict[str, tuple[Quota, ...]]:
        """Sorted once, since thousands of features each ask for their own."""
        found: dict[str, list[Quota]] = {}
        for row in self.rows:
            found.setdefault(row.feature, []).append(row)
        return {feature: tuple(rows) for feature, rows in found.items()}


def read_quotas(path: Path) -> tuple[Quotas, tuple[Note, ...]]:
    """Reads quotas from CSV or XLSX, one a row.

    The columns are `category` or `feature`; `value`, `name` or, beside `category`, `feature`; `min`;
    `max`; perhaps `min_flex` and `max_flex`, of which a cell may be empty. Others are ignored. A
    feature that is spelled in several cases or spacings goes by its first spelling, which a note tells.

    Raises:
        Fault: the file cannot be read as a table, or a row of it is no quota; each subclass says where.
    """
    table = read_table(path)
    if not table.rows:
        raise NoRows(path)
    columns = _Columns.of(table)
    spellings: dict[str, str] = {}
    rows: dict[tuple[str, str], int] = {}
    quotas, respelled = [], Counter[tuple[str, str]]()
    for line, cells in zip(table.lines, table.rows, strict=True):
        written = columns.text(line, cells, columns.feature, NamelessFeature)
        feature = spellings.setdefault(folded(written), written)
        if feature != written:
            respelled[written, feature] += 1
        quota = columns.quota(line, cells, feature)
        first = rows.setdefault((feature, folded(quota.value)), line)
        if first != line:
            raise DoubledQuota(path, (first, line), feature, quota.value)
        quotas.append(quota)
    column = table.columns[columns.feature]
    notes = [MatchedValue(path, column, *spelling, count) for spelling, count in respelled.items()]
    return Quotas(tuple(quotas)), (*table.notes, *notes)


def check_size(quotas: Quotas, size: int, path: Path) -> None:
    """Sees that the quotas of each feature can add up to `size` members.

    Raises:
        SizeOutOfReach: those of a feature cannot.
    """
    for feature in quotas.features:
        own = quotas.of(feature)
        least, most = sum(quota.min for quota in own), sum(quota.max for quota in own)
        if not least <= size <= most:
            raise SizeOutOfReach(path, feature, size, least, most)


def check_pool(pool: Pool, quotas: Quotas, size: int, *, volunteers: Path, asked: Path) -> tuple[Note, ...]:
    """Sees that the pool is large enough, as a whole and for each quota alone.

    Args:
        pool: the volunteers, read with these quotas.
        quotas: what is asked of a panel.
        size: members of a panel.
        volunteers: the file of the pool, which a fault names.
        asked: the file of the quotas.

    Returns:
        A note for each value that no volunteer has and no panel needs.

    Raises:
        TooFewVolunteers, TooFewHouseholds, QuotaAbovePool: it is not.
    """
    if len(pool) < size:
        raise TooFewVolunteers(volunteers, len(pool), size)
    if pool.households is not None:
        alone = int(np.count_nonzero(pool.households < 0))
        households = alone + len(np.unique(pool.households[pool.households >= 0]))
        if households < size:
            raise TooFewHouseholds(volunteers, households, size)
    counts = _counts(pool)
    for quota in quotas.rows:
        if quota.min > counts[quota.feature, quota.value]:
            raise QuotaAbovePool(volunteers, asked, quota, counts[quota.feature, quota.value])
    unused = [quota for quota in quotas.rows if not counts[quota.feature, quota.value]]
    return tuple(UnusedQuota(volunteers, asked, quota) for quota in unused)


def _counts(pool: Pool) -> dict[tuple[str, str], int]:
    counts = {}
    for place, (feature, values) in enumerate(zip(pool.features, pool.categories, strict=True)):
        found = np.bincount(pool.values[:, place], minlength=len(values))
        counts.update({(feature, value): int(count) for value, count in zip(values, found, strict=True)})
    return counts


def _plain(cell: str) -> str:
    """The digits of a whole number from 0 to `MOST` in another notation, else an empty text."""
    if GROUPED.fullmatch(cell):
        digits = re.sub("[^0-9]", "", cell)
    elif EXPONENT.fullmatch(cell):
        value = Fraction(cell.replace(",", "."))
        digits = str(value.numerator) if value.denominator == 1 else ""
    else:
        digits = ""
    return digits if digits and len(digits) <= len(str(MOST)) and int(digits) <= MOST else ""


@dataclass(frozen=True)
class _Columns:
    """Where the parts of a quota stand in a table."""

    table: Table
    feature: int
    value: int
    min: int
    max: int
    min_flex: int | None
    max_flex: int | None

    @classmethod
    def of(cls, table: Table) -> "_Columns":
        feature = table.column(*FEATURE)
        beside = table.columns[feature] if folded(table.columns[feature]) == "feature" else None
        value = table.column(*VALUE) if beside else table.column(*VALUE, "feature")
        flexes = table.find(*MIN_FLEX), table.find(*MAX_FLEX)
        return cls(table, feature, value, table.column(*MIN), table.column(*MAX), *flexes)

    def text(
        self, line: int, cells: tuple[str, ...], place: int, fault: type[NamelessFeature | NamelessValue]
    ) -> str:
        if not cells[place].strip():
            raise fault(self.table.path, line, self.table.columns[place])
        return cells[place].strip()

    def quota(self, line: int, cells: tuple[str, ...], feature: str) -> Quota:
        value = self.text(line, cells, self.value, NamelessValue)
        least, most = self.number(line, cells, self.min), self.number(line, cells, self.max)
        flexes = self.flex(line, cells, self.min_flex), self.flex(line, cells, self.max_flex)
        quota = Quota(feature, value, least, most, *flexes)
        if least > most:
            raise MinAboveMax(self.table.path, line, quota)
        for place, inside in (
            (self.min_flex, quota.min_flex is not None and quota.min_flex > least),
            (self.max_flex, quota.max_flex is not None and quota.max_flex < most),
        ):
            if place is not None and inside:
                raise FlexInside(self.table.path, line, self.table.columns[place], quota)
        return quota

    def flex(self, line: int, cells: tuple[str, ...], place: int | None) -> int | None:
        if place is None or not cells[place].strip():
            return None
        if place == self.max_flex and cells[place].strip() == UNSET:
            return None
        return self.number(line, cells, place)

    def number(self, line: int, cells: tuple[str, ...], place: int) -> int:
        cell, column, path = cells[place].strip(), self.table.columns[place], self.table.path
        if not cell:
            raise EmptyNumber(path, line, column)
        digits = len(cell.lstrip("+-0"))
        if cell.lstrip("+-").isdecimal() and (digits > len(str(MOST)) or int(cell) > MOST):
            raise NumberTooLarge(path, line, column, digits, MOST)
        whole = WHOLE.fullmatch(cell)
        if not whole:
            meant = _plain(cell)
            if meant:
                raise OtherNotation(path, line, column, cell, meant)
            raise (NotWhole if NUMBER.fullmatch(cell) else TextInNumber)(path, line, column, cell)
        if int(whole[1]) < 0:
            raise NegativeNumber(path, line, column, cell)
        return int(whole[1])
