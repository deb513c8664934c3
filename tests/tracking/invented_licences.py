"""Small ledgers about licences and possessions that Hypothesis makes, with every kind of doubt in them."""

from typing import Any

from hypothesis import strategies as st

Rows = dict[str, list[dict[str, str]]]

THING = {"lot": "T1", "maker": "Ficta Arms", "model": "FX-1", "country": "US"}
UNITS = ("U1", "U2", "U3", "U4")
CENTRAL = "U0"
LICENCES = ("L1", "L2", "L3")
STATES = ("12", "30")
DAYS = ("2010", "2011", "2011-06", "2011-06-15", "2012", "2012~", "2011/2012", "2013-02-01", "")
STARTS = ("2005", "2010-01-01", "2011-06", "2012", "2011~", "..", "")
ENDS = ("2010-12-31", "2011-06", "2012", "2012~", "..", "..", "")
NAMES = ("POL. A", "POL. B")
SERIALS = ("", "", "A1", "A1|B2", "AO", "A0|B2")
STATUSES = (*("accepted",) * 6, "conflict", "needs_work", "superseded", "withdrawn")

one_of = st.sampled_from


def row(draw: st.DrawFn, **columns: Any) -> dict[str, str]:
    """A row whose columns are texts or drawn from what they are given."""
    return {name: told if isinstance(told, str) else draw(told) for name, told in columns.items()}


def thing(draw: st.DrawFn) -> dict[str, str]:
    return row(
        draw,
        lot=one_of(("T1", "T1", "T2", "T3", "")),
        maker=one_of(("Ficta Arms",) * 7 + ("",)),
        model=one_of(("FX-1",) * 5 + ("FX-2", "FX-2", "")),
        country=one_of(("US", "US", "US", "")),
        serials=one_of(SERIALS),
        date=one_of(DAYS),
    )


TABLES: dict[str, dict[str, Any]] = {
    "relations": {
        "relation": one_of(("N1", "N2", "N3")),
        "child": one_of(UNITS),
        "parent": one_of((CENTRAL, *UNITS)),
        "type": one_of(("child_of", "child_of", "child_of", "member_of")),
        "since": one_of(STARTS),
        "until": one_of(ENDS),
    },
    "licences": {
        "licence": one_of(LICENCES),
        "end_users": one_of(("listed",) * 5 + ("central_only", "not_on_record")),
        "issued": one_of(("2009", "2011-01-01", "")),
        "valid_from": one_of(("2010-02-01", "2011-06", "2012~", "")),
    },
    "end_users": {
        "licence": one_of(LICENCES),
        "unit": one_of((*UNITS, *UNITS, CENTRAL, "", "")),
        "name_as_written": one_of((*NAMES, "", "")),
        "since": one_of(("", "", "", "2011-06-15", "2012", "2013")),
    },
    "items": {
        "licence": one_of(LICENCES),
        "maker": one_of(("Ficta Arms",) * 7 + ("",)),
        "model": one_of(("FX-1",) * 5 + ("FX-2", "FX-2", "")),
    },
    "conditions": {
        "licence": one_of(LICENCES),
        "rule": one_of(("exclude_state", "only_state")),
        "state": one_of(STATES),
    },
    "decisions": {
        "name_as_written": one_of(NAMES),
        "unit": one_of((*UNITS, "")),
        "decision": one_of(("same", "same", "different", "unsure")),
        "decided_on": one_of(("2021-03-04", "2022", "2020")),
    },
    "shipments": {"licence": one_of((*LICENCES, *LICENCES, ""))},
    "receipts": {"from_unit": one_of((CENTRAL, "")), "to_unit": one_of((CENTRAL, *UNITS))},
    "holdings": {"unit": one_of((CENTRAL, *UNITS))},
    "recoveries": {"holder": one_of((CENTRAL, *UNITS, "")), "state": one_of((*STATES, ""))},
}
IDS = {
    "shipments": ("shipment", "S"),
    "receipts": ("receipt", "R"),
    "holdings": ("holding", "H"),
    "recoveries": ("recovery", "V"),
}


def _units(draw: st.DrawFn) -> list[dict[str, str]]:
    rows = [{"unit": CENTRAL, "central": "yes", "status": "accepted"}]
    for unit in UNITS:
        kind = {
            "central": one_of(("no",) * 9 + ("yes",)),
            "state": one_of((*STATES, *STATES, "")),
            "status": one_of(STATUSES),
        }
        rows += [row(draw, unit=unit, **kind) for _ in range(draw(st.integers(1, 2)))]
    return rows


def _orderly(draw: st.DrawFn, tables: Rows) -> None:
    """Licences on record with their end users, shipped as lots and received: what answers yes and no."""
    for number, licence in enumerate(draw(one_of(((), LICENCES[:1], LICENCES[:2], LICENCES))), 1):
        sure = {"licence": licence, "status": "accepted"}
        model = {"maker": "Ficta Arms", "model": "FX-1", "lot": f"T{number}"}
        holder, named = draw(one_of(UNITS)), draw(one_of(UNITS))
        tables["licences"].append({**sure, "end_users": "listed", "valid_from": "2010-02-01"})
        tables["end_users"].append({**sure, "unit": named, "since": draw(one_of(("", "", "2012")))})
        tables["items"].append({**model, **sure})
        tables["shipments"].append({**model, **sure, "shipment": f"S1{number}", "date": "2010"})
        event = {**model, "status": "accepted", "date": draw(one_of(DAYS))}
        tables["receipts"].append({**event, "receipt": f"R1{number}", "to_unit": holder})
        loose = {**event, "lot": "", "unit": draw(one_of(UNITS)), "date": draw(one_of(DAYS))}
        tables["holdings"].append({**loose, "holding": f"H1{number}"})


@st.composite
def licence_ledgers(draw: st.DrawFn, most: int = 3) -> Rows:
    """Rows about licences, whom they name, and what became of the weapons; few ids, many accounts."""
    tables: Rows = {"units": _units(draw), **{name: [] for name in TABLES}}
    _orderly(draw, tables)
    for name, columns in TABLES.items():
        for _ in range(draw(st.integers(0, most))):
            made = row(draw, **columns, status=one_of(STATUSES))
            if name in IDS:
                column, letter = IDS[name]
                made = {**thing(draw), **made, column: f"{letter}{draw(st.integers(1, most))}"}
            tables[name].append(made)
    claim = 0
    for rows in tables.values():
        for one in rows:
            claim += 1
            one |= {"claim": f"C{claim:04d}", "source": "F1", "page": "1"}
            if claim > 1 and draw(st.integers(0, 19)) == 0:
                one["supersedes"] = f"C{draw(st.integers(1, claim - 1)):04d}"
    return tables


def one_licence(**changed: list[dict[str, str]]) -> Rows:
    """A licence that lists U1, shipped as lot T1, received by U2 in June 2011; with some tables changed."""
    tables: Rows = {
        "units": [
            {"unit": "U0", "central": "yes"},
            {"unit": "U1", "central": "no", "state": "12"},
            {"unit": "U2", "central": "no", "state": "12"},
        ],
        "licences": [{"licence": "L1", "end_users": "listed", "valid_from": "2010-02-01"}],
        "end_users": [{"licence": "L1", "unit": "U1"}],
        "items": [{**THING, "item": "I1", "licence": "L1"}],
        "shipments": [{**THING, "shipment": "S1", "licence": "L1", "date": "2010-05"}],
        "receipts": [{**THING, "receipt": "R1", "to_unit": "U2", "date": "2011-06-15"}],
    }
    tables |= changed
    claim = 0
    for told in tables.values():
        for one in told:
            claim += 1
            for column, text in (("claim", f"C{claim:04d}"), ("source", "F1"), ("status", "accepted")):
                one.setdefault(column, text)
    return tables
