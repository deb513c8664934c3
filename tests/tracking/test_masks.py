"""Cells of an edition: tokens and descriptions."""

from tequio.tracking.ledger import Ledger, ledger
from tequio.tracking.levels import rules
from tequio.tracking.masks import described, masked

THING = {"maker": "Ficta Arms", "country": "US", "date": "2012"}


def held(model: str, count: int, *, start: int = 0, maker: str = "Ficta Arms") -> list[dict[str, str]]:
    """So many counts of a model at U1."""
    return [
        {
            **THING,
            "model": model,
            "maker": maker,
            "unit": "U1",
            "holding": f"H{start + n}",
            "claim": f"C{start + n}",
        }
        | {"status": "accepted", "source": "F1", "serials": f"S{n}"}
        for n in range(count)
    ]


def of(rows: list[dict[str, str]]) -> Ledger:
    unit = {"unit": "U1", "name": "A", "state": "12", "claim": "CU", "status": "accepted", "source": "F1"}
    return ledger({"units": [unit], "holdings": rows})


def test_same_number_of_two_makers_has_two_tokens() -> None:
    whole = of([*held("FX-1", 1), *held("FX-1", 1, start=50, maker="Rara")])
    rows = masked(whole, dict(whole.tables), rules("public"))["holdings"]
    assert sorted(rows["serials"].to_list()) == ["#0001", "#0002"]


def test_tokens_are_in_another_order_where_a_private_column_differs() -> None:
    orders = set()
    for name in "ABCDEFGH":
        whole = of(held("FX-1", 6))
        unit = whole.tables["units"].to_dicts()[0] | {"name": name}
        tables = {**whole.tables, "units": ledger({"units": [unit]}).tables["units"]}
        rows = masked(Ledger(tables), tables, rules("public"))["holdings"]
        orders.add(tuple(rows["serials"].to_list()))
    assert len(orders) > 1


def test_described_unit_is_told_by_what_it_is() -> None:
    row = {"unit": "U1", "kind": "policia_municipal", "level": "municipal", "central": "no", "state": "12"}
    assert described(row) == "policia_municipal, 12 (U1)"
    assert described({**row, "kind": "", "state": ""}) == "municipal (U1)"
