"""The frame: the list of addresses or people from which letters are drawn, read as a stream."""

import codecs
import csv
import hashlib
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from charset_normalizer import from_bytes

from tequio.faults import Fault

# Spaces around a value that say nothing; named one by one, so that every language can repeat it.
OUTER = " \t\r\n\u00a0"
SEPARATORS = (",", ";", "\t", "|")
CHUNK = 1 << 20
# What a first look at a file of letters in the Americas and Europe should tell apart.
LIKELY = ["cp1252", "cp850", "mac_roman"]
# How other files begin that people hand over as a table.
OTHER_FILES = (b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xd0\xcf\x11\xe0", b"<", b"{")


@dataclass(eq=False)
class FrameMissing(Fault):
    """There is no file of that name."""

    file: str


@dataclass(eq=False)
class FrameNoTable(Fault):
    """The file is neither CSV nor Parquet."""

    file: str


@dataclass(eq=False)
class FrameEmpty(Fault):
    """The file has no rows of data."""

    file: str


@dataclass(eq=False)
class FrameBroken(Fault):
    """A byte that is no text in the encoding; `line` counts from 1, `column` may be unknown: empty."""

    file: str
    line: int
    column: str
    encoding: str


@dataclass(eq=False)
class FrameNotUtf8(Fault):
    """A byte that is not UTF-8, in a file that looks as if it were in the encoding `guess`."""

    file: str
    line: int
    column: str
    guess: str


@dataclass(eq=False)
class EncodingUnknown(Fault):
    """No such encoding."""

    encoding: str


@dataclass(eq=False)
class ColumnDoubled(Fault):
    """Two columns have one name."""

    file: str
    column: str


@dataclass(eq=False)
class ColumnMissing(Fault):
    """A column that was asked for is not there."""

    file: str
    column: str
    columns: tuple[str, ...]


@dataclass(eq=False)
class RowTooLong(Fault):
    """A row has more cells than the header; `row` counts data rows from 1."""

    file: str
    row: int
    cells: int
    columns: int


@dataclass(eq=False)
class LineBlank(Fault):
    """A line without anything, which some programs count as a row and some do not; from 1."""

    file: str
    line: int


@dataclass(eq=False)
class FrameUnreadable(Fault):
    """The table could not be read; `reason` is the reader's own remark."""

    file: str
    reason: str


@dataclass(frozen=True)
class Frame:
    """A frame that has been looked through once.

    Args:
        path: the file as it was given.
        sha256: of the file's bytes, as `sha256sum` computes it.
        kind: `"csv"` or `"parquet"`.
        encoding: of the file; `""` for Parquet.
        separator: between cells; `""` for Parquet.
        columns: the names in the header, in order, each once; a column without a name is called
            `#` and its number.
        readable: the file in UTF-8: `path` itself or a copy that lives as long as the frame is open.
    """

    path: Path
    sha256: str
    kind: str
    encoding: str
    separator: str
    columns: tuple[str, ...]
    readable: Path

    def scan(self) -> pl.LazyFrame:
        """The frame as a lazy table; every CSV cell is text, nothing is guessed."""
        if self.kind == "parquet":
            return pl.scan_parquet(self.readable, glob=False)
        lazy = pl.scan_csv(self.readable, separator=self.separator, infer_schema=False, glob=False)
        return lazy.rename(dict(zip(lazy.collect_schema().names(), self.columns)), strict=True)

    def column(self, name: str) -> str:
        """The column of that name; case and outer space do not matter where the name is clear.

        Raises:
            ColumnMissing: no column, or more than one, fits.
        """
        if name in self.columns:
            return name
        fitting = [column for column in self.columns if plain(column) == plain(name)]
        if len(fitting) != 1:
            raise ColumnMissing(self.path.name, name, self.columns)
        return fitting[0]


def plain(value: str) -> str:
    """A value without outer space and case: values that agree in this are the same."""
    return value.strip(OUTER).casefold()


@contextmanager
def open_frame(path: Path, encoding: str = "") -> Iterator[Frame]:
    """Looks through a frame once: its hash, its encoding, its header.

    Args:
        path: a CSV file with a header (comma, semicolon, tab or bar) or a Parquet file.
        encoding: of a CSV file; without one it must be UTF-8, or UTF-16 with its mark.

    Yields:
        The frame. A file in another encoding is copied as UTF-8 to a temporary folder, which is
        removed when the frame is closed.

    Raises:
        FrameMissing, FrameNoTable, FrameEmpty, FrameBroken, FrameNotUtf8, EncodingUnknown,
        ColumnDoubled, LineBlank, FrameUnreadable: with the place where it went wrong.
    """
    if not path.is_file():
        raise FrameMissing(str(path))
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PAR1"):
        yield _parquet(path)
        return
    encoding = _encoding(path, start, encoding)
    with tempfile.TemporaryDirectory() as folder:
        copy = None if encoding == "utf-8" else Path(folder) / "frame.csv"
        sha256, doubtful = _read_through(path, encoding, copy)
        readable = copy or path
        separator, columns = _header(path, readable)
        if doubtful:
            _refuse_blank_line(path, readable, separator)
        yield Frame(path, sha256, "csv", encoding, separator, columns, readable)


@contextmanager
def table_faults(frame: Frame) -> Iterator[None]:
    """Turns what the reader of tables raises into a fault that names the place.

    Raises:
        RowTooLong: if a row has more cells than the header.
        FrameUnreadable: for everything else.
    """
    try:
        yield
    except (pl.exceptions.PolarsError, OSError, pl.exceptions.PanicException) as error:
        if frame.kind == "csv":
            _find_long_row(frame)
        reason = str(error).strip().splitlines()
        raise FrameUnreadable(frame.path.name, reason[0] if reason else type(error).__name__) from error


def _parquet(path: Path) -> Frame:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        columns = tuple(pl.scan_parquet(path, glob=False).collect_schema().names())
    except (pl.exceptions.PolarsError, OSError) as error:
        raise FrameUnreadable(path.name, str(error).strip().splitlines()[0]) from error
    return Frame(path, sha256, "parquet", "", "", columns, path)


def _encoding(path: Path, start: bytes, encoding: str) -> str:
    if not start.strip():
        raise FrameEmpty(path.name)
    if not encoding:
        marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        encoding = "utf-16" if marked else "utf-8"
    try:
        name = codecs.lookup(encoding).name
        "a".encode(name)  # some names belong to codecs that make no text
    except (LookupError, UnicodeError):
        raise EncodingUnknown(encoding) from None
    if start.startswith(OTHER_FILES) or (b"\0" in start and not name.startswith(("utf-16", "utf-32"))):
        raise FrameNoTable(path.name)
    return "utf-8" if name == "utf-8-sig" else name


def _read_through(path: Path, encoding: str, copy: Path | None) -> tuple[str, bool]:
    """Hashes the file and decodes it, once; writes the text to `copy` as UTF-8 if there is one.

    Returns:
        The hash, and whether two line ends follow one another anywhere, be it inside a cell.
    """
    digest, decoder, read = hashlib.sha256(), codecs.getincrementaldecoder(encoding)(), 0
    doubtful, before = False, b"\n"
    with path.open("rb") as file, copy.open("wb") if copy else io.BytesIO() as out:
        while True:
            chunk = file.read(CHUNK)
            digest.update(chunk)
            read += len(chunk)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                place = read - len(error.object) + error.start
                raise _broken(path, encoding, place) from None
            plain_text = text.encode() if copy else chunk
            out.write(plain_text if copy else b"")
            doubtful = doubtful or _two_line_ends(before + plain_text[:2]) or _two_line_ends(plain_text)
            before = (before + plain_text[-2:])[-2:]
            if not chunk:
                return digest.hexdigest(), doubtful


def _two_line_ends(text: bytes) -> bool:
    # A gigabyte is searched for a single character in a fraction of the time that three take.
    return b"\n\n" in text or (b"\r" in text and b"\n\r\n" in text)


def _broken(path: Path, encoding: str, place: int) -> FrameBroken | FrameNotUtf8:
    line, tail, left = 1, b"", place
    with path.open("rb") as file:
        while left:
            chunk = file.read(min(CHUNK, left))
            left -= len(chunk)
            line += chunk.count(b"\n")
            tail = (tail + chunk).rpartition(b"\n")[2]
        file.seek(max(0, place - 20_000))
        sample = file.read(40_000)
    if encoding.startswith(("utf-16", "utf-32")):
        return FrameBroken(path.name, line, "", encoding)
    column = _column_at(path, line, tail)
    best = from_bytes(sample, cp_isolation=LIKELY).best() if encoding == "utf-8" else None
    if best is None:
        return FrameBroken(path.name, line, column, encoding)
    return FrameNotUtf8(path.name, line, column, best.encoding)


def _column_at(path: Path, line: int, before: bytes) -> str:
    """The column in which a line breaks off, as far as it can be told without decoding the file."""
    with path.open("rb") as file:
        first = file.readline(CHUNK).decode("latin-1")
    try:
        _, separator, header = max(_records(first))
        cells = next(csv.reader([before.decode("latin-1")], delimiter=separator), [""])
    except csv.Error:
        return ""
    return header[len(cells) - 1] if line > 1 and len(cells) <= len(header) else ""


def _records(text: str) -> list[tuple[int, str, list[str]]]:
    """The first record of a text by each separator, with its number of cells."""
    found = []
    for rank, separator in enumerate(SEPARATORS):
        record = next((row for row in csv.reader(io.StringIO(text), delimiter=separator) if row), [])
        found.append((len(record) * len(SEPARATORS) - rank, separator, record))
    return found


def _header(path: Path, readable: Path) -> tuple[str, tuple[str, ...]]:
    with readable.open(encoding="utf-8-sig", newline="") as file:
        text = file.read(CHUNK)
    try:
        _, separator, record = max(_records(text))
    except csv.Error as error:
        raise FrameUnreadable(path.name, str(error)) from error
    columns = [name.strip(OUTER) or f"#{at}" for at, name in enumerate(record, 1)]
    for at, column in enumerate(columns):
        if column in columns[:at]:
            raise ColumnDoubled(path.name, column)
    return separator, tuple(columns)


def _refuse_blank_line(path: Path, readable: Path, separator: str) -> None:
    with readable.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=separator)
        try:
            for row in rows:
                if not row:
                    raise LineBlank(path.name, rows.line_num)
        except csv.Error as error:
            raise FrameUnreadable(path.name, str(error)) from error


def _find_long_row(frame: Frame) -> None:
    with frame.readable.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=frame.separator)
        try:
            next(rows)
            for number, row in enumerate(rows, 1):
                if len(row) > len(frame.columns):
                    raise RowTooLong(frame.path.name, number, len(row), len(frame.columns))
        except (csv.Error, StopIteration):
            return
