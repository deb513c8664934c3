"""Single published figures with their citation: claims in the form of the table `totals`.

A researcher collects them about one case before there is a ledger. They may count anything
(weapons, million dollars), so figures are decimal numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tequio.tracking.dates import Span, beginning, end
from tequio.tracking.schema import CONTESTED, SURE

ZERO = Decimal(0)


@dataclass(frozen=True)
class Figure:
    """Some number from `least` to `most`, both included; `None`: nobody bounded it on that side."""

    least: Decimal | None
    most: Decimal | None

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(_sum(self.least, other.least), _sum(self.most, other.most))

    def __sub__(self, other: "Figure") -> "Figure":
        return self + Figure(
            None if other.most is None else -other.most, None if other.least is None else -other.least
        )

    def __or__(self, other: "Figure") -> "Figure":
        """The hull of two."""
        least = None if self.least is None or other.least is None else min(self.least, other.least)
        return Figure(least, None if self.most is None or other.most is None else max(self.most, other.most))

    def exceeds(self, other: "Figure") -> bool:
        """Whether every number of it is larger than every one of the other's."""
        return self.least is not None and other.most is not None and self.least > other.most


NOTHING = Figure(ZERO, ZERO)


@dataclass(frozen=True)
class Claim:
    """What one source says.

    Args:
        claim: its id.
        part_of: the claim of which it is a part, or empty.
        what, scope, account: what is counted, where or of whom, and by whose account.
        since, until: the window, as written; empty where it is not known.
        figure: the number, or `None` where the claim has none.
        status: `accepted`, contested or no longer standing.
        source, as_written: the citation.
    """

    claim: str
    part_of: str
    what: str
    scope: str
    account: str
    since: str
    until: str
    figure: Figure | None
    status: str
    source: str = ""
    as_written: str = ""

    @property
    def sure(self) -> bool:
        """Whether it is accepted."""
        return self.status == SURE

    @property
    def window(self) -> Span | None:
        """From its earliest to its latest day; `None` unless both ends are known."""
        if not self.since or not self.until:
            return None
        return Span(beginning(self.since).first, end(self.until).last)


def claims(rows: Iterable[Mapping[str, str]]) -> dict[str, Claim]:
    """The claims that stand, by id: accepted or contested, and not superseded by an accepted one.

    Args:
        rows: columns and texts, as in a table; one that is missing is empty.

    Raises:
        ValueError: a quantity is no number.
    """
    read = list(rows)
    gone = {row.get("supersedes", "") for row in read if row.get("status") == SURE}
    return {
        row["claim"]: _claim(row)
        for row in read
        if row.get("status") in (SURE, *CONTESTED) and row["claim"] not in gone
    }


def _claim(row: Mapping[str, str]) -> Claim:
    texts = (
        "claim",
        "part_of",
        "what",
        "scope",
        "account",
        "since",
        "until",
        "status",
        "source",
        "as_written",
    )
    told = {column: row.get(column, "") for column in texts}
    ends = [_number(row.get(column, "")) for column in ("quantity_min", "quantity_max")]
    if ends == [None, None]:
        return Claim(figure=None, **told)
    return Claim(figure=Figure(ZERO if ends[0] is None else ends[0], ends[1]), **told)


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        raise ValueError(text) from None


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other
