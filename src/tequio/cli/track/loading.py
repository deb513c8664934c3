"""What the questions share: a sound ledger to begin with, and the answers as JSON."""

import datetime
from pathlib import Path
from typing import Any

import typer

from tequio.files import write_json
from tequio.tracking.check import UnsoundLedger, check
from tequio.tracking.folder import check_tables
from tequio.tracking.ledger import Ledger, read_ledger
from tequio.words import Words


def sound(directory: Path) -> Ledger:
    """The ledger of a folder.

    Raises:
        UnsoundLedger: it has mistakes; an answer from it could be wrong.
        Fault: it cannot be read.
    """
    ledger = read_ledger(directory)
    mistakes = check_tables(directory) + check(ledger, datetime.date.today())
    if mistakes:
        raise UnsoundLedger(directory, mistakes[0], len(mistakes))
    return ledger


def save(path: Path | None, answers: dict[str, Any], words: Words) -> None:
    """Writes answers as JSON where that was asked for, each list under the name of its question."""
    if path:
        write_json(path, answers)
        typer.echo(words("As JSON: {path}", path=path))
