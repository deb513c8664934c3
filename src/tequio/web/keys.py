"""The keys of a site, in a folder outside its database.

Whoever has the database alone, a dump or a stolen disk of it, reads no contact, no frame and no
support need, and cannot sign a checkpoint. `docs/threats.md` says what this stops and what not.

Files, each mode 600, made once: `secret.key` (sessions and links), `fields.key` (encrypted fields;
several lines while a key is being changed: the first encrypts, all decrypt) and `signing.key`
(Ed25519, the checkpoints of the record).
"""

import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SECRET, FIELDS, SIGNING = "secret.key", "fields.key", "signing.key"


def data_folder() -> Path:
    """Where a site keeps its files: `TEQUIO_DATA`, or `tequio-data` where it is started."""
    return Path(os.environ.get("TEQUIO_DATA", "tequio-data")).absolute()


def folder() -> Path:
    """Where the keys lie: `TEQUIO_KEYS`, or `keys` in the data folder."""
    return Path(os.environ.get("TEQUIO_KEYS", data_folder() / "keys")).absolute()


def ensure() -> None:
    """Makes the keys that are missing; a key that is there is never touched."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, make in _MAKERS.items():
        path = folder() / name
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w") as file:
            file.write(make() + "\n")


def secret_key() -> str:
    """What signs sessions and links; before `ensure`, a passing one that is written nowhere."""
    path = folder() / SECRET
    return path.read_text().strip() if path.is_file() else secrets.token_urlsafe(48)


@cache
def sealer() -> MultiFernet:
    """What encrypts and decrypts fields and files.

    Raises:
        FileNotFoundError: there is no key; `ensure` makes it when a site starts.
    """
    lines = (folder() / FIELDS).read_text().split()
    return MultiFernet([Fernet(line) for line in lines])


def seal(data: bytes) -> bytes:
    """Bytes that only this site's key opens (Fernet: AES-128-CBC and HMAC-SHA256)."""
    return sealer().encrypt(data)


def unseal(data: bytes) -> bytes:
    """What was sealed.

    Raises:
        cryptography.fernet.InvalidToken: with another key, or changed since.
    """
    return sealer().decrypt(data)


def blind(purpose: str, value: str) -> str:
    """A keyed hash by which a sealed value can be found again: 64 hexadecimal digits.

    The key is the oldest key of fields, so that a change of key leaves it as it is.
    """
    key = (folder() / FIELDS).read_text().split()[-1].encode()
    return hmac.new(key, f"{purpose}\n{value}".encode(), sha256).hexdigest()


@cache
def signer() -> Ed25519PrivateKey:
    """The key that signs the checkpoints.

    Raises:
        FileNotFoundError: there is none; `ensure` makes it when a site starts.
    """
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex((folder() / SIGNING).read_text().strip()))


_MAKERS: dict[str, Callable[[], str]] = {
    SECRET: lambda: secrets.token_urlsafe(48),
    FIELDS: lambda: urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    SIGNING: lambda: secrets.token_bytes(32).hex(),
}
