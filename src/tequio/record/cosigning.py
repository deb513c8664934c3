"""What a cosigner does: keeps each checkpoint, signs it with the time, refuses a rollback or a fork.

The folder of a cosigner has one folder a log: `key` (the log's verifier key), `latest` and one file a
size, each a cosigned note.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tequio.faults import Fault
from tequio.record import tiles
from tequio.record.checkpoints import (
    COSIGNER,
    SIGNER,
    Checkpoint,
    CheckpointUnfit,
    cosign,
    need_signature,
    parse,
    public_bytes,
    read_key,
    verifier_key,
)

Read = Callable[[str], bytes | None]  # a file of the log by its path, `None` if there is none


@dataclass(eq=False)
class RolledBack(Fault):
    """A log shows fewer acts than it did."""

    name: str
    size: int
    seen: int


@dataclass(eq=False)
class Forked(Fault):
    """A log's acts are not those that were there before."""

    name: str
    size: int
    seen: int


@dataclass(eq=False)
class TilesMissing(Fault):
    """It cannot be seen whether a log only grew: a tile is missing."""

    name: str
    path: str


@dataclass(eq=False)
class LogUnknown(Fault):
    """A log that was never seen here needs its key."""

    name: str


@dataclass(eq=False)
class OtherKey(Fault):
    """A checkpoint is not signed with the key that is kept for its log."""

    name: str


def own_key(path: Path) -> Ed25519PrivateKey:
    """The cosigner's key, 64 hexadecimal digits in a file of mode 600; made at the first call.

    Raises:
        CheckpointUnfit: the file holds no key.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600, exist_ok=False)
        path.write_text(secrets.token_hex(32) + "\n")
    text = path.read_text(encoding="utf-8").strip()
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise CheckpointUnfit("key")
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))


def cosigner_key(name: str, key: Ed25519PrivateKey) -> str:
    """What others give to the verifier as `--cosigner`."""
    return verifier_key(name, public_bytes(key), COSIGNER)


@dataclass(frozen=True)
class Cosigner:
    """Somebody who keeps checkpoints.

    Args:
        name: as it stands in the signatures; no space, no `+`.
        key: with which they sign.
        keep: the folder of all logs.
    """

    name: str
    key: Ed25519PrivateKey
    keep: Path

    def see(self, note: str, read: Read, at: datetime, log_key: str | None = None) -> Path:
        """Looks at a checkpoint, and keeps and signs it; the file.

        Args:
            note: the checkpoint.
            read: finds the log's tiles.
            at: the time that is signed.
            log_key: the log's verifier key; needed when it is seen first, or changes its key.

        Raises:
            CheckpointUnfit: that is no checkpoint, or no key.
            LogUnknown: seen for the first time, and no key was given.
            OtherKey: it is not signed with the log's key.
            RolledBack, Forked, TilesMissing: it may not be signed.
        """
        checkpoint = parse(note)
        folder = self.keep / re.sub("[^A-Za-z0-9.-]", "_", checkpoint.name)
        self._known(checkpoint, note, folder, log_key)
        latest = folder / "latest"
        if latest.is_file():
            grown(parse(latest.read_text(encoding="utf-8")), checkpoint, read)
        signed = cosign(note, self.name, self.key, at)
        path = folder / str(checkpoint.size)
        if not path.exists():  # the first time that a size was seen is the one that counts
            path.write_text(signed, encoding="utf-8")
        part = folder / "latest.part"
        part.write_text(signed, encoding="utf-8")
        part.replace(latest)
        return path

    def _known(self, checkpoint: Checkpoint, note: str, folder: Path, log_key: str | None) -> None:
        kept = folder / "key"
        if log_key is None and not kept.is_file():
            raise LogUnknown(checkpoint.name)
        key = (log_key or kept.read_text(encoding="utf-8")).strip()
        name, _ = read_key(key, SIGNER)
        try:
            need_signature(note, key)
        except CheckpointUnfit:
            raise OtherKey(checkpoint.name) from None
        if name != checkpoint.name:
            raise OtherKey(checkpoint.name)
        folder.mkdir(parents=True, exist_ok=True)
        kept.write_text(key + "\n", encoding="utf-8")


def grown(old: Checkpoint, new: Checkpoint, read: Read) -> None:
    """Sees that a log of the newer checkpoint begins with that of the older one.

    Raises:
        RolledBack: it is shorter.
        Forked: it does not.
        TilesMissing: the tiles do not tell.
    """
    if new.size < old.size:
        raise RolledBack(new.name, new.size, old.size)
    try:
        node = tiles.from_tiles(read, new.size)
        proof = tiles.consistency(node, old.size, new.size)
    except LookupError as fault:
        raise TilesMissing(new.name, str(fault.args[0])) from None
    if not tiles.is_consistent(old.size, old.root, new.size, new.root, proof):
        raise Forked(new.name, new.size, old.size)
