"""The whole command on the two smallest pools, as a person runs it: start, lottery, report, proofs."""

import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from invitations import spent

TEQUIO = (sys.executable, "-c", "from tequio.cli import main; main()")
POOLS = (("opendlp_monitoring_30", 30), ("sf_fixture_22", 22))
REPEATS, QUICK_REPEATS = 5, 3


def run(shared: Path, quick: bool) -> list[dict[str, Any]]:
    """One line a pool: pool, and the medians of seconds, cpu_seconds, peak_mb over some runs."""
    repeats = QUICK_REPEATS if quick else REPEATS
    return [{"pool": pool, **_medians(shared / pool, size, repeats)} for pool, size in POOLS]


def _medians(pool: Path, size: int, repeats: int) -> dict[str, float]:
    tables = [str(pool / "respondents.csv"), str(pool / "categories.csv")]
    with tempfile.TemporaryDirectory() as folder:
        runs = [
            spent([*TEQUIO, "lottery", *tables, "--size", str(size), "--out", f"{folder}/{number}"])
            for number in range(repeats)
        ]
    return {what: statistics.median(run[what] for run in runs) for what in runs[0]}
