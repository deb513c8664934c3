"""The files of a draw, by the path at which they lie in the bundle; apart, so that a draw starts at once."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from tequio.files import csv_bytes, read_bytes, write_bytes, write_new
from tequio.selection.draw import AlreadyDrawn, Draw, Files, earlier_draws, people_rows, read_draw

DRAW = "public/draw.json"
CLAIM = "private/redraw.json"  # there while a redraw is being written, and holds it
REHEARSAL = "REHEARSAL · ENSAYO"  # the column of a list of people that counts for nothing


def draw_files(files: Files, drawn: Draw) -> dict[str, bytes]:
    """All files of a draw but the page for the hall."""
    return {
        DRAW: drawn.content,
        "private/panel.csv": _people(files, drawn, drawn.members),
        "private/remaining.csv": _people(files, drawn, drawn.remaining),
    }


def _people(files: Files, drawn: Draw, names: Sequence[str]) -> bytes:
    columns, rows = people_rows(files, names)
    if drawn.document["rehearsal"]:
        columns, rows = [*columns, REHEARSAL], [[*row, "x"] for row in rows]
    return csv_bytes(columns, rows)


def write_draw(files: Files, contents: Mapping[str, bytes], *, again: bool) -> None:
    """Writes the files of a draw into the bundle.

    The first draw claims `draw.json` before anything else, so that of two draws at once only one
    is made, even if both looked before either wrote; whoever dies in between makes the same draw
    again. A redraw claims its place by a file of its own, and `draw.json` comes last.

    Args:
        files: of the lottery.
        contents: of the draw, by path.
        again: a redraw: the files of the draw before are kept under a number, `draw-1.json`.

    Raises:
        UnwritableFile: the place is protected, or the disk is full.
        AlreadyDrawn: another draw was made in the meantime; nothing was written.
    """
    latest, claim = files.directory / DRAW, files.directory / CLAIM
    if again and claim.is_file() and read_bytes(claim) == read_bytes(latest):
        claim.unlink(missing_ok=True)  # of a redraw that was written whole
    _claim(files, CLAIM if again else DRAW, contents[DRAW])
    if again and read_bytes(latest) != contents[DRAW]:
        if read_draw(claim)["redraw"]["draw"] != sha256(read_bytes(latest)).hexdigest():
            claim.unlink()
            raise _already(latest)
        _keep(files, contents)
    for name in sorted(contents, key=lambda name: (name == DRAW, name)):
        write_bytes(files.directory / name, contents[name], _mode(name))
    if again:
        claim.unlink(missing_ok=True)


def _claim(files: Files, name: str, content: bytes) -> None:
    """Makes the place one's own; whoever finds it taken by the same draw goes on with that."""
    path = files.directory / name
    if not write_new(path, content, _mode(name)) and read_bytes(path) != content:
        raise _already(path)


def _already(path: Path) -> AlreadyDrawn:
    other = read_draw(path)
    return AlreadyDrawn(path, other["number"], other["source"]["text"])


def _keep(files: Files, names: Iterable[str]) -> None:
    """Keeps the files of the draw before under its number, as far as that was not done yet."""
    number = len(earlier_draws(files.directory))
    for name in names:
        path = files.directory / name
        kept = path.with_name(f"{path.stem}-{number}{path.suffix}")
        if path.is_file() and not kept.exists():
            write_bytes(kept, read_bytes(path), _mode(name))


def _mode(name: str) -> int:
    return 0o600 if name.startswith("private/") else 0o644
