"""The files of a draw, by the path at which they lie in the bundle; apart, so that a draw starts at once."""

from collections.abc import Mapping

from tequio.files import csv_bytes, read_bytes, write_bytes, write_new
from tequio.selection.draw import AlreadyDrawn, Draw, Files, earlier_draws, people_rows, read_draw

DRAW = "public/draw.json"


def draw_files(files: Files, drawn: Draw) -> dict[str, bytes]:
    """All files of a draw but the page for the hall."""
    return {
        DRAW: drawn.content,
        "private/panel.csv": csv_bytes(*people_rows(files, drawn.members)),
        "private/remaining.csv": csv_bytes(*people_rows(files, drawn.remaining)),
    }


def write_draw(files: Files, contents: Mapping[str, bytes], *, again: bool) -> None:
    """Writes the files of a draw into the bundle.

    The first draw claims `draw.json` before anything else, so that of two draws at once only one
    is made, even if both looked before either wrote; whoever dies in between makes the same draw
    again. Of a redraw `draw.json` comes last.

    Args:
        files: of the lottery.
        contents: of the draw, by path.
        again: a redraw: the files of the draw before are kept under a number, `draw-1.json`.

    Raises:
        UnwritableFile: the place is protected, or the disk is full.
        AlreadyDrawn: another draw was made in the meantime; nothing was written.
    """
    earlier = len(earlier_draws(files.directory))
    if again:
        for name in contents:
            path = files.directory / name
            if path.is_file():
                kept = path.with_name(f"{path.stem}-{earlier}{path.suffix}")
                write_bytes(kept, read_bytes(path), _mode(name))
    latest = files.directory / DRAW
    if not again and not write_new(latest, contents[DRAW]) and read_bytes(latest) != contents[DRAW]:
        other = read_draw(latest)
        raise AlreadyDrawn(latest, other["number"], other["source"]["text"])
    for name in sorted(contents, key=lambda name: (name == DRAW, name)):
        write_bytes(files.directory / name, contents[name], _mode(name))


def _mode(name: str) -> int:
    return 0o600 if name.startswith("private/") else 0o644
