"""What can be wrong with a row of a ledger, as a value."""

from dataclasses import dataclass

PACKAGE = "datapackage"
"""Stands for a table where a mistake is in the file that describes them."""


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake in a ledger, or a remark on it.

    Args:
        table: name of the table; its file is `TABLE.csv`. `PACKAGE` for `datapackage.json`.
        line: row as a spreadsheet counts, in which the header is row 1; 0: the file as a whole.
        column: where in the row; empty if in none.
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

    @property
    def file(self) -> str:
        """The file that it is in."""
        return f"{self.table}.json" if self.table == PACKAGE else f"{self.table}.csv"
