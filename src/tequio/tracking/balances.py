"""Quantities that do not balance: what was shipped, received and issued, and what lost things came back.

Each check compares two sums over events with one key. A record that is missing is no gap: where one
side has no accepted event there is nothing to compare with. Sums are made for all keys at once;
only the few that break are looked at one by one.
"""

from collections.abc import Iterator, Sequence

import polars as pl

from tequio.tracking.ledger import Ledger
from tequio.tracking.moves import PLACE, amounts, entries, exits, moves, sums
from tequio.tracking.smallest import Gap, Side, gap

KIND = ("licence", "maker", "model")
LOT = ("lot",)
LOSS = ("loss",)


def over_shipped(ledger: Ledger) -> Iterator[Gap]:
    """Licences under which more of a maker and model was shipped than their items allow.

    A licence of which no item on record could be what was shipped is no gap. An item whose maker or
    model is not known may be the thing, and counts for it; so does any item for a shipment of unknown make.
    """
    key = {column: column for column in KIND}
    shipped = moves(ledger, "shipments", key, needed=("licence",))
    items = moves(ledger, "items", key, needed=("licence",))
    known = sums(shipped, KIND).join(sums(items, KIND), on=KIND, how="left", suffix="_small")
    suspects = known.filter(pl.col("least") > pl.col("most_small").fill_null(0)).select(KIND)
    yield from compared("over_shipped", KIND, shipped, _fitting(suspects, items))


def _fitting(suspects: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """For each licence, maker and model the items that may be of these."""
    pairs = suspects.join(items, on="licence", suffix="_item")
    for column in ("maker", "model"):
        own, other = pl.col(column), pl.col(f"{column}_item")
        pairs = pairs.filter((own == other) | (own == "") | (other == ""))
    return pairs


def arrivals(ledger: Ledger) -> Iterator[Gap]:
    """Lots of which more, or less, arrived than was shipped, where an arrival is on record."""
    shipped = moves(ledger, "shipments", {"lot": "lot"})
    receipts = moves(ledger, "receipts", {"lot": "lot", "from_unit": "from_unit"}, needed=LOT)
    arrived = receipts.filter(pl.col("from_unit") == "")
    yield from compared("not_received", LOT, shipped, arrived)
    yield from compared("over_received", LOT, arrived, shipped)


def issued(ledger: Ledger) -> Iterator[Gap]:
    """Units that passed on, lost or were found to have lost more of a lot than they received."""
    yield from compared("issued_more_than_received", PLACE, exits(ledger), entries(ledger))


def recovered(ledger: Ledger) -> Iterator[Gap]:
    """Losses of which more came back than was lost."""
    back = moves(ledger, "recoveries", {"loss": "loss"})
    yield from compared("recovered_more_than_lost", LOSS, back, moves(ledger, "losses", {"loss": "loss"}))


def compared(check: str, key: Sequence[str], big: pl.DataFrame, small: pl.DataFrame) -> Iterator[Gap]:
    """The gaps of one check: where the least of `big` exceeds the most of `small`.

    Args:
        check: its name.
        key: columns that both frames share; the subject is made of them.
        big: the events that must be within the others.
        small: the others; a key none of whose events is sure is left out.
    """
    both = sums(big, key).join(
        sums(small, key).filter("sure"), on=key, suffix="_small", maintain_order="left"
    )
    broken = both.filter(pl.col("least") > pl.col("most_small")).select(key)
    sides = [_by_key(rows.join(broken, on=key, how="semi"), key) for rows in (big, small)]
    for names in broken.iter_rows():
        subject = " ".join(name for name in names if name)
        found = gap(check, subject, "", *(side[names] for side in sides))
        if found:
            yield found


def _by_key(rows: pl.DataFrame, key: Sequence[str]) -> dict[tuple[object, ...], Side]:
    parts = rows.partition_by(key, as_dict=True)
    return {names: Side(amounts(part.filter("sure")), amounts(part)) for names, part in parts.items()}
