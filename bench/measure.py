"""Runs one measurement in a process of its own, on one thread, and sums up what it says."""

import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PEER = ROOT / ".venv-peer"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
SHORT = 2.0
REPEATS = 3
SOLVERS = {"highspy": "HiGHS", "mip-cbc": "CBC"}


@dataclass(frozen=True)
class Run:
    """What one or several runs of the same thing gave; `problem` says why there is nothing."""

    who: str
    pool: str
    task: str
    cpu: float = 0.0
    memory: float = 0.0
    said: dict = field(default_factory=dict)
    problem: str = ""

    @property
    def chances(self) -> np.ndarray:
        """(n,) chance of each person, in the order of the file."""
        return np.array(self.said["chances"])

    def distance(self, target: np.ndarray | None) -> float | None:
        """The largest difference from the exact leximin chances, if they are known."""
        return None if target is None or self.problem else float(np.abs(self.chances - target).max())


def gini(chances: np.ndarray) -> float:
    """The Gini coefficient: 0 when all are equal."""
    ordered = np.sort(chances)
    n = len(ordered)
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * ordered.sum()))


def geometric(chances: np.ndarray) -> float:
    """The geometric mean; 0 when somebody has no chance."""
    return float(np.exp(np.log(chances).mean())) if chances.min() > 0 else 0.0


def ensure_peer() -> None:
    """The peer's environment, made once for each version of its requirements."""
    wanted = ROOT / "requirements" / "peer.txt"
    mark = PEER / "made"
    if mark.exists() and mark.read_text() == wanted.read_text():
        return
    print("Setting up the peer (once) …", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", PEER], check=True)
    pip = [PEER / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "-qq", "install"]
    subprocess.run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", wanted], check=True)
    mark.write_text(wanted.read_text())


def ours(pool: str, name: str, task: str, limit: int) -> Run:
    """A run of Tequio; short ones are repeated and the median kept."""
    return _median("Tequio", [sys.executable, HERE / "ours.py", pool, task, str(limit)], name, task, limit)


def peer(pool: str, name: str, task: tuple[str, str], limit: int) -> Run:
    """A run of the peer, measured the same way; the task is a method and one of its solvers."""
    method, backend = task
    command = [PEER / "bin" / "python", HERE / "peer.py", pool, method, str(limit), backend]
    return _median(f"peer, {SOLVERS[backend]}", command, name, method, limit)


def _median(who: str, command: list, pool: str, task: str, limit: int) -> Run:
    runs = [_once(who, command, pool, task, limit)]
    while not runs[0].problem and runs[0].cpu < SHORT and len(runs) < REPEATS:
        runs.append(_once(who, command, pool, task, limit))
    middle = statistics.median_low([run.cpu for run in runs])
    return next(run for run in runs if run.cpu == middle)


def _once(who: str, command: list, pool: str, task: str, limit: int) -> Run:
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    if who != "Tequio":
        environment.pop("PYTHONPATH", None)
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        reason = f"not finished after {limit} s" if done.returncode < 0 else done.stderr.strip()[-200:]
        return Run(who, pool, task, problem=reason)
    said = json.loads(lines[-1])
    if "error" in said:
        return Run(who, pool, task, problem=said["error"])
    return Run(who, pool, task, said["cpu"], said["memory"], said)
