import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from running import Ended, run

from tequio.record import verifier


@pytest.fixture(scope="module")
def alone(tmp_path_factory) -> Path:
    """The verifier as a journalist downloads it: three files in an empty folder."""
    folder = tmp_path_factory.mktemp("alone")
    for name in ("verifier.py", "drand.py", "ed25519.py"):
        shutil.copy(Path(verifier.__file__).with_name(name), folder)
    return folder


def script(alone: Path, *arguments: object) -> Ended:
    command = [sys.executable, "-I", "-S", str(alone / "verifier.py"), *map(str, arguments)]
    path = {"PATH": os.environ.get("PATH", "")}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=path)
    return Ended(done.returncode, done.stdout, done.stderr)


def undrawn(folder: Path) -> None:
    """Nothing is done to it."""


def drawn(folder: Path) -> None:
    run("draw", folder, "--digits", "4 1")


def redrawn(folder: Path) -> None:
    drawn(folder)
    run("draw", folder, "--digits", "0 7", "--redraw", "A die fell", "--by", "Ana Uno", "Bo Dos")


def spoiled(folder: Path) -> None:
    drawn(folder)
    (folder / "public/draw.json").write_bytes(
        (folder / "public/draw.json").read_bytes().replace(b'"number":41', b'"number":42')
    )


def published(folder: Path) -> None:
    drawn(folder)
    shutil.rmtree(folder / "private")


def emptied(folder: Path) -> None:
    shutil.rmtree(folder / "public")


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(
    ("state", "code"), [(undrawn, 0), (drawn, 0), (redrawn, 3), (spoiled, 1), (published, 0), (emptied, 2)]
)
def test_command_and_lone_script_say_the_same(numbered, alone, state, code, lang):
    state(numbered)
    told = script(alone, numbered, "--lang", lang)
    assert (told.code, told.complained) == (code, "")
    assert run("verify", numbered, "--lang", lang) == told


def test_verify_says_first_which_level_it_ran(numbered):
    assert run("verify", numbered).said.startswith("Level: AUDITOR.")
    published(numbered)
    assert run("verify", numbered).said.startswith("Level: PUBLIC.")


def test_verify_in_spanish_speaks_spanish(numbered):
    assert "DEMOSTRADO: todo lo revisado se cumple." in run("verify", numbered, "--lang", "es").said


def test_verify_of_a_missing_folder_says_so(tmp_path):
    ended = run("verify", tmp_path / "none")
    assert (ended.code, ended.said.startswith("There is no file")) == (2, True)


def test_proof_of_a_volunteer_is_checked_against_the_public_folder_alone(numbered, tmp_path, alone):
    drawn(numbered)
    proof = shutil.copy(next((numbered / "private/proofs").iterdir()), tmp_path / "mine.json")
    published(numbered)
    ended = run("verify", numbered, "--proof", proof)
    assert (ended.code, "Panel 41 was drawn, and" in ended.said) == (0, True)
    assert script(alone, numbered, "--proof", proof) == ended


def test_file_of_volunteers_is_compared_with_the_pool(numbered, inputs):
    ended = run("verify", numbered, "--pool", inputs[0], "--id", "id")
    assert (ended.code, "is the pool that was committed to" in ended.said) == (0, True)


def test_changed_file_of_volunteers_is_named(numbered, inputs, tmp_path):
    text = inputs[0].read_text(encoding="utf-8").replace("canary0007", "somebody else")
    (tmp_path / "changed.csv").write_text(text, encoding="utf-8")
    ended = run("verify", numbered, "--pool", tmp_path / "changed.csv")
    assert (ended.code, "somebody else" in ended.said) == (1, True)


@pytest.mark.parametrize("name", ["key.csv", "chances.csv", "panels.json"])
def test_one_changed_character_of_a_private_file_fails(numbered, name):
    path = numbered / "private" / name
    text = path.read_text(encoding="utf-8")
    marks = {"key.csv": ("canary0", "canary1"), "chances.csv": (",0.", ",1."), "panels.json": ("[[", "[[1,")}
    path.write_text(text.replace(*marks[name], 1), encoding="utf-8")
    assert run("verify", numbered).code in (1, 2)


@pytest.mark.parametrize("file", ["panel.csv", "remaining.csv"])
def test_a_list_for_callers_that_names_somebody_else_is_named(numbered, file):
    drawn(numbered)
    path = numbered / "private" / file
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\r\n".join([lines[0], *lines[2:]]), encoding="utf-8")
    ended = run("verify", numbered)
    assert ended.code == 1
    assert f"{file} does not list exactly the people that the draw says." in ended.said


def test_a_list_for_callers_with_another_id_is_named(numbered):
    drawn(numbered)
    path = numbered / "private" / "panel.csv"
    head, first, *rest = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\r\n".join([head, "X" + first, *rest]), encoding="utf-8")
    ended = run("verify", numbered)
    assert (ended.code, "“id” is not what was committed to." in ended.said) == (1, True)
