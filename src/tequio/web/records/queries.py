"""What is published of the record: its bytes, up to the newest checkpoint and no further."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tequio import record
from tequio.record import checkpoints, tiles
from tequio.record.merkle import root
from tequio.web.records.models import Act, Attachment, Checkpoint, Head

PROGRAMS = ("verifier.py", "record_verifier.py", "record_law.py", "drand.py", "ed25519.py", "verify.html")
SALT = 32
README = """A public record. To check it:

    python verifier.py everything.zip --key KEY --checkpoint FILE --cosigner KEY

The key and an older checkpoint must come from somewhere else: from print, from a newspaper, from
whoever cosigns. docs/spec/record.md of Tequio says how every file is written.

Un registro publico. Para revisarlo, la misma orden con --lang es. La clave y un punto de control
anterior deben venir de otro lugar: de un impreso, de un periodico, de quien lo cofirma.
"""


def newest_checkpoint() -> Checkpoint | None:
    """The newest checkpoint; one query."""
    return Checkpoint.objects.order_by("-size").first()


def key_in_force() -> str:
    """The public key that the acts name last, 64 hexadecimal digits; empty without acts."""
    act = Act.objects.filter(kind__in=("log.opened", "key.rotated")).order_by("-sequence").first()
    if act is None:
        return ""
    payload = json.loads(bytes(act.body))["payload"]
    return str(payload["new" if act.kind == "key.rotated" else "key"])


def verifier_key() -> str:
    """The key in force as others are given it; empty without acts."""
    head = Head.objects.filter(pk=1).first()
    return checkpoints.verifier_key(head.name, bytes.fromhex(key_in_force())) if head and head.size else ""


def attachment_bytes(one: Attachment) -> bytes | None:
    """What hashes to its name: a file, or salt and text; `None` once withdrawn."""
    return None if one.content is None else bytes(one.salt or b"") + bytes(one.content)


def bodies(start: int, end: int) -> list[bytes]:
    """The acts from `start` to before `end`."""
    rows = Act.objects.filter(sequence__gte=start, sequence__lt=end).order_by("sequence")
    return [bytes(body) for body in rows.values_list("body", flat=True)]


def tile(level: str, number: int, width: int, size: int) -> bytes | None:
    """A tile of the log of `size` acts, or a bundle of entries; `None` if there is none of this width."""
    span = tiles.WIDTH ** (0 if level == "entries" else int(level))
    start = number * tiles.WIDTH * span
    if (start + width * span) > size:
        return None
    if level == "entries":
        return tiles.entries(bodies(start, start + width))
    if span == 1:
        return b"".join(sha256(b"\x00" + body).digest() for body in bodies(start, start + width))
    parts = (bodies(start + at * span, start + (at + 1) * span) for at in range(width))
    return b"".join(root(part) for part in parts)


def entries(size: int) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Every file of the record of `size` acts but the tiles, each in pieces."""
    yield "readme.txt", iter([README.encode()])
    here = Path(record.__file__).parent
    for name in PROGRAMS:
        if (here / name).is_file():
            yield name, iter([(here / name).read_bytes()])
    note = Checkpoint.objects.get(size=size).note
    yield "checkpoint", iter([note.encode()])
    rows = Act.objects.filter(sequence__lt=size).order_by("sequence").values_list("body", flat=True)
    yield "acts.jsonl", (bytes(body) + b"\n" for body in rows.iterator(chunk_size=500))
    beside = Attachment.objects.filter(act__lt=size, content__isnull=False).order_by("pk")
    for one in beside.iterator(chunk_size=20):
        folder = "files" if one.salt is None else "texts"
        yield f"{folder}/{one.sha256}", iter([attachment_bytes(one) or b""])
