"""The archive that a workbook is, unpacked in pieces: a small file may unpack to anything."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from tequio.files.faults import FarCell, NotATable, UnpacksTooLarge

UNPACKED_LIMIT = 200_000_000  # bytes of a workbook once unpacked, as many as of a CSV
CELL_LIMIT = 30_000_000  # cells between a sheet's first and last; the reader makes room for each of them
PIECE = 1 << 20
LONGEST_TAG = 100_000  # bytes; what is longer is the text of a cell, in which no tag begins

# XML may be written with either quotation mark and with a prefix before its names.
CELL = rb"<(?:\w+:)?c\b"
_COLUMN = re.compile(CELL + rb"""[^>]*?\br=["']([A-Za-z]+)""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["'](\d+)["']""")


def check_workbook(path: Path, data: bytes, limit: int = UNPACKED_LIMIT) -> None:
    """Refuses what would burst the memory, having unpacked no more than `limit` bytes.

    Raises:
        FarCell, UnpacksTooLarge: it would.
        NotATable: it is no workbook, or a part is not as long as the archive says.
    """
    try:
        book = zipfile.ZipFile(io.BytesIO(data))
        parts = book.infolist()
        if not any(re.match(r"xl/workbook.*\.xml", part.filename) for part in parts):
            raise NotATable(path, "ZIP")
        unpacked = sum(part.file_size for part in parts)
        if unpacked > limit:
            raise UnpacksTooLarge(path, unpacked, limit)
        unpacked = 0
        for part in parts:
            book.open(part).close()  # its own header must agree with the archive's list
            extent = _Extent()
            for piece in _pieces(data, part):
                unpacked += len(piece)
                if unpacked > limit:
                    raise UnpacksTooLarge(path, unpacked, limit)
                if part.filename.endswith(".xml"):
                    extent.feed(piece)
            columns, rows = extent.size()
            if columns * rows > CELL_LIMIT:
                raise FarCell(path, Path(part.filename).stem, columns, rows)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as error:
        raise NotATable(path, "ZIP") from error


def _pieces(data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part of an archive, unpacked piece by piece.

    `ZipFile` stops where the archive says that a part ends, and other readers do not; so it is read here
    to its real end, and an archive that lies about it is refused.

    Raises:
        BadZipFile: the part is packed in a way that workbooks are not, or not as long as it says.
    """
    header = data[part.header_offset : part.header_offset + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04" or part.flag_bits & 1:
        raise zipfile.BadZipFile(part.filename)
    start = part.header_offset + 30 + sum(int.from_bytes(header[at : at + 2], "little") for at in (26, 28))
    packed = memoryview(data)[start : start + part.compress_size]
    length, checksum = 0, 0
    for piece in _unpacked(packed, part.compress_type):
        length, checksum = length + len(piece), zlib.crc32(piece, checksum)
        yield piece
    if length != part.file_size or checksum != part.CRC:
        raise zipfile.BadZipFile(part.filename)


def _unpacked(packed: memoryview, kind: int) -> Iterator[bytes]:
    if kind == zipfile.ZIP_STORED:
        for at in range(0, len(packed), PIECE):
            yield bytes(packed[at : at + PIECE])
        return
    if kind != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), PIECE):
        rest: bytes | memoryview = packed[at : at + PIECE]
        while rest and not inflater.eof:
            yield inflater.decompress(rest, PIECE)
            rest = inflater.unconsumed_tail
    while not inflater.eof:
        piece = inflater.decompress(b"", PIECE)
        if not piece:
            raise zipfile.BadZipFile
        yield piece


class _Extent:
    """How far the cells of a sheet reach, told from its XML piece by piece."""

    def __init__(self) -> None:
        self._rest = b""
        self._sheet = False
        self._letters: set[bytes] = set()
        self._rows = 1

    def feed(self, piece: bytes) -> None:
        """Looks at one more piece, up to where its last tag begins."""
        text = self._rest + piece
        end = text.rfind(b"<")
        if end > 0:
            self._look(text[:end])
            text = text[end:]
        self._rest = text[:LONGEST_TAG]

    def size(self) -> tuple[int, int]:
        """The columns and rows up to the last cell; of what is no sheet 1 and 1."""
        self._look(self._rest)
        self._rest = b""
        last = max((len(name), name) for name in self._letters)[1] if self._letters else b"A"
        return column_number(last), self._rows

    def _look(self, text: bytes) -> None:
        self._sheet = self._sheet or b"sheetData" in text
        if self._sheet:
            self._letters.update(name.upper() for name in set(_COLUMN.findall(text)))
            self._rows = max(self._rows, *map(int, _ROW.findall(text)), 1)


def column_number(letters: bytes) -> int:
    """The number, from 1, of the column that a spreadsheet calls by these capital letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
