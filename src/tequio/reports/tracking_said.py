"""What the answers of tracking have in common when they are said: names, days, citations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tequio.tracking.citations import Citation, citations
from tequio.tracking.dates import ALWAYS, FOR_EVER, written
from tequio.tracking.ledger import Ledger
from tequio.tracking.schema import SURE
from tequio.tracking.states import USUAL
from tequio.words import Words


@dataclass(frozen=True)
class Teller:
    """What is needed to say where something stands.

    Args:
        names: of units. citations: by claim. words: the reader's language.
    """

    names: Mapping[str, str]
    citations: Mapping[str, Citation]
    words: Words

    def unit(self, unit: str) -> str:
        """A unit's name with its id; “unknown” for an empty one."""
        if not unit:
            return self.words("not told")
        return f"{self.names[unit]} ({unit})" if unit in self.names else unit

    def cited(self, claims: Iterable[str]) -> str:
        """The sources of claims, with page and, where a claim is contested, a word for it."""
        return "; ".join(self._source(self.citations[claim]) for claim in claims if claim in self.citations)

    def _source(self, one: Citation) -> str:
        title = one.title or one.source
        words = self.words
        said = words("“{title}”, p. {page}", title=title, page=one.page) if one.page else f"“{title}”"
        said = f"{said} [{one.claim}]"
        return said if one.status == SURE else words("{source} (contested)", source=said)


def teller(ledger: Ledger, claims: Iterable[str], words: Words) -> Teller:
    """What tells of some claims of a ledger."""
    rows = ledger.standing("units").sort("sure", descending=True, maintain_order=True)
    names = {unit: name for unit, name in reversed(rows.select("unit", "name").rows()) if name}
    return Teller(names, citations(ledger, claims), words)


def state_name(code: str, words: Words) -> str:
    """The usual name of a state; a code that is none stays."""
    return USUAL.get(code, code) or words("not told")


def days(first: int, last: int, words: Words) -> str:
    """When something was: a day, or between two."""
    if first <= ALWAYS and last >= FOR_EVER:
        return words("on an unknown day")
    if first == last:
        return words("on {day}", day=written(first))
    if first <= ALWAYS:
        return words("not after {day}", day=written(last))
    if last >= FOR_EVER:
        return words("not before {day}", day=written(first))
    return words("between {first} and {last}", first=written(first), last=written(last))


def columns(rows: list[list[str]]) -> list[str]:
    """Rows of cells as lines, the first column to the left, the others to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = []
    for first, *others in rows:
        right = [cell.rjust(width) for cell, width in zip(others, widths[1:])]
        lines.append("  ".join([first.ljust(widths[0]), *right]).rstrip())
    return lines
