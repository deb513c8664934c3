"""A panel that is drawn, with invented people."""

from typing import Any

import pytest

from tequio.web.assemblies.models import Membership
from tequio.web.selection.models import Draw
from web.selection.example import drawn, recruited


@pytest.fixture
def draw(team: Any) -> Draw:
    """A panel of 20 out of 60."""
    recruited(team.assembly)
    made = drawn(team)
    # Whoever typed the number beside the organiser is the caller alone from here on.
    Membership.objects.filter(user=team.people["caller"], role="organiser").delete()
    return made
