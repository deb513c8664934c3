"""A chain of custody in words, link by link, with its weakest link."""

from collections.abc import Iterator

from tequio.reports.tracking_said import Teller, days, teller
from tequio.tracking.ledger import Ledger
from tequio.tracking.trace import Chain, Link, Traced
from tequio.words import Words

LINK_SENTENCES = {
    "items": "licensed, {record}",
    "shipments": "shipped {days} to {after}, {record}",
    "receipts": "received {days} by {after} from {before}, {record}",
    "holdings": "counted {days} with {after}, {record}",
    "losses": "reported lost, stolen or destroyed {days} by {before}, {record}",
    "recoveries": "found {days}, holder: {after}, before that: {before}, {record}",
}
WEAKNESS_SENTENCES = {
    "no_record_between": "No record shows how it came into the hands from which this record starts.",
    "no_shipment": "No shipment is on record.",
    "no_arrival": "No arrival from abroad is on record.",
    "no_licence": "No licence is on record.",
    "several_lots": "Records put it into more than one lot.",
    "contested": "Only contested claims tell of this.",
    "order_open": "This may have been before the event that stands before it.",
    "by_lot_only": "This record tells of the lot and does not list the number.",
}


def trace_lines(ledger: Ledger, found: Traced, words: Words) -> Iterator[str]:
    """The chains found, and the numbers that look alike."""
    claims = {claim for chain in found.chains for link in chain.links for claim in link.claims}
    says = teller(ledger, claims, words)
    if not found.chains:
        yield words("No record lists this number or lot.")
    for chain in found.chains:
        yield from _chain(chain, says)
        yield ""
    if found.lookalikes:
        yield words(
            "Not in the chain, but written alike or of a thing less described. Please compare by eye:"
        )
    for one in found.lookalikes:
        thing = " ".join(part for part in (one.maker, one.model, one.country) if part)
        thing = thing or words("model not told")
        yield f"  {one.serial} – {thing}: {', '.join(one.records)}"


def _chain(chain: Chain, says: Teller) -> Iterator[str]:
    words = says.words
    thing = " ".join(part for part in (chain.maker, chain.model, chain.country) if part)
    thing = thing or words("model not told")
    if chain.serial:
        yield words("{thing}, serial number {serial}:", thing=thing, serial=chain.serial)
    else:
        yield words("{thing}, lot {lot}:", thing=thing, lot=", ".join(chain.lots))
    for number, link in enumerate(chain.links, 1):
        yield f"{number}. {_link(link, says)}"
        yield f"   {says.cited(link.claims)}"
        for word in link.weak:
            yield f"   {words(WEAKNESS_SENTENCES[word])}"
    for word in chain.lacks:
        yield words(WEAKNESS_SENTENCES[word])
    weakness, index = chain.weakest
    if not weakness:
        yield words("The records show no weak link; that is not to say that they are complete.")
    elif index is None:
        yield words("Weakest: {weakness}", weakness=words(WEAKNESS_SENTENCES[weakness]))
    else:
        said = words(WEAKNESS_SENTENCES[weakness])
        yield words("Weakest link: {number}. {weakness}", number=index + 1, weakness=said)


def _link(link: Link, says: Teller) -> str:
    words = says.words
    before = says.unit(link.before)
    if link.table == "receipts" and not link.before:
        before = words("abroad")
    return words(
        LINK_SENTENCES[link.table],
        record=link.record,
        days=days(link.first, link.last, words),
        before=before,
        after=says.unit(link.after),
    )
