"""An assembly with two features and a pool of invented people."""

from collections.abc import Callable
from typing import Any

import pytest
from invented_pool import ask, volunteer

from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import Volunteer


@pytest.fixture
def assembly(team: Any) -> Assembly:
    """The team's assembly, with fields; its panel has 6 members."""
    held: Assembly = team.assembly
    ask(held)
    Assembly.objects.filter(pk=held.pk).update(panel_size=6)
    held.refresh_from_db()
    return held


@pytest.fixture
def pool(assembly: Assembly) -> Callable[[int], list[Volunteer]]:
    """Makes so many confirmed volunteers."""
    return lambda people: [volunteer(assembly, number) for number in range(1, people + 1)]
