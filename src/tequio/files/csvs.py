"""CSV: separators, quotation marks, formulas."""

import codecs
import csv
import io
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from tequio.files.disk import unwritable, write_bytes, write_pieces
from tequio.files.faults import OpenQuote, StrayQuote

SAMPLE = 65_536  # characters that decide about the separator
ROWS_AT_ONCE, PIECE = 10_000, 1 << 20  # of a long table: rows in memory, bytes written at once
SEPARATORS = ",;\t|"
TOLD = re.compile(f'"?sep=([{SEPARATORS}])"?\r?\n')  # a first line that Excel obeys and does not show
# Spreadsheets run a cell that begins like this; the full-width forms too, and spaces do not protect.
FORMULA = re.compile("'*(?:[\t\r\n]|\\s*[-=+@－＝＋＠])")


def defused(cell: str) -> str:
    """The cell, with an apostrophe before it if a spreadsheet could take it for a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def restored(cell: str) -> str:
    """The inverse of `defused`, for every text."""
    return cell[1:] if cell[:1] == "'" and FORMULA.match(cell, 1) else cell


def write_csv(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]], mode: int = 0o600
) -> None:
    """Writes a table as `csv_bytes` has it, readable for the owner by default; raises `UnwritableFile`."""
    write_bytes(path, csv_bytes(columns, rows), mode)


def write_long_csv(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]], mode: int = 0o600
) -> None:
    """The same bytes as `write_csv`, for a table that need not fit into memory; raises `UnwritableFile`."""
    with tempfile.TemporaryFile() as spool:
        ascii_only, told = True, chain([columns], rows)
        while part := list(islice(told, ROWS_AT_ONCE)):
            text = _text(part)
            ascii_only = ascii_only and text.isascii()
            try:
                spool.write(text.encode())
            except OSError as error:
                raise unwritable(path, error) from error
        spool.seek(0)
        # The mark stands first, and whether it is needed is known last.
        mark = b"" if ascii_only else codecs.BOM_UTF8
        write_pieces(path, chain((mark,), iter(lambda: spool.read(PIECE), b"")), mode)


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table, names first, every cell defused.

    UTF-8, separated by commas, lines ended by CR LF as in RFC 4180. A byte order mark stands
    before it only where there is more than ASCII: Excel garbles names with accents without one,
    and programs stumble over one that nobody needs. Read it as `utf-8-sig`, and each cell through
    `restored`, as `read_table` does.
    """
    told = _text(chain([columns], rows))
    return told.encode("utf-8" if told.isascii() else "utf-8-sig")


def _text(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([defused(str(cell)) for cell in row] for row in rows)
    return text.getvalue()


def csv_records(path: Path, data: bytes, encoding: str, titled: bool = False) -> Iterator[list[str]]:
    """The records of a CSV, blank ones too, so that they can be counted as a spreadsheet does.

    Args:
        path: the file, for what is said about it.
        data: its content.
        encoding: of the content.
        titled: whether titles may stand above the header, so that the first line shows little.
    """
    text = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    sample = text.read(SAMPLE)
    text.seek(0)
    told = TOLD.match(sample)
    if told:
        text.readline()
    separator = told[1] if told else separator_of(sample, titled)
    spaced = re.match(rf'[^\r\n]*"{re.escape(separator)} +"', sample) is not None  # "id", "age"
    cells, row = _Cells(), 1
    try:
        for record in csv.reader(text, delimiter=separator, skipinitialspace=spaced, strict=True):
            yield [cells[cell] for cell in record]
            row += 1
    except csv.Error as error:
        raise quote_fault(path, row, error) from error


def quote_fault(path: Path, row: int, error: csv.Error) -> StrayQuote | OpenQuote:
    """What an error of a strict reader means; `row` counts records from 1, the header included."""
    # The other errors are a mark that is open at the end of the file or of the longest cell.
    return (StrayQuote if "expected after" in str(error) else OpenQuote)(path, row)


def separator_of(sample: str, titled: bool = False) -> str:
    """The separator that splits the header and makes the most rows as long as it, into the most cells.

    Of a `titled` sheet, whose first lines may be titles, it is the one that splits the most lines.
    """
    if titled:
        lines = {separator: _split(sample, separator) for separator in SEPARATORS}
        best = max(SEPARATORS, key=lambda separator: lines[separator])
        if lines[best][0]:
            return best

    def fit(separator: str) -> tuple[bool, float, int]:
        widths = _widths(sample, separator) or [0]
        return widths[0] > 1, sum(width == widths[0] for width in widths) / len(widths), widths[0]

    return max(SEPARATORS, key=fit)


def _split(sample: str, separator: str) -> tuple[int, int, bool, int]:
    """How many lines a separator splits, how many of them alike, whether the first, into how many cells."""
    widths = _widths(sample, separator) or [0]
    several = [width for width in widths if width > 1]
    if not several:
        return 0, 0, False, 0
    usual, alike = Counter(several).most_common(1)[0]
    prose = sample.count(f"{separator} ") > 0.5 * sample.count(separator)  # "Policía, Estatal" is one cell
    if prose and widths[0] == 1 and (usual == 2 or alike < 0.8 * len(several)):
        return 0, 0, False, 0
    return len(several), alike, widths[0] > 1, usual


def _widths(sample: str, separator: str) -> list[int]:
    widths: list[int] = []
    try:
        for record in csv.reader(io.StringIO(sample, newline=""), delimiter=separator, strict=True):
            if record:
                widths.append(len(record))  # noqa: PERF401  an error must leave the widths before it
    except csv.Error:
        return widths  # the sample ends within quotation marks, or this is not the separator
    return widths[:-1] if len(sample) >= SAMPLE and len(widths) > 1 else widths


class _Cells(dict[str, str]):
    """Each different cell once, restored: a million rows repeat few texts, and so take little room."""

    def __missing__(self, cell: str) -> str:
        known = restored(cell)
        if len(self) < 100_000:
            self[cell] = known
        return known
