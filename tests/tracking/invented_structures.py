"""Small invented ledgers of units, relations and allegations: circles, diamonds, doubts, any dates."""

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

Rows = Mapping[str, Sequence[Mapping[str, str]]]
UNITS = ("U1", "U2", "U3", "U4", "U5")
STATUSES = ("accepted", "accepted", "accepted", "conflict", "needs_work", "superseded", "withdrawn")
# Few dates that overlap in many ways, so that every case between certain and never turns up.
DATES = (
    "2013",
    "2013-05",
    "2013-05-10",
    "2013-12-31",
    "2014~",
    "2014",
    "2014-06-01",
    "2014-06-01~",
    "2013-11/2014-06",
    "2012/2016",
    "",
)
dates = st.sampled_from(DATES)
SURE = {"source": "F1", "page": "1", "status": "accepted"}


@st.composite
def relations(draw: st.DrawFn, number: int, units: Sequence[str] = UNITS) -> dict[str, str]:
    """A relation between any two units, so that there are circles and relations to oneself."""
    return {
        "claim": f"R{number}",
        "relation": f"N{number}",
        "child": draw(st.sampled_from(units)),
        "parent": draw(st.sampled_from(units)),
        "type": draw(st.sampled_from(["child_of", "child_of", "child_of", "member_of"])),
        "since": draw(st.sampled_from([*DATES, ".."])),
        "until": draw(st.sampled_from([*DATES, ".."])),
        "status": draw(st.sampled_from(STATUSES)),
    }


@st.composite
def allegations(draw: st.DrawFn, number: int) -> dict[str, str]:
    return {
        "claim": f"A{number}",
        "allegation": f"A{number}",
        "unit": draw(st.sampled_from(UNITS)),
        "date": draw(dates),
        "violation": "invented",
        "status": draw(st.sampled_from(STATUSES)),
    }


@st.composite
def structures(draw: st.DrawFn) -> dict[str, list[dict[str, str]]]:
    """The rows of a ledger with five units, up to ten relations and up to four allegations."""
    return {
        "units": [{**SURE, "claim": f"C{unit}", "unit": unit, "name": unit} for unit in UNITS],
        "relations": [draw(relations(number)) for number in range(draw(st.integers(0, 10)))],
        "allegations": [draw(allegations(number)) for number in range(draw(st.integers(0, 4)))],
    }
