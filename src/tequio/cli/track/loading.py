"""A ledger for a question: read, checked, and refused if it has mistakes."""

from pathlib import Path

from tequio.tracking.check import UnsoundLedger, check
from tequio.tracking.ledger import Ledger, read_ledger


def sound(directory: Path) -> Ledger:
    """The ledger of a folder.

    Raises:
        UnsoundLedger: it has mistakes; an answer from it could be wrong.
        Fault: it cannot be read.
    """
    ledger = read_ledger(directory)
    mistakes = check(ledger)
    if mistakes:
        raise UnsoundLedger(directory, mistakes[0], len(mistakes))
    return ledger
