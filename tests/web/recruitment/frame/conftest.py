"""A frame of an invented town, sent, fixed and drawn from through the same actions as in a browser."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from frame_samples import drawn_from, planned, run_all, send, town

from tequio.web.recruitment.frame import actions
from tequio.web.recruitment.frame.queries import frame_in_force, frame_in_preparation
from tequio.web.recruitment.models import Frame, Volunteer, Wave


@pytest.fixture(autouse=True)
def _storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def fixed(team: Any, as_: Callable[[str], Client]) -> Frame:
    """A frame that is fixed."""
    send(as_("organiser"), team.assembly.slug, town())
    run_all()
    frame = frame_in_preparation(team.assembly)
    assert frame is not None
    actions.fix_frame(frame=frame)
    found = frame_in_force(team.assembly)
    assert found is not None
    return found


@pytest.fixture
def wave(team: Any, fixed: Frame) -> Wave:
    """A wave with twelve letters."""
    by = team.people["organiser"]
    return drawn_from(planned(team.assembly, by), by)


@pytest.fixture
def volunteer(team: Any) -> Callable[[], Volunteer]:
    """Makes volunteers of the assembly."""

    def made() -> Volunteer:
        number = Volunteer.objects.filter(assembly=team.assembly).count() + 1
        return Volunteer.objects.create(assembly=team.assembly, number=number, language="es", channel="web")

    return made
