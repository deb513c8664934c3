"""One run of Tequio in a process of its own; the last line of its output is JSON.

python bench/ours.py POOL TASK LIMIT, where POOL is a folder or `generated`, TASK a method, `chances`
or `numbered`, and LIMIT the CPU seconds after which the system ends the process.
"""

import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np

import pools
from tequio.selection import mixture, panels, relaxation
from tequio.selection.methods import METHODS
from tequio.selection.numbered import change, numbered
from tequio.selection.problem import Problem
from tequio.selection.progress import Unwatched
from tequio.selection.relaxation import Ladder, room

GENERATED = (1_000_000, 200, 13)
PANELS = 10_000
NEAR = 0.05  # of k/n
# Public functions whose time is told apart; what lies inside another one is counted in both.
PARTS = {
    "ladder": (relaxation.Ladder, "climb"),
    "panels": (mixture.Herd, "grow"),
    "panels: linear programs": (panels.PanelMaker, "_core"),
    "panels: search": (panels.PanelMaker, "_finish"),
    "balancing": (mixture, "balance"),
}


def main() -> None:
    """Reads, runs, and prints what was measured."""
    name, task, limit = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit) + 5))
    before = time.process_time()
    sample = pools.generate(*GENERATED) if name == "generated" else pools.read(Path(name))
    small = sample.problem
    reading = time.process_time() - before
    parts = timed()
    before, clock = time.process_time(), time.perf_counter()
    result = TASKS.get(task, draw)(small, task)
    cpu, wall = time.process_time() - before, time.perf_counter() - clock
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    used = {"cpu": cpu, "wall": wall, "memory": memory, "reading": reading}
    print(json.dumps({**used, "parts": parts, **result}))


def timed() -> dict[str, float]:
    """Wraps the parts, so that the CPU seconds inside each are added up."""
    seconds: dict[str, float] = defaultdict(float)
    for part, (owner, name) in PARTS.items():
        if hasattr(owner, name):
            setattr(owner, name, _clocked(getattr(owner, name), seconds, part))
    return seconds


def _clocked(function: Callable, seconds: dict[str, float], part: str) -> Callable:
    def inner(*given, **named):
        before = time.process_time()
        try:
            return function(*given, **named)
        finally:
            seconds[part] += time.process_time() - before

    return inner


def draw(small: Problem, method: str) -> dict:
    """A whole lottery by a method."""
    lottery = METHODS[method](small, np.random.default_rng(1), Unwatched())
    chances = lottery.person_chances.tolist()
    # The exact leximin's chances are this run's own target; the report takes them as the measure.
    target = lottery.target.chances[small.type_of].tolist()
    panels_used = int((lottery.weights > 0).sum())
    return {"status": lottery.status, "chances": chances, "target": target, "panels": panels_used}


def chances_only(small: Problem, _: str) -> dict:
    """The exact chances and their proof, without panels."""
    target = Ladder(room(small)).climb()
    return {
        "status": "exact",
        "chances": np.unique(target.chances).tolist(),
        "types": small.types,
        "levels": len(target.levels),
    }


def number(small: Problem, _: str) -> dict:
    """Numbered panels, and how far the chances and k/n lie apart."""
    # `tequio lottery --panels 10000 --tolerance …`: numbered panels do not wait for an exact mixture.
    watch = Unwatched(NEAR * small.size / small.people)
    lottery = METHODS["leximin"](small, np.random.default_rng(1), watch)
    compositions = numbered(lottery, PANELS, np.random.default_rng(2), watch)
    counted = np.asarray(compositions.mean(axis=0)).ravel() / small.counts
    wanted = lottery.target.chances
    even = small.size / small.people
    moved = change(wanted[small.type_of], counted[small.type_of])
    return {
        "status": lottery.status,
        "panels": compositions.shape[0],
        "absolute": moved.absolute,
        "of_even": moved.absolute / even,
        "relative": moved.relative,
    }


TASKS: dict[str, Callable[[Problem, str], dict]] = {"chances": chances_only, "numbered": number}

if __name__ == "__main__":
    main()
