"""A sealed file of any length, written and read piece by piece, so that nobody holds a frame in memory.

    tequio-sealed/1⏎
    16 random bytes: the file's own mark
    pieces: length of the token (4 bytes, big-endian), token

A token is `keys.seal` of: the mark, the piece's number from 0 (8 bytes, big-endian), 1 for the last
piece or 0 (1 byte), at most 1 MiB of content. So a piece that is missing, doubled, moved or from
another file is noticed, and so is an end that was cut off. A file has one piece at least.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Protocol

from cryptography.fernet import InvalidToken

from tequio.faults import Fault
from tequio.web import keys

MAGIC = b"tequio-sealed/1\n"
PIECE = 1 << 20
MARK = 16


@dataclass(eq=False)
class ContainerBroken(Fault):
    """A sealed file was cut or changed, or is another site's; `piece` counts from 0."""

    piece: int


class Readable(Protocol):
    """What can be read from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes; none at the end."""


class Sealer:
    """Seals what is written to it, and knows its length and SHA-256.

    Args:
        file: open for writing; `close` writes the last piece and leaves the file open.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._mark = secrets.token_bytes(MARK)
        self._piece = 0
        self._rest = bytearray()
        self._digest = sha256()
        self.size = 0
        file.write(MAGIC + self._mark)

    @property
    def sha256(self) -> str:
        """Of the content so far, 64 hexadecimal digits."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Adds content.

        Raises:
            OSError: the place is full or protected.
        """
        self._digest.update(data)
        self.size += len(data)
        self._rest += data
        while len(self._rest) > PIECE:
            self._seal(bytes(self._rest[:PIECE]), last=False)
            del self._rest[:PIECE]

    def close(self) -> None:
        """Writes the last piece."""
        self._seal(bytes(self._rest), last=True)
        self._rest.clear()
        self._file.flush()

    def _seal(self, content: bytes, *, last: bool) -> None:
        token = keys.seal(self._mark + self._piece.to_bytes(8, "big") + bytes([last]) + content)
        self._file.write(len(token).to_bytes(4, "big") + token)
        self._piece += 1


def pieces(file: Readable) -> Iterator[bytes]:
    """The content of a sealed file, piece by piece.

    Raises:
        ContainerBroken: it was cut or changed, is none, or was sealed with another key. What was
            given out before is right, and not all.
    """
    start = file.read(len(MAGIC) + MARK)
    if not start.startswith(MAGIC) or len(start) != len(MAGIC) + MARK:
        raise ContainerBroken(0)
    mark, piece, last = start[len(MAGIC) :], 0, False
    while not last:
        content, last = _piece(file, mark, piece)
        yield content
        piece += 1
    if file.read(1):
        raise ContainerBroken(piece)


def _piece(file: Readable, mark: bytes, piece: int) -> tuple[bytes, bool]:
    head = file.read(4)
    length = int.from_bytes(head, "big")
    # A token is a third longer than what it holds; more would be no piece of ours.
    if len(head) != 4 or length > 2 * PIECE:
        raise ContainerBroken(piece)
    try:
        data = keys.unseal(file.read(length))
    except InvalidToken:
        raise ContainerBroken(piece) from None
    if data[: MARK + 8] != mark + piece.to_bytes(8, "big"):
        raise ContainerBroken(piece)
    return data[MARK + 9 :], data[MARK + 8] == 1
