"""Workers die, databases go away: nothing is lost, nothing is done twice."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

SCRIPT = Path(__file__).with_name("worker_process.py")
SERVER = os.environ.get("DATABASE_URL", "")
NAME = f"tequio_faults_{os.getpid()}"


def on_server(statement: str) -> None:
    """A statement from outside of the database that is tested."""
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """A site with a database of its own and one run that waits; starts a process on it."""
    environment = os.environ | {"TEQUIO_DATA": str(tmp_path / "data"), "BEGAN": str(tmp_path / "began")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    if SERVER:
        on_server(f"CREATE DATABASE {NAME}")
        environment["DATABASE_URL"] = SERVER.rpartition("/")[0] + f"/{NAME}"

    def start(what: str, **more: str) -> Any:
        command = [sys.executable, "-W", "ignore", str(SCRIPT), what]
        return subprocess.Popen(command, env=environment | more, stdout=subprocess.PIPE, text=True)

    try:
        assert code_of(start("prepare")) == 0
        yield start
    finally:
        if SERVER:
            on_server(f"DROP DATABASE {NAME} WITH (FORCE)")


def code_of(process: Any) -> int:
    process.communicate(timeout=120)
    return int(process.returncode)


def told(start: Callable[..., Any]) -> Any:
    return json.loads(start("tell").communicate(timeout=60)[0])


def wait_for(path: Path) -> None:
    end = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < end
        time.sleep(0.05)


DONE = {"state": "done", "files": ["given.txt", "made.txt"], "made": "made", "result": {"read": "given"}}


def test_run_of_a_worker_that_was_killed_is_finished_by_another(site: Any, tmp_path: Path) -> None:
    first = site("work", SECONDS="60")
    wait_for(tmp_path / "began")
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert code_of(site("work")) == 0
    assert told(site) == DONE | {"attempts": 2}


@pytest.mark.skipif(not SERVER, reason="SQLite is a file, which does not go away")
def test_database_that_is_away_for_ten_seconds_is_waited_for(site: Any, tmp_path: Path) -> None:
    worker = site("work", SECONDS="4")
    wait_for(tmp_path / "began")
    on_server(f"ALTER DATABASE {NAME} WITH ALLOW_CONNECTIONS false")
    on_server(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{NAME}'")
    time.sleep(10)
    on_server(f"ALTER DATABASE {NAME} WITH ALLOW_CONNECTIONS true")
    assert code_of(worker) == 0
    assert told(site) == DONE | {"attempts": 1}
