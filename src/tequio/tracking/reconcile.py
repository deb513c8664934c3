"""Whether the quantities and serial numbers of a ledger can all be true.

Licensed ≥ shipped ≥ received = passed on + held + lost + recovered + destroyed + unexplained.
Quantities are intervals, so a gap is found only where no numbers within them balance. What a gap
says is that these records cannot all be right; it does not say which of them is wrong, nor why.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from tequio.tracking import balances, counts, serials, totals
from tequio.tracking.ledger import Ledger
from tequio.tracking.smallest import Gap

Check = Callable[[Ledger], Iterator[Gap]]
CHECKS: Mapping[str, Check] = {
    "over_shipped": balances.over_shipped,
    "not_received, over_received": balances.arrivals,
    "issued_more_than_received": balances.issued,
    "shortage, surplus": counts.counts,
    "recovered_more_than_lost": balances.recovered,
    "serial_held_but_gone": serials.held_but_gone,
    "serial_two_places": serials.two_places,
    "totals_differ": totals.differing,
    "parts_do_not_add": totals.parts,
}
"""For each check, or pair of checks made in one go, the function that makes it."""


def reconcile(ledger: Ledger) -> tuple[Gap, ...]:
    """Every gap of a ledger, in the order of `CHECKS` and within a check of the subjects' first events.

    Contested events have no least and are never the only event of a side, so that they may prevent a
    gap and never make one.

    Raises:
        ImpossibleDate, NotAQuantity: where the ledger was not checked.
    """
    return tuple(chain.from_iterable(check(ledger) for check in CHECKS.values()))


def to_json(gaps: Sequence[Gap]) -> list[dict[str, Any]]:
    """The gaps as the answer's file has them; a gap without an upper bound ends in `null`."""
    return [
        {
            "check": gap.check,
            "subject": gap.subject,
            "at": gap.at,
            "gap": [gap.least, gap.most],
            "big": list(gap.big),
            "small": list(gap.small),
            "smallest": list(gap.smallest),
        }
        for gap in gaps
    ]
