"""What is asked for by name, and that the ledger has it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tequio.faults import Fault
from tequio.tracking.named import Named, Verdict
from tequio.tracking.places import state_code
from tequio.tracking.schema import STATE


@dataclass(eq=False)
class UnknownRecord(Fault):
    """There is no possession of this id; `some` are a few that there are, perhaps none."""

    record: str
    some: tuple[str, ...]


@dataclass(eq=False)
class UnknownState(Fault):
    """A text that is neither the code nor the name of a state."""

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


def state_codes(states: Sequence[str]) -> list[str]:
    """The codes of states that are called by their names (`Guerrero`, `Gro.`) or codes, in the same order.

    Raises:
        UnknownState: one is neither INEGI's two digits, nor of ISO 3166-2, nor a Mexican state's name.
    """
    found = []
    for state in states:
        code = state_code(state) or state
        if not re.fullmatch(STATE, code):
            raise UnknownState(state)
        found.append(code)
    return found
