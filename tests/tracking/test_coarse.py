"""Which licences and deliveries name only a central body."""

import json
from pathlib import Path

import pytest

from tequio.tracking.coarse import Document, Share, coarse, shares, to_json
from tequio.tracking.dates import ImpossibleDate
from tequio.tracking.ledger import ledger, read_ledger

CITED = {"source": "F1", "page": "1", "status": "accepted"}
UNITS = [{"unit": "U0", "central": "yes"}, {"unit": "U1", "central": "no"}]


def documents(**tables: list[dict[str, str]]) -> tuple[Document, ...]:
    rows = {
        name: [{"claim": f"{name}{at}", **CITED, **one} for at, one in enumerate(told)]
        for name, told in {"units": UNITS, **tables}.items()
    }
    return coarse(ledger(rows))


def licence(kind: str, issued: str = "2014-01-15", **more: str) -> dict[str, str]:
    return {"licence": "L1", "end_users": kind, "issued": issued, "consignee": "U0", **more}


def test_coarse_counts_as_planted(shared: Path) -> None:
    folder = shared / "data" / "tracking" / "ledger_small"
    if not folder.is_dir():
        pytest.skip(f"no ledger at {folder}")
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert to_json(coarse(read_ledger(folder))) == truth["coarse"]


@pytest.mark.parametrize("kind", ["listed", "central_only", "not_on_record"])
def test_coarse_of_a_licence_is_what_the_record_says(kind: str) -> None:
    (one,) = documents(licences=[licence(kind)])
    assert (one.kind, one.year, one.destination, one.claims) == (kind, "2014", "U0", ("licences0",))


def test_coarse_of_accounts_that_differ_is_contradictory() -> None:
    (one,) = documents(licences=[licence("listed"), licence("central_only", status="conflict")])
    assert (one.kind, len(one.claims)) == ("contradictory", 2)
    (same,) = documents(licences=[licence("listed"), licence("listed")])
    assert same.kind == "listed"


def test_coarse_leaves_out_what_does_not_stand() -> None:
    (one,) = documents(licences=[licence("listed"), licence("central_only", status="superseded")])
    assert one.kind == "listed"


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ("2014", "2014"),
        ("2014~", "2014"),
        ("2014-03/2014-05", "2014"),
        ("2014-12/2015", "2014/2015"),
        ("../2015", "../2015"),
        ("201X", "2010/2019"),
        ("", ""),
    ],
)
def test_coarse_year_is_that_of_issue(issued: str, year: str) -> None:
    (one,) = documents(licences=[licence("listed", issued)])
    assert one.year == year


def test_coarse_of_an_impossible_date_is_refused() -> None:
    with pytest.raises(ImpossibleDate):
        documents(licences=[licence("listed", "2014-13")])


@pytest.mark.parametrize(
    ("consignee", "kind"), [("U0", "central_only"), ("U1", "listed"), ("", "not_on_record")]
)
def test_coarse_of_a_delivery_is_whether_its_consignee_is_a_central_body(consignee: str, kind: str) -> None:
    (one,) = documents(shipments=[{"shipment": "S1", "consignee": consignee, "date": "2014"}])
    assert (one.what, one.kind) == ("delivery", kind)


def test_coarse_of_a_delivery_with_two_consignees_is_contradictory() -> None:
    one = {"shipment": "S1", "date": "2014"}
    accounts = [{**one, "consignee": "U0"}, {**one, "consignee": "U1"}, one]
    assert [found.kind for found in documents(shipments=accounts)] == ["contradictory"]
    assert [found.kind for found in documents(shipments=[accounts[0], one])] == ["central_only"]


def test_shares_are_by_year_and_destination() -> None:
    licences = [
        licence("listed"),
        licence("central_only", licence="L2"),
        licence("not_on_record", licence="L3"),
        licence("central_only", "2015", licence="L4"),
    ]
    shipments = [{"shipment": "S1", "consignee": "U0", "date": "2014"}]
    assert shares(documents(licences=licences, shipments=shipments)) == (
        Share("licence", "2014", "U0", central=1, unknown=1, total=3),
        Share("licence", "2015", "U0", central=1, unknown=0, total=1),
        Share("delivery", "2014", "U0", central=1, unknown=0, total=1),
    )
