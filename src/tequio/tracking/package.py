"""The folder of a ledger: its empty tables, and the `datapackage.json` that says what is in them.

A Frictionless Data Package (specs.frictionlessdata.io, version 1), so that programs which know
nothing of Tequio read types, words and references.
"""

from collections.abc import Mapping
from typing import Any

from tequio.files import csv_bytes, json_bytes
from tequio.tracking.schema import NUMBERS, TABLES, Kind

FORMAT = "tequio-ledger/1"


def new_ledger(name: str, title: str) -> Mapping[str, bytes]:
    """The files of an empty ledger, by name.

    Args:
        name: of the package: lower-case letters, digits, `.`, `_`, `-`.
        title: for people.
    """
    tables = {f"{table}.csv": csv_bytes(kind.columns, ()) for table, kind in TABLES.items()}
    return {"datapackage.json": json_bytes(package(name, title)), **tables}


def package(name: str, title: str) -> dict[str, Any]:
    """What `datapackage.json` holds."""
    return {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "tequio": FORMAT,
        "resources": [_resource(table, kind) for table, kind in TABLES.items()],
    }


def _resource(table: str, kind: Kind) -> dict[str, Any]:
    claims = table != "sources"
    refers = [
        {"fields": column, "reference": {"resource": target, "fields": TABLES[target].id}}
        for column, target in kind.refers.items()
    ]
    return {
        "profile": "tabular-data-resource",
        "name": table,
        "path": f"{table}.csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(kind, column) for column in kind.columns],
            "missingValues": [""],
            "primaryKey": "claim" if claims else kind.id,
            "foreignKeys": refers,
        },
    }


def _field(kind: Kind, column: str) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    if column in kind.needed or column in ("claim", "status"):
        limits["required"] = True
    if column in kind.words:
        limits["enum"] = list(kind.words[column])
    if column in NUMBERS:
        limits["minimum"] = 0
    found = {"name": column, "type": "integer" if column in NUMBERS else "string"}
    return {**found, "constraints": limits} if limits else found
