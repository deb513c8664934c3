"""How the text of a file is encoded."""

import codecs
import re
from pathlib import Path

from charset_normalizer import from_bytes

from tequio.files.faults import BrokenEncoding, ControlCharacter, NotATable

SAMPLE = 65_536  # bytes that decide about a code page
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the first half of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATORS = (b",", b";", b"\t", b"|")
WESTERN = "cp1252"  # what spreadsheets in Spanish and English write
CODE_PAGES = (WESTERN, "cp1250", "cp1251", "cp1253", "cp1254", "cp850", "mac_roman")
COHERENCE = 0.1  # how much a text must look like some language before its code page is believed
WESTERN_SIGNS = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜàáâãäåæçèéêëìíîïñòóôõöøùúûüßŠŽšžŒœ¿¡ªº°·«»“”‘’–—…•€£§´¨½¼¾®©™×\xa0"
)
MISPLACED = re.compile(
    "[a-z][ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŠŽŒ](?![A-Z])"
)  # a capital within a word betrays another page
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def encoding_of(path: Path, data: bytes) -> str:
    """The encoding in which the whole file is text.

    Raises:
        BrokenEncoding, ControlCharacter, NotATable: there is none.
    """
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), None) or _unmarked(path, data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _broken(path, data, error.start, encoding) from error
    control = CONTROL.search(text)
    if control:
        raise ControlCharacter(path, text.count("\n", 0, control.start()) + 1, ord(control[0]))
    return encoding


def _unmarked(path: Path, data: bytes) -> str:
    start = data[:1000]
    for wide, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if zeros.count(0) > 0.7 * len(zeros):
            return wide
    if 0 in start:
        raise NotATable(path, "")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        text = data.decode(errors="surrogateescape")
        strange = len(re.findall("[\udc80-\udcff]", text))
        # Text with more good than bad UTF-8 in it is UTF-8 that was damaged, not a code page.
        if len(re.findall("[^\0-\x7f]", text)) >= 2 * strange:
            raise _broken(path, data, error.start, "utf-8") from error
        return _code_page(path, data, error.start)
    return "utf-8"


def _code_page(path: Path, data: bytes, byte: int) -> str:
    """Western, if it reads like it; else the page in which a language shows; `byte` is where UTF-8 failed."""
    lines = b"\n".join(line for line in data.splitlines() if not line.isascii())
    try:
        if _reads_western(lines.decode(WESTERN)):
            return WESTERN
    except UnicodeDecodeError:
        pass  # some bytes are nothing in this page
    matches = from_bytes(lines[:SAMPLE], cp_isolation=list(CODE_PAGES))
    page = next((match.encoding for match in matches if match.coherence > COHERENCE), None)
    if page is None:
        raise _broken(path, data, byte, "utf-8")
    return page


def _reads_western(text: str) -> bool:
    strange = set(text) - WESTERN_SIGNS
    accented = sum(letter.isalpha() and not letter.isascii() for letter in text)
    mostly_plain = accented <= 0.4 * sum(map(str.isalpha, text))  # Cyrillic and Greek would be accents only
    return mostly_plain and not any(sign > "\x7f" for sign in strange) and not MISPLACED.search(text)


def _broken(path: Path, data: bytes, byte: int, encoding: str) -> BrokenEncoding:
    start = data.rfind(b"\n", 0, byte) + 1
    before, header = data[start:byte], data[: data.find(b"\n") + 1]
    separator = max(SEPARATORS, key=header.count)  # the one that the header has most often
    return BrokenEncoding(path, data.count(b"\n", 0, byte) + 1, byte, encoding, before.count(separator) + 1)
