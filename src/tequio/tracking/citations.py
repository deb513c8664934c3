"""Where a claim stands: its source, the place in it, and how sure it is."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from tequio.tracking.ledger import Ledger


@dataclass(frozen=True)
class Citation:
    """A claim and its source.

    Args:
        claim, table, line: which claim, and where it stands in the ledger.
        source, title, publisher, published, provenance: of the source; where the ledger lacks it, its
            id is the title and the rest is empty.
        page: the place in the source. status: of the claim.
    """

    claim: str
    table: str
    line: int
    source: str
    title: str
    publisher: str
    published: str
    provenance: str
    page: str
    status: str


def citations(ledger: Ledger, claims: Iterable[str]) -> dict[str, Citation]:
    """The citations of some claims; a claim that the ledger does not have is left out."""
    wanted = pl.Series(sorted(set(claims)), dtype=pl.String)
    sources = ledger.tables["sources"].unique("source", keep="first").drop("line", "language")
    found: dict[str, Citation] = {}
    for name, rows in ledger.tables.items():
        if name != "sources":
            asked = rows.filter(pl.col("claim").is_in(wanted.implode()))
            asked = asked.select("claim", "line", "source", "page", "status")
            full = asked.join(sources, on="source", how="left", maintain_order="left")
            full = full.with_columns(pl.coalesce("title", "source").alias("title"))
            for row in full.with_columns(pl.col(pl.String).fill_null("")).iter_rows(named=True):
                found[row["claim"]] = Citation(table=name, **row)
    return found
