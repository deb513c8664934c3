"""Whether dated events of one weapon at one unit fit some order of days."""

from collections.abc import Sequence
from dataclasses import dataclass

from tequio.tracking.dates import ALWAYS

MANY = 12
"""With more events than this not every order is tried."""


@dataclass(frozen=True)
class Happening:
    """What the records say of the weapon: it came `in`, went `out`, or was `seen` elsewhere."""

    kind: str
    first: int
    last: int


def fits(gone: Sequence[Happening], came: Sequence[Happening], last: int) -> bool:
    """Whether the weapon can have been at the unit at the end, all of `gone` having happened.

    The weapon starts elsewhere. It goes out only when it is there, and is seen elsewhere only when it
    is not; each of `came` may have happened or not.

    Args:
        gone: what went out or was seen elsewhere.
        came: what may have come in.
        last: the latest day by which it must be there.
    """
    if sum(event.kind == "out" for event in gone) + 1 > len(came):
        return False
    events = [*gone, *came]
    if len(events) > MANY:
        return True  # too many orders to try: no break is claimed
    needed = (1 << len(gone)) - 1
    earliest: dict[tuple[int, bool], int] = {(0, False): ALWAYS}
    for done in range(1 << len(events)):
        for there in (False, True):
            day = earliest.get((done, there))
            if day is not None:
                _step(earliest, (done, there, day), events)
    return any(there and done & needed == needed and day <= last for (done, there), day in earliest.items())


def _step(
    earliest: dict[tuple[int, bool], int], state: tuple[int, bool, int], events: Sequence[Happening]
) -> None:
    """Adds what can happen next, each as early as it can."""
    done, there, day = state
    for at, event in enumerate(events):
        possible = event.kind == "in" or there == (event.kind == "out")
        on = max(day, event.first)
        if done >> at & 1 or not possible or on > event.last:
            continue
        after = (done | 1 << at, event.kind == "in")
        earliest[after] = min(on, earliest.get(after, on))
