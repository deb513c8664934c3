"""The tree in tiles of 256 hashes (C2SP tlog-tiles), which never change once full; and consistency.

A tile of level L and number N holds the hashes of the tree's level 8·L from 256·N on. From tiles alone
a cosigner computes the root, and the proof that a log only grew (RFC 6962, section 2.1.2).
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

from tequio.record.merkle import EMPTY

WIDTH = 256
Node = Callable[[int, int], bytes]  # the hash of a full subtree, by its level and its place in it


def leaf(data: bytes) -> bytes:
    """The hash of a leaf that holds `data`."""
    return sha256(b"\x00" + data).digest()


def number_path(number: int) -> str:
    """A tile's number in groups of three digits: 1234067 is `x001/x234/067`."""
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03}")
    return "/".join(reversed(groups))


def tile_path(level: int | str, number: int, width: int = WIDTH) -> str:
    """Where a tile lies; `level` is `entries` for the acts themselves."""
    return f"tile/{level}/{number_path(number)}" + ("" if width == WIDTH else f".p/{width}")


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """The full subtrees of each level; level 0 is the hashes of the leaves."""
    found = [list(leaves)]
    while len(found[-1]) > 1:
        low = found[-1]
        found.append([sha256(b"\x01" + low[at] + low[at + 1]).digest() for at in range(0, len(low) - 1, 2)])
    return found


def tiles(leaves: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    """Every tile of a tree, each with its path; a partial one under its width."""
    for level, hashes in enumerate(levels(leaves)[::8]):
        for start in range(0, len(hashes), WIDTH):
            part = hashes[start : start + WIDTH]
            yield tile_path(level, start // WIDTH, len(part)), b"".join(part)


def entries(acts: Sequence[bytes]) -> bytes:
    """A bundle of at most 256 acts: each with its length before it."""
    return b"".join(len(act).to_bytes(2, "big") + act for act in acts)


def from_tiles(read: Callable[[str], bytes | None], size: int) -> Node:
    """The nodes of a log of `size` acts, out of tiles that `read` finds by their path.

    The node raises `LookupError` if a tile is missing or too short.
    """
    known: dict[tuple[int, int], bytes] = {}

    def tile(level: int, number: int) -> bytes:
        if (level, number) not in known:
            width = min(WIDTH, (size >> 8 * level) - number * WIDTH)
            path = tile_path(level, number, width)
            data = read(path)
            if data is None and width < WIDTH:  # it may have filled up since
                data = read(tile_path(level, number))
            if data is None or len(data) < 32 * width:
                raise LookupError(path)
            known[level, number] = data
        return known[level, number]

    def node(level: int, index: int) -> bytes:
        first = index << level % 8
        data = tile(level // 8, first // WIDTH)
        start = 32 * (first % WIDTH)
        hashes = [data[at : at + 32] for at in range(start, start + (32 << level % 8), 32)]
        while len(hashes) > 1:
            hashes = [sha256(b"\x01" + a + b).digest() for a, b in zip(hashes[::2], hashes[1::2])]
        return hashes[0]

    return node


def root_of(node: Node, start: int, end: int) -> bytes:
    """The root over leaves `start` to `end`; `start` is a multiple of a power of two not below the length."""
    if end == start:
        return EMPTY
    length = end - start
    if length & (length - 1) == 0:
        level = length.bit_length() - 1
        return node(level, start >> level)
    split = 1 << length.bit_length() - 1
    return sha256(b"\x01" + root_of(node, start, start + split) + root_of(node, start + split, end)).digest()


def consistency(node: Node, old: int, new: int) -> list[bytes]:
    """The proof that a log of `new` acts begins with the log of `old` acts it once was.

    Raises:
        ValueError: `old` is larger than `new`.
    """
    if not 0 <= old <= new:
        raise ValueError(old)
    return _subproof(node, old, 0, new, known=True) if 0 < old < new else []


def _subproof(node: Node, old: int, start: int, end: int, *, known: bool) -> list[bytes]:
    if old == end - start:
        return [] if known else [root_of(node, start, end)]
    split = 1 << (end - start - 1).bit_length() - 1
    if old <= split:
        right = root_of(node, start + split, end)
        return [*_subproof(node, old, start, start + split, known=known), right]
    left = root_of(node, start, start + split)
    return [*_subproof(node, old - split, start + split, end, known=False), left]


def is_consistent(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the larger tree begins with the smaller one (RFC 9162, section 2.1.4.2)."""
    if old in (0, new):
        return not proof and (old == 0 or old_root == new_root)
    if not 0 < old < new or any(len(one) != 32 for one in proof):
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if not path:
        return False
    small = large = path[0]
    for one in path[1:]:
        if not last:
            return False
        if at & 1 or at == last:
            small, large = (sha256(b"\x01" + one + sum_).digest() for sum_ in (small, large))
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            large = sha256(b"\x01" + large + one).digest()
        at, last = at >> 1, last >> 1
    return not last and small == old_root and large == new_root
