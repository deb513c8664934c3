"""Invented pools: random people, and quotas drawn tightly round one of their panels."""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest

from tequio.pool import Pool
from tequio.quotas import Quota, Quotas
from tequio.selection.problem import Problem, problem

SHARED = Path(os.environ.get("TEQUIO_SHARED", Path(__file__).resolve().parents[2] / "../shared"))


def tight_problem(
    seed: int,
    people: tuple[int, int] = (10, 60),
    slack: int = 1,
    homes: bool = False,
    features: tuple[int, int] = (2, 4),
) -> Problem:
    """A pool with at least one panel: its quotas lie within `slack` of a random panel's counts."""
    return problem(*tight_parts(seed, people, slack, homes, features))


def tight_parts(
    seed: int,
    people: tuple[int, int] = (10, 60),
    slack: int = 1,
    homes: bool = False,
    features: tuple[int, int] = (2, 4),
) -> tuple[Pool, Quotas, int]:
    """The same as pool, quotas and size."""
    generator = np.random.default_rng(seed)
    n = int(generator.integers(people[0], people[1] + 1))
    size = int(generator.integers(2, max(3, n // 3)))
    sizes = generator.integers(2, 5, int(generator.integers(features[0], features[1] + 1)))
    values = np.column_stack(
        [generator.choice(count, n, p=generator.dirichlet(np.full(count, 1.5))) for count in sizes]
    )
    households = None
    if homes:
        numbers = generator.integers(0, max(2, n * 2 // 3), n)
        households = np.where(generator.random(n) < 0.5, numbers, -1).astype(np.int32)
    panel = _panel(generator, n, size, households)
    rows = []
    for feature, count in enumerate(sizes.tolist()):
        for value in range(count):
            here = int((values[panel, feature] == value).sum())
            least, most = generator.integers(0, slack + 1, 2).tolist()
            rows.append(Quota(f"f{feature}", f"v{value}", max(0, here - least), here + most))
    categories = tuple(tuple(f"v{value}" for value in range(count)) for count in sizes.tolist())
    names = tuple(f"f{feature}" for feature in range(len(sizes)))
    ids = tuple(f"p{person}" for person in range(n))
    pool = Pool(ids, names, categories, values.astype(np.int32), households, {})
    return pool, Quotas(tuple(rows)), len(panel)


def _panel(generator: np.random.Generator, n: int, size: int, households: np.ndarray | None) -> np.ndarray:
    order, seen, panel = generator.permutation(n), set(), []
    for person in order.tolist():
        home = -1 if households is None else int(households[person])
        if len(panel) < size and (home < 0 or home not in seen):
            panel.append(person)
            seen.add(home)
    return np.array(panel)


def small_problem(values: list[list[int]], quotas: list[list[tuple[int, int]]], size: int) -> Problem:
    """A problem written out: (n, F) values, and for each feature the (min, max) of each value."""
    categories = tuple(tuple(f"v{value}" for value in range(len(rows))) for rows in quotas)
    features = tuple(f"f{number}" for number in range(len(quotas)))
    rows = tuple(
        Quota(features[number], f"v{value}", least, most)
        for number, bounds in enumerate(quotas)
        for value, (least, most) in enumerate(bounds)
    )
    ids = tuple(f"p{person}" for person in range(len(values)))
    table = np.array(values, dtype=np.int32).reshape(len(values), len(quotas))
    return problem(Pool(ids, features, categories, table, None, {}), Quotas(rows), size)


def shared_problem(name: str) -> Problem:
    """One of the published pools; skips the test where they are absent."""
    folder = SHARED / "data" / "draw" / name
    if not folder.is_dir():
        pytest.skip("the shared pools lie beside the checkout or in TEQUIO_SHARED; here they are absent")
    with (folder / "categories.csv").open(newline="", encoding="utf-8") as file:
        rows = tuple(
            Quota(row["category"], row["feature"], int(row["min"]), int(row["max"]))
            for row in csv.DictReader(file)
        )
    with (folder / "respondents.csv").open(newline="", encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    quotas = Quotas(rows)
    categories = tuple(quotas.values(feature) for feature in quotas.features)
    values = np.array(
        [
            [known.index(person[feature]) for feature, known in zip(quotas.features, categories)]
            for person in people
        ],
        dtype=np.int32,
    )
    ids = tuple(person["id"] for person in people)
    pool = Pool(ids, quotas.features, categories, values, None, {})
    return problem(pool, quotas, json.loads((folder / "meta.json").read_text())["k"])
