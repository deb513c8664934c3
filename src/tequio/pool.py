"""The people who may be drawn, and what they told us."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Pool:
    """All volunteers of one assembly.

    Args:
        ids: n different, non-empty texts.
        features: names of the F features, in the order of the quotas file.
        categories: for each feature its values, in the order of the quotas file.
        values: (n, F) positions in `categories`, int32.
        households: (n,) int32, the same number for people who share a household, -1 for who
            gave none; `None` without the household rule.
        kept: further columns that callers need, by name, n texts each.
    """

    ids: tuple[str, ...]
    features: tuple[str, ...]
    categories: tuple[tuple[str, ...], ...]
    values: NDArray[np.int32]
    households: NDArray[np.int32] | None
    kept: dict[str, tuple[str, ...]]

    def __len__(self) -> int:
        """How many volunteers there are."""
        return len(self.ids)
