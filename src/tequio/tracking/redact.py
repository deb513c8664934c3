"""A ledger at a level: what an edition may show, and nothing in it that the whole ledger does not say.

Withholding may only weaken what is said. So an edition is compared with the whole ledger, and what
it would say too strongly is taken back: a possession whose "yes" or "no" or whose breach the whole
ledger does not share is left out; accounts that make a gap only because others are withheld become
contested, as an unpublished source differs; so it goes for hits. This is repeated until nothing changes.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from tequio.tracking.agree import agreed, in_groups
from tequio.tracking.dates import FOR_EVER, beginning, end, span
from tequio.tracking.grouping import Groups, renamed
from tequio.tracking.ledger import Ledger
from tequio.tracking.levels import Level, last_day, rules
from tequio.tracking.masks import masked, with_plain_units
from tequio.tracking.schema import BEGINNINGS, CONTESTED, ENDS, SURE, TABLES

Tables = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Edition:
    """A ledger as one level shows it.

    Args:
        ledger: its claims.
        level: one of `levels.LEVELS`.
        made_on: the day of its making.
        last_day: the last day of which it speaks.
        others: names under which makers and models stand that are not shown.
    """

    ledger: Ledger
    level: Level
    made_on: datetime.date
    last_day: datetime.date
    others: tuple[str, ...] = ()


def edition(ledger: Ledger, level: Level, made_on: datetime.date) -> Edition:
    """The edition of a ledger at a level, made on a day; the same input and day give the same rows.

    Rows keep their order. A row that refers to something withheld is withheld too. A public edition
    is made from that for partners, so it holds no row that partners do not see.

    Raises:
        ImpossibleDate, NotAQuantity: where the ledger was not checked.
    """
    day = last_day(level, made_on)
    if level == "private":
        return Edition(ledger, level, made_on, day)
    tables = without_lost(ledger.tables, without_leaked(_settled(ledger)))
    tables, names = agreed(ledger, tables, made_on, states=False), Groups({}, {})
    if level == "public":
        lagged = _late(_lagged(_only_standing(tables), day), rules(level), day)
        tables = agreed(ledger, without_lost(ledger.tables, lagged), day, states=True)
        tables, names = in_groups(ledger, tables, day)
    tables = masked(ledger, with_plain_units(ledger, tables, rules(level)), rules(level))
    tables = renamed(tables, names)
    others = tuple(sorted({*names.makers.values(), *names.models.values()}))
    return Edition(Ledger(_linked(tables)), level, made_on, day, others)


def without_leaked(tables: Mapping[str, pl.DataFrame]) -> Tables:
    """The tables without leaked sources and all their claims."""
    sources = tables["sources"]
    leaked = sources.filter(pl.col("provenance") == "leaked")["source"].unique()
    return {name: rows.filter(~pl.col("source").is_in(leaked.implode())) for name, rows in tables.items()}


def without_lost(whole: Mapping[str, pl.DataFrame], tables: Tables) -> Tables:
    """The tables without rows that refer to what the whole ledger has and they have no more."""
    while True:
        lost = {name: _ids(whole, name) - _ids(tables, name) for name in TABLES}
        left = dict(tables)
        for name, kind in TABLES.items():
            for column, target in kind.refers.items():
                left[name] = left[name].filter(~pl.col(column).is_in(sorted(lost[target])))
        if all(len(left[name]) == len(tables[name]) for name in TABLES):
            return left
        tables = left


def _ids(tables: Mapping[str, pl.DataFrame], name: str) -> set[str]:
    return set(tables[name][TABLES[name].id].to_list()) - {""}


def _settled(ledger: Ledger) -> Tables:
    """The tables, in which a row that another one supersedes says so itself.

    Else it would stand again where the later one is withheld.
    """
    tables = dict(ledger.tables)
    for name in TABLES:
        if name != "sources":
            stands = pl.col("claim").is_in(ledger.standing(name)["claim"].implode())
            fallen = ~stands & pl.col("status").is_in([SURE, *CONTESTED])
            status = pl.when(fallen).then(pl.lit("superseded")).otherwise("status")
            tables[name] = tables[name].with_columns(status=status)
    return tables


def _only_standing(tables: Tables) -> Tables:
    stands = pl.col("status").is_in([SURE, *CONTESTED])
    return {name: rows if name == "sources" else rows.filter(stands) for name, rows in tables.items()}


def _linked(tables: Tables) -> Tables:
    """The tables, in which a claim supersedes only what is there."""
    claims = pl.concat([rows["claim"] for name, rows in tables.items() if name != "sources"])
    there = pl.when(pl.col("supersedes").is_in(claims.implode())).then("supersedes").otherwise(pl.lit(""))
    return {
        name: rows if name == "sources" else rows.with_columns(supersedes=there)
        for name, rows in tables.items()
    }


def latest(column: str, text: str) -> int:
    """The latest day that a date may stand for; `..` of an end that is open says no day, and is 0."""
    if column in ENDS and text.strip() == "..":
        return 0
    return (beginning if column in BEGINNINGS else end if column in ENDS else span)(text).last


def _may_be_later(rows: pl.DataFrame, column: str, day: int) -> pl.Expr:
    """Whether a filled cell may be later than a day."""
    told = rows[column].unique().to_list()
    return pl.col(column).is_in([text for text in told if text and latest(column, text) > day])


def _lagged(tables: Tables, day: datetime.date) -> Tables:
    """The tables without rows that may be later than a day.

    An event without a date is no later than its source; where nobody knows when that was published,
    the event may be of yesterday.
    """
    bounds = {
        source: span(text).last if text else FOR_EVER
        for source, text in tables["sources"].select("source", "published").iter_rows()
    }
    late = sorted(source for source, bound in bounds.items() if bound > day.toordinal())
    left = dict(tables)
    for name, rows in rules("public").items():
        for column in (column for column, rule in rows.items() if rule == "lag"):
            later = _may_be_later(left[name], column, day.toordinal())
            undated = pl.col(column).is_in(["", ".."]) & pl.col("source").is_in(late)
            hidden = later | undated if column == "date" or (name, column) == ("totals", "until") else later
            left[name] = left[name].filter(~hidden)
    return left


def _late(tables: Tables, level: Mapping[str, Mapping[str, str]], day: datetime.date) -> Tables:
    """Empties dates that may be later than a day and are not what the row is about."""
    left = dict(tables)
    for name, columns in level.items():
        for column in (column for column, rule in columns.items() if rule == "late"):
            later = _may_be_later(left[name], column, day.toordinal())
            left[name] = left[name].with_columns(
                pl.when(later).then(pl.lit("")).otherwise(column).alias(column)
            )
    return left
