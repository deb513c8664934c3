"""A reconciliation as lines of text: what cannot be true together, each claim with its source and page.

It accuses nobody: a gap says that records do not fit, not which of them is wrong, nor why.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tequio.reports.tracking_reconcile_sentences import GAP_SENTENCES
from tequio.tracking.ledger import Ledger
from tequio.tracking.schema import TABLES
from tequio.tracking.smallest import Gap
from tequio.words import Words

LEFT = ("receipts", "losses", "recoveries")
EVENTS: Mapping[str, Sequence[str]] = {
    "over_shipped": ("items", "shipments"),
    "not_received": ("shipments", "receipts"),
    "over_received": ("shipments", "receipts"),
    "issued_more_than_received": LEFT,
    "shortage": (*LEFT, "holdings"),
    "surplus": (*LEFT, "holdings"),
    "recovered_more_than_lost": ("losses", "recoveries"),
    "serial_held_but_gone": (*LEFT, "holdings"),
    "serial_two_places": ("holdings",),
    "totals_differ": ("totals",),
    "parts_do_not_add": ("totals",),
}
"""In which tables the events of a check stand."""


def reconciliation(
    ledger: Ledger, gaps: Sequence[Gap], never_add: Sequence[Sequence[str]], words: Words
) -> Iterator[str]:
    """The lines of a report.

    Args:
        ledger: the claims.
        gaps: what `reconcile` found in it.
        never_add: what `totals.never_add` found in it.
        words: the language.
    """
    if gaps:
        yield words.plural(
            "{n} place where the records cannot all be right:",
            "{n} places where the records cannot all be right:",
            len(gaps),
        )
    else:
        yield words("The records hold nothing that cannot be true together.")
    book = _Citations(ledger, words)
    for gap in gaps:
        yield ""
        yield words(GAP_SENTENCES[gap.check], subject=gap.subject, at=gap.at, gap=_interval(gap, words))
        yield words("These claims cannot all be true:")
        yield from (f"  {line}" for line in book.lines(EVENTS[gap.check], gap.smallest))
    yield ""
    yield words(
        "The records do not show which claim is wrong, nor why. A record that is missing is no evidence."
    )
    for totals in never_add:
        yield ""
        yield words("Totals of different scope, time or account, side by side; they must not be added:")
        yield from (f"  {line}" for line in book.lines(("totals",), totals))


def _interval(gap: Gap, words: Words) -> str:
    if gap.most is None:
        return words("at least {least}", least=words.number(gap.least))
    if gap.most == gap.least:
        return words.number(gap.least)
    return words("{least} to {most}", least=words.number(gap.least), most=words.number(gap.most))


class _Citations:
    """The standing claims of events, each as a line with its source."""

    def __init__(self, ledger: Ledger, words: Words) -> None:
        self.ledger = ledger
        self.words = words
        sources = ledger.tables["sources"]
        self.titles = dict(zip(sources["source"], sources["title"]))
        self.claims: dict[str, dict[str, list[dict[str, Any]]]] = {}

    def lines(self, tables: Iterable[str], events: Sequence[str]) -> Iterator[str]:
        for event in events:
            for table in tables:
                for row in self._of(table).get(event, ()):
                    yield self._line(event, table, row)

    def _of(self, table: str) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """The claims of a table by event."""
        if table not in self.claims:
            by_event: dict[str, list[dict[str, Any]]] = {}
            for row in self.ledger.standing(table).iter_rows(named=True):
                by_event.setdefault(row[TABLES[table].id], []).append(row)
            self.claims[table] = by_event
        return self.claims[table]

    def _line(self, event: str, table: str, row: Mapping[str, Any]) -> str:
        about = [row["quantity_min"], row["quantity_max"]]
        amount = about[0] if about[0] == about[1] else f"{about[0] or '0'}–{about[1] or '?'}"
        told = ("what", "scope", "account", "since", "until") if table == "totals" else ("date",)
        facts = "; ".join(text for text in (amount or "?", *(row[column] for column in told)) if text)
        citation = {
            "event": event,
            "claim": row["claim"],
            "facts": facts,
            "title": self.titles.get(row["source"]) or row["source"],
        }
        if not row["page"]:
            return self.words("{event} ({claim}): {facts}. Source: {title}", **citation)
        return self.words(
            "{event} ({claim}): {facts}. Source: {title}, p. {page}", **citation, page=row["page"]
        )
