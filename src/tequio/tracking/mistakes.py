"""What can be wrong with a row of a ledger, as a value."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake in a ledger.

    Args:
        table: name of the table; its file is `TABLE.csv`.
        line: row as a spreadsheet counts, in which the header is row 1.
        column: where in the row.
        kind: what is wrong, a key of the sentences in `reports/tracking_check_sentences.py`.
        text: what stands there.
        other: what it clashes with or what may stand there, as the kind has it; mostly empty.
    """

    table: str
    line: int
    column: str
    kind: str
    text: str = ""
    other: str = ""
