"""One lottery for all tests of the command line; each test gets a copy that it may spoil."""

import shutil
from pathlib import Path

import pytest
from running import run

from invented import fair_quotas, invented_key, invented_pool, write_inputs, write_key

SIZE = 6
PEOPLE = 36


@pytest.fixture(scope="session")
def inputs(tmp_path_factory) -> tuple[Path, Path]:
    """The file of volunteers and the file of quotas."""
    pool = invented_pool(PEOPLE, seed=3, households=True)
    return write_inputs(tmp_path_factory.mktemp("inputs"), pool, fair_quotas(pool, SIZE))


@pytest.fixture(scope="session")
def key(tmp_path_factory) -> Path:
    """A private folder whose salts make lotteries the same in every run of the tests."""
    pool = invented_pool(PEOPLE, seed=3, households=True)
    return write_key(tmp_path_factory.mktemp("keys") / "private", invented_key(pool))


@pytest.fixture(scope="session")
def make(inputs):
    """Makes a lottery with the options given, and returns what the command said."""

    def making(out, *options):
        return run("lottery", *inputs, "--size", SIZE, "--out", out, *options)

    return making


def once(tmp_path_factory, make, *options) -> Path:
    folder = tmp_path_factory.mktemp("once") / "lottery"
    ended = make(folder, *options)
    assert ended.code == 0, ended.complained
    return folder


@pytest.fixture(scope="session")
def numbered_once(tmp_path_factory, make, key) -> Path:
    options = ("--panels", 100, "--household", "home", "--keep", "telephone", "--reserves", 2)
    return once(tmp_path_factory, make, *options, "--key", key)


@pytest.fixture(scope="session")
def exact_once(tmp_path_factory, make, key) -> Path:
    return once(tmp_path_factory, make, "--panels", "exact", "--household", "home", "--key", key)


@pytest.fixture
def numbered(numbered_once, tmp_path) -> Path:
    """A hundred numbered panels, households, two reserves, the telephone kept; not drawn."""
    return shutil.copytree(numbered_once, tmp_path / "numbered")


@pytest.fixture
def exact(exact_once, tmp_path) -> Path:
    """The exact form, with households; not drawn."""
    return shutil.copytree(exact_once, tmp_path / "exact")
