"""One break of each kind, to be planted into a history that is otherwise true."""

from collections.abc import Callable

from hypothesis import strategies as st
from invented_ledgers import CITED, MAKE, Rows

from tequio.tracking.schema import TABLES

LOT = {"lot": "TP", "model": "FX-P", **MAKE}
Planted = tuple[Rows, str, int]
"""The rows of a break, its subject, and by how much it breaks."""
Planter = Callable[[st.DrawFn], Planted]


def event(table: str, name: str, amount: int | tuple[int, int], **columns: str) -> dict[str, str]:
    """An accepted event with one account, of an exact amount or an interval."""
    least, most = (amount, amount) if isinstance(amount, int) else amount
    thing = LOT if "lot" in TABLES[table].columns else {"model": "FX-P", **MAKE}
    ids = {"claim": f"P{name}", TABLES[table].id: name}
    return {**ids, **CITED, **thing, "quantity_min": str(least), "quantity_max": str(most), **columns}


def split(draw: st.DrawFn, amount: int, most: int = 4) -> list[int]:
    """An amount as a sum of numbers above zero."""
    parts: list[int] = []
    while amount and len(parts) < most - 1:
        parts.append(draw(st.integers(1, amount)))
        amount -= parts[-1]
    return [*parts, amount] if amount else parts


def numbered(table: str, letter: str, amounts: list[int], **columns: str) -> list[dict[str, str]]:
    return [event(table, f"{letter}P{at}", amount, **columns) for at, amount in enumerate(amounts)]


def two(draw: st.DrawFn) -> tuple[int, int, int]:
    """A number, by how much another exceeds it, and that."""
    small, more = draw(st.integers(1, 12)), draw(st.integers(1, 5))
    return small, more, small + more


def over_shipped(draw: st.DrawFn) -> Planted:
    small, more, big = two(draw)
    shipped = numbered("shipments", "S", split(draw, big), licence="LP", lot="")
    items = numbered("items", "I", split(draw, small), licence="LP")
    return {"shipments": shipped, "items": items}, "LP Ficta Arms FX-P", more


def not_received(draw: st.DrawFn) -> Planted:
    small, more, big = two(draw)
    arrived = numbered("receipts", "R", split(draw, small), to_unit="U0")
    return {"shipments": numbered("shipments", "S", split(draw, big)), "receipts": arrived}, "TP", more


def over_received(draw: st.DrawFn) -> Planted:
    small, more, big = two(draw)
    arrived = numbered("receipts", "R", split(draw, big), to_unit="U0")
    return {"shipments": numbered("shipments", "S", split(draw, small)), "receipts": arrived}, "TP", more


def issued_more_than_received(draw: st.DrawFn) -> Planted:
    small, more, big = two(draw)
    came = numbered("receipts", "R", split(draw, small), from_unit="U8", to_unit="U5")
    passed, *others = split(draw, big, 3)
    gone = [event("receipts", "RQ", passed, from_unit="U5", to_unit="U6")]
    lost = [event("losses", "OP", each, unit="U5", manner="destroyed") for each in others[:1]]
    found = [event("recoveries", "VP", each, last_holder="U5") for each in others[1:]]
    return {"receipts": came + gone, "losses": lost, "recoveries": found}, "U5 TP", more


def shortage(draw: st.DrawFn) -> Planted:
    small, more, big = two(draw)
    came = numbered("receipts", "R", split(draw, big), from_unit="U8", to_unit="U5", date="2010-06")
    left = draw(st.integers(0, small))
    lost = (
        [event("losses", "OP", small - left, unit="U5", manner="lost", date="2011")] if small > left else []
    )
    late = [event("losses", "OQ", 50, unit="U5", manner="lost", date="2015")]
    rows = {"receipts": came, "losses": lost, "holdings": [_count(left)]}
    return rows | ({"losses": lost + late} if draw(st.booleans()) else {}), "U5 TP", more


def surplus(draw: st.DrawFn) -> Planted:
    small, more, big = two(draw)
    came = numbered("receipts", "R", split(draw, small), from_unit="U8", to_unit="U5", date="2010-06")
    late = [event("receipts", "RQ", 50, from_unit="U8", to_unit="U5", date="2015")]
    left = draw(st.integers(more, big))  # so that the count is needed
    found = [event("recoveries", "VP", big - left, last_holder="U5", date="2011")] if big > left else []
    rows = {"receipts": came + late, "recoveries": found, "holdings": [_count(left)]}
    return rows, "U5 TP", more


def _count(left: int) -> dict[str, str]:
    return event("holdings", "HP", left, unit="U5", date="2012-11-30")


def recovered_more_than_lost(draw: st.DrawFn) -> Planted:
    small, more, big = two(draw)
    lost = [event("losses", "OP", small, unit="U5", manner="lost")]
    return (
        {"losses": lost, "recoveries": numbered("recoveries", "V", split(draw, big), loss="OP")},
        "OP",
        more,
    )


def serial_held_but_gone(draw: st.DrawFn) -> Planted:
    number = {"serials": draw(st.sampled_from(("O1", "O0|O1", "O1|01")))}
    came = event("receipts", "RP", 3, from_unit="U8", to_unit="U5", date="2010-06", **number)
    left = draw(
        st.sampled_from(
            [
                ("receipts", event("receipts", "RQ", (0, 2), from_unit="U5", to_unit="U6", serials="O1")),
                ("losses", event("losses", "OP", (0, 2), unit="U5", manner="stolen", serials="O1")),
                ("recoveries", event("recoveries", "VP", (0, 2), last_holder="", lot="", serials="O1")),
            ]
        )
    )
    gone = {**left[1], "date": draw(st.sampled_from(("2011", "2011-02", "2010-07/2012-11-30")))}
    held = event("holdings", "HP", (1, 3), unit="U5", date="2012-11-30", serials="01|O1")
    rows: Rows = {"receipts": [came], "holdings": [held]}
    rows[left[0]] = [*rows.get(left[0], []), gone]
    return rows, "U5 Ficta Arms|FX-P|O1|US", 1


def serial_two_places(draw: st.DrawFn) -> Planted:
    held = [
        event("holdings", f"HP{unit}", (1, 3), unit=unit, date="2012-11-30", serials=numbers)
        for unit, numbers in (("U5", "O1"), ("U6", "01|O1"), ("U7", "01"))
    ]
    return {"holdings": held[:2]}, "Ficta Arms|FX-P|O1|US", 1


def totals_differ(draw: st.DrawFn) -> Planted:
    small, more, big = two(draw)
    frame = {"what": "lost", "scope": "all", "since": "2010", "until": "2012-06"}
    rows = [event("totals", f"XP{each}", each, **frame) for each in draw(st.permutations((small, big)))]
    return {"totals": rows}, "lost; all; 2010/2012-06", more


def parts_do_not_add(draw: st.DrawFn) -> Planted:
    whole, more, other = two(draw)
    if draw(st.booleans()):
        whole, other = other, whole
    rows = [event("totals", "XP", whole, what="lost")]
    parts = [
        event("totals", f"XP{at}", each, what="lost", part_of="XP")
        for at, each in enumerate(split(draw, other))
    ]
    return {"totals": rows + parts}, "XP", more


PLANTERS: dict[str, Planter] = {
    planter.__name__: planter
    for planter in (
        over_shipped,
        not_received,
        over_received,
        issued_more_than_received,
        shortage,
        surplus,
        recovered_more_than_lost,
        serial_held_but_gone,
        serial_two_places,
        totals_differ,
        parts_do_not_add,
    )
}


@st.composite
def plants(draw: st.DrawFn, check: str) -> Planted:
    """The rows of a break of one check."""
    return PLANTERS[check](draw)
