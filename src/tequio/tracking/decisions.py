"""What a person has to decide about the names that licences write, and what is decided.

A match only proposes. Names of one spelling are decided once; what is in force is what the claims of
`decisions.csv` say that stand, so a decision is taken back by withdrawing its claim.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tequio.files import folded
from tequio.tracking.dates import ANY, Span, beginning, end, span
from tequio.tracking.ledger import Ledger
from tequio.tracking.match import TOP, Candidate, Matcher, Name, match
from tequio.tracking.register import Register, Unit
from tequio.tracking.schema import SURE


@dataclass(frozen=True)
class Spelling:
    """A name as written, wherever it is written so.

    Args:
        name: the text.
        claims: the rows of `end_users` that have it, in the ledger's order.
        dates: for each of them when the unit was named, as EDTF, empty if that is not known.
    """

    name: str
    claims: tuple[str, ...]
    dates: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """What somebody decided about a name and a unit: `same`, `different` or `unsure`; `unit` may be empty."""

    claim: str
    name: str
    unit: str
    decision: str
    decided_by: str
    decided_on: str
    reason: str


@dataclass(frozen=True)
class Question:
    """A spelling that may need a decision.

    Args:
        spelling: the name.
        candidates: as `match.match` gives them; `query` is the spelling's first claim.
        decisions: in force, in the ledger's order.
        offer: the unit whose name is identical, if it is the only one at the date of every claim; for
            one confirmation of all. Empty if there is none, or anything is decided already.
    """

    spelling: Spelling
    candidates: tuple[Candidate, ...]
    decisions: tuple[Decision, ...]
    offer: str


def questions(ledger: Ledger, top: int = TOP, propose: Matcher = match) -> list[Question]:
    """Each spelling with its candidates among the units that existed then, in the ledger's order.

    Args:
        ledger: that was checked.
        top: candidates a spelling, at most.
        propose: who finds them.

    Raises:
        ImpossibleDate: where the ledger was not checked.
    """
    register = register_of(ledger)
    spelled = spellings(ledger)
    decided = in_force(ledger)
    names = [Name(each.claims[0], each.name, _whole(each.dates)) for each in spelled]
    proposed: dict[str, list[Candidate]] = {}
    for candidate in propose(names, register, top):
        proposed.setdefault(candidate.query, []).append(candidate)
    found = []
    for each in spelled:
        decisions = decided.get(each.name, ())
        offer = "" if decisions else offered(each, register.units)
        found.append(Question(each, tuple(proposed.get(each.claims[0], ())), decisions, offer))
    return found


def spellings(ledger: Ledger) -> list[Spelling]:
    """The names as written of end users that name no unit, each spelling once, in the ledger's order."""
    licences = ledger.standing("licences").iter_rows(named=True)
    issued: dict[str, str] = {}
    for row in licences:
        issued.setdefault(row["licence"], row["issued"] or row["valid_from"])
    found: dict[str, list[tuple[str, str]]] = {}
    for row in ledger.standing("end_users").iter_rows(named=True):
        if row["name_as_written"] and not row["unit"]:
            date = row["since"] or issued.get(row["licence"], "")
            found.setdefault(row["name_as_written"], []).append((row["claim"], date))
    return [Spelling(name, *map(tuple, zip(*rows, strict=True))) for name, rows in found.items()]


def register_of(ledger: Ledger) -> Register:
    """The units of a ledger; one with several names is there under each of them."""
    parents: dict[str, str] = {}
    for row in ledger.standing("relations").iter_rows(named=True):
        if row["type"] == "child_of":
            parents.setdefault(row["child"], row["parent"])
    rows = ledger.standing("units").iter_rows(named=True)
    units = dict.fromkeys(
        Unit(
            row["unit"],
            row["name"],
            row["kind"],
            row["level"],
            row["state"],
            row["municipality"],
            parents.get(row["unit"], ""),
            row["since"],
            row["until"],
        )
        for row in rows
    )
    return Register(list(units))


def offered(spelling: Spelling, units: Iterable[Unit]) -> str:
    """The one unit of that very name at the date of every claim, case and spaces ignored; else empty."""
    wanted = folded(spelling.name)
    alike = [unit for unit in units if folded(unit.name) == wanted]
    found = {
        tuple(sorted({unit.id for unit in alike if _possibly(unit, span(date) if date else ANY)}))
        for date in spelling.dates
    }
    only = found.pop() if len(found) == 1 else ()
    return only[0] if len(only) == 1 else ""


def in_force(ledger: Ledger) -> Mapping[str, tuple[Decision, ...]]:
    """For each name as written the decisions in force, one for each unit, in the ledger's order.

    Accepted claims count that nothing supersedes. Of several about one name and unit the one decided
    last is in force, of one day the one that stands last in the table; once it is withdrawn, the one
    before is in force again. A decision in force for one unit leaves those for others as they are.
    """
    found: dict[tuple[str, str], Decision] = {}
    for row in ledger.standing("decisions").iter_rows(named=True):
        if row["status"] != SURE or not row["name_as_written"]:
            continue
        fields = ("claim", "name_as_written", "unit", "decision", "decided_by", "decided_on", "reason")
        decision = Decision(*(row[field] for field in fields))
        before = found.get((decision.name, decision.unit))
        if before is None or _day(decision) >= _day(before):
            found[decision.name, decision.unit] = decision
    grouped: dict[str, tuple[Decision, ...]] = {}
    for decision in found.values():
        grouped[decision.name] = (*grouped.get(decision.name, ()), decision)
    return grouped


def _day(decision: Decision) -> tuple[int, int]:
    days = span(decision.decided_on)
    return days.last, days.first


def _possibly(unit: Unit, days: Span) -> bool:
    return beginning(unit.since).first <= days.last and days.first <= end(unit.until).last


def _whole(dates: Sequence[str]) -> str:
    """One date in EDTF from the first to the last of several; empty if one is not known."""
    if not all(dates):
        return ""
    first = min(dates, key=lambda date: span(date).first)
    last = max(dates, key=lambda date: span(date).last)
    return first if first == last else f"{first.split('/')[0]}/{last.split('/')[-1]}"
