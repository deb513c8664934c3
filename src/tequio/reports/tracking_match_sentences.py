"""What is wrong with names and registers that are to be matched; the Spanish stands in the catalogue."""

from collections.abc import Callable
from typing import Any

from tequio.faults import Fault, Note
from tequio.tracking.match_files import BlankCell, DoubledKey, NoDate
from tequio.tracking.splink_backends import ExtraMissing, JavaMissing, MemoryShort
from tequio.words import Words

SENTENCES: dict[type[Fault | Note], str | Callable[[Any, Words], str]] = {
    BlankCell: "{path}, row {row}, column “{column}”: the cell is empty. Each row needs an id and a name.",
    DoubledKey: "{path}, rows {first} and {second}, column “{column}”: both have the id “{text}”. "
    "Please delete one of the rows or correct its id.",
    NoDate: "{path}, row {row}, column “{column}”: “{text}” is no possible date. Dates are written like 2014, "
    "2014-09, 2014-09-26, 2014-03/2015 or 2014~ (about).",
    ExtraMissing: 'The package {package} is not installed. Install it with: pip install "tequio[{extra}]"',
    JavaMissing: "Spark needs Java, version 17 or later, and none was found. Install it (on Debian and Ubuntu: "
    "apt install default-jre-headless), or use --backend duckdb, which needs none.",
    MemoryShort: "{memory} GB were not enough for DuckDB. Let it hold more with --memory, and give it a folder "
    "with room on the disk with --scratch.",
}
VETO_SENTENCES = {
    "number": "it has another number",
    "place": "it is in another place",
    "kind": "it is another kind of unit",
}
DECISION_SENTENCES = {"same": "the same unit", "different": "another unit", "unsure": "not sure"}
