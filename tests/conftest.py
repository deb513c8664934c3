"""Where the shared data lie, and what tests have in common."""

import os
from pathlib import Path

import pytest

import tequio  # noqa: F401 - before numpy: it sets the threads of linear algebra

SHARED = Path(os.environ.get("TEQUIO_SHARED", Path(__file__).resolve().parents[1].parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real and published data; tests that need it are skipped without it."""
    if not SHARED.is_dir():
        pytest.skip(f"no shared data at {SHARED}")
    return SHARED
