"""How coarse licences and deliveries are, in words."""

from collections.abc import Iterator, Sequence

from tequio.reports.tracking_said import columns, teller
from tequio.tracking.coarse import Document, shares
from tequio.tracking.ledger import Ledger
from tequio.words import Words

WHAT_SENTENCES = {"licence": "licences", "delivery": "deliveries"}


def coarse_lines(ledger: Ledger, documents: Sequence[Document], words: Words) -> Iterator[str]:
    """The share that names only a central body, by year and destination; then where accounts differ."""
    if not documents:
        yield words("No licence and no delivery is on record.")
        return
    differing = [one for one in documents if one.kind == "contradictory"]
    says = teller(ledger, {claim for one in differing for claim in one.claims}, words)
    yield words("Licences and deliveries that name only a central body, by year and destination:")
    yield ""
    rows = [
        [
            words("What"),
            words("Year"),
            words("Destination"),
            words("only a central body"),
            words("not known"),
            words("of"),
            words("share"),
        ]
    ]
    for one in shares(documents):
        numbers = [words.number(count) for count in (one.central, one.unknown, one.total)]
        place = says.unit(one.destination)
        share = words.percent(one.central / one.total, 0)
        rows.append([words(WHAT_SENTENCES[one.what]), one.year or "–", place, *numbers, share])
    yield from columns(rows)
    yield ""
    yield words(
        "“Not known” are those whose end users are not on record, and those of which accounts differ."
    )
    for document in differing:
        cited = says.cited(document.claims)
        yield words("Accounts of {document} differ: {cited}", document=document.id, cited=cited)
