"""Numbers that a workbook shows with zeros before them: 12345 in a cell of the format `00000000`."""

import html
import re
import zipfile
from collections.abc import Mapping

from tequio.files.archives import CELL, column_number

_STYLES = "xl/styles.xml"
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b[^>]*>")
_STYLED = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
_PLACE = re.compile(rb"""\br=["']([A-Z]+)(\d+)["']""")
_NUMBER = re.compile(rb"""\bt=["'](?!n["'])""")


def zero_styles(book: zipfile.ZipFile) -> Mapping[int, int]:
    """For each style of cells whose format is made of zeros only, how many there are (two or more)."""
    if _STYLES not in book.namelist():
        return {}
    told = book.read(_STYLES)
    widths = {}
    for found in _FORMAT.findall(told):
        code = html.unescape(_attribute(found, b"formatCode").decode("utf-8", "replace"))
        if re.fullmatch("0{2,50}", code):
            widths[_attribute(found, b"numFmtId")] = len(code)
    styled = _STYLED.search(told)
    styles = _STYLE.findall(styled[0]) if styled and widths else []
    kinds = ((style, _attribute(tag, b"numFmtId")) for style, tag in enumerate(styles))
    return {style: widths[kind] for style, kind in kinds if kind in widths}


def zero_cells(sheet: bytes, styles: Mapping[int, int]) -> dict[tuple[int, int], int]:
    """The numbers of a sheet that are shown so, by row and column from 1: how many digits at least."""
    if not styles:
        return {}
    names = b"|".join(str(style).encode() for style in styles)
    cell = re.compile(CELL + rb"""(?=[^>]*\bs=["'](""" + names + rb""")["'])([^>]*)>""")
    found = {}
    for match in cell.finditer(sheet):
        place = _PLACE.search(match[2])
        if place and not _NUMBER.search(match[2]):
            found[int(place[2]), column_number(place[1])] = styles[int(match[1])]
    return found


def _attribute(tag: bytes, name: bytes) -> bytes:
    found = re.search(rb"\b" + name + rb"""=(?:"([^"]*)"|'([^']*)')""", tag)
    return (found[1] or found[2] or b"") if found else b""
