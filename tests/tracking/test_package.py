"""The folder of a new ledger."""

import json
from pathlib import Path

from tequio.tracking.check import check
from tequio.tracking.ledger import read_ledger
from tequio.tracking.package import new_ledger
from tequio.tracking.schema import TABLES


def test_new_ledger_is_sound_and_has_every_table(tmp_path: Path) -> None:
    for name, content in new_ledger("example", "An example").items():
        (tmp_path / name).write_bytes(content)
    read = read_ledger(tmp_path)
    assert check(read) == []
    assert {name: rows.columns[:-1] for name, rows in read.tables.items()} == {
        name: list(kind.columns) for name, kind in TABLES.items()
    }


def test_new_ledger_says_what_refers_to_what() -> None:
    package = json.loads(new_ledger("example", "An example")["datapackage.json"])
    (losses,) = [table for table in package["resources"] if table["name"] == "losses"]
    assert {"fields": "unit", "reference": {"resource": "units", "fields": "unit"}} in losses["schema"][
        "foreignKeys"
    ]
    manner = next(field for field in losses["schema"]["fields"] if field["name"] == "manner")
    assert manner["constraints"]["enum"] == ["lost", "stolen", "lost_or_stolen", "destroyed"]


def test_columns_of_the_shared_ledger_are_those_of_the_schema(shared: Path) -> None:
    folder = shared / "data" / "tracking" / "ledger_small"
    headers = {path.stem: path.read_text(encoding="utf-8").split("\n", 1)[0] for path in folder.glob("*.csv")}
    optional = {"replies"}  # a ledger may lack it
    assert headers == {name: ",".join(kind.columns) for name, kind in TABLES.items() if name not in optional}
