"""Checkpoints: the signed head of the record, as C2SP signed notes; and what cosigners add to them.

`docs/spec/record.md`, section 3, says how they are written. A note is text: what is signed, an empty
line, and lines of signatures `— name base64`.
"""

from base64 import b64decode, b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tequio.faults import Fault
from tequio.record import ed25519

SIGNER, COSIGNER = 1, 4  # what a key is for, as its first byte says
DASH = "— "


@dataclass(eq=False)
class CheckpointUnfit(Fault):
    """A text is no checkpoint, a text is no key, or a signature is missing or false; `what` says which."""

    what: str


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log.

    Args:
        name: of the log; no space, no `+`.
        size: how many acts it holds.
        root: of the tree over them, 32 bytes.
    """

    name: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """What is signed."""
        return f"{self.name}\n{self.size}\n{b64encode(self.root).decode()}\n"


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The public half of a key, 32 bytes."""
    return key.public_key().public_bytes_raw()


def key_id(name: str, key: bytes, use: int = SIGNER) -> bytes:
    """What tells keys apart in a note: 4 bytes."""
    return sha256(name.encode() + b"\n" + bytes([use]) + key).digest()[:4]


def verifier_key(name: str, key: bytes, use: int = SIGNER) -> str:
    """A public key as others are given it: `name+id+base64`."""
    return f"{name}+{key_id(name, key, use).hex()}+{b64encode(bytes([use]) + key).decode()}"


def read_key(text: str, use: int) -> tuple[str, bytes]:
    """Name and 32 bytes of a verifier key for one use.

    Raises:
        CheckpointUnfit: it is none.
    """
    name, *rest = text.strip().split("+", 2)
    data = _unbased(rest[1]) if len(rest) == 2 else b""
    if not name or len(data) != 33 or data[0] != use or rest[0] != key_id(name, data[1:], use).hex():
        raise CheckpointUnfit("key")
    return name, data[1:]


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The note: body, empty line, the log's own signature."""
    signature = key.sign(checkpoint.body.encode())
    return (
        f"{checkpoint.body}\n{_line(checkpoint.name, key_id(checkpoint.name, public_bytes(key)) + signature)}"
    )


def parse(note: str) -> Checkpoint:
    """What a note says, whoever signed it.

    Raises:
        CheckpointUnfit: it is no checkpoint.
    """
    text, gap, lines = note.rpartition("\n\n")
    parts = text.split("\n")
    if not gap or len(note) > ed25519.NOTE_SIZE or len(parts) < 3 or not lines.endswith("\n"):
        raise CheckpointUnfit("form")
    name, size, root = parts[0], parts[1], _unbased(parts[2])
    written = size.isascii() and size.isdigit() and len(size) <= 15 and str(int(size)) == size
    named = bool(name) and not any(letter.isspace() or letter == "+" for letter in name)
    if not named or not written or len(root) != 32 or not all(map(_is_line, lines[:-1].split("\n"))):
        raise CheckpointUnfit("form")
    return Checkpoint(name, int(size), root)


def need_signature(note: str, key: str) -> None:
    """Sees that a note bears a true signature of a log's verifier key.

    Raises:
        CheckpointUnfit: it does not, or that is no key.
    """
    read_key(key, SIGNER)
    if not ed25519.signed(note, key):
        raise CheckpointUnfit("signature")


def cosign(note: str, name: str, key: Ed25519PrivateKey, at: datetime) -> str:
    """The note with one more line: that somebody saw it at this time (`cosignature/v1`)."""
    time = int(at.astimezone(UTC).timestamp())
    signature = key.sign(_seen(note, time))
    identity = key_id(name, public_bytes(key), COSIGNER)
    return note + _line(name, identity + time.to_bytes(8, "big") + signature)


def cosigned_at(note: str, key: str) -> int | None:
    """When a cosigner saw a note, in seconds since 1970; the earliest time; `None` without a signature.

    Raises:
        CheckpointUnfit: a signature of this key is false, or that is no key.
    """
    name, public = read_key(key, COSIGNER)
    times = []
    for line in note.rpartition("\n\n")[2][:-1].split("\n"):
        who, _, text = line.removeprefix(DASH).partition(" ")
        data = _unbased(text)
        if who != name or data[:4] != key_id(name, public, COSIGNER):
            continue
        time = int.from_bytes(data[4:12], "big")
        if not ed25519.verify(public, _seen(note, time), data[12:]):
            raise CheckpointUnfit("signature")
        times.append(time)
    return min(times, default=None)


def _seen(note: str, time: int) -> bytes:
    text = note.rpartition("\n\n")[0]
    return f"cosignature/v1\ntime {time}\n{text}\n".encode()


def _line(name: str, data: bytes) -> str:
    return f"{DASH}{name} {b64encode(data).decode()}\n"


def _is_line(line: str) -> bool:
    parts = line.removeprefix(DASH).split(" ")
    return line.startswith(DASH) and len(parts) == 2 and len(_unbased(parts[1])) >= 5


def _unbased(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (Error, ValueError):
        return b""
