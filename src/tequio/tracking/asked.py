"""What is asked for by name, and that the ledger has it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tequio.faults import Fault
from tequio.tracking.named import Named, Verdict
from tequio.tracking.schema import STATE


@dataclass(eq=False)
class UnknownRecord(Fault):
    """There is no possession of this id; `some` are a few that there are, perhaps none."""

    record: str
    some: tuple[str, ...]


@dataclass(eq=False)
class UnknownState(Fault):
    """A text that is the code of no state."""

    state: str


def records_of(found: Named, asked: Sequence[str]) -> list[Verdict]:
    """The verdicts on some possessions, in the order of the ledger.

    Raises:
        UnknownRecord: one of them is not on record.
    """
    known = {one.record for one in found.verdicts}
    for record in asked:
        if record not in known:
            raise UnknownRecord(record, tuple(one.record for one in found.verdicts[:5]))
    return [one for one in found.verdicts if one.record in asked]


def check_states(states: Sequence[str]) -> None:
    """Sees that states are named by codes: INEGI's two digits, or ISO 3166-2.

    Raises:
        UnknownState: one of them is no code.
    """
    for state in states:
        if not re.fullmatch(STATE, state):
            raise UnknownState(state)
