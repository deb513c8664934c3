"""Decisions on units that imports made of names, carried out as claims that supersede; and taken back.

A name on a licence is read through its decision. A unit that an import made of a name stands in many
rows; so each of them gets a later claim that has the unit that it is, and the unit's own row becomes
another name of that unit. `imports/decided.csv` says which claims these are. Where a decision is no
longer in force its claims are withdrawn, and what they superseded stands again.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tequio.faults import Fault
from tequio.files import csv_bytes, write_together
from tequio.tracking.check import check
from tequio.tracking.claims import NewIds
from tequio.tracking.decisions import in_force
from tequio.tracking.import_faults import OtherColumns
from tequio.tracking.importing import IMPORTS, appended, held
from tequio.tracking.ledger import Ledger
from tequio.tracking.mistakes import Mistake
from tequio.tracking.schema import SURE, TABLES

PLACE = f"{IMPORTS}/decided.csv"
COLUMNS = ("claim", "unit", "means", "superseded", "was")
ABOUT_UNIT = ("kind", "level", "central", "state", "municipality")


@dataclass(eq=False)
class DecisionsClash(Fault):
    """With the decisions carried out the ledger would have a mistake, of which `first` is the first."""

    directory: Path
    first: Mistake


@dataclass(frozen=True)
class Carried:
    """A unit of a row that a decision changed.

    Args:
        claim: the later claim.
        unit, means: the unit that stood there, and the one that it is.
        superseded: the earlier claim.
        was: the status of the earlier claim, if it was none that an accepted claim could supersede.
    """

    claim: str
    unit: str
    means: str
    superseded: str
    was: str


@dataclass(frozen=True)
class Plan:
    """What carrying out the decisions changes.

    Args:
        added: by table the later claims.
        statuses: by table the claims that get another status, and which.
        carried: the new content of `imports/decided.csv`.
        withdrawn: how many claims of decisions that are no longer in force are taken back.
    """

    added: Mapping[str, list[dict[str, str]]]
    statuses: Mapping[str, Mapping[str, str]]
    carried: tuple[Carried, ...]
    withdrawn: int

    @property
    def claims(self) -> int:
        """How many claims it adds."""
        return sum(map(len, self.added.values()))

    @property
    def empty(self) -> bool:
        """Whether everything that is decided is carried out, and nothing else."""
        return not self.claims and not self.withdrawn


def meanings(ledger: Ledger) -> dict[str, str]:
    """For each unit that was decided to be another one that one, through several decisions if need be.

    Nothing is said of a unit that was decided to be two, of a ring of decisions, and of units that a
    relation connects, since nothing is its own superior.
    """
    direct = _direct(ledger)
    related = {frozenset(pair) for pair in ledger.standing("relations").select("child", "parent").iter_rows()}
    found = {}
    for unit in direct:
        passed, at = [unit], unit
        while len(direct.get(at, ())) == 1 and (at := next(iter(direct[at]))) not in passed:
            passed.append(at)
        clear = not direct.get(passed[-1]) and len(passed) > 1
        if clear and not any(frozenset((one, passed[-1])) in related for one in passed[:-1]):
            found[unit] = passed[-1]
    return found


def _direct(ledger: Ledger) -> dict[str, set[str]]:
    """For each unit of which somebody decided that it is another one the units that it is said to be."""
    ids = set(ledger.tables["units"]["unit"].to_list())
    found = {}
    for name, decisions in in_force(ledger).items():
        same = {one.unit for one in decisions if one.decision == "same" and one.unit != name}
        if name in ids and same:
            found[name] = same
    return found


def unclear(ledger: Ledger) -> tuple[str, ...]:
    """Units that were decided to be another one, where that cannot be carried out (`meanings`)."""
    return tuple(sorted(_direct(ledger).keys() - meanings(ledger).keys()))


def by_spelling(ledger: Ledger) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Names that were decided to be a unit, and other units called so, of which that says nothing."""
    rows = ledger.standing("units").select("name", "unit").iter_rows()
    called: dict[str, set[str]] = {}
    for name, unit in rows:
        called.setdefault(name, set()).add(unit)
    found = {}
    for name, decisions in in_force(ledger).items():
        means = {one.unit for one in decisions if one.decision == "same"}
        others = called.get(name, set()) - means
        if means and others:
            found[name] = tuple(sorted(others))
    return tuple(sorted(found.items()))


def plan(ledger: Ledger, carried: tuple[Carried, ...] = ()) -> Plan:
    """What carrying out the decisions would change.

    Args:
        ledger: claims, checked.
        carried: what was carried out before.
    """
    means = meanings(ledger)
    status = _statuses(ledger, {one.claim for one in carried})
    wrong = _wrong(ledger, carried, means)
    back: dict[str, str] = {}
    for one in carried:
        if one.claim in wrong and one.was and status.get(one.claim) not in (None, "withdrawn"):
            # Who looked at the later claim in the meantime looked at what the earlier one says too.
            back[one.superseded] = one.was if status[one.claim] == "superseded" else status[one.claim]
    # A decision on a licence's name that was taken back after it had got its unit is taken back whole.
    named = set(ledger.tables["decisions"]["claim"].to_list())
    back |= {
        one.superseded: "withdrawn"
        for one in carried
        if one.superseded in named and status.get(one.claim) == "withdrawn"
    }
    back |= {claim: "withdrawn" for claim in wrong if status.get(claim) not in (None, "withdrawn")}
    kept = tuple(one for one in carried if one.claim not in wrong and status.get(one.claim) != "withdrawn")
    before = _with(ledger, back)
    ids = NewIds(ledger)
    added: dict[str, list[dict[str, str]]] = {}
    gone: dict[str, str] = {}
    more: list[Carried] = []
    for table, row, columns in _rows(before, means):
        later = {**row, "claim": ids.claim(), "supersedes": row["claim"]}
        for column in columns:
            later[column] = means[row[column]]
        if table == "units":
            later |= _described(before, later["unit"])
        was = "" if row["status"] == SURE else row["status"]
        if was:
            gone[row["claim"]] = "superseded"
        more += [Carried(later["claim"], row[one], means[row[one]], row["claim"], was) for one in columns]
        added.setdefault(table, []).append(later)
    withdrawn = sum(new == "withdrawn" for new in back.values())
    return Plan(added, _by_table(ledger, back | gone), (*kept, *more), withdrawn)


def _statuses(ledger: Ledger, claims: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for table, rows in ledger.tables.items():
        if claims and table != "sources":
            some = rows.filter(pl.col("claim").is_in(list(claims)))
            found |= dict(some.select("claim", "status").iter_rows())
    return found


def _wrong(ledger: Ledger, carried: tuple[Carried, ...], means: Mapping[str, str]) -> set[str]:
    """The claims that no decision carries any more, and those made from them.

    One that a person has superseded since is left to what that person says.
    """
    known = {one.claim for one in carried}
    corrected: set[str] = set()
    for table, rows in ledger.tables.items():
        if known and table != "sources":
            later = rows.filter((pl.col("status") == SURE) & ~pl.col("claim").is_in(list(known)))
            corrected |= known & set(later["supersedes"].to_list())
    wrong = {one.claim for one in carried if means.get(one.unit) != one.means} - corrected
    size = -1
    while size != len(wrong):
        size = len(wrong)
        wrong |= {one.claim for one in carried if one.superseded in wrong}
    return wrong


def _rows(ledger: Ledger, means: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """The standing rows that name a unit that is another one: table, row, columns."""
    ids = list(means)
    for table, kind in TABLES.items() if ids else ():
        columns = [one for one, to in kind.refers.items() if to == "units"]
        columns = ["unit"] if table == "units" else columns
        rows = ledger.standing(table)
        if table == "decisions":  # a decision on a unit's identity says itself what it is
            units = ledger.tables["units"]["unit"].unique()
            rows = rows.filter(~pl.col("name_as_written").is_in(units.implode()))
        if columns:
            rows = rows.filter(pl.any_horizontal(pl.col(one).is_in(ids) for one in columns))
            for row in rows.select(kind.columns).iter_rows(named=True):
                yield table, row, [one for one in columns if row[one] in means]


def _described(ledger: Ledger, unit: str) -> dict[str, str]:
    """What the rows of a unit share."""
    rows = (
        ledger.standing("units")
        .filter(pl.col("unit") == unit)
        .sort("sure", descending=True, maintain_order=True)
    )
    told: dict[str, str] = {}
    for row in rows.select(ABOUT_UNIT).iter_rows(named=True):
        told |= {column: text for column, text in row.items() if not told.get(column)}
    return told


def _with(ledger: Ledger, statuses: Mapping[str, str]) -> Ledger:
    """The ledger with other statuses of some claims."""
    tables = dict(ledger.tables)
    for table, claims in _by_table(ledger, statuses).items():
        new = pl.col("claim").replace_strict(dict(claims), default=None, return_dtype=pl.String)
        tables[table] = tables[table].with_columns(status=pl.coalesce(new, pl.col("status")))
    return Ledger(tables, ledger.directory)


def _by_table(ledger: Ledger, statuses: Mapping[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for table, rows in ledger.tables.items():
        if statuses and "claim" in rows.columns:
            here = rows.filter(pl.col("claim").is_in(list(statuses)))["claim"].to_list()
            found |= {table: {claim: statuses[claim] for claim in here}} if here else {}
    return found


def after(ledger: Ledger, planned: Plan) -> Ledger:
    """The ledger as it is once a plan is carried out."""
    changed = {claim: status for claims in planned.statuses.values() for claim, status in claims.items()}
    tables = dict(_with(ledger, changed).tables)
    for table, rows in planned.added.items():
        more = pl.DataFrame(rows, schema=dict.fromkeys(TABLES[table].columns, pl.String))
        start = int(tables[table]["line"].max() or 1) + 1 if len(tables[table]) else 2  # type: ignore[arg-type]
        more = more.with_row_index("line", offset=start).select(tables[table].columns)
        tables[table] = pl.concat([tables[table], more.cast(dict(tables[table].schema))])  # type: ignore[arg-type]
    return Ledger(tables, ledger.directory)


def read_carried(directory: Path) -> tuple[Carried, ...]:
    """What was carried out before, as the ledger's folder has it."""
    data = held(directory / PLACE)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) if data else []
    return tuple(Carried(*row) for row in rows[1:] if len(row) == len(COLUMNS))


def carry_out(ledger: Ledger, directory: Path) -> Plan:
    """Carries out the decisions on units, and takes back what is no longer decided: all of it, or nothing.

    Args:
        ledger: as read from the folder, checked.
        directory: its folder.

    Raises:
        DecisionsClash: the ledger would have a mistake; nothing is written.
        OtherColumns: a table is no CSV as Tequio writes it; nothing is written.
        FileChanged, UnwritableFile: as `write_together`.
    """
    planned = plan(ledger, read_carried(directory))
    if planned.empty:
        return planned
    mistakes = check(after(ledger, planned))
    if mistakes:
        raise DecisionsClash(directory, mistakes[0])
    files: dict[str, bytes] = {}
    before: dict[str, bytes | None] = {PLACE: held(directory / PLACE)}
    for table in TABLES:
        if table not in planned.added and table not in planned.statuses:
            continue
        name = f"{table}.csv"
        before[name] = held(directory / name)
        data = _restated(directory / name, before[name] or b"", planned.statuses.get(table, {}))
        files[name] = appended(directory / name, table, data, planned.added.get(table, []))
    rows = ((one.claim, one.unit, one.means, one.superseded, one.was) for one in planned.carried)
    files[PLACE] = csv_bytes(COLUMNS, rows)
    write_together(directory, files, before)
    return planned


def _restated(path: Path, data: bytes, statuses: Mapping[str, str]) -> bytes:
    """A table with other statuses of some claims; without any it stays to the byte."""
    if not statuses:
        return data
    text = data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header = [name.strip() for name in rows[0]]
    if "claim" not in header or "status" not in header:
        raise OtherColumns(path, ("claim", "status"))
    claim, status = header.index("claim"), header.index("status")
    for row in rows[1:]:
        if len(row) > max(claim, status) and row[claim].strip() in statuses:
            row[status] = statuses[row[claim].strip()]
    told = io.StringIO(newline="")
    csv.writer(told, lineterminator="\r\n" if "\r\n" in text else "\n").writerows(rows)
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    return mark + told.getvalue().encode()
