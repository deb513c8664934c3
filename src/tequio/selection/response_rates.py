"""How many of those who get a letter answer, by stratum."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from tequio.faults import Fault
from tequio.files.faults import MissingColumn, NoRows
from tequio.selection.frames import OUTER, Frame, open_frame, plain, table_faults
from tequio.selection.strata import Strata

RATE_COLUMNS = ("rate", "tasa")


@dataclass(eq=False)
class RateWrong(Fault):
    """A rate that is no number above 0 and at most 1 (or 100 %); `row` counts the header as 1."""

    path: Path
    row: int
    column: str
    value: str


@dataclass(eq=False)
class RateDoubled(Fault):
    """Two rates for the same values."""

    path: Path
    row: int
    values: tuple[str, ...]


@dataclass(eq=False)
class RateUnused(Fault):
    """A column of the rates that is neither one of the strata's nor the rate."""

    path: Path
    column: str
    columns: tuple[str, ...]


@dataclass(eq=False)
class RateMissing(Fault):
    """Strata without a rate: the values of the first, and how many there are."""

    values: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Rates:
    """A table of response rates.

    Args:
        columns: the columns of the strata on which a rate depends, one at least.
        table: for each combination of their values, a rate above 0 and at most 1; ascending by
            the plain values.
    """

    columns: tuple[str, ...]
    table: tuple[tuple[tuple[str, ...], Fraction], ...]

    def by_stratum(self, strata: Strata) -> tuple[Fraction, ...]:
        """The rate of each stratum.

        Raises:
            RateMissing: if a stratum has none.
        """
        known = {tuple(map(plain, values)): rate for values, rate in self.table}
        at = [strata.columns.index(column) for column in self.columns]
        keys = [tuple(plain(values[place]) for place in at) for values in strata.values]
        without = [values for key, values in zip(keys, strata.values) if key not in known]
        if without:
            raise RateMissing(without[0], len(without))
        return tuple(known[key] for key in keys)

    def unused(self, strata: Strata) -> tuple[tuple[str, ...], ...]:
        """The combinations that have a rate and do not occur in the frame."""
        at = [strata.columns.index(column) for column in self.columns]
        found = {tuple(plain(values[place]) for place in at) for values in strata.values}
        return tuple(values for values, _ in self.table if tuple(map(plain, values)) not in found)


def read_rates(path: Path, stratify: tuple[str, ...], encoding: str = "") -> Rates:
    """Reads response rates: a table with some or all columns of the strata, and `rate` or `tasa`.

    A rate is written 0.04, 0,04 or 4 %. One column is enough: earlier assemblies often know the
    rate by age or by district only, and a rate then holds for all strata with that value.

    Raises:
        RateWrong, RateDoubled, RateUnused, MissingColumn: with file, row and column. Also all
            that `open_frame` and `table_faults` raise.
    """
    with open_frame(path, encoding) as file:
        named, rate = _columns(file, stratify)
        with table_faults(file):
            rows = file.scan().collect().select([*named.values(), rate]).rows()
    table: dict[tuple[str, ...], tuple[tuple[str, ...], Fraction]] = {}
    for number, row in enumerate(rows, 2):
        *cells, text = ("" if cell is None else str(cell).strip(OUTER) for cell in row)
        if not any(cells) and not text:
            continue
        key = tuple(map(plain, cells))
        if key in table:
            raise RateDoubled(path, number, tuple(cells))
        table[key] = (tuple(cells), _rate(path, number, rate, text))
    if not table:
        raise NoRows(path)
    return Rates(tuple(named), tuple(entry for _, entry in sorted(table.items())))


def _columns(file: Frame, stratify: tuple[str, ...]) -> tuple[dict[str, str], str]:
    """The file's column for each column of the strata that it has, and its column of rates."""
    rate = file.only(RATE_COLUMNS)
    own = {plain(name): name for name in file.columns if name != rate}
    named = {column: own.pop(plain(column)) for column in stratify if plain(column) in own}
    for column in own.values():
        raise RateUnused(file.path, column, stratify)
    if not named:
        raise MissingColumn(file.path, 1, stratify, file.columns)
    return named, rate


def _rate(path: Path, row: int, column: str, text: str) -> Fraction:
    percent = text.endswith("%")
    number = text.removesuffix("%").strip(OUTER).replace(",", ".")
    try:
        # Fraction also reads "1/20", which is welcome; it never reads "nan".
        rate = Fraction(number) / (100 if percent else 1)
    except (ValueError, ZeroDivisionError):
        raise RateWrong(path, row, column, text) from None
    if not 0 < rate <= 1:
        raise RateWrong(path, row, column, text)
    return rate
