"""The methods by name: each takes a problem, a generator and a watch, and gives a lottery.

>>> from tequio.pool import Pool
>>> from tequio.quotas import Quota, Quotas
>>> from tequio.randomness import generator
>>> from tequio.selection.problem import problem
>>> from tequio.selection.progress import Unwatched

Two women and three men (0 and 1 are positions in the categories), and a panel of one of each:

>>> values = np.array([[0], [0], [1], [1], [1]], dtype=np.int32)
>>> pool = Pool(("a", "b", "c", "d", "e"), ("sex",), (("woman", "man"),), values, None, {})
>>> task = problem(pool, Quotas((Quota("sex", "woman", 1, 1), Quota("sex", "man", 1, 1))), size=2)
>>> lottery = METHODS["leximin"](task, generator("any text", "lottery"), Unwatched())
>>> lottery.status, lottery.person_chances.round(3).tolist()
('exact', [0.5, 0.5, 0.333, 0.333, 0.333])
"""

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
