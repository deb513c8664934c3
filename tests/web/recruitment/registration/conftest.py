"""An assembly whose registration is open."""

from typing import Any

import pytest
from invented_registration import opened

from tequio.web.assemblies.models import Assembly


@pytest.fixture
def assembly(team: Any) -> Assembly:
    """The team's assembly, open to everybody in English and Spanish."""
    return opened(team.assembly)
