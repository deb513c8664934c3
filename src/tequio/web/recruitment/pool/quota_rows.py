"""The rows of a quota table as the database keeps them, and as the library reads them.

A row is `{"feature", "value", "target", "min", "max", "min_flex", "max_flex"}`; the target is a
share between 0 and 1 or `None`, the flexes are members or `None`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from tequio.files import csv_bytes
from tequio.quotas import Quota, Quotas

COLUMNS = ("feature", "value", "min", "max", "min_flex", "max_flex")
Row = dict[str, Any]


def row_of(quota: Quota, target: float | None) -> Row:
    """What the database keeps of one quota."""
    return asdict(quota) | {"target": target}


def quota_of(row: Mapping[str, Any]) -> Quota:
    """The library's quota."""
    least, most = row.get("min_flex"), row.get("max_flex")
    return Quota(row["feature"], row["value"], row["min"], row["max"], least, most)


def quotas_of(rows: Iterable[Mapping[str, Any]]) -> Quotas:
    """The library's quotas."""
    return Quotas(tuple(map(quota_of, rows)))


def canonical_csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The quotas as they are published, and as `tequio.quotas.read_quotas` reads them."""
    told = (quota_of(row) for row in rows)
    cells = ([getattr(quota, name) for name in COLUMNS] for quota in told)
    return csv_bytes(COLUMNS, (["" if cell is None else cell for cell in row] for row in cells))
