"""What a person has to decide about names as written, and what is decided.

They stand on licences, or an import made a unit of one (`unit_questions`). A match only proposes. Names
of one spelling are decided once; what is in force is what the claims of `decisions.csv` say that stand,
so a decision is taken back by withdrawing its claim.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tequio.files import folded
from tequio.tracking.dates import ANY, Span, beginning, end, span
from tequio.tracking.ledger import Ledger
from tequio.tracking.match import TOP, Candidate, Matcher, Name, match
from tequio.tracking.places import told_state
from tequio.tracking.register import Register, Unit
from tequio.tracking.schema import SURE, TABLES
from tequio.tracking.states import MARK, USUAL

LIKELY = 20.0
"""The least score of a candidate that is worth a question."""
NOT_NAMING = ("decisions", "replies")
"""Tables whose rows tell of a unit that somebody has chosen, not of a name in a source."""


@dataclass(frozen=True)
class Spelling:
    """A name as written, wherever it is written so.

    Args:
        name: the text.
        claims: the rows of `end_users` that have it, or those that name the unit that an import made
            of it, after its own; in the ledger's order.
        dates: when it was so named, as EDTF, empty if that is not known.
        unit: the unit that an import made of it; empty for a name on a licence.
    """

    name: str
    claims: tuple[str, ...]
    dates: tuple[str, ...]
    unit: str = ""

    @property
    def key(self) -> str:
        """What a decision on it has as `name_as_written`: the name, or the id of the unit made of it.

        Two units may be made of one name in two places, and a decision on one says nothing of a licence
        that has the name without a place.
        """
        return self.unit or self.name


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

    @property
    def has_unit(self) -> bool:
        """Whether somebody decided who it is."""
        return any(one.decision == "same" for one in self.decisions)

    @property
    def perhaps(self) -> tuple[str, ...]:
        """Of a unit made of a name: the candidates that it may be, as long as nobody decided who it is."""
        no = {one.unit for one in self.decisions if one.decision == "different"}
        return () if self.has_unit else tuple(one.id for one in self.candidates if one.id not in no)


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


def unit_questions(
    ledger: Ledger, top: int = TOP, about: Collection[str] | None = None, propose: Matcher = match
) -> list[Question]:
    """The units that imports made of names and that may be another unit, in the ledger's order.

    Candidates are the units that no import made of a name, and of the others those that the ledger has
    earlier; without a veto, as likely as `LIKELY` or of the very same name, and not known to be in
    another state. Nor is one of another kind left out if its name tells the same town: lists call one
    police of a town by many names. A unit without any is itself, and is no question unless somebody
    decided about it.

    Args:
        ledger: claims, checked.
        top: candidates a unit, at most.
        about: units that are asked about; all of them if not given.
        propose: who finds the candidates.

    Raises:
        ImpossibleDate: where the ledger was not checked.
    """
    made = made_of_names(ledger)
    order = {spelling.unit: place for place, spelling in enumerate(made)}
    made = [each for each in made if about is None or each.unit in about]
    if not made:
        return []
    register = register_of(ledger)
    own: dict[str, list[Unit]] = {}
    named: dict[str, list[Unit]] = {}
    for unit in register.units:
        own.setdefault(unit.id, []).append(unit)
        named.setdefault(folded(unit.name), []).append(unit)
    proposed: dict[str, list[Candidate]] = {}
    names = [Name(each.unit, _with_state(each.name, own[each.unit]), _whole(each.dates)) for each in made]
    for candidate in propose(names, register, top + 1):
        proposed.setdefault(candidate.query, []).append(candidate)
    towns = _towns(register)
    decided = in_force(ledger)
    found = []
    for each in made:
        state = _state(own[each.unit])

        def other(id_: str, each: Spelling = each, state: str = state) -> bool:
            elsewhere = state and _state(own[id_]) not in ("", state)
            return order.get(id_, -1) < order[each.unit] and not elsewhere

        alike = {unit.id for unit in named[folded(each.name)]}
        candidates = tuple(
            one
            for one in proposed.get(each.unit, ())
            if other(one.id)
            and (
                one.id in alike
                or (not one.vetoes and one.score >= LIKELY)
                or (set(one.vetoes) <= {"kind"} and _same_town(towns[each.unit], towns[one.id]))
            )
        )
        decisions = decided.get(each.unit, ())
        same = [unit for unit in named[folded(each.name)] if other(unit.id)]
        if candidates or decisions:
            offer = "" if decisions else offered(each, same)
            found.append(Question(each, candidates, decisions, offer))
    return found


def _towns(register: Register) -> dict[str, set[frozenset[str]]]:
    """Of each unit the towns that its names tell, as words; none where they tell only a state."""
    found: dict[str, set[frozenset[str]]] = {}
    for unit, parts in zip(register.units, register.parts, strict=True):
        town = frozenset(word for word in parts.place if not word.startswith(MARK) and word != "estado")
        found.setdefault(unit.id, set()).update([town] if town else [])
    return found


def _same_town(some: set[frozenset[str]], others: set[frozenset[str]]) -> bool:
    """Whether two units have a town in common; words that are read as part of it on one side do not count."""
    return any(one <= other or other <= one for one in some for other in others)


def _state(units: Sequence[Unit]) -> str:
    return next((unit.state for unit in units if unit.state), "")


def carried_questions(ledger: Ledger) -> list[Question]:
    """Units that stand no more, since it was decided which other one each is; it can be taken back."""
    standing = set(ledger.standing("units")["unit"].to_list())
    decided = in_force(ledger)
    rows = ledger.tables["units"].unique("unit", keep="first", maintain_order=True)
    return [
        Question(Spelling(name, (claim,), ("",), unit), (), decided[unit], "")
        for unit, name, claim in rows.select("unit", "name", "claim").iter_rows()
        if unit in decided and unit not in standing
    ]


def doubtful(ledger: Ledger, holders: Collection[str] | None = None) -> dict[str, tuple[str, ...]]:
    """Holders of whom a “no” is not certain, and the units that each may be or is decided to be.

    A unit that an import made of a name may be another one, until somebody decides and the decision is
    carried out; and that other one may be it, if a licence names it.

    Args:
        ledger: claims, checked.
        holders: those of a “no”, if they are known; else every unit is looked at.

    Raises:
        ImpossibleDate: where the ledger was not checked.
    """
    named = set(ledger.standing("end_users")["unit"].to_list())
    named |= {one.unit for some in in_force(ledger).values() for one in some if one.decision == "same"}
    found: dict[str, tuple[str, ...]] = {}
    about = None if holders is None else {*holders, *named}
    for question in unit_questions(ledger, about=about):
        unit = question.spelling.unit
        same = tuple(one.unit for one in question.decisions if one.decision == "same")
        for other in same or question.perhaps:
            found[unit] = (*found.get(unit, ()), other)
            if unit in named:
                found[other] = (*found.get(other, ()), unit)
    return found


def names_asked(ledger: Ledger, names: Sequence[str], top: int = TOP) -> list[Question]:
    """Names that the ledger need not have, as those of an application, with their candidates.

    Raises:
        ImpossibleDate: where the ledger was not checked.
    """
    register = register_of(ledger)
    decided = in_force(ledger)
    found = []
    for name in dict.fromkeys(names):
        spelling = Spelling(name, (), ("",))
        candidates = tuple(match([Name(name, name)], register, top))
        decisions = decided.get(name, ())
        offer = "" if decisions else offered(spelling, register.units)
        found.append(Question(spelling, candidates, decisions, offer))
    return found


def _with_state(name: str, units: Sequence[Unit]) -> str:
    """A name with the state that its unit has and the name does not tell."""
    state = _state(units)
    return name if state not in USUAL or told_state(name) == state else f"{name}, {USUAL[state]}"


def made_of_names(ledger: Ledger) -> list[Spelling]:
    """The units that imports made of names, in the ledger's order.

    They are cited where a row stands that names them; a unit of a list of units is cited in that list.
    """
    rows = (
        ledger.standing("units")
        .filter(pl.col("name") != "")
        .unique("unit", keep="first", maintain_order=True)
    )
    named = pl.concat(_naming(ledger))
    own = rows.select("unit", "source", "page")
    made = named.join(own, on=["unit", "source", "page"], how="semi")["unit"].unique()
    rows = rows.filter(pl.col("unit").is_in(made.implode()))
    claims = named.filter(pl.col("unit").is_in(made.implode())).group_by("unit", maintain_order=True)
    told = {unit: rest for unit, *rest in claims.agg("claim", "date").iter_rows()}
    return [
        Spelling(name, (claim, *dict.fromkeys(told[unit][0])), tuple(dict.fromkeys(told[unit][1])), unit)
        for unit, name, claim in rows.select("unit", "name", "claim").iter_rows()
    ]


def _naming(ledger: Ledger) -> Iterator[pl.DataFrame]:
    """Every row that names a unit: `unit`, `source`, `page`, `claim`, `date`."""
    for table, kind in TABLES.items():
        rows = ledger.standing(table)
        date = next((one for one in ("date", "issued") if one in kind.columns), None)
        for column in (one for one, to in kind.refers.items() if to == "units" and table not in NOT_NAMING):
            yield rows.filter(pl.col(column) != "").select(
                "source", "page", "claim", unit=column, date=pl.col(date) if date else pl.lit("")
            )


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
    return [Spelling(name, *_columns(rows)) for name, rows in found.items()]


def _columns(rows: Sequence[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(claim for claim, _ in rows), tuple(date for _, date in rows)


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
