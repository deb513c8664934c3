"""A ledger as tables with the field keys of Security Force Monitor's Research Handbook.

One row is one claim, as there: `units`, `relations`, `incidents`, and, with the fields that the handbook
marks as drafts, `materiel` and `equipment`: what a unit received, held, lost, or was found with.
`sources` has one row for each source and page. Licences, shipments and totals have no place there
and stay here.

Dates: between `first_precise` and `last_precise` the claim certainly holds on every day, between
`first_imprecise` and `last_imprecise` possibly. `starting` and `ending` say whether the source gives
a beginning and an end. The handbook has no field for quantities: they stand, as written, in
`public_notes:meta`, with everything else of the row that has no field.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from tequio.tracking.dates import ALWAYS, FOR_EVER, beginning, end, span
from tequio.tracking.export_ftm import country
from tequio.tracking.ledger import LINE, Ledger

Row = Mapping[str, Any]
Cells = dict[str, str]
Table = tuple[Sequence[str], list[Cells]]
STATUS = {"accepted": "accepted", "conflict": "conflict", "needs_work": "work_needed"}
TYPE = {"child_of": "child-of", "member_of": "member-of"}
ROLES = {"receipts": "received", "holdings": "held", "losses": "lost", "recoveries": "recovered"}
HOLDERS = {"receipts": "to_unit", "holdings": "unit", "losses": "unit", "recoveries": "holder"}
BEFORE_ALL = "since_beginning_of_time"
"""What the handbook has for a first day of which nothing is known but that it is earlier."""

_CLAIM = (
    "type:claim",
    "status:meta",
    "researcher:meta",
    "internal_comments:meta",
    "citation:refs:claim",
    "about_entity:ref:claim",
    "about_entity:name:qa",
)
_RANGE = (
    "first_precise:range",
    "last_precise:range",
    "first_imprecise:range",
    "last_imprecise:range",
    "starting:range",
    "ending:range",
    "starting_context:range",
    "ending_context:range",
    "public_notes:meta",
    "type:entity",
)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "units": (
        *_CLAIM,
        "name:annotation",
        "unit:names:assertion",
        "unit:classifications:assertion",
        "country:annotation",
        *_RANGE,
    ),
    "relations": (
        *_CLAIM,
        "relation:unit:refs:assertion",
        "relation:unit:names:qa",
        "relation:types:assertion",
        "relation:related_unit:refs:assertion",
        "relation:related_unit:names:qa",
        "relation:related_unit_classes:assertion",
        *_RANGE,
    ),
    "incidents": (
        *_CLAIM,
        "incident:location:descriptions:assertion",
        "incident:location:refs:assertion",
        "incident:location:names:qa",
        "country:annotation",
        "incident:violation:descriptions:assertion",
        "incident:violation:types:assertion",
        "category:violation_types:annotation",
        "incident:perpetrator:refs:assertion",
        "incident:perpetrator:names:qa",
        "incident:perpetrator:classifications:assertion",
        "incident:victim:refs:assertion",
        "incident:victim:names:qa",
        *_RANGE,
    ),
    "materiel": (
        *_CLAIM,
        "name:annotation",
        "materiel:names:assertion",
        "materiel:classifications:assertion",
        "materiel:media_description:annotation",
        "materiel:roles:assertion",
        *_RANGE,
    ),
    "equipment": (
        *_CLAIM,
        "equipment:materiel:refs:assertion",
        "equipment:materiel:names:qa",
        "equipment:types:assertion",
        "equipment:related_unit:refs:assertion",
        "equipment:related_unit:names:qa",
        "equipment:id:assertion",
        "equipment:roles:assertion",
        *_RANGE,
    ),
    "sources": (
        "source:publication_id:admin",
        "source:publication_country",
        "source:publication_name",
        "source:type",
        "source:source_id:admin",
        "source:title",
        "source:author",
        "source:url",
        "source:created_timestamp",
        "source:uploaded_timestamp",
        "source:published_timestamp",
        "source:comments:admin",
        "source:status:admin",
        "source:access_point_id:admin",
        "source:access_point_type",
        "source:access_point_trigger",
        "source:accessed_timestamp",
        "source:archive_url",
        "source:archive_timestamp",
    ),
}


def tables(ledger: Ledger, namespace: UUID) -> dict[str, Table]:
    """The tables, by name: columns, and rows by column.

    Args:
        ledger: claims.
        namespace: from which the ids are derived, the same ones each time.
    """
    made = _Maker(ledger, namespace)
    rows = {
        "units": made.units(),
        "relations": made.relations(),
        "incidents": made.incidents(),
        "materiel": made.materiel(),
        "equipment": made.equipment(),
        "sources": made.sources(),
    }
    return {name: (COLUMNS[name], list(found)) for name, found in rows.items()}


class _Maker:
    """Makes the rows of one ledger."""

    def __init__(self, ledger: Ledger, namespace: UUID) -> None:
        self.ledger = ledger
        self.namespace = namespace
        self.names: dict[str, str] = {}
        for row in sorted(self.standing("units"), key=lambda row: not row["sure"]):
            self.names.setdefault(row["unit"], row["name"])
        self.cited: dict[tuple[str, str], None] = {}

    def standing(self, table: str) -> Iterable[Row]:
        return self.ledger.standing(table).iter_rows(named=True)

    def ref(self, kind: str, of: str) -> str:
        return str(uuid5(self.namespace, f"{kind}/{of}")) if of else ""

    def claim(self, kind: str, row: Row, about: str, said: Iterable[str]) -> Cells:
        """What every row has; what the row says outside `said` stands in the notes."""
        self.cited[row["source"], row["page"]] = None
        left_out = {"source", "page", "status", "supersedes", LINE, "sure", *said}
        notes = [f"{column}: {text}" for column, text in row.items() if column not in left_out and text]
        return {
            "type:claim": kind,
            "status:meta": STATUS[row["status"]],
            "citation:refs:claim": self.ref("citation", f"{row['source']}/{row['page']}"),
            "about_entity:ref:claim": about,
            "public_notes:meta": "; ".join(notes),
            "type:entity": "claim",
        }

    def units(self) -> Iterator[Cells]:
        for row in self.standing("units"):
            yield {
                **self.claim("unit", row, self.ref("unit", row["unit"]), ("name", "kind")),
                "about_entity:name:qa": self.names[row["unit"]],
                "name:annotation": self.names[row["unit"]],
                "unit:names:assertion": row["name"],
                "unit:classifications:assertion": row["kind"],
                "country:annotation": country(row["state"]),
                **_lasting(row["since"], row["until"]),
            }

    def relations(self) -> Iterator[Cells]:
        for row in self.standing("relations"):
            yield {
                **self.claim(
                    "relation", row, self.ref("relation", row["relation"]), ("child", "parent", "type")
                ),
                "relation:unit:refs:assertion": self.ref("unit", row["child"]),
                "relation:unit:names:qa": self.names.get(row["child"], ""),
                "relation:types:assertion": TYPE.get(row["type"], ""),
                "relation:related_unit:refs:assertion": self.ref("unit", row["parent"]),
                "relation:related_unit:names:qa": self.names.get(row["parent"], ""),
                **_lasting(row["since"], row["until"]),
            }

    def incidents(self) -> Iterator[Cells]:
        for row in self.standing("allegations"):
            yield {
                **self.claim("incident", row, self.ref("incident", row["allegation"]), ("unit", "violation")),
                "incident:violation:descriptions:assertion": row["violation"],
                "incident:perpetrator:refs:assertion": self.ref("unit", row["unit"]),
                "incident:perpetrator:names:qa": self.names.get(row["unit"], ""),
                **_some_day(row["date"]),
            }

    def materiel(self) -> Iterator[Cells]:
        """A row for the first claim with each maker and model."""
        # What else the claim says is about some weapons, not about the model, so it is left out here.
        seen: set[str] = set()
        for table in ROLES:
            for row in self.standing(table):
                name = _weapon(row)
                if name and name not in seen:
                    seen.add(name)
                    yield {
                        **self.claim("materiel", row, self.ref("materiel", name), row),
                        "about_entity:name:qa": name,
                        "name:annotation": name,
                        "materiel:names:assertion": name,
                        **_some_day(row["date"]),
                    }

    def equipment(self) -> Iterator[Cells]:
        for table, role in ROLES.items():
            for row in self.standing(table):
                holder = row[HOLDERS[table]]
                if not holder:
                    continue  # found with nobody of whom the ledger knows: no unit to speak of
                said = (HOLDERS[table], "maker", "model", "serials")
                yield {
                    **self.claim("equipment", row, self.ref("equipment", row["claim"]), said),
                    "equipment:materiel:refs:assertion": self.ref("materiel", _weapon(row)),
                    "equipment:materiel:names:qa": _weapon(row),
                    "equipment:related_unit:refs:assertion": self.ref("unit", holder),
                    "equipment:related_unit:names:qa": self.names.get(holder, ""),
                    "equipment:id:assertion": ";".join(filter(None, row["serials"].split("|"))),
                    "equipment:roles:assertion": role,
                    **_some_day(row["date"]),
                }

    def sources(self) -> Iterator[Cells]:
        """A row for each source and page that the rows before refer to."""
        known = {row["source"]: row for row in self.ledger.tables["sources"].iter_rows(named=True)}
        for source, page in self.cited:
            row = known.get(source, {})
            yield {
                "source:publication_id:admin": self.ref("publication", row.get("publisher", "")),
                "source:publication_name": row.get("publisher", ""),
                "source:type": row.get("provenance", ""),
                "source:source_id:admin": self.ref("source", source),
                "source:title": row.get("title", ""),
                "source:published_timestamp": row.get("published", ""),
                "source:access_point_id:admin": self.ref("citation", f"{source}/{page}"),
                "source:access_point_type": "page" if page else "",
                "source:access_point_trigger": page,
            }


def _weapon(row: Row) -> str:
    return " ".join(part for part in (row["maker"], row["model"]) if part)


def _lasting(since: str, until: str) -> Cells:
    """The ranges of something that lasted from a beginning to an end."""
    start, stop = beginning(since), end(until)
    cells = {
        "starting:range": "Y" if since not in ("", "..") else "N",
        "ending:range": "Y" if until not in ("", "..") else "N",
    }
    if start.last <= stop.first:
        cells |= {"first_precise:range": _day(start.last), "last_precise:range": _day(stop.first)}
    if start.first < start.last or stop.first < stop.last or since == "..":
        early = BEFORE_ALL if since and start.first <= ALWAYS else _day(start.first)
        cells |= {"first_imprecise:range": early, "last_imprecise:range": _day(stop.last)}
    return cells


def _some_day(date: str) -> Cells:
    """The ranges of something that was on one day."""
    days = span(date)
    kind = "precise" if days.first == days.last else "imprecise"
    early = BEFORE_ALL if date and days.first <= ALWAYS else _day(days.first)
    return {
        f"first_{kind}:range": early,
        f"last_{kind}:range": _day(days.last),
        "starting:range": "N",
        "ending:range": "N",
    }


def _day(day: int) -> str:
    """A day as ISO 8601 writes it, nothing for an open one."""
    return datetime.date.fromordinal(day).isoformat() if ALWAYS < day < FOR_EVER else ""
