"""Counts m and u for `tequio.tracking.splink_settings`: `python bench/splink_shares.py`.

The pairs are those that keys bring together for the shared queries and for queries by other hands (family
`known`, seed 2; the figures are measured with seed 1 and with family `other`). For each level of each
comparison it prints the share of the right pairs and of the wrong ones, the mean of both sources, half a
pair added to each level. What stands in the settings is this, smoothed by hand where a level has hardly
a pair.
"""

import math
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import splink

from match_figures import gold_of, rows
from measure import ROOT
from tracking_match import DATA

sys.path.append(str(ROOT / "tests" / "tracking"))

import heldout

from tequio.tracking.match import Name, Register
from tequio.tracking.match_files import read_names, read_register
from tequio.tracking.splink_backends import VIEWS, open_duckdb
from tequio.tracking.splink_engine import tables
from tequio.tracking.splink_settings import COMPARISONS, settings

Shares = dict[str, list[tuple[float, float]]]


def main() -> None:
    units = read_register(DATA / "registers" / "large.csv").units
    gold = gold_of(rows(DATA / "queries_dev.csv"))
    found = [shares(read_names(DATA / "queries_dev.csv"), Register(units), gold)]
    made, removed = heldout.queries([(unit.id, unit.name) for unit in units], "known", 2)
    register = Register([unit for unit in units if unit.id not in removed])
    gold = {each.query: set(each.gold) for each in made}
    found.append(shares([Name(each.query, each.name) for each in made], register, gold))
    for name, (_, levels) in COMPARISONS.items():
        print(name)
        for at, (condition, m, u) in enumerate(levels):
            right, wrong = (sum(each[name][at][side] for each in found) / len(found) for side in (0, 1))
            weights = f"{math.log2(right / wrong):6.1f} ({math.log2(m / u):6.1f} in use)"
            print(f"    {right:.4f} {wrong:.4f} {weights}  {condition or 'else'}")


def shares(names: Sequence[Name], register: Register, gold: Mapping[str, set[str]]) -> Shares:
    """For each comparison the shares of right and of wrong pairs that reach each level."""
    with tempfile.TemporaryDirectory() as made:
        tables(names, register, Path(made))
        pairs = weighed(Path(made))
    known = [bool(gold[name.query]) for name in names]
    pairs = pairs.filter(pl.Series([known[at] for at in pairs["unique_id_l"]]))
    ends = zip(pairs["unique_id_l"], pairs["unique_id_r"], strict=True)
    right = np.array([register.units[unit].id in gold[names[at].query] for at, unit in ends])
    found: Shares = {}
    for name, (_, levels) in COMPARISONS.items():
        weights = np.array([math.log2(m / u) for _, m, u in levels])
        away = np.abs(pairs[f"mw_{name}"].to_numpy()[:, None] - weights)
        level = np.where(away.min(axis=1) < 1e-9, away.argmin(axis=1), len(levels))  # else nothing to compare
        counts = [np.bincount(level[side], minlength=len(levels) + 1)[:-1] + 0.5 for side in (right, ~right)]
        found[name] = list(zip(*((each / each.sum()).tolist() for each in counts), strict=True))
    return found


def weighed(folder: Path) -> pl.DataFrame:
    """All pairs with the weight that each comparison gives them."""
    con = open_duckdb(duckdb, folder, 4.0)
    api = splink.DuckDBAPI(con)
    names, units, towns = (api.register(view, dataset_display_name=name) for name, view in VIEWS.items())
    told = settings()
    told.retain_intermediate_calculation_columns = True
    linker = splink.Linker([names, units], told, log_level=None)
    linker.table_management.register_term_frequency_lookup(towns, "town")
    return linker.inference.predict(warning_mode="never").as_duckdbpyrelation().pl()


if __name__ == "__main__":
    main()
