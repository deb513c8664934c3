"""One lottery for all tests of the command line; each test gets a copy that it may spoil."""

import shutil
from pathlib import Path

import pytest
from running import run

from invented import fair_quotas, invented_pool, write_inputs

SIZE = 6
PEOPLE = 36


@pytest.fixture(scope="session")
def inputs(tmp_path_factory) -> tuple[Path, Path]:
    """The file of volunteers and the file of quotas."""
    pool = invented_pool(PEOPLE, seed=3, households=True)
    return write_inputs(tmp_path_factory.mktemp("inputs"), pool, fair_quotas(pool, SIZE))


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
def numbered_once(tmp_path_factory, make) -> Path:
    options = ("--panels", 100, "--household", "home", "--keep", "telephone", "--reserves", 2)
    return once(tmp_path_factory, make, *options)


@pytest.fixture(scope="session")
def exact_once(tmp_path_factory, make) -> Path:
    return once(tmp_path_factory, make, "--panels", "exact", "--household", "home")


@pytest.fixture
def numbered(numbered_once, tmp_path) -> Path:
    """A hundred numbered panels, households, two reserves, the telephone kept; not drawn."""
    return shutil.copytree(numbered_once, tmp_path / "numbered")


@pytest.fixture
def exact(exact_once, tmp_path) -> Path:
    """The exact form, with households; not drawn."""
    return shutil.copytree(exact_once, tmp_path / "exact")
