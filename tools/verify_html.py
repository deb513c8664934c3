"""Builds `verify.html`, one file, from its parts: `python tools/verify_html.py [--check]`.

With --check nothing is written; exit code 1 if the file is not what its parts give. The sentences are those
of `verifier.py` and `record_verifier.py`, so that both programs say the same; the code is independent.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

from tequio.record import record_verifier, verifier

RECORD = Path(verifier.__file__).parent
PARTS, BUILT = RECORD / "verify", RECORD / "verify.html"
ORDER = (
    "bytes", "json", "findings", "shapes", "pairing", "draw", "csv", "pool", "certificate",
    "ed25519", "law", "notes", "record", "outside", "zip", "verify", "words", "page",
)  # fmt: skip


def hash_of(text: str) -> str:
    """The source that a content security policy allows: `sha256-…` of a text."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def built() -> str:
    """The whole page."""
    sentences = {"draw": verifier.SENTENCES, "record": record_verifier.SENTENCES}
    said = json.dumps(sentences, ensure_ascii=False, indent=1).replace("</", "<\\/")
    parts = [(PARTS / f"{name}.js").read_text("utf-8") for name in ORDER]
    script = "\n".join(['"use strict";', "(() => {", f"const SENTENCES = {said};", *parts, "})();"])
    style = (PARTS / "page.css").read_text("utf-8")
    page = (PARTS / "page.html").read_text("utf-8")
    page = page.replace("'SCRIPT_HASH'", f"'{hash_of(script)}'").replace(
        "'STYLE_HASH'", f"'{hash_of(style)}'"
    )
    return page.replace("<style>STYLE<", f"<style>{style}<").replace("<script>SCRIPT<", f"<script>{script}<")


def main(arguments: list[str]) -> int:
    """Writes the page, or compares it; returns the exit code."""
    if arguments == ["--check"]:
        current = BUILT.exists() and BUILT.read_text("utf-8") == built()
        print("verify.html is " + ("as built." if current else "not as built: python tools/verify_html.py"))
        return int(not current)
    BUILT.write_text(built(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
