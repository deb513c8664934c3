"""Measures the matching of names of units beside general matchers: `python bench/tracking_match.py`.

The peers run in the peer's environment (requirements/peer.txt), which must hold rapidfuzz and scikit-learn.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from measure import HERE, PEER, ROOT, THREADS, ensure_peer

os.environ.update(dict.fromkeys(THREADS, "1"))  # before numpy is loaded

sys.path.append(str(ROOT / "tests" / "tracking"))

import heldout

from match_figures import false_links, figures, gold_of, rows
from tequio.tracking.match import TOP, Matcher, Name, Register, match
from tequio.tracking.match_files import read_names, read_register
from tequio.tracking.military import same_unit
from tequio.tracking.splink_engine import SplinkEngine

DATA = Path(os.environ.get("TEQUIO_SHARED", ROOT / "../shared")) / "data" / "tracking"
COLUMNS = {
    "first": "true unit first",
    "among": "among 20",
    "recall 95%": "recall at 95 %",
    "recall 99%": "at 99 %",
}


def main() -> None:
    """Prints the tables."""
    print(table())


def table() -> str:
    """What ours and the peers reach on queries and pairs, as Markdown."""
    said = [*ours(), *peers()]
    lines = [
        "| |" + "|".join(f" {name} " for name in (*COLUMNS.values(), "CPU s")) + "|",
        "|---|---|---|---|---|---|",
    ]
    for each in said:
        if "first" in each:
            shares = " | ".join(f"{each[key]:.3f}" for key in COLUMNS)
            lines.append(f"| {each['who']} | {shares} | {each['cpu']:.1f} |")
    lines += ["", "| pairs of numbered units | of the same found | false links |", "|---|---|---|"]
    lines += [
        f"| {each['who']} | {each['pairs']:.1%} | {each['false']} |" for each in said if "pairs" in each
    ]
    return "\n".join(lines)


def ours() -> Iterator[dict]:
    """Tequio: the shared queries, those made by other hands, the pairs."""
    engines: dict[str, Matcher] = {"Tequio": match}
    if find_spec("splink"):
        engines["Tequio with Splink and DuckDB"] = SplinkEngine()
    units = read_register(DATA / "registers" / "large.csv").units
    for who, engine in engines.items():
        gold = gold_of(rows(DATA / "queries_dev.csv"))
        yield measured(who, read_names(DATA / "queries_dev.csv"), Register(units), gold, engine)
        for family in ("known", "other"):
            made, removed = heldout.queries([(unit.id, unit.name) for unit in units], family, 1)
            register = Register([unit for unit in units if unit.id not in removed])
            names = [Name(each.query, each.name) for each in made]
            gold = {each.query: set(each.gold) for each in made}
            yield measured(f"{who}, on queries by {family} hands", names, register, gold, engine)
    pairs = rows(DATA / "fmtr_mexico_pairs.csv")
    found, wrong = false_links(pairs, [same_unit(p["string_a"], p["string_b"])[0] >= 90 for p in pairs])
    yield {"who": "Tequio", "pairs": found, "false": wrong}


def measured(
    who: str, names: list[Name], register: Register, gold: dict[str, set[str]], propose: Matcher = match
) -> dict:
    """The figures of one run, its CPU seconds with the index."""
    before = time.process_time()
    candidates = list(propose(names, register, TOP))
    cpu = time.process_time() - before
    ranked: dict[str, list[tuple[str, float]]] = {}
    for each in candidates:
        ranked.setdefault(each.query, []).append((each.id, each.score))
    return {"who": who, "cpu": cpu, **figures(gold, ranked)}


def peers() -> Iterator[dict]:
    """General matchers, in the peer's environment."""
    python = os.environ.get("TEQUIO_PEER", "")
    if not python:
        ensure_peer()
        python = str(PEER / "bin" / "python")
    command = [python, str(HERE / "tracking_match_peer.py"), str(DATA)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode:
        print(f"The peers did not run: {said.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
    yield from map(json.loads, said.stdout.splitlines())


if __name__ == "__main__":
    main()
