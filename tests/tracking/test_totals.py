"""Totals that contradict, that do not add up, and that must not be added."""

import json
from pathlib import Path

import pytest

from tequio.tracking.ledger import ledger, read_ledger
from tequio.tracking.reconcile import reconcile
from tequio.tracking.totals import never_add


def total(name: str, amount: int, **more: str) -> dict[str, str]:
    frame = {"what": "lost", "scope": "all", "account": "press", "since": "2010", "until": "2012"}
    number = {"quantity_min": str(amount), "quantity_max": str(amount)}
    cited = {"claim": f"C{name}", "source": "F1", "page": "1", "status": "accepted"}
    return {"total": name, **frame, **number, **cited, **more}


def checks(*rows: dict[str, str]) -> list[str]:
    return [gap.check for gap in reconcile(ledger({"totals": rows}))]


def test_never_add_of_the_shared_ledger_is_as_planted(shared: Path) -> None:
    folder = shared / "data" / "tracking" / "ledger_small"
    if not folder.is_dir():
        pytest.skip(f"no ledger at {folder}")
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert never_add(read_ledger(folder)) == truth["never_add"]


def test_totals_of_one_frame_with_other_figures_differ() -> None:
    assert checks(total("X1", 5), total("X2", 6, account="police")) == ["totals_differ"]


@pytest.mark.parametrize(
    "other",
    [
        {"what": "held"},
        {"scope": "part"},
        {"since": "2009"},
        {"until": "2013"},
        {"status": "conflict"},
        {"quantity_min": "4"},
    ],
    ids=str,
)
def test_totals_of_another_frame_or_an_overlapping_figure_do_not_differ(other: dict[str, str]) -> None:
    assert checks(total("X1", 5), total("X2", 6, **other)) == []


@pytest.mark.parametrize("column", ["scope", "since", "until"])
def test_totals_whose_frame_is_not_known_are_not_compared(column: str) -> None:
    assert checks(total("X1", 5, **{column: ""}), total("X2", 6, **{column: ""})) == []


def test_totals_with_a_contested_part_may_add_up() -> None:
    part = total("X2", 3, part_of="X1", scope="a")
    assert checks(total("X1", 5), part) == ["parts_do_not_add"]
    assert checks(total("X1", 5), part, total("X3", 2, part_of="X1", scope="b", status="conflict")) == []


def test_never_add_leaves_out_parts_and_single_wholes() -> None:
    rows = [
        total("X1", 5),
        total("X2", 6, since="2009"),
        total("X3", 2, part_of="X1"),
        total("X4", 2, what="held"),
        total("X5", 2, status="withdrawn"),
    ]
    assert never_add(ledger({"totals": rows})) == [["X1", "X2"]]


def test_never_add_of_the_same_frame_and_account_is_nothing() -> None:
    assert never_add(ledger({"totals": [total("X1", 5), total("X2", 5)]})) == []


def test_period_that_only_a_contested_account_tells_makes_no_gap() -> None:
    told = {"what": "lost", "scope": "all", "quantity_min": "5", "quantity_max": "5", "account": "one"}
    other = {
        **told,
        "quantity_min": "8",
        "quantity_max": "8",
        "account": "other",
        "since": "2010",
        "until": "2012",
    }
    rows = [
        {**told, "total": "X1", "until": "2012", "status": "accepted"},
        {**told, "total": "X1", "since": "2010", "until": "2012", "status": "needs_work"},
        {**other, "total": "X2", "status": "accepted"},
    ]
    claims = [{"claim": f"C{n}", "source": "F1", "page": "1", **row} for n, row in enumerate(rows)]
    assert reconcile(ledger({"totals": claims})) == ()
    claims[1]["status"] = "accepted"
    assert [gap.check for gap in reconcile(ledger({"totals": claims}))] == ["totals_differ"]
