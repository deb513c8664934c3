"""Tables that somebody uploads: quotas, and target shares."""

import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from tequio.faults import Fault
from tequio.files import Table, folded, read_table
from tequio.quotas import FEATURE, VALUE, Quota, read_quotas
from tequio.web.recruitment.models import Field
from tequio.web.recruitment.pool.faults import NotAShare
from tequio.web.recruitment.pool.quota_rows import Row, row_of
from tequio.web.recruitment.pool.targets import Target

SHARE = ("share", "target", "percent", "proportion", "porcentaje", "proporción", "proporcion", "cuota")
NUMBER = re.compile(r"\s*([0-9]{1,9}(?:[.,][0-9]{1,9})?)\s*(%?)\s*")
T = TypeVar("T")
PERCENT = Fraction(3, 2)  # shares of a feature that add up to more are percentages


def from_upload(name: str, data: bytes, read: Callable[[Path], T]) -> T:
    """What a reader of the library makes of an upload; a fault names the file as it was uploaded."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(data)
        try:
            return read(path)
        except Fault as fault:
            if hasattr(fault, "path"):
                fault.path = Path(name)
            raise


def quotas_from(name: str, data: bytes, fields: Sequence[Field], before: Iterable[Row]) -> list[Row]:
    """Quotas from CSV or XLSX, in the order of the fields; targets stay as they were.

    Raises:
        Fault: the file cannot be read, or a row of it is no quota.
    """
    quotas, _ = from_upload(name, data, read_quotas)
    targets = {(row["feature"], row["value"]): row.get("target") for row in before}
    spelled = _spellings(fields)
    rows = []
    for quota in quotas.rows:
        feature, value = spelled.get(_key(quota.feature, quota.value), (quota.feature, quota.value))
        named = Quota(feature, value, quota.min, quota.max, quota.min_flex, quota.max_flex)
        rows.append(row_of(named, targets.get((feature, value))))
    return _in_order(rows, fields)


def targets_from(name: str, data: bytes, fields: Sequence[Field]) -> list[Target]:
    """Target shares from CSV or XLSX: columns `feature`, `value` and `share`.

    A share is written as 0.25, as 25%, or as 25 where those of a feature add up to about 100.

    Raises:
        Fault: the file cannot be read, or a cell is no share.
    """
    table = from_upload(name, data, read_table)
    return targets_of(table, fields)


def targets_of(table: Table, fields: Sequence[Field]) -> list[Target]:
    """Target shares of a table; see `targets_from`."""
    at = table.column(*FEATURE), table.column(*VALUE), table.column(*SHARE)
    spelled = _spellings(fields)
    read = []
    for line, cells in zip(table.lines, table.rows, strict=True):
        feature, value, cell = (cells[place].strip() for place in at)
        cell_of = spelled.get(_key(feature, value), (feature, value))
        read.append(Target(*cell_of, share_of(cell, line, table.columns[at[2]])))
    return in_shares(read)


def share_of(cell: str, row: int, column: str) -> Fraction:
    """The number in a cell; a percentage with its sign becomes a share.

    Raises:
        NotAShare: it is none.
    """
    match = NUMBER.fullmatch(cell)
    if match is None:
        raise NotAShare(row, column, cell[:40])
    number = Fraction(match[1].replace(",", "."))
    return number / 100 if match[2] else number


def in_shares(targets: Sequence[Target]) -> list[Target]:
    """The same, where those of a feature that were written as percentages without a sign become shares."""
    totals: dict[str, Fraction] = {}
    for one in targets:
        totals[one.feature] = totals.get(one.feature, Fraction(0)) + one.share
    return [
        Target(one.feature, one.value, one.share / 100 if totals[one.feature] > PERCENT else one.share)
        for one in targets
    ]


def _key(feature: str, value: str) -> tuple[str, str]:
    return folded(feature), folded(value)


def _spellings(fields: Sequence[Field]) -> dict[tuple[str, str], tuple[str, str]]:
    """How the fields spell a feature and a value, by how they look without case and spaces."""
    return {
        _key(field.name, str(one["value"])): (field.name, str(one["value"]))
        for field in fields
        for one in field.values
    }


def _in_order(rows: list[Row], fields: Sequence[Field]) -> list[Row]:
    places = {cell: place for place, cell in enumerate(_spellings(fields).values())}
    return sorted(rows, key=lambda row: places.get((row["feature"], row["value"]), len(places)))
