"""A ledger in the formats of others: FollowTheMoney entities, and Security Force Monitor's tables.

Claims that stand go out, each with its status, source and page; what is superseded or withdrawn stays
here, and so do decisions, which name those who decided. Nothing is added that no claim says.
"""

import uuid
from collections.abc import Callable, Mapping

from tequio.files import csv_bytes
from tequio.tracking import export_ftm, export_sfm
from tequio.tracking.ledger import Ledger

Files = Mapping[str, bytes]


def export(ledger: Ledger, to: str, name: str = "ledger") -> Files:
    """The files of an export, by name.

    Args:
        ledger: claims.
        to: a key of `EXPORTS`.
        name: of the ledger, so that the ids of two ledgers are never the same.

    Raises:
        ImpossibleDate, NotAQuantity: where the ledger was not checked.
    """
    return EXPORTS[to](ledger, name)


def _ftm(ledger: Ledger, name: str) -> Files:
    return {"entities.ftm.json": export_ftm.json_lines(export_ftm.entities(ledger, name))}


def _sfm(ledger: Ledger, name: str) -> Files:
    tables = export_sfm.tables(ledger, uuid.uuid5(uuid.NAMESPACE_URL, f"tequio-ledger/{name}"))
    return {
        f"{table}.csv": csv_bytes(columns, ([row.get(column, "") for column in columns] for row in rows))
        for table, (columns, rows) in tables.items()
    }


EXPORTS: Mapping[str, Callable[[Ledger, str], Files]] = {"ftm": _ftm, "sfm": _sfm}
"""The formats: `ftm`, FollowTheMoney; `sfm`, Security Force Monitor."""
