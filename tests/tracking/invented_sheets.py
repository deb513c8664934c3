"""Spreadsheets written by hand, and an empty ledger to import them into."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from tequio.tracking.package import new_ledger

SCHEMA = "http://schemas.openxmlformats.org"
MAIN = f'xmlns="{SCHEMA}/spreadsheetml/2006/main"'
KINDS = f"{SCHEMA}/officeDocument/2006/relationships"


def cell(place: str, value: object) -> str:
    """One cell; numbers as numbers, `=formula` as a formula without value, raw XML as it is."""
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    text = str(value)
    if text.startswith("<c"):
        return text
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def sheet_xml(
    rows: Mapping[int, Sequence[object]] | Sequence[Sequence[object]], merged: Sequence[str] = ()
) -> str:
    """A sheet from its rows (numbered from 1, or by number) and ranges of merged cells."""
    numbered = rows.items() if isinstance(rows, Mapping) else enumerate(rows, 1)
    body = "".join(
        f'<row r="{n}">'
        + "".join(
            cell(f"{chr(65 + at)}{n}", value) for at, value in enumerate(row) if value not in ("", None)
        )
        + "</row>"
        for n, row in numbered
    )
    ranges = "".join(f'<mergeCell ref="{each}"/>' for each in merged)
    return f"<sheetData>{body}</sheetData>" + (f"<mergeCells>{ranges}</mergeCells>" if merged else "")


def workbook(sheets: Mapping[str, str], more: Mapping[str, bytes] | None = None) -> bytes:
    """An XLSX of these sheets; `more` are further parts of the archive."""
    numbers = range(1, len(sheets) + 1)
    links = "".join(
        f'<Relationship Id="r{n}" Type="{KINDS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    names = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in zip(numbers, sheets, strict=True)
    )
    relations = f'<Relationships xmlns="{SCHEMA}/package/2006/relationships">'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{SCHEMA}/package/2006/content-types"/>',
        "_rels/.rels": f'{relations}<Relationship Id="r1" Type="{KINDS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{KINDS}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"{relations}{links}</Relationships>",
    }
    for n, body in zip(numbers, sheets.values(), strict=True):
        parts[f"xl/worksheets/sheet{n}.xml"] = f"<worksheet {MAIN}>{body}</worksheet>"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, '<?xml version="1.0"?>' + part)
        for name, content in (more or {}).items():
            book.writestr(name, content)
    return data.getvalue()


def empty_ledger(folder: Path) -> Path:
    """A ledger with one source and nothing else."""
    folder.mkdir()
    for name, content in new_ledger("example", "An invented ledger").items():
        (folder / name).write_bytes(content)
    with (folder / "sources.csv").open("a", encoding="utf-8", newline="") as file:
        file.write("F000001,Respuesta de ejemplo,Oficina Ficticia,2016,foi,es\r\n")
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    """Every file below a folder and what it holds."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
