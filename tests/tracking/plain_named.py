"""The verdicts once more, row by row in plain Python: slow, and written apart from the library's."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from tequio.tracking.dates import beginning, end, span

Row = dict[str, Any]
LATE, EARLY = 4_000_000, 0


def standing(tables: dict[str, list[dict[str, str]]]) -> dict[str, list[Row]]:
    """The rows that count, each with every column one may ask for."""
    every = [one for rows in tables.values() for one in rows]
    gone = {one.get("supersedes") for one in every if one["status"] == "accepted"}
    found: dict[str, list[Row]] = defaultdict(list)
    for name, rows in tables.items():
        for one in rows:
            if one["status"] in ("accepted", "conflict", "needs_work") and one["claim"] not in gone:
                whole: Row = defaultdict(str, one)
                whole["sure"] = one["status"] == "accepted"
                found[name].append(whole)
    return found


def said(rows: list[Row], column: str) -> str:
    """What the first accepted account says, else the first."""
    for sure in (True, False):
        for one in rows:
            if one[column] and (one["sure"] or not sure):
                return str(one[column])
    return ""


def any_sure(pairs: list[tuple[Any, bool]]) -> dict[Any, bool]:
    found: dict[Any, bool] = {}
    for what, sure in pairs:
        found[what] = found.get(what, False) or sure
    return found


@dataclass
class Event:
    """One event with all its accounts."""

    id: str
    rows: list[Row] = field(default_factory=list)

    def __getattr__(self, column: str) -> str:
        return said(self.rows, column)

    @property
    def sure(self) -> bool:
        return any(one["sure"] for one in self.rows)

    @property
    def days(self) -> tuple[int, int]:
        spans = [span(one["date"]) for one in self.rows]
        return min(one.first for one in spans), max(one.last for one in spans)

    def each(self, column: str) -> dict[str, bool]:
        return any_sure([(one[column], one["sure"]) for one in self.rows if one[column]])

    def marks(self) -> dict[str, bool]:
        listed = [(number.strip(), one["sure"]) for one in self.rows for number in one["serials"].split("|")]
        return any_sure([pair for pair in listed if pair[0]])


def events(rows: list[Row], column: str) -> list[Event]:
    found: dict[str, Event] = {}
    for one in rows:
        found.setdefault(one[column], Event(one[column])).rows.append(one)
    return list(found.values())


class Plain:
    """All questions to one ledger."""

    def __init__(self, tables: dict[str, list[dict[str, str]]]) -> None:
        self.rows = standing(tables)
        self.shipments = events(self.rows["shipments"], "shipment")
        self.receipts = events(self.rows["receipts"], "receipt")

    def verdicts(self) -> dict[str, Row]:
        found = {}
        kinds = (("receipts", "receipt", "to_unit"), ("holdings", "holding", "unit"))
        for table, column, whose in (*kinds, ("recoveries", "recovery", "holder")):
            for event in events(self.rows[table], column):
                unit = said(event.rows, whose)
                if unit and (table == "recoveries" or not self.central(unit, surely=True)):
                    found[event.id] = self.verdict(event, unit)
        return found

    def central(self, unit: str, surely: bool) -> bool:
        told = [one for one in self.rows["units"] if one["unit"] == unit and one["central"] == "yes"]
        return any(one["sure"] or not surely for one in told)

    def state(self, unit: str) -> tuple[str, bool]:
        rows = [one for one in self.rows["units"] if one["unit"] == unit]
        return said(rows, "state"), any(one["sure"] and one["state"] for one in rows)

    def lots(self, event: Event) -> dict[str, bool]:
        pairs = list(event.each("lot").items())
        thing = (event.maker, event.model, event.country)
        for mark, sure in event.marks().items():
            for other in (*self.shipments, *self.receipts):
                if (other.maker, other.model, other.country) == thing and mark in other.marks():
                    both = sure and other.marks()[mark]
                    pairs += [(lot, both and lot_sure) for lot, lot_sure in other.each("lot").items()]
        return any_sure(pairs)

    def acquired(self, event: Event, unit: str, lots: dict[str, bool]) -> tuple[int, int]:
        first, last = event.days
        firsts, lasts = [], []
        for receipt in self.receipts:
            for lot, sure in receipt.each("lot").items():
                if lot in lots and receipt.to_unit == unit:
                    firsts.append(receipt.days[0])
                    lasts += [receipt.days[1]] if sure and lots[lot] else []
        return (min(firsts), min(lasts)) if lasts else (min([first, *firsts]), last)

    def starts(self, licence: str) -> tuple[int, int]:
        rows = [one for one in self.rows["licences"] if one["licence"] == licence]
        spans = [span(one["valid_from"] or one["issued"]) for one in rows]
        return min([one.first for one in spans], default=EARLY), max(
            [one.last for one in spans], default=LATE
        )

    def unlicensed(self) -> list[Event]:
        def bare(one: Event) -> bool:
            told = one.each("licence")
            return not told or (one.sure and not any(told.values()))

        return [one for one in self.shipments if bare(one)]

    def could(self, event: Event, lots: dict[str, bool], last: int) -> tuple[dict[str, bool], set[str], bool]:
        """Licences with whether accepted claims alone say so, shipments of a missing one, linked."""
        pairs, missing, linked = [], set(), False
        for one in self.shipments:
            for lot, sure in one.each("lot").items():
                if lot in lots:
                    linked = linked or (sure and lots[lot])
                    pairs += [(of, ok and sure and lots[lot]) for of, ok in one.each("licence").items()]
                    missing |= {one.id} if one in self.unlicensed() else set()
        if not linked and event.maker and event.model:
            pairs += self.of_model(event, last)
            for one in self.unlicensed():
                if fits(one.maker, event.maker) and fits(one.model, event.model) and one.days[0] <= last:
                    missing.add(one.id)
        return any_sure(pairs), missing, linked

    def of_model(self, event: Event, last: int) -> list[tuple[str, bool]]:
        things = [(one["licence"], one["maker"], one["model"], one["sure"]) for one in self.rows["items"]]
        for one in self.shipments:
            things += [(of, one.maker, one.model, ok) for of, ok in one.each("licence").items()]
        known = {of for of, *_ in things}
        named = [one["licence"] for name in ("licences", "end_users") for one in self.rows[name]]
        things += [(of, "", "", False) for of in named if of not in known]
        found = []
        for of, maker, model, sure in things:
            if fits(maker, event.maker) and fits(model, event.model) and self.starts(of)[0] <= last:
                certain = sure and bool(maker) and bool(model)
                found.append((of, certain and self.exists(of)))
        return found

    def exists(self, licence: str) -> bool:
        return any(one["licence"] == licence and one["sure"] for one in self.rows["licences"])

    def decisions(self, name: str) -> list[Row]:
        told = [one for one in self.rows["decisions"] if one["name_as_written"] == name]
        return [one for one in told if one["unit"] and name]

    def names(self, licence: str) -> list[tuple[str, bool, Row]]:
        """Units named, whether surely, and the row."""
        found = []
        for one in self.rows["end_users"]:
            if one["licence"] != licence:
                continue
            if one["unit"]:
                found.append((one["unit"], one["sure"], one))
            told = self.decisions(one["name_as_written"])
            for same in (each for each in told if each["decision"] == "same"):
                against = [
                    each
                    for each in told
                    if each["sure"] and each["unit"] == same["unit"] and each["decision"] != "same"
                ]
                stands = all(
                    span(each["decided_on"]).last < span(same["decided_on"]).first for each in against
                )
                found.append((same["unit"], one["sure"] and same["sure"] and stands, one))
        return found

    def above(self, unit: str, days: tuple[int, int]) -> tuple[set[str], set[str]]:
        """Superiors that certainly, and possibly, were so on these days."""
        hulls: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for one in self.rows["relations"]:
            if one["type"] == "child_of":
                hulls[one["relation"], one["child"], one["parent"]].append(one)
        surely, perhaps = set(), set()

        def climb(at: str, passed: set[str], held: list[tuple[bool, int, int, int, int]]) -> None:
            for (_, child, parent), rows in hulls.items():
                if child != at or parent in passed:
                    continue
                since, until = [beginning(r["since"]) for r in rows], [end(r["until"]) for r in rows]
                path = [
                    *held,
                    (
                        any(r["sure"] for r in rows),
                        max(s.last for s in since),
                        min(u.first for u in until),
                        min(s.first for s in since),
                        max(u.last for u in until),
                    ),
                ]
                if max(p[3] for p in path) > min(p[4] for p in path):
                    continue
                if max(days[0], *(p[3] for p in path)) <= min(days[1], *(p[4] for p in path)):
                    perhaps.add(parent)
                if all(p[0] and p[1] <= days[0] and days[1] <= p[2] for p in path):
                    surely.add(parent)
                climb(parent, {*passed, parent}, path)

        climb(unit, {unit}, [])
        return surely, perhaps

    def excluded(self, licence: str, state: str) -> bool:
        rows = [one for one in self.rows["conditions"] if one["licence"] == licence]
        only = [one for one in rows if one["rule"] == "only_state"]
        barred = any(one["rule"] == "exclude_state" and one["sure"] and one["state"] == state for one in rows)
        beyond = any(one["sure"] for one in only) and state not in {one["state"] for one in only}
        return bool(state) and (barred or beyond)

    def verdict(self, event: Event, unit: str) -> Row:
        lots = self.lots(event)
        days = self.acquired(event, unit, lots)
        licences, missing, linked = self.could(event, lots, days[1])
        state, state_sure = self.state(unit)
        named_on, coarse = set(), False
        for licence, sure in licences.items():
            names = self.namings(licence, unit, days, linked, sure)
            if "yes" in names:
                named_on.add(licence)
            answered = state_sure and self.excluded(licence, state)
            coarse = coarse or "perhaps" in names or self.open(licence, unit, answered)
        silent = {licence for licence in licences if self.missing(licence)}
        on_record = [licence for licence, sure in licences.items() if sure and self.answers(licence)]
        complete = all(self.answers(one) or not self.exists(one) for one in licences)
        if named_on:
            verdict = "yes"
        elif coarse:
            verdict = "too_coarse"
        else:
            verdict = "no" if on_record and complete and not silent and not missing else "no_records"
        return {
            "unit": unit,
            "state": state,
            "verdict": verdict,
            "licences": sorted(licences),
            "named_on": sorted(named_on),
            "missing": sorted(silent | missing),
            "linked": linked,
        }

    def namings(self, licence: str, unit: str, days: tuple[int, int], linked: bool, sure: bool) -> set[str]:
        found = set()
        surely, perhaps = self.above(unit, days)
        begun = linked or self.starts(licence)[1] <= days[0]
        for named, name_sure, one in self.names(licence):
            since = span(one["since"])
            if one["since"] and since.first > days[1]:
                continue
            in_force = begun and (not one["since"] or since.last <= days[0])
            accepted = sure and name_sure and self.exists(licence)
            if named == unit:
                found.add("yes" if accepted and in_force else "perhaps")
            elif named in perhaps and not self.central(named, surely=False):
                holds = linked and named in surely
                found.add("yes" if accepted and in_force and holds else "perhaps")
        return found

    def open(self, licence: str, unit: str, answered: bool) -> bool:
        """Whether it names a central body, or a name of which nobody knows whose it is."""
        only = any(
            one["licence"] == licence and one["end_users"] == "central_only" for one in self.rows["licences"]
        )
        bodies = any(self.central(named, surely=False) for named, _, _ in self.names(licence))
        if (only or bodies) and not answered:
            return True
        for one in self.rows["end_users"]:
            if one["licence"] == licence:
                told = self.decisions(one["name_as_written"])
                if not one["unit"] and not any(each["sure"] for each in told):
                    return True
                if any(each["unit"] == unit and each["decision"] == "unsure" for each in told):
                    return True
        return False

    def missing(self, licence: str) -> bool:
        rows = [one for one in self.rows["licences"] if one["licence"] == licence]
        listed = any(one["end_users"] == "listed" for one in rows)
        names = any(one["licence"] == licence for one in self.rows["end_users"])
        return not rows or any(one["end_users"] == "not_on_record" for one in rows) or (listed and not names)

    def answers(self, licence: str) -> bool:
        rows = [one for one in self.rows["licences"] if one["licence"] == licence]
        told = any(one["sure"] and one["end_users"] in ("listed", "central_only") for one in rows)
        listed = any(one["end_users"] == "listed" for one in rows)
        names = any(one["licence"] == licence and one["sure"] for one in self.rows["end_users"])
        return told and (names or not listed)


def fits(told: str, asked: str) -> bool:
    """Whether what is told, or not known, may be what is asked for."""
    return told in ("", asked)
