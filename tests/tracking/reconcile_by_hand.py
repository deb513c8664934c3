"""Reconciliation once more, row by row in plain Python: what the fast one is compared with."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations, permutations
from typing import Any

from invented_ledgers import Rows

from tequio.tracking.dates import span
from tequio.tracking.schema import TABLES

INFINITE = float("inf")
Event = dict[str, Any]
Found = tuple[str, str, str, tuple[float, float], tuple[str, ...], tuple[str, ...], int]
"""Check, subject, at, gap, big, small, and how many events a smallest set has."""


def gaps(rows: Rows) -> list[Found]:
    """Every gap of a ledger, sorted."""
    gone = {
        row["supersedes"]
        for table in rows.values()
        for row in table
        if row["status"] == "accepted" and row.get("supersedes")
    }
    standing = {
        name: [
            row
            for row in table
            if row["status"] in ("accepted", "conflict", "needs_work") and row["claim"] not in gone
        ]
        for name, table in rows.items()
    }
    events = {name: list(_events(name, table)) for name, table in standing.items()}
    found: list[Found] = []
    for check in (_licences, _lots, _units, _losses, _serials, _places, _totals, _parts):
        found += check(events)
    return sorted(found)


def _events(name: str, rows: list[dict[str, str]]) -> Iterator[Event]:
    kind = TABLES[name]
    accounts = defaultdict(list)
    for row in rows:
        accounts[row[kind.id]].append(row)
    for event, told in accounts.items():
        sure = [row for row in told if row["status"] == "accepted"]
        days = [span(row.get("date", "")) for row in told]
        first_told = {
            column: next((row[column] for row in [*sure, *told] if row.get(column)), "")
            for column in kind.columns
        }
        what = set(kind.columns) - {"claim", "source", "page", "status", "supersedes", "date", "serials"}
        what -= {"quantity_min", "quantity_max", kind.id}
        firm = bool(sure) and all(
            any(row.get(column) for row in sure) for column in what if first_told[column]
        )
        yield {
            **first_told,
            "id": event,
            "sure": firm,
            "min": min(int(row["quantity_min"] or 0) for row in told) if firm else 0,
            "low": min(int(row["quantity_min"] or 0) for row in told),
            "max": max(int(row["quantity_max"]) if row["quantity_max"] else INFINITE for row in told),
            "first": min(day.first for day in days),
            "last": max(day.last for day in days),
            "numbers": _numbers(told),
            "sure_numbers": _numbers(sure) if firm else set(),
        }


def _numbers(rows: list[dict[str, str]]) -> set[str]:
    return {part.strip() for row in rows for part in row.get("serials", "").split("|") if part.strip()}


def _excess(
    name: tuple[str, str, str],
    big: tuple[list[Event], list[Event]],
    small: tuple[list[Event], list[Event]],
) -> Iterator[Found]:
    """The gap of (certain, possible) events on either side, if there is one."""
    (certain, may), (surely, possible) = big, small
    beyond = sum(event["max"] for event in possible)
    if sum(event["min"] for event in certain) <= beyond:
        return
    few = next(
        size
        for size in range(1, len(certain) + 1)
        if any(sum(event["min"] for event in some) > beyond for some in combinations(certain, size))
    )
    least = sum(event["min"] for event in certain) - beyond
    most = sum(event["max"] for event in may) - sum(event["min"] for event in surely)
    yield (*name, (least, most), _ids(certain), _ids(possible), few + len(possible))


def _ids(events: list[Event]) -> tuple[str, ...]:
    return tuple(sorted(event["id"] for event in events))


def _all(name: tuple[str, str, str], big: list[Event], small: list[Event]) -> Iterator[Found]:
    if any(event["sure"] for event in small):
        yield from _excess(name, (_sure(big), big), (_sure(small), small))


def _sure(events: list[Event]) -> list[Event]:
    return [event for event in events if event["sure"]]


def _licences(events: dict[str, list[Event]]) -> Iterator[Found]:
    keys = {
        (ship["licence"], ship["maker"], ship["model"]) for ship in events["shipments"] if ship["licence"]
    }
    for licence, maker, model in keys:
        big = [
            s
            for s in events["shipments"]
            if (s["licence"], s["maker"], s["model"]) == (licence, maker, model)
        ]
        small = [
            item
            for item in events["items"]
            if item["licence"] == licence
            and (maker == item["maker"] or "" in (maker, item["maker"]))
            and (model == item["model"] or "" in (model, item["model"]))
        ]
        subject = " ".join(part for part in (licence, maker, model) if part)
        yield from _all(("over_shipped", subject, ""), big, small)


def _lots(events: dict[str, list[Event]]) -> Iterator[Found]:
    for lot in {event["lot"] for event in events["shipments"] if event["lot"]}:
        shipped = [event for event in events["shipments"] if event["lot"] == lot]
        arrived = [event for event in events["receipts"] if event["lot"] == lot and not event["from_unit"]]
        yield from _all(("not_received", lot, ""), shipped, arrived)
        if arrived:
            yield from _all(("over_received", lot, ""), arrived, shipped)


def _units(events: dict[str, list[Event]]) -> Iterator[Found]:
    moved = [event for event in events["receipts"] if event["from_unit"] != event["to_unit"]]
    for unit in {event["to_unit"] for event in moved}:
        for lot in {event["lot"] for event in moved if event["lot"]}:
            here: Callable[[Event], bool] = lambda event: event["lot"] == lot  # noqa: B023, E731
            came = [event for event in moved if here(event) and event["to_unit"] == unit]
            went = [event for event in moved if here(event) and event["from_unit"] == unit]
            went += [event for event in events["losses"] if here(event) and event["unit"] == unit]
            went += [
                event
                for event in events["recoveries"]
                if here(event) and event["last_holder"] == unit and not event["loss"]
            ]
            if not any(event["sure"] for event in came):
                continue
            yield from _all(("issued_more_than_received", f"{unit} {lot}", ""), went, came)
            for count in events["holdings"]:
                if count["sure"] and here(count) and count["unit"] == unit:
                    yield from _count(f"{unit} {lot}", count, came, went)


def _by(count: Event, events: list[Event]) -> tuple[list[Event], list[Event]]:
    certain = [event for event in events if event["sure"] and event["last"] <= count["first"]]
    return certain, [event for event in events if event["first"] <= count["last"]]


def _count(subject: str, count: Event, came: list[Event], went: list[Event]) -> Iterator[Found]:
    received, (certain, possible) = _by(count, came), _by(count, went)
    here = ([*certain, count], [*possible, count])
    yield from _excess(("shortage", subject, count["date"]), received, here)
    yield from _excess(("surplus", subject, count["date"]), here, received)


def _losses(events: dict[str, list[Event]]) -> Iterator[Found]:
    for loss in events["losses"]:
        back = [event for event in events["recoveries"] if event["loss"] == loss["id"]]
        yield from _all(("recovered_more_than_lost", loss["id"], ""), back, [loss])


def _same_make(one: Event, other: Event) -> bool:
    return all(one[column] and one[column] == other[column] for column in ("maker", "model", "country"))


def _lists(events: list[Event], number: str, like: Event) -> list[Event]:
    """Events that list a number, as worth one weapon each."""
    return [
        {
            **event,
            "sure": number in event["sure_numbers"],
            "min": int(number in event["sure_numbers"]),
            "max": 1,
        }
        for event in events
        if number in event["numbers"] and _same_make(event, like)
    ]


def _serials(events: dict[str, list[Event]]) -> Iterator[Found]:
    moved = [event for event in events["receipts"] if event["from_unit"] != event["to_unit"]]
    for count in events["holdings"]:
        for number in count["sure_numbers"]:
            unit = count["unit"]
            came = _lists([event for event in moved if event["to_unit"] == unit], number, count)
            out = [event for event in moved if event["from_unit"] == unit]
            out += [event for event in events["losses"] if event["unit"] == unit]
            seen = [event for event in events["recoveries"] if event["holder"] != unit and not event["loss"]]
            gone = [{**event, "kind": "out"} for event in _lists(out, number, count)]
            gone += [{**event, "kind": "seen"} for event in _lists(seen, number, count)]
            certain, possible = _by(count, gone)
            if not _sure(came) or not certain or _ordered(certain, _by(count, came)[1], count["last"]):
                continue
            one = {**count, "min": 1, "max": 1}
            weapon = "|".join((count["maker"], count["model"], number, count["country"]))
            name = ("serial_held_but_gone", f"{unit} {weapon}", count["date"])
            yield from _excess(name, ([*certain, one], [*possible, one]), _by(count, came))


def _ordered(gone: list[Event], came: list[Event], last: int) -> bool:
    """Whether some order of all of `gone` and some of `came` ends with the weapon at the unit."""
    return any(
        _ends_here(order, last)
        for size in range(len(came) + 1)
        for some in combinations(came, size)
        for order in permutations([*gone, *some])
    )


def _ends_here(order: tuple[Event, ...], last: int) -> bool:
    there, day = False, 0
    for event in order:
        kind = event.get("kind", "in")
        day = max(day, event["first"])
        if day > event["last"] or (kind == "out" and not there) or (kind == "seen" and there):
            return False
        there = kind == "in"
    return there and day <= last


def _places(events: dict[str, list[Event]]) -> Iterator[Found]:
    for one, other in combinations(events["holdings"], 2):
        day = one["first"] == one["last"] == other["first"] == other["last"]
        if day and one["unit"] != other["unit"] and _same_make(one, other):
            for number in one["sure_numbers"] & other["sure_numbers"]:
                weapon = "|".join((one["maker"], one["model"], number, one["country"]))
                yield ("serial_two_places", weapon, one["date"], (1, 1), _ids([one, other]), (), 2)


def _totals(events: dict[str, list[Event]]) -> Iterator[Found]:
    frame = ("what", "scope", "since", "until")
    for one, other in combinations(_sure(events["totals"]), 2):
        if all(one[column] and one[column] == other[column] for column in frame):
            subject = f"{one['what']}; {one['scope']}; {one['since']}/{one['until']}"
            for big, small in ((one, other), (other, one)):
                yield from _all(("totals_differ", subject, ""), [big], [small])


def _parts(events: dict[str, list[Event]]) -> Iterator[Found]:
    for whole in _sure(events["totals"]):
        of = [event for event in events["totals"] if event["part_of"] == whole["id"] != event["id"]]
        if _sure(of):
            for big, small in (([whole], of), (of, [whole])):
                yield from _all(("parts_do_not_add", whole["id"], ""), big, small)
