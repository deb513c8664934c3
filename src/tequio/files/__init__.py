"""CSV, XLSX and JSON, in and out."""

from tequio.files.csvs import csv_bytes, defused, quote_fault, restored, write_csv, write_long_csv
from tequio.files.disk import (
    LIMIT,
    check_writable,
    make_folder,
    read_bytes,
    write_bytes,
    write_new,
    write_text,
)
from tequio.files.documents import canonical, json_bytes, read_json, write_json, write_public_json
from tequio.files.folders import check_free, check_place, write_folder, write_together
from tequio.files.sheets import Figure, Sheet
from tequio.files.tables import Table, folded, read_sheets, read_table

__all__ = [
    "LIMIT",
    "Figure",
    "Sheet",
    "Table",
    "canonical",
    "check_free",
    "check_place",
    "check_writable",
    "csv_bytes",
    "defused",
    "folded",
    "json_bytes",
    "make_folder",
    "quote_fault",
    "read_bytes",
    "read_json",
    "read_sheets",
    "read_table",
    "restored",
    "write_bytes",
    "write_csv",
    "write_folder",
    "write_json",
    "write_long_csv",
    "write_new",
    "write_public_json",
    "write_text",
    "write_together",
]
