"""Pools to measure on: the shared ones as they are, and generated ones of any size.

The generated pool has the form of syn_50k_200. A population of `POPULATION` people is drawn from
one standard normal latent variable z a person; each feature adds its own noise (weight `NOISE`) and
is cut at the quantiles of its value shares, so that features hang together through z. A person
volunteers with a probability proportional to exp(Σ of the effects of his or her values)
(`effects`, drawn once from a normal of spread `SELECTION`): log-linear self-selection. Quotas are
the population's shares times k, rounded, less and plus one. Everything follows from `seed`.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tequio.pool import Pool, read_pool
from tequio.quotas import Quota, Quotas, read_quotas
from tequio.selection.problem import Problem, problem

SHARES = {
    "age": (0.12, 0.16, 0.17, 0.18, 0.19, 0.18),
    "gender": (0.51, 0.49),
    "region": (0.15, 0.14, 0.13, 0.12, 0.11, 0.10, 0.09, 0.09, 0.07),
    "education": (0.22, 0.41, 0.37),
    "ethnicity": (0.82, 0.10, 0.08),
    "attitude": (0.18, 0.27, 0.32, 0.23),
    "urbanity": (0.45, 0.35, 0.20),
    "tenure": (0.55, 0.20, 0.25),
}
POPULATION = 4_000_000
NOISE = 1.5
SELECTION = 0.5


@dataclass(frozen=True)
class Sample:
    """A pool and its quotas, ready to be drawn from."""

    pool: Pool
    quotas: Quotas
    size: int

    @property
    def problem(self) -> Problem:
        """The problem of drawing from it."""
        return problem(self.pool, self.quotas, self.size)


def read(folder: Path) -> Sample:
    """A shared pool; the size stands in meta.json."""
    quotas, _ = read_quotas(folder / "categories.csv")
    pool, _ = read_pool(folder / "respondents.csv", quotas, id_column="id")
    return Sample(pool, quotas, json.loads((folder / "meta.json").read_text())["k"])


def generate(people: int, size: int, seed: int) -> Sample:
    """A pool of `people` volunteers out of `POPULATION`, and quotas for `size` members."""
    generator = np.random.default_rng(seed)
    latent = generator.normal(size=POPULATION)
    values = np.column_stack([_cut(latent, shares, generator) for shares in SHARES.values()])
    propensity = np.zeros(POPULATION)
    for column, shares in zip(values.T, SHARES.values()):
        propensity += generator.normal(0, SELECTION, len(shares))[column]
    # The largest of log-propensity plus Gumbel noise are a draw without replacement by propensity.
    noisy = propensity + generator.gumbel(size=POPULATION)
    volunteers = np.sort(np.argpartition(-noisy, people)[:people])
    return Sample(_pool(values[volunteers]), _quotas(values, size), size)


def _cut(latent: np.ndarray, shares: tuple[float, ...], generator: np.random.Generator) -> np.ndarray:
    mixed = latent * generator.choice([-1, 1]) + NOISE * generator.normal(size=len(latent))
    return np.searchsorted(np.quantile(mixed, np.cumsum(shares)[:-1]), mixed).astype(np.int32)


def _names() -> dict[str, tuple[str, ...]]:
    return {
        feature: tuple(f"{feature} {place}" for place in range(len(shares)))
        for feature, shares in SHARES.items()
    }


def _pool(values: np.ndarray) -> Pool:
    names = _names()
    ids = tuple(f"p{place}" for place in range(len(values)))
    return Pool(ids, tuple(names), tuple(names.values()), values, None, {})


def _quotas(values: np.ndarray, size: int) -> Quotas:
    rows = []
    for place, (feature, names) in enumerate(_names().items()):
        shares = np.bincount(values[:, place], minlength=len(names)) / len(values)
        for name, wanted in zip(names, np.round(shares * size).astype(int).tolist()):
            rows.append(Quota(feature, name, max(0, wanted - 1), wanted + 1))
    return Quotas(tuple(rows))
