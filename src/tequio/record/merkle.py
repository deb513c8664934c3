"""The Merkle tree of RFC 6962: one root over many commitments, and short proofs that one is under it.

A leaf is SHA-256(0x00 ‖ data), a node SHA-256(0x01 ‖ left ‖ right), and a list splits at the
largest power of two below its length. Built level by level from the leaves, with an odd last node
carried up as it is, this gives the same tree without recursion.
"""

from collections.abc import Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()


class Tree:
    """A tree over a list of data, kept whole so that many paths cost little.

    Args:
        data: what the leaves hold, in order; in this record always commitments of 32 bytes.
    """

    def __init__(self, data: Sequence[bytes]) -> None:
        level = [sha256(b"\x00" + item).digest() for item in data]
        self._levels = [level]
        while len(level) > 1:
            level = _above(level)
            self._levels.append(level)

    def __len__(self) -> int:
        """How many leaves there are."""
        return len(self._levels[0])

    @property
    def root(self) -> bytes:
        """The root, 32 bytes; that of an empty list is SHA-256 of nothing."""
        return self._levels[-1][0] if len(self) else EMPTY

    def path(self, index: int) -> list[bytes]:
        """The sibling hashes from leaf `index` (from 0) upwards.

        Raises:
            IndexError: there is no such leaf.
        """
        if not 0 <= index < len(self):
            raise IndexError(index)
        siblings = []
        for level in self._levels[:-1]:
            if index ^ 1 < len(level):
                siblings.append(level[index ^ 1])
            index >>= 1
        return siblings


def root(data: Sequence[bytes]) -> bytes:
    """The root over a list of data, 32 bytes."""
    level = [sha256(b"\x00" + item).digest() for item in data]
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else EMPTY


def root_from_path(data: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a tree of `size` leaves has if leaf `index` holds `data` and `path` is its path.

    Returns:
        32 bytes to compare with the published root, or `None` if no tree of that size has such a
        path: an index outside it, a hash that is not 32 bytes, a hash too many or too few
        (RFC 9162, section 2.1.3.2).
    """
    if not 0 <= index < size or any(len(sibling) != 32 for sibling in path):
        return None
    last = size - 1
    node = sha256(b"\x00" + data).digest()
    rest = iter(path)
    while last:
        if index & 1 or index < last:
            sibling = next(rest, None)
            if sibling is None:
                return None
            pair = sibling + node if index & 1 else node + sibling
            node = sha256(b"\x01" + pair).digest()
        index >>= 1
        last >>= 1
    return node if next(rest, None) is None else None


def _above(level: list[bytes]) -> list[bytes]:
    pairs = zip(level[::2], level[1::2], strict=False)
    above = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return above + level[len(level) - 1 :] if len(level) % 2 else above
