"""Flows in intervals: by lot, by maker and model, by year."""

from invented_ledgers import apart, histories, made, together

from tequio.tracking.flows import Flow, Interval, by_lot, by_model, by_year
from tequio.tracking.ledger import ledger

THING = {"lot": "T1", "maker": "Ficta Arms", "model": "FX-1", "country": "US"}


def row(name: str, least: int, most: int | None = None, **more: str) -> dict[str, str]:
    top = str(least if most is None else most)
    cited = {"claim": f"C{name}", "source": "F1", "page": "1", "status": "accepted"}
    return {**cited, **THING, "quantity_min": str(least), "quantity_max": top, **more}


ROWS = {
    "licences": [{"claim": "CL", "licence": "L1", "issued": "2009-03", "source": "F1", "status": "accepted"}],
    "items": [row("I1", 50, item="I1", licence="L1")],
    "shipments": [row("S1", 40, shipment="S1", licence="L1", date="2010-01-02")],
    "receipts": [
        row("R1", 40, receipt="R1", to_unit="U0", date="2010-02-01"),
        row("R2", 30, receipt="R2", from_unit="U0", to_unit="U1", date="2010/2011"),
        row("R3", 5, receipt="R3", from_unit="U0", to_unit="U1", date="2013-02-01"),
    ],
    "holdings": [
        row("H1", 9, holding="H1", unit="U1", date="2011-06-01"),
        row("H2", 26, 28, holding="H2", unit="U1", date="2012-06-01"),
    ],
    "losses": [
        row("O1", 1, 2, loss="O1", unit="U1", manner="stolen", date="2013-01-01"),
        row("O2", 1, loss="O2", unit="U1", manner="destroyed", date=""),
    ],
    "recoveries": [
        row("V1", 1, recovery="V1", loss="O1", date="2014-01-01"),
        row("V2", 2, recovery="V2", last_holder="U1", date="2013-05-01"),
    ],
}


def stage(flow: Flow, name: str) -> tuple[int | None, int | None] | None:
    found = flow.stages[name]
    return found and (found.least, found.most)


def test_flow_of_a_lot_follows_every_stage() -> None:
    (flow,) = by_lot(ledger(ROWS))
    assert flow.key == ("T1",)
    assert {name: stage(flow, name) for name in flow.stages} == {
        "licensed": (50, 50),
        "shipped": (40, 40),
        "received": (40, 40),
        "passed_on": (35, 35),
        "held": (26, 30),  # the latest count, with 5 that came and less 3 to 5 that left after it
        "lost": (1, 2),
        "recovered": (3, 3),
        "destroyed": (1, 1),
    }
    assert flow.unexplained == Interval(40 - 30 - 2 - 1 - 2, 40 - 26 - 1 - 1 - 2)


def test_flow_of_a_model_is_that_of_its_only_lot() -> None:
    (flow,), (lot,) = by_model(ledger(ROWS)), by_lot(ledger(ROWS))
    assert (flow.key, flow.stages, flow.unexplained) == (("Ficta Arms", "FX-1"), lot.stages, lot.unexplained)


def test_flow_of_a_year_takes_what_may_have_been_in_it() -> None:
    years = {flow.key[0]: flow for flow in by_year(ledger(ROWS))}
    assert list(years) == ["", "2009", "2010", "2011", "2012", "2013", "2014"]
    assert (stage(years["2009"], "licensed"), stage(years[""], "destroyed")) == ((50, 50), (1, 1))
    assert [stage(years[year], "passed_on") for year in ("2010", "2011", "2013")] == [
        (0, 30),
        (0, 30),
        (5, 5),
    ]
    assert [stage(years[year], "held") for year in ("2011", "2012")] == [(9, 9), (26, 28)]
    assert all(flow.unexplained is None for flow in years.values())


def test_flow_without_an_arrival_or_a_bound_says_so() -> None:
    rows = {"losses": [row("O1", 1, loss="O1", unit="U1", manner="lost")]}
    (flow,) = by_lot(ledger(rows))
    assert (flow.stages["received"], flow.unexplained) == (None, None)
    rows["receipts"] = [row("R1", 3, receipt="R1", to_unit="U0")]
    rows["losses"][0]["quantity_max"] = ""
    (flow,) = by_lot(ledger(rows))
    assert (flow.stages["lost"], flow.unexplained) == (Interval(1, None), Interval(None, 2))


def test_flow_of_an_honest_history_never_has_more_than_arrived() -> None:
    """But for what was found and given back, which is both found and held."""
    many = made(histories(), 100)
    kept = [rows for rows in many if not any(row.get("from_unit") == "U9" for row in rows["receipts"])]
    flows = by_lot(ledger(together([apart(rows, f"{at}") for at, rows in enumerate(kept)])))
    balances = [flow.unexplained for flow in flows if flow.unexplained]
    assert balances
    assert all(each.most is None or each.most >= 0 for each in balances)
