"""The restore drill: make, back up, erase somebody, lose everything, restore, look."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

HERE = Path(__file__).parent
POSTGRES = "postgresql" in settings.DATABASES["default"]["ENGINE"]


class Site:
    """A site with a folder and a database of its own, used as an administrator uses it."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("TEQUIO", "DATABASE"))
        }
        self.env = kept | {"TEQUIO_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "tequio.web.settings"}
        self.env["PYTHONPATH"] = os.pathsep.join(sys.path)
        if database:
            self.env["DATABASE_URL"] = database

    def tequio(self, *arguments: str | Path, code: int = 0) -> str:
        """What a command says."""
        return self._run("-m", "tequio", *map(str, arguments), code=code)

    def does(self, what: str) -> str:
        """What a step of `drill_site.py` says."""
        return self._run(str(HERE / "drill_site.py"), what)

    def _run(self, *command: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, *command], env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr if code else done.stdout


@pytest.fixture
def new_site(tmp_path: Path) -> Iterator[Callable[[str], Site]]:
    """Makes sites, on PostgreSQL if the tests run on it."""
    made: list[str] = []

    def make(name: str, *, sqlite: bool = False) -> Site:
        folder = tmp_path / name
        folder.mkdir()
        return Site(folder, "" if sqlite or not POSTGRES else _database(f"drill_{name}_{os.getpid()}", made))

    yield make
    for name in made:
        _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _address() -> dict[str, Any]:
    one = settings.DATABASES["default"]
    return {
        "host": one["HOST"],
        "port": one["PORT"] or 5432,
        "user": one["USER"],
        "password": one["PASSWORD"],
    }


def _execute(statement: str) -> None:
    with psycopg.connect(dbname="postgres", autocommit=True, **_address()) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def _database(name: str, made: list[str]) -> str:
    _execute(f'CREATE DATABASE "{name}"')
    made.append(name)
    at = _address()
    return f"postgres://{at['user']}:{at['password'] or ''}@{at['host']}:{at['port']}/{name}".replace(
        ":@", "@"
    )


@pytest.mark.parametrize("over", ["same", "other"])
def test_site_comes_back_from_a_backup_and_erased_people_do_not(
    over: str, new_site: Any, tmp_path: Path
) -> None:
    if over == "other" and not POSTGRES:
        pytest.skip("from PostgreSQL to SQLite: the tests run on SQLite alone")
    old, private, copies = new_site("old"), tmp_path / "private.key", tmp_path / "copies"
    copies.mkdir()
    (copies / "tequio-2020-01-01-until-2020-01-31.backup").write_bytes(b"over")
    public = old.tequio("backup", private, "--new-key").split()[-1]
    old.does("build")
    before = json.loads(old.does("look"))
    old.tequio("backup", copies, "--to-key", public)
    backup = next(copies.glob("*.backup"))
    assert [path.name for path in copies.glob("*2020*")] == []
    assert b"Example" not in backup.read_bytes()
    old.does("later")

    fresh = new_site("fresh", sqlite=over == "other")
    fresh.tequio("restore", backup, "--key", private, "--erased", old.folder / "erased.list")
    after = json.loads(fresh.does("look"))

    assert (after["acts"], after["root"], after["more"]) == (before["acts"], before["root"], 1)
    assert after["erased"] == ["erased", {}, "", {}]
    assert (after["other"], after["inputs"], after["files"]) == (
        before["other"],
        before["inputs"],
        before["files"],
    )
    assert (before["file"], after["file"]) == ("id,age\nv7,35+\nv8,35+\n", "id,age\nv8,35+\n")
    assert after["people"] == before["people"]
    fresh.does("grow")
    assert "not empty" in fresh.tequio("restore", backup, "--key", private, code=2)


def test_backup_for_another_key_changes_nothing(new_site: Any, tmp_path: Path) -> None:
    old, mine, others = new_site("old"), tmp_path / "mine.key", tmp_path / "others.key"
    public = old.tequio("backup", mine, "--new-key").split()[-1]
    old.tequio("backup", others, "--new-key")
    old.does("build")
    old.tequio("backup", tmp_path / "one.backup", "--to-key", public)
    fresh = new_site("fresh")
    assert "another key" in fresh.tequio("restore", tmp_path / "one.backup", "--key", others, code=2)
    fresh.tequio("restore", tmp_path / "one.backup", "--key", mine)
