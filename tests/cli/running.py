"""Runs a command as people do: in a process of its own or, where speed matters, in this one."""

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from tequio import cli

SOURCE = Path(cli.__file__).parents[2]


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, and what it wrote to standard output and standard error."""

    code: int
    said: str
    complained: str


def surroundings(**more: str) -> dict[str, str]:
    """An environment in English that finds the package, and `more`."""
    plain = {name: value for name, value in os.environ.items() if name not in ("LC_ALL", "LC_MESSAGES")}
    return {**plain, "LANG": "C.UTF-8", "PYTHONPATH": str(SOURCE), **more}


def run(*arguments: object) -> Ended:
    """The command in this process, through `main`, so that faults become sentences."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.object(sys, "argv", ["tequio", *map(str, arguments)]),
        patch.dict(os.environ, surroundings(), clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
    return Ended(code, out.getvalue(), err.getvalue())


def run_alone(*arguments: object, **environment: str) -> Ended:
    """The command in a process of its own: `python -m tequio`."""
    process = start_alone(*arguments, **environment)
    said, complained = process.communicate()
    return Ended(process.returncode, said, complained)


def start_alone(*arguments: object, **environment: str) -> subprocess.Popen[str]:
    """The command in a process of its own, which goes on while others run."""
    return subprocess.Popen(
        [sys.executable, "-m", "tequio", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=surroundings(**environment),
    )


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file under a folder, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
