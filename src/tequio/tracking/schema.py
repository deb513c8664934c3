"""The tables of a ledger: their columns, what refers to what, and which words a column may hold.

Every row of every table but `sources` is a claim: it ends with `source`, `page`, `status` and
`supersedes`. Rows with the same event id are accounts of one event. The columns are listed for
readers in docs/spec/ledger.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

CITATION = ("source", "page", "status", "supersedes")
THING = ("lot", "maker", "model", "country", "quantity_min", "quantity_max", "serials", "date")

STATUSES = ("accepted", "conflict", "needs_work", "superseded", "withdrawn")
SURE = "accepted"
CONTESTED = ("conflict", "needs_work")


@dataclass(frozen=True)
class Kind:
    """One table.

    Args:
        columns: in order.
        id: the column that names the thing or event; what other tables refer to.
        letter: with which its ids begin when Tequio makes them (`R000001`).
        refers: for a column the table it refers to; an empty cell refers to nothing.
        words: for a column the words that it may hold.
        needed: columns that may not be empty, beside the claim and the citation.
        event: whether rows with one id are accounts of one event with a quantity.
    """

    columns: tuple[str, ...]
    id: str
    letter: str
    refers: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    event: bool = False


def _claims(letter: str, columns: str, *, refers: str = "", needed: str = "", **more: object) -> Kind:
    """A table of claims; `refers` is `column>table …`, `words` a dict in `more`."""
    own = tuple(columns.split())
    thing = bool(more.pop("thing", False))
    words: dict[str, tuple[str, ...]] = {"status": STATUSES, **more.pop("words", {})}  # type: ignore[dict-item]
    to = dict(pair.split(">") for pair in refers.split())
    return Kind(
        columns=("claim", *own, *(THING if thing else ()), *CITATION),
        id=own[0],
        letter=letter,
        refers={**to, "source": "sources"},
        words=words,
        needed=(own[0], *needed.split()),
        event=thing or bool(more.pop("event", False)),
    )


YES_NO = ("yes", "no")
TABLES: Mapping[str, Kind] = {
    "sources": Kind(
        columns=("source", "title", "publisher", "published", "provenance", "language"),
        id="source",
        letter="F",
        refers={},
        words={"provenance": ("official", "foi", "court", "press", "leaked")},
        needed=("source", "title", "provenance"),
    ),
    "units": _claims(
        "U",
        "unit name kind level central state municipality since until",
        needed="name",
        words={"central": YES_NO, "level": ("federal", "state", "municipal")},
    ),
    "relations": _claims(
        "N",
        "relation child parent type since until",
        refers="child>units parent>units",
        needed="child parent type",
        words={"type": ("child_of", "member_of")},
    ),
    "licences": _claims(
        "L",
        "licence regime number exporter consignee value_usd_min value_usd_max issued valid_from valid_until"
        " end_users",
        refers="consignee>units",
        needed="end_users",
        words={"end_users": ("listed", "central_only", "not_on_record")},
    ),
    "end_users": _claims(
        "E",
        "end_user licence unit name_as_written since",
        refers="licence>licences unit>units",
        needed="licence",
    ),
    "items": _claims(
        "I",
        "item licence maker model country type calibre quantity_min quantity_max",
        refers="licence>licences",
        needed="licence",
        event=True,
    ),
    "conditions": _claims(
        "K",
        "condition licence rule state",
        refers="licence>licences",
        needed="licence rule state",
        words={"rule": ("exclude_state", "only_state")},
    ),
    "shipments": _claims(
        "S", "shipment licence consignee", refers="licence>licences consignee>units", thing=True
    ),
    "receipts": _claims(
        "R", "receipt from_unit to_unit", refers="from_unit>units to_unit>units", needed="to_unit", thing=True
    ),
    "holdings": _claims("H", "holding unit", refers="unit>units", needed="unit", thing=True),
    "losses": _claims(
        "O",
        "loss unit manner",
        refers="unit>units",
        needed="unit manner",
        words={"manner": ("lost", "stolen", "lost_or_stolen", "destroyed")},
        thing=True,
    ),
    "recoveries": _claims(
        "V",
        "recovery holder last_holder loss state municipality",
        refers="holder>units last_holder>units loss>losses",
        thing=True,
    ),
    "allegations": _claims(
        "A", "allegation unit date violation", refers="unit>units", needed="unit violation"
    ),
    "decisions": _claims(
        "",
        "name_as_written unit decision decided_by decided_on reason",
        refers="unit>units",
        needed="decision decided_by",
        words={"decision": ("same", "different", "unsure")},
    ),
    "totals": _claims(
        "X",
        "total part_of what scope account since until quantity_min quantity_max",
        refers="part_of>totals",
        needed="what",
        event=True,
    ),
    # the right of reply: what a unit was asked and what it answered, in words given to be published
    "replies": _claims(
        "Y", "reply unit asked_on answered_on answer", refers="unit>units", needed="unit asked_on"
    ),
}
"""All tables of a ledger, in the order in which they build on each other."""

NUMBERS = ("quantity_min", "quantity_max", "value_usd_min", "value_usd_max")
DATES = (
    "published",
    "since",
    "until",
    "issued",
    "valid_from",
    "valid_until",
    "date",
    "decided_on",
    "asked_on",
    "answered_on",
)
BEGINNINGS, ENDS = ("since",), ("until",)
STATE = r"^(?:0[1-9]|[12]\d|3[0-2]|[A-Z]{2}-[A-Z0-9]{1,3})$"
"""The code of a state: INEGI's two digits, or ISO 3166-2."""
STATES_OF_THE_BRIEF = ("12", "30", "28", "08", "16")
"""Guerrero, Veracruz, Tamaulipas, Chihuahua, Michoacán: INEGI's codes, in the order of the brief."""
