"""What was measured, as Markdown."""

import platform
import sys
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from measure import ROOT, Run, geometric, gini

READING = """\
CPU seconds are those of the lottery itself, in a process of its own, on one thread; reading (or
generating) the pool and grouping people into types is not in them. Memory is the peak of that
process, reading included. Runs under 2 s are repeated and the median is kept.

*Distance* is the largest difference between anybody's chance and the exact leximin chance, which
Tequio proves in the same run; methods with other aims lie far from it by right. *Ratio* is the
peer's CPU seconds divided by Tequio's for the same method.

The peer gets the same files, features and quotas, its own defaults, and two of its solvers: HiGHS,
its default, and CBC (by python-mip), which its documentation measures as the faster one. Its
leximin also needs Gurobi, here under the size-limited licence that comes with that package. "Not
finished after N s" means N CPU seconds, after which the system ended it.

The generated pool is described at the head of `bench/pools.py`. *Numbered* makes 10,000 numbered
panels as soon as the mixture is near enough for them, as `tequio lottery --panels 10000
--tolerance …` does, without waiting for an exact mixture."""


def heading(command: str, day: date) -> str:
    """Title, machine, versions, and how to read the rest."""
    parts = ("tequio", "highspy", "numpy", "scipy")
    versions = ", ".join(f"{part} {version(part)}" for part in parts)
    measured = (
        f"Measured on {day.isoformat()} by `{command}`, on {machine()}, Python "
        f"{platform.python_version()}; {versions}. The peer: {_peer_versions()}."
    )
    return "\n\n".join(["# Benchmarks", measured, "## How to read it", READING])


def machine() -> str:
    """The processor, how many cores, the system."""
    described = Path("/proc/cpuinfo")
    lines = described.read_text().splitlines() if described.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()} ({len(names)} cores), {sys.platform}"


def _peer_versions() -> str:
    shown = ("sortition-algorithms", "mip", "cbcbox", "gurobipy")
    pins = [line.split(" ")[0] for line in (ROOT / "requirements" / "peer.txt").read_text().splitlines()]
    return ", ".join(pin.replace("==", " ") for pin in pins if pin.split("==")[0] in shown)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


LOTTERIES = (
    "pool",
    "method",
    "who",
    "CPU s",
    "MB",
    "status",
    "lowest",
    "Gini",
    "geom. mean",
    "distance",
    "ratio",
)


def lotteries(runs: Sequence[Run]) -> str:
    """One row a run, with the exact leximin as measure."""
    targets = {
        run.pool: np.array(run.said["target"])
        for run in runs
        if run.who == "Tequio" and run.task == "leximin" and run.said.get("status") in ("exact", "panels")
    }
    own = {(run.pool, run.task): run for run in runs if run.who == "Tequio"}
    return table(LOTTERIES, [_row(run, targets.get(run.pool), own.get((run.pool, run.task))) for run in runs])


def _row(run: Run, target: np.ndarray | None, own: Run | None) -> list[str]:
    if run.problem:
        return [run.pool, run.task, run.who, run.problem, *["–"] * 7]
    distance = run.distance(target)
    compared = run.who != "Tequio" and own is not None and not own.problem
    return [
        run.pool,
        run.task,
        run.who,
        f"{run.cpu:.2f}",
        f"{run.memory:.0f}",
        run.said["status"],
        f"{run.chances.min():.4%}",
        f"{abs(gini(run.chances)):.4f}",
        f"{geometric(run.chances):.4%}",
        "–" if distance is None else f"{distance:.1e}",
        f"{run.cpu / own.cpu:,.0f}" if compared and own is not None else "",
    ]


def parts(runs: Sequence[Run]) -> str:
    """Where the time goes, in CPU seconds; a part named `a: b` lies inside part a."""
    shown = [run for run in runs if run.said.get("parts")]
    names = list(dict.fromkeys(name for run in shown for name in run.said["parts"]))
    names.sort(key=lambda name: (name.split(":")[0] != "ladder", name.split(":")[0] == "balancing", name))
    rows = [
        [run.pool, run.task, *(f"{run.said['parts'].get(name, 0):.2f}" for name in names), f"{run.cpu:.2f}"]
        for run in shown
    ]
    return table(["pool", "task", *names, "whole"], rows)


def large(runs: Sequence[Run]) -> str:
    """Exact chances and numbered panels of the large pools."""
    rows = []
    for run in runs:
        if run.problem:
            rows.append([run.pool, run.task, run.problem, *["–"] * 4])
            continue
        rows.append(
            [
                run.pool,
                run.task,
                f"{run.cpu:.1f}",
                f"{run.said['wall']:.1f}",
                f"{run.said['reading']:.1f}",
                f"{run.memory:.0f}",
                _found(run),
            ]
        )
    return table(["pool", "what", "CPU s", "wall s", "reading, CPU s", "MB", "result"], rows)


def commands(lines: Sequence[dict[str, Any]]) -> str:
    """The whole command on small pools."""
    rows = [
        [line["pool"], f"{line['seconds']:.1f}", f"{line['cpu_seconds']:.1f}", f"{line['peak_mb']:.0f}"]
        for line in lines
    ]
    return table(["pool", "wall s", "CPU s", "MB"], rows)


def letters(lines: Sequence[dict[str, Any]]) -> str:
    """Letters from a large frame, one row a way of reading it."""
    rows = [
        [
            line["what"],
            f"{line['rows']:,}",
            f"{line['letters']:,}",
            f"{line['file_mb']:,}",
            f"{line['seconds']:.1f}",
            f"{line['cpu_seconds']:.1f}",
            f"{line['peak_mb']:,}",
        ]
        for line in lines
    ]
    return table(["frame", "rows", "letters", "file, MB", "wall s", "CPU s", "MB"], rows)


def _found(run: Run) -> str:
    said = run.said
    if run.task == "chances":
        return f"{said['types']:,} types, {said['levels']} levels, lowest {min(said['chances']):.6%}, proved"
    return (
        f"{said['panels']:,} panels; no chance moves by more than {said['of_even']:.1%} of k/n "
        f"({said['relative']:.1%} of itself)"
    )
