"""Measures Tequio beside the best open peer: `make bench`, `make bench-quick`.

Every number of docs/benchmarks.md comes from one run of this file.
"""

import argparse
import os
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import command
import invitations
import measure
import tables
from measure import ROOT, Run

SHARED = Path(os.environ.get("TEQUIO_SHARED", ROOT / "../shared")) / "data" / "draw"
PAGE = ROOT / "docs" / "benchmarks.md"
BOTH = ("leximin", "maximin", "nash")
OURS = (*BOTH, "goldilocks", "legacy")


@dataclass(frozen=True)
class Plan:
    """What to run on one pool, and for how many CPU seconds at most."""

    pool: str
    ours: tuple[str, ...]
    peer: tuple[str, ...]
    limit: int
    peer_limit: int
    backends: tuple[str, ...] = ("highspy", "mip-cbc")


FULL = (
    Plan("opendlp_monitoring_30", OURS, BOTH, 300, 600),
    Plan("sf_fixture_22", OURS, BOTH, 300, 600),
    Plan("example_small_20", OURS, BOTH, 300, 600),
    Plan("example_large_200", OURS, BOTH, 300, 60),
    Plan("gss16_semi_60", OURS, BOTH, 300, 120),
    Plan("syn_2k_110", OURS, BOTH, 600, 60),
    Plan("syn_10k_150", OURS, ("leximin", "maximin"), 900, 60),
)
QUICK = (
    Plan("opendlp_monitoring_30", ("leximin", "maximin"), ("leximin",), 20, 20),
    Plan("sf_fixture_22", ("leximin", "maximin"), ("leximin",), 20, 20),
    Plan("example_large_200", ("leximin",), (), 20, 0),
    Plan("gss16_semi_60", ("leximin",), ("leximin",), 30, 20, ("mip-cbc",)),
)
LARGE = (("syn_50k_200", "chances", 600), ("generated", "chances", 1200), ("syn_50k_200", "numbered", 1200))
EXPLAINED = (
    "CPU seconds inside each part; a part named `panels: …` lies inside `panels`, and what no part "
    "names (tightening, column generation, convex programs) is the rest of the whole."
)
NAMES = {"generated": "a million people in the form of syn_50k_200 (generated)"}


def main() -> None:
    """Runs the plans and prints the tables; the full form also writes the page."""
    options = _options()
    if not SHARED.exists():
        sys.exit(
            f"The shared pools are not at {os.path.relpath(SHARED)}; name their folder by TEQUIO_SHARED."
        )
    measure.ensure_peer()
    plans = [plan for plan in (QUICK if options.quick else FULL) if options.only in ("", plan.pool)]
    runs = list(_lotteries(plans, options.peer_limit))
    large = [] if options.quick else list(_large(options.only))
    page = "\n\n".join([*_lottery_sections(runs, large), *_whole_sections(options)])
    print(page)
    if not options.quick and not options.only:
        PAGE.write_text(page + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two minutes, small pools, printed only")
    parser.add_argument("--only", default="", help="one pool, printed only")
    parser.add_argument("--peer-limit", type=int, default=None, help="CPU seconds for each run of the peer")
    return parser.parse_args()


def _lotteries(plans: list[Plan], peer_limit: int | None) -> Iterator[Run]:
    for plan in plans:
        folder = str(SHARED / plan.pool)
        for task in plan.ours:
            yield _told(measure.ours(folder, plan.pool, task, plan.limit))
            for backend in plan.backends if task in plan.peer else ():
                yield _told(measure.peer(folder, plan.pool, (task, backend), peer_limit or plan.peer_limit))


def _large(only: str) -> Iterator[Run]:
    for pool, task, limit in LARGE:
        if only in ("", pool):
            source = pool if pool == "generated" else str(SHARED / pool)
            yield _told(measure.ours(source, NAMES.get(pool, pool), task, limit))


def _told(run: Run) -> Run:
    said = run.problem or f"{run.cpu:.2f} s, {run.memory:.0f} MB, {run.said['status']}"
    print(f"{run.pool} {run.task} {run.who}: {said}", file=sys.stderr, flush=True)
    return run


def _lottery_sections(runs: list[Run], large: list[Run]) -> Iterator[str]:
    yield tables.heading(shlex.join(["python", *sys.argv]), datetime.now(UTC).date())
    if runs:
        yield from ("## Lotteries", tables.lotteries(runs))
    if large:
        yield from ("## Large pools", tables.large(large))
    yield from ("## Where the time goes", EXPLAINED, tables.parts([*runs, *large]))


def _whole_sections(options: argparse.Namespace) -> Iterator[str]:
    """What a person waits for: whole commands, with start, files and pages."""
    if options.only:
        return
    yield from (
        "## The whole command, report and proofs included",
        tables.commands(command.run(SHARED, options.quick)),
    )
    yield "## The first lottery: letters from a large frame"
    yield tables.letters(invitations.run(options.quick))


if __name__ == "__main__":
    main()
