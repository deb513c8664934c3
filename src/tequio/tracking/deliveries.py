"""To whom a unit passed weapons on before a day, as the records have it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from tequio.tracking.dates import Span
from tequio.tracking.ledger import OPEN, Ledger

Between = tuple[int, int]
"""A quantity: at least, at most (`OPEN` where nobody bounded it)."""


@dataclass(frozen=True)
class Recipient:
    """A unit to which another passed weapons on.

    Args:
        passer, unit: who passed on, and to whom.
        quantity: of all weapons passed on to it on record.
        alike: of those of them with a maker and model that were asked about.
        share: of all that `passer` passed on to anybody on record, at least and at most, from 0 to 1.
        claims: on which it stands.
    """

    passer: str
    unit: str
    quantity: Between
    alike: Between
    share: tuple[float, float]
    claims: tuple[str, ...]


def passed_on(
    ledger: Ledger,
    passers: Iterable[str],
    before: Span,
    weapons: frozenset[tuple[str, str]],
    through: Callable[[str], bool],
) -> tuple[Recipient, ...]:
    """The recipients of each passer, who got most first.

    A receipt counts for the least of a quantity if an accepted account has it and its latest day is
    not after `before`'s first; for the most if its earliest day is not after `before`'s last. A
    record that is missing is not counted: the shares are those of what is on record.

    Args:
        ledger: claims.
        passers: units.
        before: the day before which.
        weapons: makers and models that are asked about apart.
        through: of which recipients it is asked in turn to whom they passed on (central bodies).
    """
    events = ledger.events("receipts").filter(
        (pl.col("from_unit") != "") & (pl.col("to_unit") != "") & (pl.col("first") <= before.last)
    )
    certain = pl.col("sure") & (pl.col("last") <= before.first)
    events = events.with_columns(least=pl.when(certain).then("quantity_min").otherwise(0))
    found: list[Recipient] = []
    waiting, seen = list(passers), set[str]()
    while waiting:
        passer = waiting.pop(0)
        if passer not in seen:
            seen.add(passer)
            mine = events.filter((pl.col("from_unit") == passer) & (pl.col("to_unit") != passer))
            found += _recipients(passer, mine.to_dicts(), weapons)
            waiting += [one.unit for one in found if one.passer == passer and through(one.unit)]
    return tuple(found)


def _recipients(
    passer: str, events: Sequence[dict[str, Any]], weapons: frozenset[tuple[str, str]]
) -> list[Recipient]:
    by_unit: dict[str, list[dict[str, Any]]] = {}
    for event in events:
        by_unit.setdefault(event["to_unit"], []).append(event)
    sums = {unit: _sum(mine) for unit, mine in by_unit.items()}
    whole = (sum(least for least, _ in sums.values()), sum(most for _, most in sums.values()))
    made = [
        Recipient(
            passer=passer,
            unit=unit,
            quantity=(sums[unit][0], min(sums[unit][1], OPEN)),
            alike=_capped([event for event in mine if (event["maker"], event["model"]) in weapons]),
            share=_share(sums[unit], whole),
            claims=tuple(claim for event in mine for claim in event["claims"]),
        )
        for unit, mine in by_unit.items()
    ]
    return sorted(made, key=lambda one: (-one.share[1], -one.share[0], one.unit))


def _sum(events: Iterable[dict[str, Any]]) -> Between:
    pairs = [(event["least"], event["quantity_max"]) for event in events]
    return sum(least for least, _ in pairs), sum(most for _, most in pairs)


def _capped(events: Iterable[dict[str, Any]]) -> Between:
    least, most = _sum(events)
    return least, min(most, OPEN)


def _share(one: Between, whole: Between) -> tuple[float, float]:
    """The least share is that of the least, if everybody else got the most; the most the other way."""
    least = one[0] + whole[1] - one[1]
    most = one[1] + whole[0] - one[0]
    return (one[0] / least if least else 0.0), (one[1] / most if most else 0.0)
