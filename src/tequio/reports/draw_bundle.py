"""Everything that a draw hands out; the command line and the web both make it so."""

from collections.abc import Sequence
from typing import Any

from tequio.reports.draw import draw_facts, draw_page
from tequio.selection.draw import Draw, Files
from tequio.selection.draw_files import draw_files
from tequio.words import Words


def draw_bundle(
    files: Files, drawn: Draw, earlier: Sequence[dict[str, Any]], words: Words
) -> dict[str, bytes]:
    """The files of a draw with the page for the hall.

    Args:
        files: of the lottery.
        drawn: the panel.
        earlier: the draws before it, the first one first.
        words: of the page.
    """
    page = draw_page(draw_facts(files.lottery, drawn.document, earlier), words)
    return draw_files(files, drawn) | {"private/draw.html": page.encode()}
