"""Small invented pools, all their panels, and what linear programs over all of them say."""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog, minimize_scalar

from tequio.pool import Pool
from tequio.quotas import Quota, Quotas
from tequio.selection.problem import Problem, problem

SHARED = Path(os.environ.get("TEQUIO_SHARED", Path(__file__).resolve().parents[2] / "../shared"))


def pool_of(values, households=None):
    values = np.asarray(values, dtype=np.int32)
    people, features = values.shape
    return Pool(
        ids=tuple(f"p{number}" for number in range(people)),
        features=tuple(f"f{number}" for number in range(features)),
        categories=tuple(tuple(f"v{value}" for value in range(column.max() + 1)) for column in values.T),
        values=values,
        households=None if households is None else np.asarray(households, dtype=np.int32),
        kept={},
    )


def quotas_round(pool, panel, slack):
    """Quotas that the people in `panel` meet, `slack` members away on either side."""
    rows = []
    for number, (feature, values) in enumerate(zip(pool.features, pool.categories)):
        for value, name in enumerate(values):
            count = int((pool.values[panel, number] == value).sum())
            rows.append(Quota(feature, name, max(0, count - slack), count + slack))
    return Quotas(tuple(rows))


def tight_pool(seed, most_people=14, with_households=False):
    """(pool, quotas, size) with at least one panel."""
    generator = np.random.default_rng(seed)
    people = int(generator.integers(6, most_people + 1))
    features = int(generator.integers(2, 4))
    values = np.column_stack(
        [generator.integers(0, generator.integers(2, 4), people) for _ in range(features)]
    )
    households = None
    if with_households:
        households = np.full(people, -1)
        for number in range(people // 4):
            households[2 * number : 2 * number + 2] = number
    order = generator.permutation(people)
    size = int(generator.integers(2, 6))
    panel = []
    for person in order.tolist():
        mates = [] if households is None else [p for p in panel if households[p] >= 0]
        if len(panel) < size and all(households[p] != households[person] for p in mates):
            panel.append(person)
    pool = pool_of(values, households)
    return pool, quotas_round(pool, panel, int(generator.integers(0, 2))), len(panel)


def tight_problem(seed, **options) -> Problem:
    return problem(*tight_pool(seed, **options))


def all_panels(asked: Problem):
    """(N, T) every composition that is a panel."""
    found = []

    def extend(taken, seats):
        t = len(taken)
        if t == asked.types:
            if seats == 0 and asked.is_panel(np.array(taken)):
                found.append(taken)
            return
        if (asked.totals(np.array(taken + [0] * (asked.types - t))) > asked.high).any():
            return
        for count in range(min(seats, int(asked.counts[t])) + 1):
            extend([*taken, count], seats - count)

    extend([], asked.size)
    return np.array(found).reshape(-1, asked.types)


def shares_of(asked, panels):
    """(N, T') chances that each panel gives, for the types that are on some panel; and which those are."""
    drawn = panels.any(axis=0)
    return (panels / asked.counts)[:, drawn], drawn


def highest_lowest(shares):
    """The highest lowest chance of any mixture."""
    panels, types = shares.shape
    answer = linprog(
        np.append(np.zeros(panels), -1.0),
        A_ub=np.column_stack([-shares.T, np.ones(types)]),
        b_ub=np.zeros(types),
        A_eq=np.append(np.ones(panels), 0.0)[None, :],
        b_eq=[1.0],
    )
    return -answer.fun


def lowest_highest(shares, lowest):
    """The lowest highest chance of any mixture that gives everybody `lowest`."""
    panels, types = shares.shape
    answer = linprog(
        np.append(np.zeros(panels), 1.0),
        A_ub=np.vstack(
            [np.column_stack([-shares.T, np.zeros(types)]), np.column_stack([shares.T, -np.ones(types)])]
        ),
        b_ub=np.concatenate([np.full(types, -lowest), np.zeros(types)]),
        A_eq=np.append(np.ones(panels), 0.0)[None, :],
        b_eq=[1.0],
    )
    return answer.fun


def best_goldilocks(shares, even):
    """The least  highest / even + even / lowest  of any mixture."""
    most = highest_lowest(shares)

    def total(lowest):
        return lowest_highest(shares, lowest) / even + even / lowest

    inner = minimize_scalar(total, bounds=(most / 20, most - 1e-9), method="bounded", options={"xatol": 1e-9})
    return min(inner.fun, total(most - 1e-9))


def shared_problem(name) -> Problem:
    """A pool of the shared data; skips where that is absent."""
    folder = SHARED / "data" / "draw" / name
    if not folder.exists():
        pytest.skip(f"no shared data at {folder}")
    rows = list(csv.DictReader((folder / "categories.csv").read_text().splitlines()))
    quotas = Quotas(tuple(Quota(r["category"], r["feature"], int(r["min"]), int(r["max"])) for r in rows))
    people = list(csv.DictReader((folder / "respondents.csv").read_text().splitlines()))
    categories = tuple(quotas.values(feature) for feature in quotas.features)
    values = [
        [known.index(person[feature]) for feature, known in zip(quotas.features, categories)]
        for person in people
    ]
    pool = Pool(
        tuple(f"p{number}" for number in range(len(people))),
        quotas.features,
        categories,
        np.array(values, dtype=np.int32),
        None,
        {},
    )
    return problem(pool, quotas, json.loads((folder / "meta.json").read_text())["k"])
