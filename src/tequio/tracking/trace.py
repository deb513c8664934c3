"""The chain of custody of one weapon or lot: what is licensed, shipped, arrived, and each event after.

A chain is only as good as its weakest link, which is named. Numbers that look alike (O and 0, I
and 1) are different numbers; those on record are told beside the chain, not in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from tequio.tracking.ledger import Ledger
from tequio.tracking.possessions import KEY, listed_serials, told
from tequio.tracking.schema import TABLES

EVENTS = ("shipments", "receipts", "holdings", "losses", "recoveries")
HANDS = {
    "shipments": ("", "consignee"),
    "receipts": ("from_unit", "to_unit"),
    "holdings": ("unit", "unit"),
    "losses": ("unit", ""),
    "recoveries": ("last_holder", "holder"),
}
"""For each table of events the columns with who had the thing before, and after."""
CUSTODY = ("receipts", "holdings", "losses", "recoveries")
WEAKNESSES = (
    "no_record_between",
    "no_shipment",
    "no_arrival",
    "no_licence",
    "several_lots",
    "contested",
    "order_open",
    "by_lot_only",
)
"""What makes a chain weak, the weakest first.

`no_record_between`: no record shows how the thing passed from who had it to who has it next.
`no_shipment`, `no_arrival`, `no_licence`: none is on record. `several_lots`: records put one number
into more than one lot. `contested`: no accepted claim tells of the event. `order_open`: it may have
been before the event that stands before it. `by_lot_only`: it concerns the lot and does not list
the number.
"""
_ALIKE = str.maketrans("OQDILSBZG", "000115826", " -./_")


@dataclass(frozen=True)
class Link:
    """One event of a chain.

    Args:
        table, record: which event. before, after: units that had the thing; empty if not told.
        first, last: the days between which it happened. sure: an accepted claim tells of it.
        listed: whether it lists the number. claims: its accounts. weak: of `WEAKNESSES`.
    """

    table: str
    record: str
    before: str
    after: str
    first: int
    last: int
    sure: bool
    listed: bool
    claims: tuple[str, ...]
    weak: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chain:
    """What the records show of one weapon (`serial`) or one lot, link by link.

    Args:
        lots: to which its records put it.
        links: in order: items, shipments, arrivals, then events by earliest day.
        lacks: of `WEAKNESSES`, those of the chain as a whole.
        weakest: the weakest of all weaknesses, empty if there is none, and the index of its link,
            `None` if it is one of the chain as a whole.
    """

    maker: str
    model: str
    country: str
    serial: str
    lots: tuple[str, ...]
    links: tuple[Link, ...]
    lacks: tuple[str, ...] = ()
    weakest: tuple[str, int | None] = ("", None)


@dataclass(frozen=True)
class Lookalike:
    """A number on record that may be the one asked for, written otherwise or of a thing less described."""

    maker: str
    model: str
    country: str
    serial: str
    records: tuple[str, ...]


@dataclass(frozen=True)
class Traced:
    """The chains found, and the numbers that look like the one asked for."""

    chains: tuple[Chain, ...]
    lookalikes: tuple[Lookalike, ...] = ()


def trace(
    ledger: Ledger, *, serial: str = "", maker: str = "", model: str = "", country: str = "", lot: str = ""
) -> Traced:
    """The chains of a serial number, one for each maker, model and country that bears it, or of a lot.

    Args:
        ledger: the ledger.
        serial: the number as marked. Without it the whole `lot` is traced.
        maker: only of this maker.
        model: only of this model.
        country: only of this country.
        lot: only in this lot.

    Raises:
        ImpossibleDate, NotAQuantity: where the ledger was not checked.
    """
    asked = {"maker": maker, "model": model, "country": country}
    asked = {column: text for column, text in asked.items() if text}
    if not serial:
        return Traced(tuple(_of_lot(ledger, lot, asked)))
    numbers = _numbers(ledger, serial)
    same = numbers.filter(pl.col("serial") == serial, *(pl.col(name) == text for name, text in asked.items()))
    chains = []
    for key, events in same.group_by(KEY, maintain_order=True):
        chain = _of_serial(ledger, tuple(str(part) for part in key), events)
        if not lot or lot in chain.lots:
            chains.append(chain)
    others = numbers.join(same, on=[*KEY, "table", "record"], how="anti")
    others = others.filter(*(pl.col(name).is_in([text, ""]) for name, text in asked.items()))
    alike = others.group_by("maker", "model", "country", "serial", maintain_order=True).agg("record")
    return Traced(
        tuple(chains),
        tuple(
            Lookalike(maker, model, country, number, tuple(records))
            for maker, model, country, number, records in alike.iter_rows()
        ),
    )


def to_json(found: Traced) -> list[dict[str, Any]]:
    """The chains as plain values."""
    return [
        {
            "maker": one.maker,
            "model": one.model,
            "serial": one.serial,
            "country": one.country,
            "chain": [link.record for link in one.links],
        }
        for one in found.chains
    ]


def looks(serial: str) -> str:
    """A number with look-alike characters made one and separators left out."""
    return serial.upper().translate(_ALIKE)


def _numbers(ledger: Ledger, serial: str) -> pl.DataFrame:
    """Who lists a number that looks like this one: the columns of `KEY`, `table`, `record`."""
    wanted = looks(serial)
    found = []
    for table in EVENTS:
        rows = listed_serials(ledger, table).with_columns(table=pl.lit(table))
        numbers = rows["serial"].unique()
        alike = [number for number in numbers.to_list() if looks(number) == wanted]
        found.append(rows.filter(pl.col("serial").is_in(alike)).select(*KEY, "table", "record"))
    return pl.concat(found)


def _of_serial(ledger: Ledger, key: tuple[str, ...], events: pl.DataFrame) -> Chain:
    listed = {table: events.filter(pl.col("table") == table)["record"] for table in EVENTS}
    lots = [
        told(ledger, table, "lot").filter(pl.col("record").is_in(listed[table].implode())) for table in EVENTS
    ]
    known = pl.concat([part["lot"] for part in lots]).unique().sort()
    maker, model, country, serial = key
    beginning, after = _beginning(ledger, known, (maker, model), listed), []
    begun = {(link.table, link.record) for link in beginning}
    for table in EVENTS:
        after += [
            link
            for link in _links(ledger, table, listed[table], listed[table])
            if (table, link.record) not in begun
        ]
    chain = Chain(maker, model, country, serial, tuple(known), (*beginning, *_by_day(after)))
    return _weighed(chain, len(beginning))


def _of_lot(ledger: Ledger, lot: str, asked: dict[str, str]) -> Iterator[Chain]:
    """The chain of a lot, if the ledger has one of this name and of the thing asked for."""
    of_lot = {table: _in_lot(ledger, table, pl.Series([lot])) for table in EVENTS}
    things = []
    for table, records in of_lot.items():
        rows = ledger.events(table).filter(pl.col(TABLES[table].id).is_in(records.implode()))
        things.append(rows.select("maker", "model", "country"))
    known = pl.concat(things).unique(maintain_order=True)
    known = known.filter(*(pl.col(name) == text for name, text in asked.items()))
    if known.is_empty():
        return
    maker, model, country = known.row(0)
    none = {table: pl.Series([], dtype=pl.String) for table in EVENTS}
    beginning, after = _beginning(ledger, pl.Series([lot]), (maker, model), none), []
    begun = {(link.table, link.record) for link in beginning}
    for table, records in of_lot.items():
        after += [
            link for link in _links(ledger, table, records, records) if (table, link.record) not in begun
        ]
    yield _weighed(Chain(maker, model, country, "", (lot,), (*beginning, *_by_day(after))), len(beginning))


def _in_lot(ledger: Ledger, table: str, lots: pl.Series) -> pl.Series:
    return (
        told(ledger, table, "lot")
        .filter(pl.col("lot").is_in(lots.implode()))["record"]
        .unique(maintain_order=True)
    )


def _by_day(links: Sequence[Link]) -> list[Link]:
    return sorted(links, key=lambda link: (link.first, link.last, EVENTS.index(link.table), link.record))


def _beginning(
    ledger: Ledger, lots: pl.Series, thing: tuple[str, str], listed: dict[str, pl.Series]
) -> list[Link]:
    """Items of the lot's licences, its shipments, its arrivals.

    Without a lot the licences are those of shipments that list the number.
    """
    shipments = _in_lot(ledger, "shipments", lots)
    under = told(ledger, "shipments", "licence")
    of = shipments if len(lots) else listed["shipments"]
    licences = under.filter(pl.col("record").is_in(of.implode()))["licence"].unique()
    items = ledger.events("items").filter(
        pl.col("licence").is_in(licences.implode()),
        *(pl.col(name).is_in([text, ""]) for name, text in zip(("maker", "model"), thing)),
    )
    arrivals = _in_lot(ledger, "receipts", lots)
    arrived = ledger.events("receipts").filter(
        pl.col("from_unit") == "", pl.col("receipt").is_in(arrivals.implode())
    )["receipt"]
    none = pl.Series([], dtype=pl.String)
    return [
        *_links(ledger, "items", items["item"], none),
        *_by_day(_links(ledger, "shipments", shipments, listed["shipments"])),
        *_by_day(_links(ledger, "receipts", arrived, listed["receipts"])),
    ]


def _links(ledger: Ledger, table: str, records: pl.Series, listed: pl.Series) -> list[Link]:
    """Some events of a table as links."""
    name = TABLES[table].id
    rows = ledger.events(table).filter(pl.col(name).is_in(records.implode()))
    before, after = (pl.col(hand) if hand else pl.lit("") for hand in HANDS.get(table, ("", "")))
    numbers = set(listed)
    columns = rows.select(
        name, before.alias("before"), after.alias("after"), "first", "last", "sure", "claims"
    )
    return [
        Link(table, record, had, has, first, last, sure, record in numbers, tuple(claims))
        for record, had, has, first, last, sure, claims in columns.iter_rows()
    ]


def _weighed(chain: Chain, begins: int) -> Chain:
    """The chain with the weaknesses of each link and of the whole.

    Args:
        chain: without them.
        begins: how many links stand before the events ordered by day.
    """
    hands = [link for link in chain.links if link.table in CUSTODY]
    links = []
    for index, link in enumerate(chain.links):
        earlier = chain.links[index - 1] if chain.serial and index > begins else None
        weak = {
            "no_record_between": link.table in CUSTODY
            and _comes_from_nowhere(link, hands, bool(chain.serial)),
            "contested": not link.sure,
            "order_open": earlier is not None and earlier.last >= link.first,
            "by_lot_only": bool(chain.serial) and not link.listed,
        }
        links.append(replace(link, weak=tuple(word for word, holds in weak.items() if holds)))
    tables = {link.table for link in chain.links}
    arrivals = [link for link in chain.links if link.table == "receipts" and not link.before]
    lacks = {
        "no_shipment": "shipments" not in tables,
        "no_arrival": not arrivals,
        "no_licence": "items" not in tables,
        "several_lots": len(chain.lots) > 1,
    }
    missing = tuple(word for word, holds in lacks.items() if holds)
    told_of: list[tuple[str, int | None]] = [(word, None) for word in missing]
    told_of += [(word, index) for index, link in enumerate(links) for word in link.weak]
    order = {word: at for at, word in enumerate(WEAKNESSES)}
    weakest = min(told_of, key=lambda one: (order[one[0]], one[1] or 0), default=("", None))
    return replace(chain, links=tuple(links), lacks=missing, weakest=weakest)


def _comes_from_nowhere(link: Link, hands: Sequence[Link], one_weapon: bool) -> bool:
    """Whether records tell of earlier hands, and none of them gave the thing to who had it before this link.

    A lot lies in many hands at once. One weapon lies in one: the hands just before are those after
    which no other event with its number certainly came in between. Where the order of events is
    open, any order that fits will do.
    """
    before = [one for one in hands if one is not link and one.first <= link.last]
    if one_weapon:
        listed = [one for one in before if one.listed]
        before = [
            one
            for one in before
            if not any(one.last < between.first and between.last < link.first for between in listed)
        ]
    return bool(link.before) and bool(before) and link.before not in {one.after for one in before}
