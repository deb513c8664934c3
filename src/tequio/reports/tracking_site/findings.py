"""The steps by which a verdict is reached, each with the claims on which it stands."""

from dataclasses import dataclass

from tequio.reports.tracking_site.facts import Citation, Facts, Row
from tequio.tracking.named import Verdict
from tequio.tracking.naming import paths_up


@dataclass(frozen=True)
class Name:
    """An end user on a licence: a unit, or a name as written, with the units it was decided on."""

    unit: str
    written: str
    since: str
    decisions: tuple[tuple[str, str], ...]
    cited: list[Citation]


@dataclass(frozen=True)
class Licence:
    """A licence that could apply, and what its records show.

    Args:
        licence: its id. row: its first standing row, if any.
        reasons: why it names the holder or leaves it open, of `named.NAMES` and `LEAVES_OPEN`.
        links: citations of what links the possession to it.
        names: its end users. superiors: paths to named superiors, each a list of units with citations.
        conditions: pairs of rule and state, with citations.
    """

    licence: str
    row: Row | None
    cited: list[Citation]
    reasons: list[str]
    links: list[Citation]
    names: list[Name]
    superiors: list[tuple[list[str], list[Citation]]]
    conditions: list[tuple[str, str, list[Citation]]]


@dataclass(frozen=True)
class Finding:
    """One possession: what it is, when it was acquired, which licences could apply, what is missing."""

    verdict: Verdict
    event: Row
    cited: list[Citation]
    earliest: list[Citation]
    licences: list[Licence]
    missing: list[tuple[str, str, list[Citation]]]


def finding(facts: Facts, verdict: Verdict) -> Finding:
    """The steps of one verdict."""
    return Finding(
        verdict,
        facts.event(verdict.table, verdict.record),
        facts.cited(verdict.claims),
        _earliest(facts, verdict),
        [_licence(facts, verdict, licence) for licence in verdict.licences],
        [missing(facts, one) for one in verdict.missing],
    )


def _earliest(facts: Facts, verdict: Verdict) -> list[Citation]:
    """The receipts of that lot by that unit, if any other than the row itself is on record."""
    lots = facts.lots.get((verdict.table, verdict.record), set())
    rows = facts.rows_by("receipts", "to_unit").get(verdict.unit, [])
    return facts.cited(
        row["claim"] for row in rows if row["lot"] in lots and row["receipt"] != verdict.record
    )


def _licence(facts: Facts, verdict: Verdict, licence: str) -> Licence:
    rows = facts.rows_by("licences", "licence").get(licence, [])
    names = facts.rows_by("end_users", "licence").get(licence, [])
    conditions = facts.rows_by("conditions", "licence").get(licence, [])
    reasons = [reason for one, reason in verdict.reasons if one == licence]
    return Licence(
        licence,
        rows[0] if rows else None,
        facts.cited(row["claim"] for row in rows),
        reasons,
        _links(facts, verdict, licence),
        [_name(facts, row) for row in names],
        _superiors(facts, verdict, names) if any("superior" in reason for reason in reasons) else [],
        [(row["rule"], row["state"], facts.cited([row["claim"]])) for row in conditions],
    )


def _links(facts: Facts, verdict: Verdict, licence: str) -> list[Citation]:
    """Shipments of the lot under the licence; else items and shipments of that maker and model."""
    shipments = facts.rows_by("shipments", "licence").get(licence, [])
    if verdict.linked:
        lots = facts.lots.get((verdict.table, verdict.record), set())
        return facts.cited(row["claim"] for row in shipments if row["lot"] in lots)
    items = facts.rows_by("items", "licence").get(licence, [])
    thing = (verdict.maker, verdict.model)
    return facts.cited(row["claim"] for row in (*items, *shipments) if (row["maker"], row["model"]) == thing)


def _name(facts: Facts, row: Row) -> Name:
    decisions = facts.rows_by("decisions", "name_as_written").get(row["name_as_written"], [])
    decisions = decisions if row["name_as_written"] else []
    return Name(
        row["unit"],
        row["name_as_written"],
        row["since"],
        tuple((one["decision"], one["unit"]) for one in decisions),
        facts.cited([row["claim"], *(one["claim"] for one in decisions)]),
    )


def _superiors(facts: Facts, verdict: Verdict, names: list[Row]) -> list[tuple[list[str], list[Citation]]]:
    wanted = {row["unit"] for row in names}
    for row in names:
        told = facts.rows_by("decisions", "name_as_written").get(row["name_as_written"], [])
        wanted |= {one["unit"] for one in told if row["name_as_written"] and one["decision"] == "same"}
    relations = facts.rows_by("relations", "relation")
    found = []
    for path in paths_up(facts.above, verdict.unit) if verdict.unit in facts.above else ():
        if path[-1].parent in wanted - {""}:
            claims = [row["claim"] for edge in path for row in relations.get(edge.relation, [])]
            found.append(([verdict.unit, *(edge.parent for edge in path)], facts.cited(claims)))
    return found


def missing(facts: Facts, one: str) -> tuple[str, str, list[Citation]]:
    """A licence without end users on record, or a shipment without a licence."""
    shipments = facts.rows_by("shipments", "shipment").get(one, [])
    licences = facts.rows_by("licences", "licence").get(one, [])
    table = "shipments" if shipments and not licences else "licences"
    return (
        table,
        one,
        facts.cited(row["claim"] for row in (*licences, *(shipments if table == "shipments" else ()))),
    )
