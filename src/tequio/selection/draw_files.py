"""The files of a draw, by the path at which they lie in the bundle; apart, so that a draw starts at once."""

from collections.abc import Mapping

from tequio.files import csv_bytes, read_bytes, write_bytes
from tequio.selection.draw import Draw, Files, earlier_draws, people_rows

DRAW = "public/draw.json"


def draw_files(files: Files, drawn: Draw) -> dict[str, bytes]:
    """All files of a draw but the page for the hall."""
    return {
        DRAW: drawn.content,
        "private/panel.csv": csv_bytes(*people_rows(files, drawn.members)),
        "private/remaining.csv": csv_bytes(*people_rows(files, drawn.remaining)),
    }


def write_draw(files: Files, contents: Mapping[str, bytes], *, again: bool) -> None:
    """Writes the files of a draw into the bundle; `draw.json` comes last, so that it tells the truth.

    Args:
        files: of the lottery.
        contents: of the draw, by path.
        again: a redraw: the files of the draw before are kept under a number, `draw-1.json`.

    Raises:
        UnwritableFile: the place is protected, or the disk is full.
    """
    earlier = len(earlier_draws(files.directory))
    if again:
        for name in contents:
            path = files.directory / name
            if path.is_file():
                kept = path.with_name(f"{path.stem}-{earlier}{path.suffix}")
                write_bytes(kept, read_bytes(path), _mode(name))
    for name in sorted(contents, key=lambda name: (name == DRAW, name)):
        write_bytes(files.directory / name, contents[name], _mode(name))


def _mode(name: str) -> int:
    return 0o600 if name.startswith("private/") else 0o644
