"""The chain of custody of one weapon or lot, and its weakest link."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tequio.tracking.ledger import Ledger, ledger, read_ledger
from tequio.tracking.trace import Chain, Traced, looks, to_json, trace

THING = {"lot": "T1", "maker": "Ficta Arms", "model": "FX-1", "country": "US"}
CITED = {"source": "F1", "page": "1", "status": "accepted"}
COLUMNS = {
    "items": "item",
    "shipments": "shipment",
    "receipts": "receipt",
    "holdings": "holding",
    "losses": "loss",
    "recoveries": "recovery",
}


def made(**changed: list[dict[str, str]]) -> Ledger:
    """A lot arrives at U0 and goes on to U1, which counts number A0; with some tables changed."""
    tables = {
        "items": [{"item": "I1", "licence": "L1"}],
        "shipments": [{"shipment": "S1", "licence": "L1", "consignee": "U0", "date": "2010-05-10"}],
        "receipts": [
            {"receipt": "R1", "to_unit": "U0", "date": "2010-06-02"},
            {"receipt": "R2", "from_unit": "U0", "to_unit": "U1", "date": "2010-09-15", "serials": "A0|A1"},
        ],
        "holdings": [{"holding": "H1", "unit": "U1", "date": "2011-11-30", "serials": "A0"}],
        **changed,
    }
    return ledger(
        {
            name: [
                {"claim": f"{one[COLUMNS[name]]}.{at}", **CITED, **THING, **one}
                for at, one in enumerate(rows)
            ]
            for name, rows in tables.items()
        }
    )


def chain(found: Traced) -> Chain:
    (one,) = found.chains
    return one


def records(one: Chain) -> list[str]:
    return [link.record for link in one.links]


def test_trace_gives_the_planted_chains(shared: Path) -> None:
    folder = shared / "data" / "tracking" / "ledger_small"
    if not folder.is_dir():
        pytest.skip(f"no ledger at {folder}")
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["trace"]
    read = read_ledger(folder)
    assert truth
    for one in truth:
        assert to_json(trace(read, serial=one["serial"], maker=one["maker"])) == [one]


def test_trace_goes_from_the_item_over_the_shipment_to_each_event_with_the_number() -> None:
    one = chain(trace(made(), serial="A0", maker="Ficta Arms"))
    assert records(one) == ["I1", "S1", "R1", "R2", "H1"]
    assert one.lots == ("T1",)
    assert [link.listed for link in one.links] == [False, False, False, True, True]
    assert one.links[3].claims == ("R2.1",)


def test_trace_whose_first_links_tell_only_of_the_lot_is_weakest_there() -> None:
    one = chain(trace(made(), serial="A0"))
    assert one.weakest == ("by_lot_only", 0)


def test_trace_leaves_out_events_that_list_another_number() -> None:
    assert records(chain(trace(made(), serial="A1"))) == ["I1", "S1", "R1", "R2"]


def test_trace_of_a_number_that_passes_without_a_record_is_weakest_there() -> None:
    held = [{"holding": "H1", "unit": "U2", "date": "2011-11-30", "serials": "A0"}]
    one = chain(trace(made(holdings=held), serial="A0"))
    assert one.weakest == ("no_record_between", 4)


def test_trace_of_a_number_counted_after_it_was_lost_is_weakest_there() -> None:
    lost = [{"loss": "O1", "unit": "U1", "manner": "lost", "date": "2011-01-02", "serials": "A0"}]
    one = chain(trace(made(losses=lost), serial="A0"))
    assert records(one) == ["I1", "S1", "R1", "R2", "O1", "H1"]
    assert one.weakest == ("no_record_between", 5)


@pytest.mark.parametrize(
    ("table", "word"), [("shipments", "no_shipment"), ("receipts", "no_arrival"), ("items", "no_licence")]
)
def test_trace_without_a_record_of_a_part_says_so(table: str, word: str) -> None:
    one = chain(trace(made(**{table: []}), serial="A0"))
    assert word in one.lacks
    assert one.weakest[1] is None


def test_trace_of_a_contested_event_is_weak_there() -> None:
    held = [{"holding": "H1", "unit": "U1", "date": "2011", "serials": "A0", "status": "conflict"}]
    one = chain(trace(made(holdings=held), serial="A0"))
    assert one.weakest == ("contested", 4)


def test_trace_of_events_whose_order_is_open_says_so() -> None:
    held = [{"holding": "H1", "unit": "U1", "date": "2010-09/2011", "serials": "A0"}]
    one = chain(trace(made(holdings=held), serial="A0"))
    assert records(one)[-2:] == ["H1", "R2"]
    assert one.links[-1].weak == ("order_open",)


def test_trace_of_a_number_in_two_lots_says_so() -> None:
    held = [{"holding": "H1", "unit": "U1", "date": "2011-11-30", "serials": "A0", "lot": "T2"}]
    one = chain(trace(made(holdings=held), serial="A0"))
    assert (one.lots, one.lacks) == (("T1", "T2"), ("several_lots",))


def test_trace_keeps_weapons_of_other_makers_models_and_countries_apart() -> None:
    held = [
        {"holding": f"H{at}", "unit": "U1", "date": "2011", "serials": "A0", "lot": "", column: "other"}
        for at, column in enumerate(("maker", "model", "country"))
    ]
    found = trace(made(holdings=held), serial="A0")
    assert len(found.chains) == 4
    assert len(trace(made(holdings=held), serial="A0", maker="other").chains) == 1
    assert len(trace(made(holdings=held), serial="A0", maker="Ficta Arms", model="FX-1").chains) == 2


def test_trace_tells_of_numbers_that_look_alike_and_keeps_them_apart() -> None:
    held = [{"holding": "H1", "unit": "U1", "date": "2011", "serials": "AO"}]
    found = trace(made(holdings=held), serial="A0")
    assert records(chain(found)) == ["I1", "S1", "R1", "R2"]
    assert [(one.serial, one.records) for one in found.lookalikes] == [("AO", ("H1",))]
    assert records(chain(trace(made(holdings=held), serial="AO"))) == ["I1", "S1", "R1", "H1"]


def test_trace_tells_of_the_same_number_on_a_thing_less_described() -> None:
    held = [{"holding": "H1", "unit": "U1", "date": "2011", "serials": "A0", "maker": ""}]
    found = trace(made(holdings=held), serial="A0", maker="Ficta Arms")
    assert [(one.maker, one.serial, one.records) for one in found.lookalikes] == [("", "A0", ("H1",))]


def test_trace_of_a_number_that_nobody_lists_has_no_chain() -> None:
    assert trace(made(), serial="Z9") == Traced(())


def test_trace_of_a_lot_has_every_event_of_it() -> None:
    other = {"holding": "H2", "unit": "U1", "date": "2012", "lot": "T2"}
    held = [{"holding": "H1", "unit": "U1", "date": "2011-11-30"}, other]
    one = chain(trace(made(holdings=held), lot="T1"))
    assert (one.serial, records(one)) == ("", ["I1", "S1", "R1", "R2", "H1"])
    assert one.weakest == ("", None)
    assert trace(made(), lot="T9").chains == ()


def test_trace_of_a_shipment_without_lot_that_lists_the_number_has_its_licence() -> None:
    shipment = {"shipment": "S1", "licence": "L1", "lot": "", "date": "2010", "serials": "A0"}
    one = chain(trace(made(shipments=[shipment], receipts=[], holdings=[]), serial="A0"))
    assert records(one) == ["I1", "S1"]


@given(st.text("O0I1lSs5B8Zz2-AX", max_size=12))
def test_looks_of_a_number_are_those_of_its_look_alikes(number: str) -> None:
    swapped = number.replace("O", "0").replace("I", "1").replace("S", "5").replace("-", "").lower()
    assert looks(swapped) == looks(number)
    assert looks(looks(number)) == looks(number)
