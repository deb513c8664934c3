"""Makers and models of a public edition: no cell of what is published is under 5, and no verdict is another.

Cells are counted here from the published zip and `site.json` alone, by code of the test's own.
"""

import csv
import datetime
import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from invented_licences import licence_ledgers

from tequio.reports.tracking_site import site
from tequio.reports.tracking_site.archive import zipped
from tequio.reports.tracking_site.facts import Facts
from tequio.tracking.dates import ImpossibleDate
from tequio.tracking.grouping import Groups, groups, renamed, small_cells
from tequio.tracking.ledger import Ledger, ledger, read_ledger
from tequio.tracking.named import named
from tequio.tracking.reconcile import reconcile
from tequio.tracking.redact import edition

DAY = datetime.date(2026, 11, 24)
CITED = {"source": "F1", "page": "1", "status": "accepted"}
SOURCES = [{"source": "F1", "title": "A register", "provenance": "official", "published": "2015"}]
slow = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
one_of = st.sampled_from


def example() -> Ledger:
    with as_file(files("tequio.examples") / "ledger") as folder:
        return read_ledger(folder)


def table(archive: bytes, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        return list(csv.DictReader(io.StringIO(packed.read(f"{name}.csv").decode("utf-8-sig"), newline="")))


def cells_of_zip(archive: bytes) -> Counter[tuple[str, ...]]:
    """Possessions in the tables of a zip by state of the holder and maker, model, or both."""
    units = table(archive, "units")
    states = {row["unit"]: row["state"] for row in sorted(units, key=sure_first)[::-1] if row["state"]}
    central = {row["unit"] for row in units if row["central"] == "yes" and row["status"] == "accepted"}
    whose = {"receipts": ("receipt", "to_unit"), "holdings": ("holding", "unit")}
    found: list[tuple[str, str, str]] = []
    for name, (record, unit) in {**whose, "recoveries": ("recovery", "holder")}.items():
        told: dict[str, dict[str, str]] = {}
        for row in sorted(table(archive, name), key=sure_first):
            one = told.setdefault(row[record], dict(row))
            one.update({column: cell for column, cell in row.items() if not one[column]})
        found += [
            (states.get(one[unit], ""), one["maker"], one["model"])
            for one in told.values()
            if one[unit] and (name == "recoveries" or one[unit] not in central)
        ]
    return cells(found)


def sure_first(row: Mapping[str, str]) -> bool:
    return row["status"] != "accepted"


def cells(things: Any) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for place, maker, model in things:
        if model:
            found[place, "model", model] += 1
        if maker:
            found[place, "maker", maker] += 1
        if maker and model:
            found[place, maker, model] += 1
    return found


def cells_of_json(told: Mapping[str, Any]) -> Counter[tuple[str, ...]]:
    return cells((one["state"], one["maker"], one["model"]) for one in told["named"])


def under_five(found: Counter[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    return {cell: count for cell, count in found.items() if count < 5}


def published(whole: Ledger) -> tuple[dict[str, Any], bytes]:
    """What a public edition publishes: `site.json` and `ledger.zip`."""
    shown = edition(whole, "public", DAY)
    return Facts(shown).json({"en": "A", "es": "B"}, ""), zipped(shown.ledger, "A")


def verdicts(told: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    return {(one["record"], one["unit"]): one["verdict"] for one in told["named"]}


def small_numbers(page: bytes) -> list[str]:
    """Cells of the tables of a page in which a number from 1 to 4 stands."""
    told = [
        re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", page.decode(), re.DOTALL)
    ]
    return [cell for cell in told if re.search(r"(?<![\d,.])[1-4](?![\d,.])", cell)]


@pytest.fixture(scope="module")
def shared_ledger(shared: Path) -> Ledger:
    return read_ledger(shared / "data" / "tracking" / "ledger_small")


def test_shared_ledger_has_no_cell_under_five_and_every_verdict(shared_ledger: Ledger) -> None:
    told, archive = published(shared_ledger)
    assert under_five(cells_of_json(told)) == under_five(cells_of_zip(archive)) == {}
    whole = {(one.record, one.unit): one.verdict for one in named(shared_ledger).verdicts}
    assert verdicts(told) == whole
    assert len(whole) == 346


def test_shared_ledger_shows_no_amount_under_five_among_its_flows(shared_ledger: Ledger) -> None:
    made = site(shared_ledger, "public", DAY)
    assert small_numbers(made["en/flows.html"]) == small_numbers(made["es/flows.html"]) == []
    assert small_numbers(site(shared_ledger, "partner", DAY)["en/flows.html"]) != []


def test_example_has_no_cell_under_five_and_every_verdict() -> None:
    told, archive = published(example())
    assert under_five(cells_of_json(told)) == under_five(cells_of_zip(archive)) == {}
    assert verdicts(told) == {(one.record, one.unit): one.verdict for one in named(example()).verdicts}
    assert small_numbers(site(example(), "public", DAY)["es/flows.html"]) == []


def test_measure_finds_cells_where_nothing_is_grouped(shared_ledger: Ledger) -> None:
    told = Facts(edition(shared_ledger, "partner", DAY)).json({"en": "A", "es": "B"}, "")
    archive = zipped(edition(shared_ledger, "partner", DAY).ledger, "A")
    pairs = [cell for cell in under_five(cells_of_json(told)) if cell[1] == "model"]
    assert len(pairs) == 78
    assert under_five(cells_of_json(told)) == under_five(cells_of_zip(archive))


@st.composite
def many_possessions(draw: st.DrawFn) -> dict[str, list[dict[str, str]]]:
    """Possessions of makers and models in several states, linked or not, under licences of all kinds."""
    makers, models, units = ("A", "A", "B", ""), ("M1", "M1", "M2", "M3", "M4", "M5", ""), range(8)
    states = [draw(one_of(("12", "12", "30", "08", ""))) for _ in units]
    says = [draw(one_of(("listed", "listed", "listed", "central_only", "not_on_record"))) for _ in range(6)]
    thing = st.builds(lambda maker, model: {"maker": maker, "model": model}, one_of(makers), one_of(models))
    tables: dict[str, list[dict[str, str]]] = {
        "units": [
            {"unit": f"U{n}", "name": f"U{n}", "state": state, "central": "yes" if n == 0 else ""}
            for n, state in enumerate(states)
        ],
        "licences": [
            {"licence": f"L{n}", "end_users": word, "valid_from": "2001"} for n, word in enumerate(says)
        ],
        "end_users": [
            {"end_user": f"E{n}", "licence": f"L{n}", "unit": f"U{draw(one_of(units))}"}
            for n, word in enumerate(says)
            if word == "listed"
        ],
        "items": [
            {**draw(thing), "item": f"I{n}", "licence": f"L{n}", "quantity_max": "90"} for n in range(6)
        ],
        "shipments": [
            {**draw(thing), "shipment": f"S{n}", "licence": f"L{n}", "lot": f"T{n}", "date": "2002"}
            for n in range(draw(st.integers(0, 5)))
        ],
        "holdings": [
            {**draw(thing), "holding": f"H{n}", "lot": draw(one_of(("T0", "T1", "T2", ""))), "date": "2003"}
            | {"unit": f"U{draw(one_of(units))}", "quantity_min": "3", "quantity_max": "3"}
            for n in range(draw(st.integers(0, 60)))
        ],
    }
    claim = iter(range(10_000))
    return {
        name: [{"claim": f"C{next(claim)}", **CITED, **row} for row in rows] for name, rows in tables.items()
    }


@slow
@given(many_possessions())
def test_no_cell_is_under_five_and_no_verdict_is_another(made: Any) -> None:
    whole = ledger({**made, "sources": SOURCES})
    told, archive = published(whole)
    assert under_five(cells_of_json(told)) == under_five(cells_of_zip(archive)) == {}
    all_said = {(one.record, one.unit): one.verdict for one in named(whole).verdicts}
    assert verdicts(told).items() <= all_said.items()


@slow
@given(licence_ledgers())
def test_no_cell_is_under_five_where_claims_are_doubtful(made: Any) -> None:
    whole = ledger({**made, "sources": SOURCES})
    try:
        reconcile(whole)
        told, archive = published(whole)
    except ImpossibleDate:
        assume(False)
    assert under_five(cells_of_json(told)) == under_five(cells_of_zip(archive)) == {}


def held(model: str, count: int, *, start: int = 0, maker: str = "Ficta Arms") -> list[dict[str, str]]:
    """So many counts of a model at U1."""
    thing = {"maker": maker, "model": model, "country": "US", "date": "2012", "unit": "U1"}
    return [
        {**CITED, **thing, "holding": f"H{start + n}", "claim": f"C{start + n}", "serials": f"S{n}"}
        for n in range(count)
    ]


def of(rows: list[dict[str, str]], **more: list[dict[str, str]]) -> Ledger:
    unit = {**CITED, "unit": "U1", "name": "A", "state": "12", "claim": "CU"}
    return ledger({"units": [unit], "holdings": rows, **more})


def names_in(whole: Ledger) -> Groups:
    return groups(named(whole), whole.tables)


def test_model_with_five_possessions_in_each_state_keeps_its_name() -> None:
    assert names_in(of([*held("FX-1", 5), *held("FX-2", 6, start=50)])) == Groups({}, {})


def test_small_models_stand_in_one_group_where_that_is_large() -> None:
    whole = of([*held("FX-1", 5), *held("FX-2", 4, start=50), *held("FX-3", 1, start=60)])
    assert names_in(whole) == Groups({}, dict.fromkeys(("FX-2", "FX-3"), "other models"))


def test_next_smallest_model_joins_a_group_that_is_small() -> None:
    whole = of([*held("FX-1", 7), *held("FX-2", 6, start=50), *held("FX-3", 1, start=60)])
    assert names_in(whole).models == dict.fromkeys(("FX-2", "FX-3"), "other models")


def test_maker_of_a_small_cell_stands_with_the_others() -> None:
    whole = of([*held("FX-1", 5), *held("FX-1", 1, start=50, maker="Rara")])
    names = names_in(whole)
    assert names.makers == dict.fromkeys(("Ficta Arms", "Rara"), "other makers")
    assert small_cells(named(whole).table, names) == {}


def test_group_is_never_called_as_a_model_is() -> None:
    names = names_in(of([*held("other models", 5), *held("FX-2", 4, start=50), *held("X", 1, start=60)]))
    assert names.models == dict.fromkeys(("FX-2", "X"), "other models 1")


def test_type_and_calibre_of_a_model_in_a_group_are_emptied() -> None:
    item = {**CITED, "claim": "CI", "item": "I1", "licence": "L1", "model": "FX-2", "calibre": "9x19"}
    whole = of([*held("FX-1", 5), *held("FX-2", 1, start=50)], items=[item])
    rows = renamed(whole.tables, names_in(whole))["items"]
    assert rows.select("model", "calibre").row(0) == ("other models", "")


def test_models_with_other_verdicts_do_not_share_a_group() -> None:
    """Nothing links small models; licences for some list others, those for the others a central body."""
    told = {"FX-1": "listed", "FX-2": "listed", "FX-3": "central_only", "FX-4": "central_only"}
    licences = [
        {**CITED, "claim": f"L{name}", "licence": f"L{name}", "end_users": word, "valid_from": "2001"}
        for name, word in told.items()
    ]
    thing = {**CITED, "maker": "Ficta Arms"}
    items = [
        {**thing, "claim": f"I{name}", "item": f"I{name}", "licence": f"L{name}", "model": name}
        for name in told
    ]
    users = [
        {**CITED, "claim": f"E{name}", "end_user": f"E{name}", "licence": f"L{name}", "unit": "U9"}
        for name in ("FX-1", "FX-2")
    ]
    rows = [one for n, name in enumerate(told) for one in held(name, 3, start=20 * n)]
    whole = of(rows, licences=licences, end_users=users, items=items)
    names = names_in(whole)
    answer, coarse = "other models 1", "other models 2"
    assert names.models == {"FX-1": answer, "FX-2": answer, "FX-3": coarse, "FX-4": coarse}
    shown = named(Ledger(renamed(whole.tables, names))).verdicts
    assert [one.verdict for one in shown] == [one.verdict for one in named(whole).verdicts]
    assert Counter(one.verdict for one in shown) == {"no": 6, "too_coarse": 6}
