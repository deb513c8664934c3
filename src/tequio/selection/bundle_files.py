"""The files of a lottery and of a draw, by the path at which they lie in the bundle."""

from hashlib import sha256

from tequio.files import csv_bytes, json_bytes
from tequio.record.commitments import public_bytes
from tequio.selection.bundle import Bundle
from tequio.selection.draw import Draw, Files, people_rows

LOTTERY = "public/lottery.json"
DRAW = "public/draw.json"


def lottery_files(bundle: Bundle) -> dict[str, bytes]:
    """All files of a lottery but the pages for people."""
    public = public_bytes(bundle.public())
    root = sha256(public).hexdigest()
    files = {
        LOTTERY: public,
        "private/panels.json": json_bytes(bundle.private(root)),
        "private/key.csv": csv_bytes(*bundle.key_rows()),
        "private/chances.csv": csv_bytes(*bundle.chance_rows()),
    }
    for proof in bundle.proofs(root):
        files[f"private/proofs/{proof['pseudonym']}.json"] = json_bytes(proof)
    return files


def draw_files(files: Files, drawn: Draw) -> dict[str, bytes]:
    """All files of a draw but the page for the hall."""
    return {
        DRAW: drawn.content,
        "private/panel.csv": csv_bytes(*people_rows(files, drawn.members)),
        "private/remaining.csv": csv_bytes(*people_rows(files, drawn.remaining)),
    }
