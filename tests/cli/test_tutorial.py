"""The tutorial of tracking is true: its commands run in order, and print what the page shows.

A block of the page that names a file after its language is that file; after `add` it is rows for it.
A block of a console is commands and what they print, shortened: `…` stands for what was left out.
"""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from running import run

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial"
BLOCKS = re.compile(r"^```(\S+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS = re.compile(r"^\$ ([^\n]*)\n((?:(?!\$ )[^\n]*\n)*)", re.MULTILINE)


def blocks() -> list[tuple[str, str, str]]:
    """Language, what stands after it, and text of each block of the page."""
    return BLOCKS.findall((TUTORIAL / "tracking.md").read_text(encoding="utf-8"))


def write(about: str, text: str) -> None:
    """Writes a file that the page gives, or adds its rows but the header."""
    path = Path(about.removeprefix("add "))
    if about.startswith("add "):
        header, rows = text.split("\n", 1)
        held = path.read_text(encoding="utf-8-sig")
        assert held.split("\n", 1)[0].strip() == header
        text = held + rows
    path.write_text(text, encoding="utf-8")


def ended(command: str) -> tuple[int, str]:
    """The exit code of a command of the page, and all that it printed."""
    program, *arguments = shlex.split(command)
    if program == "tequio":
        done = run(*arguments)
        return done.code, done.said + done.complained
    assert program == "python"
    alone = subprocess.run([sys.executable, *arguments], capture_output=True, encoding="utf-8", check=False)
    return alone.returncode, alone.stdout + alone.stderr


def shown(line: str, printed: list[str]) -> bool:
    """Whether a line of the page was printed; what `…` stands for may be anything."""
    pattern = re.compile(".*".join(map(re.escape, line.split("…"))))
    return any(pattern.fullmatch(each) for each in printed)


def test_tutorial_prints_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(TUTORIAL / "respuesta.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    commands = 0
    for language, about, text in blocks():
        if language != "console":
            write(about, text)
            continue
        code = int(about.removeprefix("exit=") or 0)
        for command, lines in COMMANDS.findall(text):
            commands += 1
            got, printed = ended(command)
            assert got == code, printed
            absent = [line for line in lines.splitlines() if not shown(line, printed.splitlines())]
            assert not absent, f"{command}\n{printed}"
    assert commands > 10


def test_tutorial_shows_what_is_in_the_spreadsheet() -> None:
    rows = (TUTORIAL / "respuesta.csv").read_text(encoding="utf-8")
    page = (TUTORIAL / "tracking.md").read_text(encoding="utf-8")
    table = [re.split(r" *\| *", line) for line in page.splitlines() if line.startswith("|")]
    cells = [cell for row in table for cell in row if re.search(r"\w", cell)]
    assert cells
    assert [cell for cell in cells if cell not in rows] == []
