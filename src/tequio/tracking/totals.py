"""Totals that somebody published: what contradicts, what does not add up, and what must not be added."""

from collections.abc import Iterator, Sequence
from typing import Any

from tequio.tracking.ledger import Ledger
from tequio.tracking.smallest import Amount, Gap, Side, gap

FRAME = ("what", "scope", "since", "until")


def differing(ledger: Ledger) -> Iterator[Gap]:
    """Pairs of totals of the same `what`, `scope` and window whose figures cannot both be true.

    A scope or a window that is not known is not known to be the same.
    """
    frames: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in _sure(ledger):
        frame = tuple(row[column] for column in FRAME)
        if all(frame):
            frames.setdefault(frame, []).append(row)
    for frame, rows in frames.items():
        what, scope, since, until = frame
        yield from _pairs(f"{what}; {scope}; {since}/{until}", rows)


def _pairs(subject: str, rows: Sequence[dict[str, Any]]) -> Iterator[Gap]:
    for at, one in enumerate(rows):
        for other in rows[at + 1 :]:
            for big, small in ((one, other), (other, one)):
                found = gap("totals_differ", subject, "", _side([big]), _side([small]))
                if found:
                    yield found


def parts(ledger: Ledger) -> Iterator[Gap]:
    """Wholes and their parts that do not add up; the subject is the id of the whole."""
    wholes = {row["total"]: row for row in _sure(ledger)}
    of: dict[str, list[dict[str, Any]]] = {}
    for row in ledger.events("totals").iter_rows(named=True):
        if row["part_of"] in wholes and row["part_of"] != row["total"]:
            of.setdefault(row["part_of"], []).append(row)
    for whole, rows in of.items():
        if not any(row["firm"] for row in rows):
            continue
        sides = _side([wholes[whole]]), _side(rows)
        for big, small in (sides, sides[::-1]):
            found = gap("parts_do_not_add", whole, "", big, small)
            if found:
                yield found


def never_add(ledger: Ledger) -> list[list[str]]:
    """Ids of wholes of one `what` whose scope, window or account differ, in the order of the ledger.

    They are shown side by side and never summed: nobody knows how far they overlap.
    """
    of: dict[str, list[dict[str, Any]]] = {}
    for row in ledger.events("totals").iter_rows(named=True):
        if not row["part_of"]:
            of.setdefault(row["what"], []).append(row)
    frames = (*FRAME, "account")
    return [
        [row["total"] for row in rows]
        for rows in of.values()
        if len({tuple(row[column] for column in frames) for row in rows}) > 1
    ]


def _sure(ledger: Ledger) -> Iterator[dict[str, Any]]:
    return ledger.events("totals").filter("firm").iter_rows(named=True)


def _side(rows: Sequence[dict[str, Any]]) -> Side:
    possible = [(row["firm"], _amount(row)) for row in rows]
    return Side([amount for sure, amount in possible if sure], [amount for _, amount in possible])


def _amount(row: dict[str, Any]) -> Amount:
    return Amount(row["total"], row["quantity_min"], row["quantity_max"])
