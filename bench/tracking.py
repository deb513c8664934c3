"""Measures tracking into docs/benchmarks-tracking.md: matching beside its peers, and a large ledger.

`python bench/tracking.py [--events 1000000] [--names 1000000] [--print]`. What is measured runs in
processes of its own, one thread but for DuckDB, in the order of the page; CPU seconds and peak memory are
of the whole process.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from measure import HERE, ROOT
from tables import machine

PAGE = ROOT / "docs" / "benchmarks-tracking.md"
LEDGER = """
import resource, sys, time
from pathlib import Path
from tequio.tracking.check import check
from tequio.tracking.ledger import read_ledger
from tequio.tracking.named import named
from tequio.tracking.reconcile import reconcile
from tequio.tracking.screen import screen
from tequio.tracking.structure import structure

steps = []
def step(name, work):
    cpu, wall = time.process_time(), time.monotonic()
    found = work()
    steps.append((name, time.process_time() - cpu, time.monotonic() - wall))
    return found

ledger = step("read", lambda: read_ledger(Path(sys.argv[1])))
mistakes = step("check", lambda: check(ledger))
gaps = step("reconcile", lambda: reconcile(ledger))
prepared = step("prepare the screening", lambda: structure(ledger))
units = ledger.tables["units"]["unit"].to_list()
hits_of = lambda unit: len(screen(prepared, unit, "2010/2020").hits)
hits = step(f"screen all {len(units):,} units", lambda: sum(map(hits_of, units)))
whole = (sum(cpu for _, cpu, _ in steps), sum(wall for _, _, wall in steps))
verdicts = step("named", lambda: named(ledger))
for name, cpu, wall in [*steps[:5], ("all of these", *whole), steps[5]]:
    print(f"| {name} | {cpu:.1f} | {wall:.1f} |")
print()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
print(f"Peak memory {peak:.2f} GB. Mistakes: {len(mistakes)}. Gaps: {len(gaps)}. Hits: {hits:,}.")
print(f"Verdicts: {len(verdicts.table):,}.")
"""


def main() -> None:
    """Runs the parts and prints the page; without `--print` it is written too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--names", type=int, default=1_000_000, help="to be matched by Splink, and units")
    parser.add_argument("--print", action="store_true", dest="only_print")
    options = parser.parse_args()
    page = "\n".join(_page(options.events, options.names))
    print(page)
    if not options.only_print:
        PAGE.write_text(page + "\n")


def _page(events: int, names: int) -> list[str]:
    measured = (
        f"Measured on {datetime.now(UTC).date().isoformat()} by `make bench` (`bench/tracking.py`), on "
        f"{machine()}, on one thread but for DuckDB. Machines are noisy."
    )
    return [
        "# Benchmarks of tracking",
        "",
        measured,
        "",
        "## Matching names of units, beside general matchers",
        "",
        _run(HERE / "tracking_match.py"),
        "",
        f"## {names:,} names against as many units, with Splink, made by `bench/tracking_splink.py`",
        "",
        "From the two files to the table of candidates; DuckDB takes all processors and at most 4 GB.",
        "",
        _run(HERE / "tracking_splink.py", "--names", str(names), "--units", str(names)),
        "",
        f"## A ledger of {events:,} events, made by `bench/tracking_ledgers.py` with nine planted breaks",
        "",
        "| step | CPU s | wall s |",
        "|---|---|---|",
        _ledger(events),
        "",
        "## Screening 100,000 units with 500,000 dated relations, against brute force",
        "",
        "*Any unit* is any of them; *high up* are those whom most of the others stand below.",
        "",
        _screening(),
    ]


def _screening() -> str:
    told = _run(HERE / "tracking_screen.py")
    if not told.startswith("{"):
        return told
    rows = [f"| {what} | {figure:,} |" for what, figure in json.loads(told).items()]
    return "\n".join(["| what | figure |", "|---|---|", *rows])


def _ledger(events: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        _run(HERE / "tracking_ledgers.py", folder, "--events", str(events), "--breaks", "9")
        return _run("-c", LEDGER, folder)


def _run(*command: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, *map(str, command)], capture_output=True, encoding="utf-8", check=False
    )
    return done.stdout.strip() if done.returncode == 0 else f"Not measured: {done.stderr.strip()[-300:]}"


if __name__ == "__main__":
    main()
