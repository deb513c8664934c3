"""How many licences and deliveries name only a central body, by year and destination.

Of a licence the records say themselves what its end users are (`listed`, `central_only`,
`not_on_record`). A delivery is a shipment; it is read in the same words: its consignee is a unit
(`listed`), a central body (`central_only`) or not told (`not_on_record`). Where accounts differ
it is `contradictory`, and neither account is preferred.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from tequio.tracking.dates import FOR_EVER, span, written
from tequio.tracking.ledger import Ledger
from tequio.tracking.possessions import unit_facts

KINDS = ("listed", "central_only", "not_on_record", "contradictory")


@dataclass(frozen=True)
class Document:
    """A licence or a delivery, and whom it names.

    Args:
        what: `licence` or `delivery`.
        id: of the licence or shipment.
        year: in which it was issued or shipped, as `2014`, or `2014/2015`; empty if not known.
        destination: the consignee, empty if not known.
        kind: one of `KINDS`.
        claims: its accounts.
    """

    what: Literal["licence", "delivery"]
    id: str
    year: str
    destination: str
    kind: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Share:
    """Of `total` documents of a year and destination `central` name only a central body.

    `unknown` are those of which the records do not say whom they name, or say different things.
    """

    what: str
    year: str
    destination: str
    central: int
    unknown: int
    total: int


def coarse(ledger: Ledger) -> tuple[Document, ...]:
    """Every licence and delivery on record, licences first, in the order of the ledger.

    Raises:
        ImpossibleDate: where the ledger was not checked.
    """
    return (*_licences(ledger), *_deliveries(ledger))


def shares(documents: Iterable[Document]) -> tuple[Share, ...]:
    """The share that names only a central body, by year and destination."""
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for one in documents:
        counts.setdefault((one.what, one.year, one.destination), Counter())[one.kind] += 1
    ordered = sorted(counts.items(), key=lambda entry: (entry[0][0] != "licence", entry[0]))
    return tuple(
        Share(
            *key,
            central=kinds["central_only"],
            unknown=kinds["not_on_record"] + kinds["contradictory"],
            total=kinds.total(),
        )
        for key, kinds in ordered
    )


def to_json(documents: Iterable[Document]) -> dict[str, dict[str, int]]:
    """Licences by year of issue and by what their end users are."""
    counts: dict[str, Counter[str]] = {}
    for one in documents:
        if one.what == "licence":
            counts.setdefault(one.year, Counter())[one.kind] += 1
    return {year: dict(counts[year]) for year in sorted(counts)}


def _year(text: str) -> str:
    """The year as written; of an interval over several years the first and the last."""
    if not text:
        return ""
    days = span(text)
    if "/" not in text and "X" not in text[:4]:
        return text[:4]
    first, last = (written(day)[:4] if 0 < day < FOR_EVER else ".." for day in (days.first, days.last))
    return first if first == last else f"{first}/{last}"


def _first(column: str) -> pl.Expr:
    """What accepted rows say first, else what any does."""
    told = pl.col(column) != ""
    return pl.coalesce(
        pl.col(column).filter(told & pl.col("sure")).first(), pl.col(column).filter(told).first()
    ).fill_null("")


def _documents(
    what: Literal["licence", "delivery"], rows: pl.DataFrame, names: tuple[str, str]
) -> Iterable[Document]:
    """One document an id, from its accounts with their `kind`."""
    name, date = names
    kinds = pl.col("kind").filter(pl.col("kind") != "").unique()
    grouped = rows.group_by(name, maintain_order=True).agg(
        _first(date), _first("consignee"), kinds.sort().alias("kinds"), "claim"
    )
    for one, at, consignee, said, claims in grouped.iter_rows():
        kind = "contradictory" if len(said) > 1 else said[0] if said else "not_on_record"
        yield Document(what, one, _year(at), consignee, kind, tuple(claims))


def _licences(ledger: Ledger) -> Iterable[Document]:
    rows = ledger.standing("licences").with_columns(kind="end_users")
    yield from _documents("licence", rows, ("licence", "issued"))


def _deliveries(ledger: Ledger) -> Iterable[Document]:
    """An account that does not tell the consignee contradicts none that does."""
    central = unit_facts(ledger).select("central", consignee="unit")
    rows = ledger.standing("shipments").join(central, on="consignee", how="left", maintain_order="left")
    kind = (
        pl.when(pl.col("consignee") == "")
        .then(pl.lit(""))
        .when(pl.col("central").fill_null(False))
        .then(pl.lit("central_only"))
        .otherwise(pl.lit("listed"))
    )
    yield from _documents("delivery", rows.with_columns(kind=kind), ("shipment", "date"))
