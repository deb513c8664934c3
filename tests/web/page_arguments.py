"""What the addresses of pages hold in the test of permissions: a number or key of something that exists."""

import re
from collections.abc import Callable
from typing import Any

from tequio.web.runs.models import Run


def _run(team: Any) -> dict[str, Any]:
    return {"run": Run.objects.create(assembly=team.assembly, kind="lottery", inputs_sha256="0" * 64).pk}


# By name of the view: what its address holds besides the slug. A page whose thing must exist makes it here.
THINGS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "runs:one": _run,
    "runs:cancel": _run,
}


def arguments_for(path: str, name: str, team: Any) -> dict[str, Any]:
    """What an address holds."""
    known = {"slug": team.assembly.slug} | (THINGS[name](team) if name in THINGS else {})
    asked = re.findall(r"<(?:\w+:)?(\w+)>", path)
    return {key: known.get(key, 1) for key in asked}
