"""Checks Ed25519 signatures (RFC 8032) and signed notes (C2SP) with nothing but Python.

    python ed25519.py KEY NOTE [--lang es]

KEY is a verifier key, `name+id+base64`; NOTE is a file: text, an empty line, signature lines. The
exit code is 0 if the note bears a true signature of the key, 1 if not, 2 if that is no key or file.
"""

import base64
import binascii
import sys
from hashlib import sha256, sha512
from pathlib import Path

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493  # the order of the base point
D = -121665 * pow(121666, -1, P) % P
NOTE_SIZE = 1 << 20  # no note is longer

# A point of -x² + y² = 1 + Dx²y² is (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z.
Point = tuple[int, int, int, int]

SAID: dict[str, dict[bool | str | None, str]] = {
    "en": {
        True: "The note is signed by {name}.",
        False: "The note is NOT signed by {name}.",
        None: "No key or no note: {name}",
        "usage": "Please say: python ed25519.py KEY NOTE [--lang es]",
    },
    "es": {
        True: "La nota está firmada por {name}.",
        False: "La nota NO está firmada por {name}.",
        None: "No es una clave o no es una nota: {name}",
        "usage": "Escriba: python ed25519.py CLAVE NOTA [--lang es]",
    },
}


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature of 64 bytes over a message is that of a public key of 32 bytes.

    RFC 8032, section 5.1.7, without the factor 8: points must be encoded in their only form and
    the scalar must lie below the order, so that nobody can make a second signature from a first.
    """
    if len(key) != 32 or len(signature) != 64:
        return False
    signer, commitment = _decompressed(key), _decompressed(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if signer is None or commitment is None or scalar >= L:
        return False
    # a key of small order would let one signature fit many messages
    if _same(_times(8, signer), (0, 1, 1, 0)):
        return False
    challenge = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % L
    return _same(_times(scalar, BASE), _plus(commitment, _times(challenge, signer)))


def signed(note: str, verifier: str) -> bool:
    """Whether a signed note bears a true signature of a verifier key; signatures of others are left alone.

    Args:
        note: the text, which ends with a line feed, an empty line, and lines `— name base64`.
        verifier: `name+id+base64`.

    Raises:
        ValueError: `verifier` is no key for Ed25519.
    """
    name, identity, key = verifier_key(verifier)
    text, gap, lines = note.rpartition("\n\n")
    if not gap or not lines.endswith("\n") or len(note) > NOTE_SIZE:
        return False
    found = False
    for line in lines[:-1].split("\n"):
        dash, *rest = line.split(" ")
        data = _unbased(rest[1]) if dash == "—" and len(rest) == 2 else b""
        if len(data) < 5:
            return False
        if rest[0] == name and data[:4] == identity:
            # a false signature of this very key is not made good by a second line
            if not verify(key, (text + "\n").encode(), data[4:]):
                return False
            found = True
    return found


def verifier_key(text: str) -> tuple[str, bytes, bytes]:
    """The name, the identity (4 bytes) and the public key (32 bytes) of a verifier key.

    Raises:
        ValueError: it is none, or its identity is not that of its name and key.
    """
    name, *rest = text.strip().split("+", 2)
    data = _unbased(rest[1]) if len(rest) == 2 else b""
    identity = sha256(name.encode() + b"\n" + data).digest()[:4]
    if not name or " " in name or len(data) != 33 or data[0] != 1 or rest[0] != identity.hex():
        raise ValueError(text)
    return name, identity, data[1:]


def _unbased(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _plus(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(n: int, p: Point) -> Point:
    total = (0, 1, 1, 0)
    for bit in f"{n:b}":
        total = _plus(total, total)
        total = _plus(total, p) if bit == "1" else total
    return total


def _same(p: Point, q: Point) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def _decompressed(data: bytes) -> Point | None:
    """A point from y and the lowest bit of x; `None` if there is none, or y is written as y + P."""
    number = int.from_bytes(data, "little")
    y, odd = number % 2**255, number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and odd):
        return None
    x = x if x % 2 == odd else P - x
    return x, y, 1, x * y % P


_BASE = _decompressed((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
assert _BASE is not None  # noqa: S101  (a constant)
BASE = _BASE


def main(arguments: list[str]) -> int:
    """Says whether a note is signed; returns the exit code."""
    said = SAID["es" if arguments[-2:] == ["--lang", "es"] else "en"]
    if len(arguments) not in (2, 4) or arguments[0] == "--lang":
        print(said["usage"])
        return 2
    try:
        name = verifier_key(arguments[0])[0]
        with Path(arguments[1]).open("rb") as file:
            note = file.read(NOTE_SIZE + 1).decode()
    except (OSError, ValueError) as fault:
        print(said[None].format(name=fault))
        return 2
    holds = signed(note, arguments[0])
    print(said[holds].format(name=name))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
