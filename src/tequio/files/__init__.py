"""CSV, XLSX and JSON, in and out."""

from tequio.files.csvs import defused, restored, write_csv
from tequio.files.disk import LIMIT, read_bytes, write_bytes, write_text
from tequio.files.documents import canonical, read_json, write_json, write_public_json
from tequio.files.tables import Table, folded, read_table

__all__ = [
    "LIMIT",
    "Table",
    "canonical",
    "defused",
    "folded",
    "read_bytes",
    "read_json",
    "read_table",
    "restored",
    "write_bytes",
    "write_csv",
    "write_json",
    "write_public_json",
    "write_text",
]
