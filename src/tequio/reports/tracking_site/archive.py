"""The ledger of an edition as one file, and the list of hashes; the same input gives the same bytes."""

import hashlib
import io
import zipfile
from collections.abc import Mapping

from tequio.files import csv_bytes, json_bytes
from tequio.tracking.ledger import LINE, Ledger
from tequio.tracking.package import package
from tequio.tracking.schema import TABLES

NEVER = (1980, 1, 1, 0, 0, 0)
"""The time of every member: the first that a zip can hold."""
UNIX = 3


def zipped(ledger: Ledger, title: str) -> bytes:
    """The tables and `datapackage.json` as a zip.

    Members are stored, not deflated, as not every build of zlib deflates to the same bytes.
    """
    files = {"datapackage.json": json_bytes(package("edition", title))}
    for name, kind in TABLES.items():
        files[f"{name}.csv"] = csv_bytes(kind.columns, ledger.tables[name].drop(LINE).iter_rows())
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, NEVER)
            member.create_system = UNIX
            member.external_attr = 0o644 << 16
            archive.writestr(member, files[name])
    return told.getvalue()


def sums(files: Mapping[str, bytes]) -> bytes:
    """The SHA-256 of each file as `sha256sum` writes it, by path."""
    lines = [f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)]
    return "".join(lines).encode()
