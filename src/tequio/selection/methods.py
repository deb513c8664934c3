"""The methods by name: each takes a problem, a generator and a watch, and gives a lottery."""

from collections.abc import Callable

import numpy as np

from tequio.selection.goldilocks import goldilocks
from tequio.selection.legacy import legacy
from tequio.selection.leximin import leximin
from tequio.selection.lottery import Lottery
from tequio.selection.maximin import maximin
from tequio.selection.nash import nash
from tequio.selection.problem import Problem
from tequio.selection.progress import Watch

Method = Callable[[Problem, np.random.Generator, Watch], Lottery]

METHODS: dict[str, Method] = {
    "leximin": leximin,
    "maximin": maximin,
    "nash": nash,
    "goldilocks": goldilocks,
    "legacy": legacy,
}
