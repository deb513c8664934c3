"""The files of a lottery, by the path at which they lie in the bundle."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from tequio.files import csv_bytes, json_bytes
from tequio.record.commitments import public_bytes
from tequio.selection.bundle import Bundle

LOTTERY = "public/lottery.json"


def lottery_files(bundle: Bundle, says: Callable[[dict[str, Any]], dict[str, str]]) -> dict[str, bytes]:
    """All files of a lottery but the pages for people.

    Args:
        bundle: what they are made from.
        says: what a proof says to its owner, by language.
    """
    public = public_bytes(bundle.public())
    root = sha256(public).hexdigest()
    files = {
        LOTTERY: public,
        "private/panels.json": json_bytes(bundle.private(root)),
        "private/key.csv": csv_bytes(*bundle.key_rows()),
        "private/chances.csv": csv_bytes(*bundle.chance_rows()),
    }
    for proof in bundle.proofs(root):
        files[f"private/proofs/{proof['pseudonym']}.json"] = json_bytes(proof | {"says": says(proof)})
    return files
