"""Cells of an edition: tokens for serial numbers and names, descriptions for units.

Tokens are numbered in an order that says nothing of what they stand for: that of a keyed hash (HMAC,
FIPS 198-1) whose key is made from the whole ledger, private columns included. So the same ledger
gives the same tokens, and who has only the edition cannot try out which number a token stands for.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import polars as pl

from tequio.tracking.ledger import LINE, Ledger
from tequio.tracking.levels import WITHHELD
from tequio.tracking.schema import TABLES

Tables = dict[str, pl.DataFrame]
Rules = Mapping[str, Mapping[str, str]]
Tokens = Mapping[tuple[str, ...], str]
MADE = ("maker", "model", "country")
PLAIN = re.compile("[A-Za-z]{0,2}[0-9]{1,9}")
"""An id that says nothing but a number."""
SHEET = re.compile(r"^(?:hoja|sheet) .*, (?=(?:fila|row) \d+$)", re.DOTALL)
"""The name of a sheet, as an import cites it before the row."""


def masked(whole: Ledger, tables: Tables, level: Rules) -> Tables:
    """The tables with each cell as its rule has it; rules about dates, states and things are kept elsewhere.

    What is the same stays the same, so that no answer changes.
    """
    key = _key(whole)
    used = {rule for columns in level.values() for rule in columns.values()}
    part = Ledger(tables)
    serials = _serial_tokens(key, part) if "serials" in used else {}
    names = _name_tokens(key, tables) if "token" in used else {}
    lots = _numbered(key, _told(tables, level, "lot"), "lot {:04d}")
    made: dict[str, Callable[[str, dict[str, str]], str]] = {
        "blank": lambda _cell, _row: "",
        "place": lambda _cell, _row: "",
        "withheld": lambda cell, _row: WITHHELD if cell else "",
        "describe": lambda _cell, row: described(row),
        "token": lambda cell, _row: names.get((cell,), ""),
        "lot": lambda cell, _row: lots.get((cell,), ""),
        "row": lambda cell, _row: SHEET.sub("", cell),
    }
    left = dict(tables)
    for name, columns in level.items():
        for column, rule in columns.items():
            if rule in made:
                left[name] = _mapped(left[name], column, made[rule])
        if "serials" in columns.values():
            left[name] = _with_serials(part, name, left[name], serials)
    return left


def _told(tables: Tables, level: Rules, rule: str) -> set[tuple[str, ...]]:
    """All that stands in columns of a rule."""
    columns = [(name, column) for name, row in level.items() for column in row if row[column] == rule]
    return {(cell,) for name, column in columns for cell in tables[name][column].to_list() if cell}


def with_plain_units(whole: Ledger, tables: Tables, level: Rules) -> Tables:
    """The tables with a running name for each unit whose id is no plain number; to be made before `masked`.

    Answers name units, so this comes after all that compares answers with those of the whole ledger.
    """
    strangers = (one for one in _told(tables, level, "unit") if not PLAIN.fullmatch(one[0]))
    names = {told[0]: name for told, name in _numbered(_key(whole), strangers, "unit-{:04d}").items()}
    left = dict(tables)
    for table, columns in level.items():
        told = [column for column, rule in columns.items() if rule == "unit"]
        left[table] = left[table].with_columns(pl.col(column).replace(names) for column in told)
    return left


def described(row: Mapping[str, str]) -> str:
    """What a unit is and where, without its name: `municipal police` stands in its `kind`."""
    parts = [row["kind"] or ("central_body" if row["central"] == "yes" else row["level"]), row["state"]]
    return f"{', '.join(part for part in parts if part) or 'unit'} ({row['unit']})"


def _mapped(rows: pl.DataFrame, column: str, made: Callable[[str, dict[str, str]], str]) -> pl.DataFrame:
    cells = [made(row[column], row) for row in rows.iter_rows(named=True)]
    return rows.with_columns(pl.Series(column, cells, dtype=pl.String))


def _key(ledger: Ledger) -> bytes:
    """A key that only who has the whole ledger can make."""
    hashed = hashlib.sha256()
    for name in TABLES:
        for row in ledger.tables[name].drop(LINE).iter_rows():
            hashed.update(repr((name, row)).encode())
    return hashed.digest()


def _numbered(key: bytes, things: Iterable[tuple[str, ...]], form: str) -> Tokens:
    """A running token for each thing, in the order of their keyed hashes."""
    distinct = sorted(set(things), key=lambda one: (hmac.digest(key, repr(one).encode(), "sha256"), one))
    return {one: form.format(number) for number, one in enumerate(distinct, 1)}


def _split(serials: str) -> list[str]:
    return [one for one in (part.strip() for part in serials.split("|")) if one]


def _made(ledger: Ledger, table: str) -> dict[str, tuple[str, ...]]:
    """Maker, model and country of each event, which its accounts share."""
    events = ledger.events(table).select(TABLES[table].id, *MADE)
    return {row[0]: tuple(row[1:]) for row in events.iter_rows()}


def _serial_tokens(key: bytes, ledger: Ledger) -> Tokens:
    found: set[tuple[str, ...]] = set()
    for table, kind in TABLES.items():
        if "serials" in kind.columns:
            made = _made(ledger, table)
            for event, serials in ledger.tables[table].select(kind.id, "serials").iter_rows():
                found |= {(*made[event], serial) for serial in _split(serials)}
    return _numbered(key, found, "#{:04d}")


def _with_serials(ledger: Ledger, table: str, rows: pl.DataFrame, tokens: Tokens) -> pl.DataFrame:
    made = _made(ledger, table)
    kind = TABLES[table]

    def cell(serials: str, row: dict[str, Any]) -> str:
        return "|".join(sorted({tokens[(*made[row[kind.id]], one)] for one in _split(serials)}))

    return _mapped(rows, "serials", cell)


def _name_tokens(key: bytes, tables: Tables) -> Tokens:
    names = pl.concat([tables[name]["name_as_written"] for name in ("end_users", "decisions")])
    return _numbered(key, ((name,) for name in names.to_list() if name), "name {:04d}")
