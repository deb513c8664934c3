"""What the addresses of pages hold in the test of permissions: a number or key of something that exists."""

import re
from collections.abc import Callable
from typing import Any

# By name of the view: what its address holds besides the slug. A page whose thing must exist makes it here.
THINGS: dict[str, Callable[[Any], dict[str, Any]]] = {}


def arguments_for(path: str, name: str, team: Any) -> dict[str, Any]:
    """What an address holds."""
    known = {"slug": team.assembly.slug} | (THINGS[name](team) if name in THINGS else {})
    asked = re.findall(r"<(?:\w+:)?(\w+)>", path)
    return {key: known.get(key, 1) for key in asked}
