"""Small invented pools whose quotas may clash, and every way of choosing a panel from them."""

from itertools import combinations

import numpy as np

from tequio.pool import Pool
from tequio.quotas import Quota, Quotas


def invented(seed, *, people=(6, 11), homes=False, flex=False, slack=2):
    """(pool, quotas, size); the quotas need not be possible together."""
    generator = np.random.default_rng(seed)
    n = int(generator.integers(*people))
    size = int(generator.integers(2, 5))
    counts = generator.integers(2, 4, int(generator.integers(2, 4))).tolist()
    values = np.column_stack([generator.integers(0, count, n) for count in counts]).astype(np.int32)
    households = None
    if homes:
        households = np.where(generator.random(n) < 0.6, generator.integers(0, max(2, n // 2), n), -1).astype(
            np.int32
        )
    rows = []
    for feature, count in enumerate(counts):
        middle = generator.multinomial(size, np.full(count, 1 / count))
        for value, seats in enumerate(middle.tolist()):
            least = max(0, seats - int(generator.integers(0, slack)))
            most = seats + int(generator.integers(0, slack))
            flexes = (None, None)
            if flex and generator.random() < 0.7:
                flexes = (int(generator.integers(0, least + 1)), most + int(generator.integers(0, 2)))
            rows.append(Quota(f"f{feature}", f"v{value}", least, most, *flexes))
    quotas = Quotas(tuple(rows))
    categories = tuple(quotas.values(feature) for feature in quotas.features)
    ids = tuple(f"p{person}" for person in range(n))
    return Pool(ids, quotas.features, categories, values, households, {}), quotas, size


def memberships(pool):
    """(n, Q) ones where a person falls under a quota."""
    return np.hstack(
        [np.eye(len(found), dtype=int)[pool.values[:, f]] for f, found in enumerate(pool.categories)]
    )


def every_panel(pool, size, homes=True):
    """(N, Q) members under each quota, for every set of `size` people that keeps the household rule."""
    belongs, rows = memberships(pool), []
    for people in combinations(range(len(pool)), size):
        taken = [] if pool.households is None or not homes else pool.households[list(people)].tolist()
        shared = [home for home in taken if home >= 0]
        if len(set(shared)) == len(shared):
            rows.append(belongs[list(people)].sum(axis=0))
    return np.array(rows).reshape(-1, belongs.shape[1])


def meeting(panels, quotas, bounds):
    """(N,) which panels meet these (feature, value, side) bounds of the quotas."""
    place = {(row.feature, row.value): number for number, row in enumerate(quotas.rows)}
    fits = np.ones(len(panels), dtype=bool)
    for feature, value, side in bounds:
        number = place[feature, value]
        row = quotas.rows[number]
        fits &= panels[:, number] >= row.min if side == "min" else panels[:, number] <= row.max
    return fits
