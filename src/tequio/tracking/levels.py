"""What each level of an edition may show: a rule for every column of every table.

`private` is the ledger as it is. `partner` leaves out leaked sources and personal names. `public`
also masks serial numbers, names units by what they are, groups places and models, and shows nothing
that may be of the last 24 months.

Which columns can hold a person's name: `decided_by` and `reason` (who decided on a name, and why),
`violation` (an allegation in free words), `exporter` (a dealer may trade under his own name),
`name_as_written` (a name to the letter) and the `name` of a unit (a buyer may be a person). What
stands in a source's `title`, in `page` (but for the name of a sheet), in `what`, `scope` and `account`
of totals, and in the `answer` of a reply is written to be cited, and is shown at every level.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tequio.faults import Fault
from tequio.tracking.schema import TABLES


@dataclass(eq=False)
class DayAhead(Fault):
    """An edition of a day that is yet to come would show what a lag withholds."""

    day: datetime.date
    today: datetime.date


Level = Literal["private", "partner", "public"]
LEVELS: tuple[Level, ...] = ("private", "partner", "public")
SMALLEST_CELL = 5
"""A count of possessions of one state and one thing below which the thing is grouped with others."""
LAG_MONTHS = 24
WITHHELD = "withheld"

RULES = (
    "keep",
    "blank",
    "withheld",
    "describe",
    "token",
    "lot",
    "unit",
    "row",
    "serials",
    "place",
    "state",
    "thing",
    "late",
    "lag",
)
"""What becomes of a cell.

`keep`: shown as it is. `blank`: emptied. `withheld`: the word `withheld`, if it holds anything.
`describe`: what kind of unit it is, in which state, and its id. `token`: a running name, the same for
the same text everywhere. `lot`: a running name for a lot, which may be called after a maker. `unit`:
a running name for a unit whose id is no plain number, as other registers publish theirs with its
name. `row`: a place in a workbook without the name of the sheet, which may be that of a town.
`serials`: running tokens for weapons, the same everywhere. `place`: emptied, as towns are too small.
`state`: emptied where the state has fewer than `SMALLEST_CELL` possessions. `thing`: a group, such as
`other models 2`, where the model, or the maker, has a cell below `SMALLEST_CELL` (see `grouping`); a
model's type and calibre are emptied then, and its country is `XX`. `late`: a date, emptied if it may
be later than the last day of the edition. `lag`: a date that withholds the whole row if it may be
later.
"""

_CITATION = "source=keep page=keep/row status=keep supersedes=keep"
_THING = (
    "lot=keep/lot maker=keep/thing model=keep/thing country=keep/thing quantity_min=keep quantity_max=keep"
    " serials=keep/serials date=keep/lag"
)
_ROWS = {
    "sources": "source=keep title=keep publisher=keep published=keep/late provenance=keep language=keep",
    "units": "claim=keep unit=keep/unit name=keep/describe kind=keep level=keep central=keep state=keep/state"
    f" municipality=keep/place since=keep/late until=keep/late {_CITATION}",
    "relations": "claim=keep relation=keep child=keep/unit parent=keep/unit type=keep since=keep/lag"
    f" until=keep/late {_CITATION}",
    "licences": "claim=keep licence=keep regime=keep number=keep exporter=blank consignee=keep/unit"
    " value_usd_min=keep value_usd_max=keep issued=keep/lag valid_from=keep/lag valid_until=keep/late"
    f" end_users=keep {_CITATION}",
    "end_users": "claim=keep end_user=keep licence=keep unit=keep/unit name_as_written=keep/token"
    f" since=keep/lag {_CITATION}",
    "items": "claim=keep item=keep licence=keep maker=keep/thing model=keep/thing country=keep/thing"
    f" type=keep/thing calibre=keep/thing quantity_min=keep quantity_max=keep {_CITATION}",
    "conditions": f"claim=keep condition=keep licence=keep rule=keep state=keep {_CITATION}",
    "shipments": f"claim=keep shipment=keep licence=keep consignee=keep/unit {_THING} {_CITATION}",
    "receipts": f"claim=keep receipt=keep from_unit=keep/unit to_unit=keep/unit {_THING} {_CITATION}",
    "holdings": f"claim=keep holding=keep unit=keep/unit {_THING} {_CITATION}",
    "losses": f"claim=keep loss=keep unit=keep/unit manner=keep {_THING} {_CITATION}",
    "recoveries": "claim=keep recovery=keep holder=keep/unit last_holder=keep/unit loss=keep state=keep/state"
    f" municipality=keep/place {_THING} {_CITATION}",
    "allegations": f"claim=keep allegation=keep unit=keep/unit date=keep/lag violation=withheld {_CITATION}",
    "decisions": "claim=keep name_as_written=keep/token unit=keep/unit decision=keep decided_by=withheld"
    f" decided_on=keep/late reason=blank {_CITATION}",
    "totals": "claim=keep total=keep part_of=keep what=keep scope=keep account=keep since=keep/lag"
    f" until=keep/lag quantity_min=keep quantity_max=keep {_CITATION}",
    # A reply is about the edition, not about weapons: it is asked for shortly before, and not lagged.
    "replies": f"claim=keep reply=keep unit=keep/unit asked_on=keep answered_on=keep answer=keep {_CITATION}",
}


def _read(text: str) -> dict[str, tuple[str, str]]:
    """`column=rule` for both levels, or `column=partner/public`."""
    pairs = dict(part.split("=") for part in text.split())
    return {column: (rules.split("/")[0], rules.split("/")[-1]) for column, rules in pairs.items()}


_READ = {table: _read(text) for table, text in _ROWS.items()}


def rules(level: Level) -> Mapping[str, Mapping[str, str]]:
    """For each table and column of a ledger the rule of a level, one of `RULES`."""
    if level == "private":
        return {name: dict.fromkeys(kind.columns, "keep") for name, kind in TABLES.items()}
    place = 0 if level == "partner" else 1
    return {table: {column: both[place] for column, both in row.items()} for table, row in _READ.items()}


def last_day(level: Level, made_on: datetime.date) -> datetime.date:
    """The last day that an edition speaks of: that of its making, 24 months earlier at the public level."""
    if level != "public":
        return made_on
    years, month = divmod(made_on.year * 12 + made_on.month - 1 - LAG_MONTHS, 12)
    for day in (made_on.day, 28):  # 29 February has no like in most years
        try:
            return datetime.date(years, month + 1, day)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th day")
