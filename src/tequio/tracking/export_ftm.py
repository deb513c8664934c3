"""A ledger as FollowTheMoney entities (followthemoney.tech), one JSON object a line.

| ledger | schema |
|---|---|
| sources | Document |
| units | Organization |
| relations | UnknownLink (`child_of`), Membership (`member_of`) |
| licences, with their items, conditions and end users as written | Contract |
| consignees of licences, end users | UnknownLink |
| shipments, receipts | EconomicActivity |
| holdings, losses, recoveries, allegations | Event |
| totals | Note |

The schemata have no place for intervals of quantities, nor most of them for a status. So every claim is
also told in `description`, one line each, as `column: what is written` parted by `; `: status,
quantities, dates and citation survive to the letter. A date goes to a property of dates only if it is
a plain year, month or day. An allegation stays an allegation: no schema says who did what.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tequio.tracking.ledger import LINE, Ledger
from tequio.tracking.schema import TABLES

Entity = dict[str, Any]
Row = Mapping[str, Any]
PLAIN = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
COUNTRY_OF_CODE = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")
UNTOLD = ("supersedes", LINE, "sure")


def json_lines(found: Iterable[Entity]) -> bytes:
    """Entities as JSON lines."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found).encode()


def entities(ledger: Ledger, name: str) -> Iterator[Entity]:
    """The entities of a ledger, those that others refer to first.

    Args:
        ledger: claims.
        name: begins every id.
    """
    made = _Maker(name)
    for row in ledger.tables["sources"].iter_rows(named=True):
        yield made.source(row)
    for rows in _accounts(ledger, "units"):
        yield made.unit(rows)
    for rows in _by(ledger, "relations", "claim"):
        yield made.relation(rows[0])
    yield from _licences(ledger, made)
    for table in ("shipments", "receipts"):
        for rows in _accounts(ledger, table):
            yield made.movement(table, rows)
    for table in ("holdings", "losses", "recoveries", "allegations"):
        for rows in _accounts(ledger, table):
            yield made.event(table, rows)
    for rows in _accounts(ledger, "totals"):
        yield made.total(rows)


def _accounts(ledger: Ledger, table: str) -> Iterator[list[Row]]:
    return _by(ledger, table, TABLES[table].id)


def _by(ledger: Ledger, table: str, column: str) -> Iterator[list[Row]]:
    """The standing rows of a table by a column, accepted ones first."""
    found: dict[str, list[Row]] = {}
    for row in ledger.standing(table).iter_rows(named=True):
        found.setdefault(row[column], []).append(row)
    for rows in found.values():
        yield sorted(rows, key=lambda row: not row["sure"])


def _licences(ledger: Ledger, made: "_Maker") -> Iterator[Entity]:
    about: dict[str, list[str]] = {}
    for table in ("items", "conditions", "end_users"):
        for claim in ledger.standing(table).iter_rows(named=True):
            about.setdefault(claim["licence"], []).append(told(claim, table))
    for rows in _accounts(ledger, "licences"):
        yield made.licence(rows, about.get(rows[0]["licence"], []))
        for row in rows:
            if row["consignee"]:
                yield made.link(row, "consignee", row["consignee"])
    for user in ledger.standing("end_users").iter_rows(named=True):
        if user["unit"]:
            yield made.link(user, "end user", user["unit"], startDate=plain(user["since"]))


def told(row: Row, table: str) -> str:
    """A claim as one line: its table, then what each filled cell says."""
    cells = [f"{column}: {text}" for column, text in row.items() if column not in UNTOLD and text]
    return "; ".join([table, *cells])


def plain(date: str) -> str:
    """The date if it is a plain year, month or day, else nothing."""
    return date if PLAIN.fullmatch(date) else ""


class _Maker:
    """Makes entities whose ids begin with the ledger's name."""

    def __init__(self, name: str) -> None:
        self.name = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-") or "ledger"

    def id(self, kind: str, of: str) -> str:
        return f"{self.name}-{kind}-{of}" if of else ""

    def entity(self, kind: str, of: str, schema: str, **properties: str | Iterable[str]) -> Entity:
        """An entity without the values that are empty, each of the others once."""
        listed = {
            name: [values] if isinstance(values, str) else list(values) for name, values in properties.items()
        }
        filled = {
            name: [value for value in dict.fromkeys(values) if value] for name, values in listed.items()
        }
        kept = {name: values for name, values in filled.items() if values}
        return {"id": self.id(kind, of), "schema": schema, "properties": kept}

    def source(self, row: Row) -> Entity:
        return self.entity(
            "source",
            row["source"],
            "Document",
            fileName=row["source"],
            title=row["title"],
            publisher=row["publisher"],
            publishedAt=plain(row["published"]),
            keywords=row["provenance"],
            description=told(row, "sources"),
        )

    def cited(self, table: str, rows: Iterable[Row]) -> dict[str, list[str]]:
        """The claims in words, and their sources."""
        listed = list(rows)
        return {
            "description": [told(row, table) for row in listed],
            "proof": [self.id("source", row["source"]) for row in listed],
        }

    def unit(self, rows: list[Row]) -> Entity:
        return self.entity(
            "unit",
            rows[0]["unit"],
            "Organization",
            name=[row["name"] for row in rows if row["sure"]] or [rows[0]["name"]],
            weakAlias=[row["name"] for row in rows if not row["sure"]],
            classification=[row["kind"] for row in rows],
            country=[country(row["state"]) for row in rows],
            incorporationDate=[plain(row["since"]) for row in rows],
            dissolutionDate=[plain(row["until"]) for row in rows],
            **self.cited("units", rows),
        )

    def relation(self, row: Row) -> Entity:
        member = row["type"] == "member_of"
        ends = ("member", "organization") if member else ("subject", "object")
        return self.entity(
            "relation",
            row["claim"],
            "Membership" if member else "UnknownLink",
            **{
                end: self.id("unit", row[column])
                for end, column in zip(ends, ("child", "parent"), strict=True)
            },
            role="member of" if member else "child of",
            **self.dated_claim(row, "relations", startDate=plain(row["since"]), endDate=plain(row["until"])),
        )

    def dated_claim(self, row: Row, table: str, **dates: str) -> dict[str, Any]:
        """What a link of one claim has: its id, status, dates and citation."""
        return {"recordId": row["claim"], "status": row["status"], **dates, **self.cited(table, [row])}

    def licence(self, rows: list[Row], about: list[str]) -> Entity:
        number = [row["number"] for row in rows]
        cited = self.cited("licences", rows)
        return self.entity(
            "licence",
            rows[0]["licence"],
            "Contract",
            title=" ".join(part for part in (rows[0]["regime"], rows[0]["number"]) if part)
            or rows[0]["licence"],
            procedureNumber=number,
            type=[row["regime"] for row in rows],
            contractDate=[plain(row["issued"]) for row in rows],
            status=[row["status"] for row in rows],
            description=[*cited["description"], *about],
            proof=cited["proof"],
        )

    def link(self, row: Row, role: str, unit: str, **dates: str) -> Entity:
        """That a unit is consignee or end user of a licence."""
        table = "end_users" if "end_user" in row else "licences"
        return self.entity(
            role.replace(" ", "-"),
            row["claim"],
            "UnknownLink",
            subject=self.id("unit", unit),
            object=self.id("licence", row["licence"]),
            role=role,
            **self.dated_claim(row, table, **dates),
        )

    def movement(self, table: str, rows: list[Row]) -> Entity:
        first = rows[0]
        return self.entity(
            TABLES[table].id,
            first[TABLES[table].id],
            "EconomicActivity",
            sender=[self.id("unit", row.get("from_unit", "")) for row in rows],
            receiver=[self.id("unit", row.get("to_unit", row.get("consignee", ""))) for row in rows],
            contract=[self.id("licence", row.get("licence", "")) for row in rows],
            goodsDescription=[_thing(row) for row in rows],
            date=[plain(row["date"]) for row in rows],
            recordId=[row["claim"] for row in rows],
            **self.cited(table, rows),
        )

    def event(self, table: str, rows: list[Row]) -> Entity:
        key = TABLES[table].id
        units = ("unit", "holder", "last_holder")
        return self.entity(
            key,
            rows[0][key],
            "Event",
            name=f"{key} {rows[0][key]}",
            involved=[self.id("unit", row.get(column, "")) for row in rows for column in units],
            country=[country(row.get("state", "")) for row in rows],
            summary=[row["violation"] if table == "allegations" else _thing(row) for row in rows],
            date=[plain(row["date"]) for row in rows],
            recordId=[row["claim"] for row in rows],
            **self.cited(table, rows),
        )

    def total(self, rows: list[Row]) -> Entity:
        return self.entity(
            "total",
            rows[0]["total"],
            "Note",
            name=[row["what"] for row in rows],
            **self.cited("totals", rows),
        )


def country(state: str) -> str:
    """The country of a state's code: INEGI's two digits are Mexico's, else that of ISO 3166-2."""
    if re.fullmatch(r"\d{2}", state):
        return "mx"
    found = COUNTRY_OF_CODE.fullmatch(state)
    return found[1].lower() if found else ""


def _thing(row: Row) -> str:
    """How many of what, as far as it is told: `45 to 46 Ficta Arms FX-2`."""
    least, most = row["quantity_min"], row["quantity_max"]
    count = least if least == most else " to ".join(part or "?" for part in (least, most))
    return " ".join(part for part in (count, row["maker"], row["model"]) if part)
