"""Where a claim is found: its source and page, so that every step of an answer can be cited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from tequio.tracking.ledger import Ledger


@dataclass(frozen=True)
class Citation:
    """A claim's citation: the source's id, title, publisher and date of publication, the page, the status."""

    claim: str
    source: str
    title: str
    publisher: str
    published: str
    page: str
    status: str


def citations(ledger: Ledger, claims: Iterable[str]) -> Mapping[str, Citation]:
    """The citations of these claims, by claim; of a claim that the ledger lacks there is none.

    A source that the ledger lacks has its id for a title.
    """
    wanted = pl.Series(sorted(set(claims)), dtype=pl.String).implode()
    cited = pl.concat(
        [
            rows.filter(pl.col("claim").is_in(wanted)).select("claim", "source", "page", "status")
            for name, rows in ledger.tables.items()
            if name != "sources"
        ]
    )
    sources = ledger.tables["sources"].select("source", "title", "publisher", "published")
    told = cited.join(sources.unique("source", keep="first"), on="source", how="left", maintain_order="left")
    told = told.with_columns(
        pl.coalesce("title", "source").alias("title"), pl.col("publisher", "published").fill_null("")
    )
    columns = ("claim", "source", "title", "publisher", "published", "page", "status")
    return {row[0]: Citation(*row) for row in told.select(columns).iter_rows()}
