"""The key that signs the record, the checkpoints that it signs, and its change for another.

Which key is in force, the acts say; the files of `keys` hold it. While a key is being changed the new
one lies beside the old one, so that a crash in between loses neither.
"""

import os
import secrets
from collections.abc import Iterator
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from tequio.faults import Fault
from tequio.record import checkpoints, merkle
from tequio.web import keys
from tequio.web.records.actions import append, open_log
from tequio.web.records.models import Act, Checkpoint, Head
from tequio.web.records.queries import key_in_force, newest_checkpoint

NEXT = f"{keys.SIGNING}.next"


class KeyLost(Fault):
    """The key that the record names is in no file: nothing can be signed."""


def _held() -> Iterator[Ed25519PrivateKey]:
    for name in (keys.SIGNING, NEXT):
        path = keys.folder() / name
        if path.is_file():
            yield Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))


def signer() -> Ed25519PrivateKey:
    """The key in force.

    Raises:
        KeyLost: no file holds it.
    """
    public = key_in_force()
    for key in _held():
        if checkpoints.public_bytes(key).hex() == public:
            return key
    raise KeyLost


@transaction.atomic
def make_checkpoint() -> Checkpoint | None:
    """Signs the log as it stands, once a size; `None` if there is no act.

    Raises:
        KeyLost: no file holds the key.
    """
    head = Head.objects.select_for_update().filter(pk=1).first()
    if head is None or head.size == 0:
        return None
    found = Checkpoint.objects.filter(size=head.size).first()
    if found is not None:
        return found
    bodies = Act.objects.order_by("sequence").values_list("body", flat=True)
    root = merkle.root([bytes(body) for body in bodies.iterator(chunk_size=500)])
    note = checkpoints.sign(checkpoints.Checkpoint(head.name, head.size, root), signer())
    return Checkpoint.objects.create(size=head.size, note=note)


def checkpoint_if_due(worker: str) -> bool:
    """The worker's duty: a checkpoint once acts were added; whether there was any to make."""
    del worker
    newest, head = newest_checkpoint(), Head.objects.filter(pk=1).first()
    if head is None or head.size == (newest.size if newest else 0):
        return False
    return make_checkpoint() is not None


def rotate(now: datetime | None = None) -> str:
    """Changes the key; the old one signs the act that says so. Returns the new verifier key.

    Raises:
        KeyLost: no file holds the key in force.
    """
    settle()  # or the key of a change that a crash cut short would be lost
    fresh = secrets.token_bytes(32)
    with transaction.atomic():
        head = Head.objects.select_for_update().get_or_create(pk=1)[0]
        if head.size == 0:
            open_log(now)
            head.refresh_from_db()
        old, new = signer(), Ed25519PrivateKey.from_private_bytes(fresh)
        before, after = checkpoints.public_bytes(old).hex(), checkpoints.public_bytes(new).hex()
        _keep(fresh)
        message = f"tequio-key/1\n{head.name}\n{before}\n{after}\n".encode()
        append("key.rotated", {"old": before, "new": after, "signature": old.sign(message).hex()}, now=now)
    settle()
    return checkpoints.verifier_key(head.name, bytes.fromhex(after))


def _keep(key: bytes) -> None:
    path = keys.folder() / NEXT
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())


def settle() -> None:
    """Puts the new key into the place of the old one, if the act that says so stands."""
    path = keys.folder() / NEXT
    if not path.is_file():
        return
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    if checkpoints.public_bytes(key).hex() == key_in_force():
        path.replace(keys.folder() / keys.SIGNING)
        keys.signer.cache_clear()
