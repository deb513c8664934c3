"""What is wrong with the folder of a ledger: tables that are not there, and its `datapackage.json`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tequio.faults import Fault
from tequio.files import read_json
from tequio.tracking.mistakes import PACKAGE, Mistake
from tequio.tracking.schema import TABLES

OPTIONAL = ("replies",)
"""Tables that a ledger may lack."""
LIMIT = 10_000_000  # bytes of a datapackage.json


def check_tables(directory: Path) -> list[Mistake]:
    """The tables that a folder lacks; one without rows is no mistake."""
    lacking = (name for name in TABLES if name not in OPTIONAL and not (directory / f"{name}.csv").exists())
    return [Mistake(name, 0, "", "missing_table") for name in lacking]


def check_package(directory: Path) -> list[Mistake]:
    """What is wrong with the `datapackage.json`: it is missing, no JSON, or does not describe the tables."""
    path = directory / f"{PACKAGE}.json"
    if not path.exists():
        return [Mistake(PACKAGE, 0, "", "missing_package")]
    try:
        package = read_json(path, LIMIT)
    except Fault as fault:
        row = getattr(fault, "row", 0)
        return [Mistake(PACKAGE, row, "", "broken_package")]
    if not isinstance(package, dict) or not isinstance(package.get("resources"), list):
        return [Mistake(PACKAGE, 0, "resources", "no_resources")]
    return list(_resources(package, directory))


def _resources(package: dict[str, Any], directory: Path) -> Iterator[Mistake]:
    if not isinstance(package.get("name"), str) or not package["name"]:
        yield Mistake(PACKAGE, 0, "name", "nameless_package")
    listed: dict[str, list[str]] = {}
    for resource in package["resources"]:
        if isinstance(resource, dict) and isinstance(resource.get("path"), str):
            listed[resource["path"]] = _fields(resource)
    for name, kind in TABLES.items():
        if f"{name}.csv" not in listed:
            if name not in OPTIONAL or (directory / f"{name}.csv").exists():
                yield Mistake(PACKAGE, 0, "resources", "not_described", f"{name}.csv")
            continue
        for column in listed[f"{name}.csv"]:
            if column not in kind.columns:
                yield Mistake(PACKAGE, 0, "resources", "other_field", column, f"{name}.csv")


def _fields(resource: dict[str, Any]) -> list[str]:
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    told = fields if isinstance(fields, list) else []
    return [str(field.get("name", "")) for field in told if isinstance(field, dict)]
