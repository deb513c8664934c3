"""The frame: the list of addresses or people from which letters are drawn, read as a stream.

Faults count rows as a spreadsheet does, in which the header is row 1.
"""

import codecs
import csv
import hashlib
import io
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from charset_normalizer import from_bytes

from tequio.faults import Fault
from tequio.files import quote_fault
from tequio.files.faults import (
    BrokenEncoding,
    DoubledColumn,
    EmptyFile,
    MissingColumn,
    MissingFile,
    NotAFile,
    RaggedRow,
)

# Spaces around a value that say nothing; named one by one, so that every language can repeat it.
OUTER = " \t\r\n\u00a0"
SEPARATORS = (",", ";", "\t", "|")
CHUNK = 1 << 20
WHOLE = 2.0**53  # from here on a number with a point need not be the one that was meant
# What a first look at a file of letters in the Americas and Europe should tell apart.
LIKELY = ["cp1252", "cp850", "mac_roman"]
# How other files begin that people hand over as a table.
OTHER_FILES = (b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xd0\xcf\x11\xe0", b"<", b"{")


@dataclass(eq=False)
class FrameNoTable(Fault):
    """The file is neither CSV nor Parquet."""

    path: Path


@dataclass(eq=False)
class FrameNotUtf8(Fault):
    """A byte that is not UTF-8, in a file that looks as if it were in the encoding `guess`.

    `row` counts lines from 1; `column` may be unknown: empty.
    """

    path: Path
    row: int
    column: str
    guess: str


@dataclass(eq=False)
class EncodingUnknown(Fault):
    """No such encoding."""

    encoding: str


@dataclass(eq=False)
class BlankRow(Fault):
    """A row without anything, which some programs count and some do not."""

    path: Path
    row: int


@dataclass(eq=False)
class FrameUnreadable(Fault):
    """The table could not be read; `reason` is the reader's own remark."""

    path: Path
    reason: str


@dataclass(eq=False)
class ColumnNoText(Fault):
    """A column of a Parquet file holds `what` cannot be written as text: `lists`, `structs` or `bytes`."""

    path: Path
    column: str
    what: str


@dataclass(eq=False)
class EncodingNeedless(Fault):
    """An encoding was named for a Parquet file, which says itself how its texts are encoded."""

    path: Path
    encoding: str


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
        casts: columns of a Parquet file that are read as another type: bytes that are text, and numbers with
            a point that all are whole.
    """

    path: Path
    sha256: str
    kind: str
    encoding: str
    separator: str
    columns: tuple[str, ...]
    readable: Path
    casts: Mapping[str, type[pl.String] | type[pl.Int64]] = field(default_factory=dict)

    def scan(self) -> pl.LazyFrame:
        """The frame as a lazy table; every CSV cell is text, nothing is guessed."""
        if self.kind == "parquet":
            lazy = pl.scan_parquet(self.readable, glob=False)
            return lazy.with_columns(_cast(name, kind) for name, kind in self.casts.items())
        lazy = pl.scan_csv(self.readable, separator=self.separator, infer_schema=False, glob=False)
        return lazy.rename(dict(zip(lazy.collect_schema().names(), self.columns)), strict=True)

    def column(self, name: str) -> str:
        """The column of that name; case and outer space do not matter where the name is clear.

        Raises:
            MissingColumn, DoubledColumn: no column, or more than one, fits.
        """
        return name if name in self.columns else self.only((name,))

    def only(self, names: tuple[str, ...]) -> str:
        """The one column that goes by one of these names, whatever their case and outer space.

        Raises:
            MissingColumn, DoubledColumn: no column, or more than one, does.
        """
        plain_names = [plain(name) for name in names]
        places = [at for at, column in enumerate(self.columns) if plain(column) in plain_names]
        if not places:
            raise MissingColumn(self.path, 1, names, self.columns)
        if len(places) > 1:
            raise DoubledColumn(self.path, 1, self.columns[places[0]], (places[0] + 1, places[1] + 1))
        return self.columns[places[0]]


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
        MissingFile, NotAFile, FrameNoTable, EmptyFile, BrokenEncoding, FrameNotUtf8, EncodingUnknown,
        DoubledColumn, BlankRow, OpenQuote, StrayQuote, ColumnNoText, FrameUnreadable: with the place where
            it went wrong.
    """
    if not path.exists():
        raise MissingFile(path)
    if not path.is_file():
        raise NotAFile(path)
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
            _refuse_blank_row(path, readable, separator)
        yield Frame(path, sha256, "csv", encoding, separator, columns, readable)


@contextmanager
def table_faults(frame: Frame) -> Iterator[None]:
    """Turns what the reader of tables raises into a fault that names the place.

    Raises:
        RaggedRow: if a row has more cells than the header.
        OpenQuote, StrayQuote: if a quotation mark is not where it can be.
        FrameUnreadable: for everything else.
    """
    try:
        yield
    except (pl.exceptions.PolarsError, OSError, pl.exceptions.PanicException) as error:
        if frame.kind == "csv":
            _find_bad_row(frame)
        reason = str(error).strip().splitlines()
        raise FrameUnreadable(frame.path, reason[0] if reason else type(error).__name__) from error


def _parquet(path: Path) -> Frame:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        lazy = pl.scan_parquet(path, glob=False)
        schema = lazy.collect_schema()
        for name, kind in schema.items():
            if kind.is_nested():
                raise ColumnNoText(path, name, "structs" if isinstance(kind, pl.Struct) else "lists")
        casts = _casts(path, lazy, schema)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise FrameUnreadable(path, str(error).strip().splitlines()[0]) from error
    return Frame(path, sha256, "parquet", "", "", tuple(schema.names()), path, casts)


def _casts(path: Path, lazy: pl.LazyFrame, schema: pl.Schema) -> dict[str, type[pl.String] | type[pl.Int64]]:
    """Which columns are read as text or as whole numbers, having looked at all of their values."""
    binary = [name for name, kind in schema.items() if kind == pl.Binary]
    for name in binary:
        try:
            lazy.select(pl.col(name).cast(pl.String).is_null().sum()).collect(engine="streaming")
        except pl.exceptions.PolarsError as error:
            raise ColumnNoText(path, name, "bytes") from error
    floats = [name for name, kind in schema.items() if kind.is_float()]
    numbers = [pl.col(name).fill_nan(None).drop_nulls() for name in floats]
    whole = [((one == one.floor()) & (one.abs() < WHOLE)).all() for one in numbers]
    found = lazy.select(whole).collect(engine="streaming").row(0) if floats else ()
    kinds: dict[str, type[pl.String] | type[pl.Int64]] = dict.fromkeys(binary, pl.String)
    return kinds | {name: pl.Int64 for name, all_whole in zip(floats, found) if all_whole}


def _cast(name: str, kind: type[pl.String] | type[pl.Int64]) -> pl.Expr:
    column = pl.col(name)
    return (column.fill_nan(None) if kind is pl.Int64 else column).cast(kind)


def _encoding(path: Path, start: bytes, encoding: str) -> str:
    if not start.strip():
        raise EmptyFile(path)
    if not encoding:
        marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        encoding = "utf-16" if marked else "utf-8"
    try:
        name = codecs.lookup(encoding).name
        "a".encode(name)  # some names belong to codecs that make no text
    except (LookupError, UnicodeError):
        raise EncodingUnknown(encoding) from None
    if start.startswith(OTHER_FILES) or (b"\0" in start and not name.startswith(("utf-16", "utf-32"))):
        raise FrameNoTable(path)
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


def _broken(path: Path, encoding: str, place: int) -> BrokenEncoding | FrameNotUtf8:
    row, tail, left = 1, b"", place
    with path.open("rb") as file:
        while left:
            chunk = file.read(min(CHUNK, left))
            left -= len(chunk)
            row += chunk.count(b"\n")
            tail = (tail + chunk).rpartition(b"\n")[2]
        file.seek(max(0, place - 20_000))
        sample = file.read(40_000)
    best = from_bytes(sample, cp_isolation=LIKELY).best() if encoding == "utf-8" else None
    if best is None:
        return BrokenEncoding(path, row, place, encoding)
    return FrameNotUtf8(path, row, _column_at(path, row, tail), best.encoding)


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
        next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise quote_fault(path, 1, error) from error
    columns = [name.strip(OUTER) or f"#{at}" for at, name in enumerate(record, 1)]
    for at, column in enumerate(columns):
        if column in columns[:at]:
            raise DoubledColumn(path, 1, column, (columns.index(column) + 1, at + 1))
    return separator, tuple(columns)


def _refuse_blank_row(path: Path, readable: Path, separator: str) -> None:
    for number, row in _rows(path, readable, separator):
        if not row:
            raise BlankRow(path, number)


def _find_bad_row(frame: Frame) -> None:
    for number, row in _rows(frame.path, frame.readable, frame.separator):
        if len(row) > len(frame.columns):
            raise RaggedRow(frame.path, number, len(row), len(frame.columns))


def _rows(path: Path, readable: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows, header included, with their numbers; raises `OpenQuote` or `StrayQuote`."""
    number = 1
    with readable.open(encoding="utf-8-sig", newline="") as file:
        try:
            for row in csv.reader(file, delimiter=separator, strict=True):
                yield number, row
                number += 1
        except csv.Error as error:
            raise quote_fault(path, number, error) from error
