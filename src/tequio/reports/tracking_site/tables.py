"""What the pages beside the findings show: flows, totals, relations, time lines, what is missing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tequio.reports.tracking_site.facts import Citation, Facts, Row
from tequio.reports.tracking_site.findings import missing
from tequio.reports.tracking_site.flows import STAGES, Flow, flows, is_small
from tequio.reports.tracking_site.said import Said
from tequio.reports.tracking_unexplained import interval
from tequio.tracking.coarse import KINDS, coarse
from tequio.tracking.dates import ALWAYS, FOR_EVER, beginning, end, written
from tequio.tracking.flows import STAGES as BALANCED
from tequio.tracking.flows import Interval, by_model
from tequio.tracking.schema import SURE, TABLES

__all__ = [
    "BALANCED",
    "KINDS",
    "STAGES",
    "balances",
    "coarse_tables",
    "described_event",
    "edges",
    "flow_cell",
    "flows",
    "missing_documents",
    "time_line",
    "total_groups",
    "undecided_names",
]
LAST_BAR = 98.0
"""Percent from the left at which the last bar begins at most, so that it is seen."""
OF_UNITS = {
    "receipts": ("from_unit", "to_unit"),
    "holdings": ("unit",),
    "losses": ("unit",),
    "recoveries": ("holder", "last_holder"),
}


def flow_cell(said: Said, flow: Flow, stage: str) -> str:
    """An amount as the table has it."""
    if stage not in flow.amounts:
        return "–"
    least, most = flow.amounts[stage]
    if said.facts.edition.level == "public" and is_small(least, most):
        return said.words("not shown")
    return said.amount(least, most)


def coarse_tables(said: Said) -> list[tuple[str, list[tuple[str, Counter[str]]]]]:
    """Licences and deliveries by year and by whom they name."""
    headings = {
        "licence": said.words("Licences, by year of issue"),
        "delivery": said.words("Deliveries, by year"),
    }
    years: dict[str, dict[str, Counter[str]]] = {what: {} for what in headings}
    for one in coarse(said.facts.ledger):
        years[one.what].setdefault(one.year, Counter())[one.kind] += 1
    return [(heading, sorted(years[what].items())) for what, heading in headings.items() if years[what]]


def total_groups(facts: Facts) -> list[tuple[str, list[Row]]]:
    """Published totals by what they count, wholes and parts as they stand in the ledger."""
    groups: dict[str, list[Row]] = {}
    for row in facts.ledger.events("totals").iter_rows(named=True):
        groups.setdefault(row["what"], []).append(row)
    return list(groups.items())


def missing_documents(facts: Facts) -> list[tuple[str, str, list[Citation]]]:
    """Licences without end users on record and shipments without a licence, of any possession."""
    names = sorted({one for verdict in facts.named.verdicts for one in verdict.missing})
    return [missing(facts, name) for name in names]


def undecided_names(facts: Facts) -> list[tuple[str, list[Citation]]]:
    """Names on licences of which nobody decided whose they are."""
    decided = facts.rows_by("decisions", "name_as_written")
    names = facts.rows_by("end_users", "name_as_written")
    return [
        (name, facts.cited(row["claim"] for row in rows))
        for name, rows in names.items()
        if name and name not in decided and not all(row["unit"] for row in rows)
    ]


def described_event(said: Said, event: str) -> str:
    """An event in a line: what it is, how many of what, and when."""
    for table, kind in TABLES.items():
        if kind.event and event in said.facts.rows_by(table, kind.id):
            row = said.facts.event(table, event)
            thing = said.thing(row.get("maker", ""), row.get("model", ""))
            parts = [said.word("TABLE", table), said.amount(row["quantity_min"], row["quantity_max"]), thing]
            parts += [row.get("lot", ""), row.get("date", ""), row.get("scope", ""), row.get("account", "")]
            return ", ".join(part for part in parts if part)
    return event


def edges(said: Said, unit: str) -> list[tuple[str, str, Row, str]]:
    """What another unit is to this one, the other, the row, and whether it held on the last day."""
    day = said.facts.edition.last_day.toordinal()
    found = []
    for own, other in (("child", "parent"), ("parent", "child")):
        for row in said.facts.rows_by("relations", own).get(unit, []):
            up = own == "child"
            if row["type"] == "child_of":
                word = "superior" if up else "subordinate"
            else:
                word = "member_of" if up else "has_member"
            held = said.word("HELD", _held(row, day))
            found.append((said.word("EDGE", word), row[other], row, held))
    return found


def _held(row: Row, day: int) -> str:
    since, until = beginning(row["since"]), end(row["until"])
    if row["status"] == SURE and since.last <= day <= until.first:
        return "certain"
    return "possible" if since.first <= day <= until.last else "none"


@dataclass(frozen=True)
class Moment:
    """An event of a time line; its bar begins at `left` and is `width` wide, in percent.

    Args:
        what: what it was for the unit, a key of `MOMENT_SENTENCES`.
        other: the unit from or to which it went, if any.
        cited: where it stands.
    """

    what: str
    other: str
    record: str
    cited: list[Citation]
    date: str
    least: int
    most: int
    left: float
    width: float


def time_line(facts: Facts, unit: str) -> tuple[list[Moment], str, str]:
    """The dated events of a unit by earliest day, and the first and the last year of the line."""
    rows = []
    for table, columns in OF_UNITS.items():
        records = {
            row[TABLES[table].id] for column in columns for row in facts.rows_by(table, column).get(unit, [])
        }
        rows += [(table, facts.event(table, record)) for record in sorted(records)]
    dated = [(table, row) for table, row in rows if row["first"] > ALWAYS and row["last"] < FOR_EVER]
    if not dated:
        return [], "", ""
    dated.sort(key=lambda one: (one[1]["first"], one[1]["last"]))
    low, high = min(row["first"] for _, row in dated), max(row["last"] for _, row in dated)
    whole = max(1, high - low + 1)
    moments = [
        Moment(
            *_of_unit(table, row, unit),
            row[TABLES[table].id],
            facts.cited(row["claims"]),
            *(row["date"], row["quantity_min"], row["quantity_max"]),
            left=min(LAST_BAR, round(100 * (row["first"] - low) / whole, 1)),
            width=round(100 * (row["last"] - row["first"] + 1) / whole, 1),
        )
        for table, row in dated
    ]
    return moments, written(low)[:4], written(high)[:4]


def _of_unit(table: str, row: Row, unit: str) -> tuple[str, str]:
    """What an event was for a unit, and the other unit of it."""
    if table == "receipts":
        if row["from_unit"] == unit:
            return "passed_on", row["to_unit"]
        return ("received", row["from_unit"]) if row["from_unit"] else ("arrived", "")
    if table == "recoveries":
        return ("recovered_here", "") if row["holder"] == unit else ("recovered_from", row["holder"])
    return (row["manner"], "") if table == "losses" else ("counted", "")


UNEXPLAINED = "unexplained"


@dataclass(frozen=True)
class Balance:
    """What became of the weapons of a maker and model: in words each stage, and what is unexplained."""

    thing: str
    stages: Mapping[str, str]


def balances(said: Said) -> list[Balance]:
    """For each maker and model of which an arrival is on record what became of them, in words.

    At the public level the models with a small number anywhere are one row, as what is left out of a
    row could be reckoned from the rest of it; and that row is left out if it still has one.
    """
    told: list[tuple[str, list[Interval | None]]] = [
        (said.thing(*flow.key), [*flow.stages.values(), flow.unexplained])
        for flow in by_model(said.facts.ledger)
        if flow.unexplained
    ]
    if said.facts.edition.level == "public":
        large = [one for one in told if not _has_small(one[1])]
        rest = [numbers for _, numbers in told if _has_small(numbers)]
        both = [_sum(numbers) for numbers in zip(*rest)]
        # Nor where the table of flows holds a year of them back: the rest of it would tell that year.
        held = any(
            not flow.thing and any(is_small(*one) for one in flow.amounts.values())
            for flow in flows(said.facts)
        )
        shown = rest and not held and not _has_small(both)
        told = [*large, *([(said.words("Other models"), both)] if shown else ())]
    return [
        Balance(thing, dict(zip((*BALANCED, UNEXPLAINED), (_told(said, one) for one in numbers))))
        for thing, numbers in told
    ]


def _told(said: Said, one: Interval | None) -> str:
    return interval(one, said.words) if one else "–"


def _has_small(numbers: Iterable[Interval | None]) -> bool:
    ends = [abs(end) for one in numbers if one for end in (one.least, one.most) if end is not None]
    return any(is_small(end, end) for end in ends)


def _sum(numbers: Iterable[Interval | None]) -> Interval | None:
    """The sum of intervals; open where one of them is, and none without any."""
    told = [one for one in numbers if one]
    if not told:
        return None
    least = [one.least for one in told if one.least is not None]
    most = [one.most for one in told if one.most is not None]
    return Interval(
        sum(least) if len(least) == len(told) else None, sum(most) if len(most) == len(told) else None
    )
