"""What the command line says of a screening: each hit with how the units were connected, and its sources.

It says what records show. That two units were connected says nothing of what either did.
"""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from tequio.reports.tracking_citations import cited
from tequio.tracking.citations import Citation
from tequio.tracking.ledger import Ledger
from tequio.tracking.screen import Hit, Screening
from tequio.tracking.structure import Edge
from tequio.words import Words

RELATION_SENTENCES = {
    "own": "Allegation {allegation} is against the unit itself.",
    "superior": "Allegation {allegation} is against a unit above it: {accused}.",
    "subordinate": "Allegation {allegation} is against a unit below it: {accused}.",
    "member": "Allegation {allegation} is against a group that it was a member of: {accused}.",
}
OVERLAP_SENTENCES = {
    "certain": "By the records it is certain that the connection and the incident overlap in time.",
    "possible": "By the records the connection and the incident may overlap in time; it is not certain.",
}
ON_DATE_SENTENCES = {
    "certain": "On the date asked about the connection held, by the records.",
    "possible": "On the date asked about the connection may have held; the records leave it open.",
    "none": "On the date asked about the connection did not hold, by the dates on record.",
}
AT_INCIDENT_SENTENCES = {
    "certain": "On the day of the incident it held, by the records.",
    "possible": "On the day of the incident it may have held; the records leave it open.",
    "none": "On the day of the incident it did not hold, by the dates on record.",
}


def unit_names(ledger: Ledger) -> Mapping[str, str]:
    """A name for each unit: the first accepted one, else the first contested one."""
    rows = ledger.standing("units").filter(pl.col("name") != "")
    sure_first = rows.sort("sure", descending=True, maintain_order=True).unique("unit", keep="first")
    return dict(sure_first.select("unit", "name").iter_rows())


def told(
    screenings: Sequence[Screening],
    names: Mapping[str, str],
    sources: Mapping[str, Citation],
    words: Words,
) -> Iterator[str]:
    """Line by line: each unit, its hits, and what a hit is not.

    Args:
        screenings: one or several.
        names: of units, by id (`unit_names`).
        sources: citations of every claim of the hits (`tracking.citations`).
        words: the language.
    """
    for one in screenings:
        yield from told_of(one, names, sources, words)
        yield ""
    yield words(
        "A hit says how two units were connected and when, by the records. It is no finding about either. "
        "That no record is here does not mean that there is none."
    )


def told_of(
    screening: Screening, names: Mapping[str, str], sources: Mapping[str, Citation], words: Words
) -> Iterator[str]:
    """The lines of one screening."""
    unit = named(screening.unit, names, words)
    on = screening.on or words("any date")
    if not screening.hits:
        yield words("{unit}, {on}: the records here show no allegation on any path.", unit=unit, on=on)
        return
    yield words.plural(
        "{unit}, {on}: {n} hit.", "{unit}, {on}: {n} hits.", len(screening.hits), unit=unit, on=on
    )
    for hit in screening.hits:
        yield from (f"  {line}" for line in _hit(hit, names, sources, words))


def _hit(hit: Hit, names: Mapping[str, str], sources: Mapping[str, Citation], words: Words) -> Iterator[str]:
    one = hit.allegation
    accused = named(hit.path[-1], names, words)
    yield words(RELATION_SENTENCES[hit.relation], allegation=one.allegation, accused=accused)
    date = one.date or words("no date on record")
    yield f"  {date}: {one.violation} {cited([one.claim], sources, words)}"
    for edge in hit.edges:
        yield f"  {_edge(edge, names, words)} {cited([edge.claim], sources, words)}"
    if hit.edges:
        yield f"  {words(ON_DATE_SENTENCES[hit.on_date])}"
        yield f"  {words(AT_INCIDENT_SENTENCES[hit.at_incident])}"
    if hit.in_time == "possible":
        yield "  " + words("The incident may lie after the date asked about.")
    if hit.edges:
        yield f"  {words(OVERLAP_SENTENCES[hit.overlap])}"


def _edge(edge: Edge, names: Mapping[str, str], words: Words) -> str:
    values = {
        "child": named(edge.child, names, words),
        "parent": named(edge.parent, names, words),
        "since": _since(edge.since, words),
        "until": _until(edge.until, words),
    }
    if edge.type == "member_of":
        return words("{child} was a member of {parent} ({since}; {until})", **values)
    return words("{child} stood below {parent} ({since}; {until})", **values)


def _since(text: str, words: Words) -> str:
    if text == "..":
        return words("from the outset")
    return words("since {date}", date=text) if text else words("beginning not on record")


def _until(text: str, words: Words) -> str:
    if text == "..":
        return words("still so")
    return words("until {date}", date=text) if text else words("end not on record")


def named(unit: str, names: Mapping[str, str], words: Words) -> str:
    """A unit's name and id, or its id alone."""
    return words("{name} ({unit})", name=names[unit], unit=unit) if unit in names else unit
