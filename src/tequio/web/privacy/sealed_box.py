"""Files that only a private key opens which is not on the server: backups.

Layout: the line `tequio-backup-1`, 32 bytes of a passing X25519 public key, then chunks. A chunk is
ChaCha20-Poly1305 over at most `CHUNK` bytes; its nonce is the chunk's number (8 bytes, big-endian)
and 4 bytes that say whether it is the last, so that no chunk can be dropped, moved or repeated and a
file that was cut is found. The key is HKDF-SHA256 of the shared secret, salted with both public keys.
"""

import os
from io import RawIOBase
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tequio.web.privacy.faults import BackupDamaged, KeyUnreadable, NotABackup

MAGIC = b"tequio-backup-1\n"
CHUNK, TAG = 1 << 16, 16


def make_key(path: Path) -> str:
    """Writes a new private key (mode 600, never over another file); returns the public one."""
    key = X25519PrivateKey.generate()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(key.private_bytes_raw().hex() + "\n")
    return key.public_key().public_bytes_raw().hex()


def public_key(text: str) -> X25519PublicKey:
    """The public key that 64 hexadecimal digits write.

    Raises:
        KeyUnreadable: they do not.
    """
    try:
        return X25519PublicKey.from_public_bytes(bytes.fromhex(text.strip()))
    except ValueError:
        raise KeyUnreadable(text.strip()[:80]) from None


def private_key(path: Path) -> X25519PrivateKey:
    """The private key in a file.

    Raises:
        KeyUnreadable: it holds none.
    """
    try:
        return X25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    except (ValueError, OSError):
        raise KeyUnreadable(str(path)) from None


def _cipher(shared: bytes, passing: bytes, recipient: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, passing + recipient, MAGIC).derive(shared))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(8, "big") + int(last).to_bytes(4, "big")


class Sealing(RawIOBase):
    """Writes a sealed file; whole only once it is closed."""

    def __init__(self, file: IO[bytes], key: X25519PublicKey) -> None:
        super().__init__()
        passing = X25519PrivateKey.generate()
        public = passing.public_key().public_bytes_raw()
        self._file, self._number, self._held = file, 0, bytearray()
        self._cipher = _cipher(passing.exchange(key), public, key.public_bytes_raw())
        file.write(MAGIC + public)

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any) -> int:
        """Takes bytes; a chunk is sealed when more than one is there."""
        self._held += data
        while len(self._held) > CHUNK:
            self._seal(last=False)
        return len(data)

    def _seal(self, *, last: bool) -> None:
        chunk = bytes(self._held[:CHUNK])
        del self._held[:CHUNK]
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, MAGIC))
        self._number += 1

    def close(self) -> None:
        """Seals the last chunk."""
        if not self.closed:
            self._seal(last=True)
        super().close()


class Opening(RawIOBase):
    """Reads a sealed file.

    Raises:
        NotABackup: it does not begin like one.
        BackupDamaged: made for another key, changed or cut; raised before any such byte is given out.
    """

    def __init__(self, file: IO[bytes], key: X25519PrivateKey) -> None:
        super().__init__()
        start = file.read(len(MAGIC) + 32)
        if not start.startswith(MAGIC) or len(start) < len(MAGIC) + 32:
            raise NotABackup
        public = start[len(MAGIC) :]
        shared = key.exchange(X25519PublicKey.from_public_bytes(public))
        self._cipher = _cipher(shared, public, key.public_key().public_bytes_raw())
        self._file, self._number, self._open, self._over = file, 0, b"", False
        self._next = file.read(CHUNK + TAG)

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills the buffer from the chunk that is open."""
        while not self._open and not self._over:
            self._unseal()
        part, self._open = self._open[: len(buffer)], self._open[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)

    def _unseal(self) -> None:
        chunk, self._next = self._next, self._file.read(CHUNK + TAG)
        self._over = not self._next
        try:
            self._open = self._cipher.decrypt(_nonce(self._number, last=self._over), chunk, MAGIC)
        except InvalidTag:
            raise BackupDamaged from None
        self._number += 1
