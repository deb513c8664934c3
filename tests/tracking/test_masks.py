"""Cells of an edition: codes and tokens."""

from tequio.tracking.ledger import Ledger, ledger
from tequio.tracking.levels import rules
from tequio.tracking.masks import described, masked, shown_things

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


def test_shown_things_have_five_possessions_in_each_state() -> None:
    whole = of([*held("FX-1", 5), *held("FX-2", 4, start=50)])
    assert shown_things(whole) == ({"Ficta Arms"}, {"FX-1"})


def test_maker_of_a_small_cell_becomes_a_code() -> None:
    whole = of([*held("FX-1", 5), *held("FX-1", 1, start=50, maker="Rara")])
    rows = masked(whole, dict(whole.tables), rules("public"))["holdings"]
    assert set(rows["maker"].to_list()) == {"Ficta Arms", "maker 01"}


def test_code_is_never_the_name_of_another_model() -> None:
    whole = of([*held("model 01", 5), *held("FX-2", 1, start=50)])
    rows = masked(whole, dict(whole.tables), rules("public"))["holdings"]
    assert set(rows["model"].to_list()) == {"model 01", "model 02"}


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
