"""Filling the last seats of a panel exactly.

Candidates are bits of whole numbers, so that counting who is left under a quota is one
operation whatever the number of candidates. The search goes where the choice is narrowest (the
row with the fewest candidates for each seat that it still needs), tries the best candidate
first, and gives up after a number of nodes, so that the answer depends on nothing but its input.

Source: the fail-first principle of Haralick and Elliott, *Increasing tree search efficiency for
constraint satisfaction problems*, 1980, with forward checking on counts.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tequio.selection.problem import Ints


def bits(belongs: NDArray[np.bool_]) -> list[int]:
    """(R, N) booleans as R whole numbers; bit i stands for column i."""
    packed = np.packbits(belongs, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in packed]


@dataclass
class Completion:
    """One search for a set of candidates that fills the seats left.

    Args:
        masks: for each row the candidates under it, as bits.
        rows: for each candidate its rows; candidates stand best first.
        low: least seats still needed a row.
        high: most seats still possible a row.
        nodes: how many nodes may be opened.
    """

    masks: list[int]
    rows: list[list[int]]
    low: list[int]
    high: list[int]
    nodes: int
    taken: list[int] = field(default_factory=list)

    def search(self, seats: int) -> list[int] | None:
        """Positions of candidates that fill `seats` within every row, or `None`."""
        if min(self.high) < 0:
            return None
        available = (1 << len(self.rows)) - 1
        for row, most in enumerate(self.high):
            if most == 0:
                available &= ~self.masks[row]
        return self.taken if self._extend(available, seats) else None

    def _extend(self, available: int, seats: int) -> bool:
        if seats == 0:
            return max(self.low) <= 0
        self.nodes -= 1
        choice = self._narrowest(available)
        while choice and self.nodes >= 0:
            bit = choice & -choice
            choice ^= bit
            available ^= bit
            candidate = bit.bit_length() - 1
            if self._extend(self._take(candidate, available), seats - 1):
                return True
            self._give_back(candidate)
        return False

    def _narrowest(self, available: int) -> int:
        """The candidates of the row with the least choice a seat; none if a row cannot be filled."""
        choice, least, least_needed = available, 1, 0  # as if one candidate were there for no seat
        for needed, mask in zip(self.low, self.masks, strict=True):
            if needed > 0:
                here = available & mask
                count = here.bit_count()
                if count < needed:
                    return 0
                if count * least_needed < least * needed:
                    choice, least, least_needed = here, count, needed
        return choice

    def _take(self, candidate: int, available: int) -> int:
        self.taken.append(candidate)
        low, high = self.low, self.high
        for row in self.rows[candidate]:
            low[row] -= 1
            high[row] -= 1
            if high[row] == 0:
                available &= ~self.masks[row]
        return available

    def _give_back(self, candidate: int) -> None:
        self.taken.pop()
        for row in self.rows[candidate]:
            self.low[row] += 1
            self.high[row] += 1


def complete(
    belongs: NDArray[np.bool_], rows: Ints, bounds: tuple[Ints, Ints], seats: int, nodes: int
) -> Ints | None:
    """Positions of candidates (best first in the input) that fill `seats` within `bounds`, or `None`.

    Args:
        belongs: (R, N) whether a candidate is under a row.
        rows: (N, C) the rows of each candidate.
        bounds: (R,) least and (R,) most seats a row.
        seats: how many candidates to take.
        nodes: how many nodes may be opened.
    """
    low, high = bounds
    found = Completion(bits(belongs), rows.tolist(), low.tolist(), high.tolist(), nodes).search(seats)
    return None if found is None else np.array(found, dtype=np.int64)
