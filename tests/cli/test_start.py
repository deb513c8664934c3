"""How the command line starts, and how it is stopped."""

import json
import os
import re
import signal
import subprocess
import sys

import pytest
from running import run, run_alone, surroundings

from tequio.cli import COMMANDS, repeated

HEAVY = ("highspy", "altair", "polars", "scipy")


def test_help_names_every_command():
    ended = run_alone("--help")
    assert (ended.code, ended.complained) == (0, "")
    assert [name for name in COMMANDS if not re.search(rf"\b{name}\b", ended.said)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_names_its_options(command):
    ended = run_alone(command, "--help")
    assert (ended.code, "--lang" in ended.said) == (0, True)


@pytest.mark.parametrize("command", ["draw", "verify"])
def test_light_command_loads_nothing_heavy(command):
    program = (
        "import sys; sys.argv = ['tequio', sys.argv[1], '--help']\n"
        "from tequio.cli import main\n"
        "try: main()\n"
        f"except SystemExit: print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    asked = [sys.executable, "-c", program, command]
    done = subprocess.run(asked, capture_output=True, encoding="utf-8", env=surroundings(), check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_no_arguments_show_the_help():
    assert "Usage" in run().said


def test_unknown_command_is_named():
    ended = run_alone("conjure")
    assert (ended.code, "conjure" in ended.complained) == (2, True)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("--keep a b --out o", "--keep a --keep b --out o"),
        ("--keep a b v.csv", "--keep a --keep b v.csv"),
        ("--left 1 2 bundle --out o", "--left 1 --left 2 bundle --out o"),
        ("--keep v.csv b", "--keep v.csv --keep b"),
        ("--by Ana Bo --redraw x", "--by Ana --by Bo --redraw x"),
        ("--size 3 v.csv", "--size 3 v.csv"),
    ],
)
def test_options_that_take_several_values_end_where_files_begin(tmp_path, monkeypatch, typed, meant):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "v.csv").touch()
    (tmp_path / "bundle/public").mkdir(parents=True)
    assert repeated(typed.split()) == meant.split()


@pytest.fixture
def stopped(shared, tmp_path):
    """A lottery over a pool that takes seconds, ended by Ctrl-C as soon as it makes panels."""
    pool = shared / "data/draw/gss16_semi_60"
    files = [next(pool.glob(f"*{name}*.csv")) for name in ("respondents", "categories")]
    command = [sys.executable, "-m", "tequio", "lottery", *map(str, files), "--size", "60"]
    process = subprocess.Popen(
        [*command, "--out", str(tmp_path / "out"), "--panels", "1000", "--allow-zero"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=surroundings(),
    )
    said = ""
    while "Making panels" not in said:
        said = process.stderr.readline()
        assert said, process.stdout.read()
    os.kill(process.pid, signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    return process.returncode, out, tmp_path / "out"


def test_interrupted_lottery_is_written_marked_and_still_verifies(stopped):
    code, said, out = stopped
    assert code == 0
    assert "The best lottery so far, not proved the fairest:" in said
    document = json.loads((out / "public/lottery.json").read_bytes())
    assert (document["status"], float(document["distance"]) > 0) == ("stopped", True)
    report = "it is not proved the fairest"
    assert report in (out / "private/report.html").read_text(encoding="utf-8")
    checked = run("verify", out)
    assert (checked.code, "Not proved here" in checked.said) == (0, True)
