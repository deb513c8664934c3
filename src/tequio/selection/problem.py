"""The pool, the quotas and the size as one small problem over types of people."""

from dataclasses import dataclass, field
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from tequio.faults import Fault
from tequio.pool import Pool
from tequio.quotas import Quotas

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
WHOLE = 2**62  # keys below this are exact


@dataclass(eq=False)
class NoPlaces(Fault):
    """A panel of nobody: `size` is below 1."""

    size: int


@dataclass(eq=False)
class EmptyPool(Fault):
    """Nobody to draw the `size` members from."""

    size: int


@dataclass(eq=False)
class QuotasApart(Fault):
    """The quotas of a feature are not one for each of its categories, in their order.

    Args:
        feature: its name.
        categories: of the pool.
        values: that have quotas.
    """

    feature: str
    categories: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """Which panels are possible, in terms of types.

    People with the same features (and, under the household rule, the same household pattern)
    form a type. A panel takes c_t of the m_t people of type t:

        0 ≤ c_t ≤ m_t,   Σ c_t = size,   low_q ≤ Σ_{t has q} c_t ≤ high_q,
        Σ_{t in pattern h} c_t ≤ limits_h.

    Args:
        size: members of a panel, k.
        low: (Q,) least members a quota.
        high: (Q,) most members a quota.
        counts: (T,) people a type, m.
        cells: (T, F) the quota that each feature of a type falls under.
        pattern: (T,) household pattern of a type, -1 for people who share a household with nobody.
        limits: (H,) households a pattern.
        type_of: (n,) the type of each person.
        household_of: (n,) household of each person, -1 for none.
        labels: for each quota its feature and value, for people to read.
    """

    size: int
    low: Ints
    high: Ints
    counts: Ints
    cells: Ints
    pattern: Ints
    limits: Ints
    type_of: Ints
    household_of: Ints
    labels: tuple[tuple[str, str], ...] = field(default=())

    @property
    def people(self) -> int:
        """How many volunteers there are, n."""
        return int(self.counts.sum())

    @property
    def types(self) -> int:
        """How many types there are, T."""
        return len(self.counts)

    @cached_property
    def supply(self) -> Ints:
        """(Q,) volunteers under each quota."""
        return np.bincount(
            self.cells.ravel(), np.repeat(self.counts, self.cells.shape[1]), len(self.low)
        ).astype(np.int64)

    @cached_property
    def members_of(self) -> tuple[Ints, ...]:
        """The people of each type, as positions."""
        order = np.argsort(self.type_of, kind="stable")
        return tuple(np.split(order, np.cumsum(self.counts)[:-1]))

    def totals(self, composition: NDArray[np.float64] | Ints) -> Floats:
        """(Q,) members under each quota, for a (T,) composition."""
        weights = np.repeat(composition, self.cells.shape[1])
        return np.bincount(self.cells.ravel(), weights, len(self.low)).astype(np.float64)

    def is_panel(self, composition: Ints) -> bool:
        """Whether a (T,) composition of whole numbers meets the size, each quota and the household rule."""
        totals = self.totals(composition)
        households = np.bincount(self.pattern + 1, composition, len(self.limits) + 1)[1:]
        return bool(
            composition.sum() == self.size
            and (composition >= 0).all()
            and (composition <= self.counts).all()
            and (totals >= self.low).all()
            and (totals <= self.high).all()
            and (households <= self.limits).all()
        )


def problem(pool: Pool, quotas: Quotas, size: int) -> Problem:
    """The problem of drawing `size` people of `pool` within `quotas`.

    The order of people in the pool changes nothing but `type_of` and `household_of`: types are
    in the order of their features' positions, then of their household pattern.

    Args:
        pool: the volunteers.
        quotas: for each feature of the pool, and for each of its categories in their order.
        size: members of a panel.

    Raises:
        NoPlaces: `size` is below 1.
        EmptyPool: there are no volunteers.
        QuotasApart: the quotas are not those of the pool's categories, or in another order.
    """
    if size < 1:
        raise NoPlaces(size)
    if not len(pool):
        raise EmptyPool(size)
    for feature, values in zip(pool.features, pool.categories, strict=True):
        told = tuple(row.value for row in quotas.of(feature))
        if told != tuple(values):
            raise QuotasApart(feature, tuple(values), told)
    for feature in quotas.features:
        if feature not in pool.features:
            raise QuotasApart(feature, (), tuple(row.value for row in quotas.of(feature)))
    asked = [row for feature in pool.features for row in quotas.of(feature)]
    starts = np.cumsum([0, *(len(values) for values in pool.categories)])
    cells = pool.values.astype(np.int64) + starts[:-1]
    patterns, limits = _patterns(pool, cells)
    first, type_of, counts = _alike(np.column_stack([pool.values, patterns + 1]))
    return Problem(
        size=size,
        low=np.array([row.min for row in asked], dtype=np.int64),
        high=np.array([row.max for row in asked], dtype=np.int64),
        counts=counts.astype(np.int64),
        cells=cells[first],
        pattern=patterns[first],
        limits=limits,
        type_of=type_of.ravel().astype(np.int64),
        household_of=_households(pool),
        labels=tuple((row.feature, row.value) for row in asked),
    )


def _alike(rows: Ints) -> tuple[Ints, Ints, Ints]:
    """Equal rows: for each kind of row its first place, for each row its kind, and how many of each.

    Kinds are in lexicographic order. Rows are read as the digits of one number where it fits.
    """
    radices = [int(most) + 1 for most in rows.max(axis=0)]
    if prod(radices) >= WHOLE:
        found = np.unique(rows, axis=0, return_index=True, return_inverse=True, return_counts=True)
    else:
        keys = np.zeros(len(rows), dtype=np.int64)
        for column, radix in zip(rows.T, radices):
            keys = keys * radix + column
        found = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    return found[1], found[2].ravel(), found[3]


def _households(pool: Pool) -> Ints:
    """(n,) household numbers, -1 for people who share theirs with nobody in the pool."""
    if pool.households is None:
        return np.full(len(pool), -1, dtype=np.int64)
    numbers = pool.households.astype(np.int64)
    sizes = np.bincount(numbers + 1, minlength=1)
    sizes[0] = 0
    return np.where(sizes[numbers + 1] > 1, numbers, -1)


def _patterns(pool: Pool, cells: Ints) -> tuple[Ints, Ints]:
    """(n,) household pattern of each person, and (H,) households a pattern, in the order of contents."""
    households = _households(pool)
    contents: dict[int, list[tuple[int, ...]]] = {}
    for person in np.flatnonzero(households >= 0).tolist():
        contents.setdefault(int(households[person]), []).append(tuple(cells[person].tolist()))
    keys = {household: tuple(sorted(rows)) for household, rows in contents.items()}
    numbers = {key: number for number, key in enumerate(sorted(set(keys.values())))}
    limits = np.zeros(len(numbers), dtype=np.int64)
    for key in keys.values():
        limits[numbers[key]] += 1
    of_household = {household: numbers[key] for household, key in keys.items()}
    patterns = np.array(
        [of_household.get(household, -1) for household in households.tolist()], dtype=np.int64
    )
    return patterns, limits
