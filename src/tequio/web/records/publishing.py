"""The record as one zip that is made while it is sent, and as files for any static host."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from tequio.record import tiles
from tequio.web.records import queries
from tequio.web.records.models import Act, Attachment, Checkpoint

DATE = (1980, 1, 1, 0, 0, 0)  # the same record is the same zip


class _Pipe:
    """A file that a zip is written to, and from which what was written is taken at once."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def everything(size: int) -> Iterator[bytes]:
    """The zip of the record of `size` acts, in pieces."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:  # type: ignore[call-overload]
        for name, parts in queries.entries(size):
            entry = zipfile.ZipInfo(name, DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with file.open(entry, "w", force_zip64=True) as into:
                for part in parts:
                    into.write(part)
            yield pipe.taken()
    yield pipe.taken()


def export(folder: Path, size: int) -> int:
    """Writes what `/record/` serves as files, the checkpoint last; how many files there are.

    What is there already and never changes is left alone; a text that was withdrawn since is deleted.
    """
    base = folder / "record"
    count = 0
    for name, data in _files(size):
        path = base / name
        count += 1
        if path.is_file() and path.read_bytes() == data:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for one in Attachment.objects.filter(content__isnull=True).values_list("sha256", flat=True):
        (base / "attachment" / one).unlink(missing_ok=True)
    with (base / "everything.part").open("wb") as file:
        for part in everything(size):
            file.write(part)
    (base / "everything.part").replace(base / "everything.zip")
    (base / "checkpoint").write_text(Checkpoint.objects.get(size=size).note, encoding="utf-8")
    return count + 2


def _files(size: int) -> Iterator[tuple[str, bytes]]:
    rows = Act.objects.filter(sequence__lt=size).order_by("sequence").values_list("sequence", "body")
    leaves = []
    for number, body in rows.iterator(chunk_size=500):
        yield f"acts/{number}", bytes(body)
        leaves.append(tiles.leaf(bytes(body)))
    for start in range(0, size, tiles.WIDTH):
        part = queries.bodies(start, min(size, start + tiles.WIDTH))
        yield tiles.tile_path("entries", start // tiles.WIDTH, len(part)), tiles.entries(part)
    yield from tiles.tiles(leaves)
    for one in Attachment.objects.filter(act__lt=size, content__isnull=False).iterator(chunk_size=20):
        yield f"attachment/{one.sha256}", queries.attachment_bytes(one) or b""
    for checkpoint in Checkpoint.objects.filter(size__lte=size):
        yield f"checkpoints/{checkpoint.size}", checkpoint.note.encode()
