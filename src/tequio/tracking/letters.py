"""Letters that look wrong, because a file is in another encoding than was assumed."""

import re
from collections.abc import Iterator

from tequio.tracking.import_faults import OddLetters
from tequio.tracking.sheets import Found, as_read

# UTF-8 that was read as something else and saved so: PolicÃ\u00ada
TWICE = re.compile("Ã[\u0080-\u00bf‚ƒ„…†‡]|â€|\ufffd")
# Also í, ó, á, ñ, é, ú of the old Macintosh or of DOS, read as the page of Windows: Polic’a, Polic¡a
GUESSED = re.compile(
    r"(?<=[^\W\d_])(?:’(?!(?:s|t|d|m|re|ve|ll)\b)|[‡—–Žƒ„‚¡¢£¤¥])(?=[a-zà-ÿ])|" + TWICE.pattern
)


def odd_letters(found: Found, guessed: bool) -> Iterator[OddLetters]:
    """A note for each cell of a table in which a sign stands where only a letter can.

    Args:
        found: the table.
        guessed: whether its encoding is a guess, so that signs of punctuation may be letters too.
    """
    odd = GUESSED if guessed else TWICE
    for row in found.rows:
        for place, cell in enumerate(row.cells):
            if not cell.isascii() and odd.search(cell):
                yield OddLetters(row.number, found.place(place), as_read(cell))
