"""Which units of a register a name may mean: candidates with a score and vetoes, never a decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from tequio.tracking.names import read
from tequio.tracking.register import Register, Unit
from tequio.tracking.repair import repaired
from tequio.tracking.resemblance import readings
from tequio.tracking.search import Search

__all__ = ["Candidate", "Name", "Register", "Unit", "match"]

TOP = 20


@dataclass(frozen=True)
class Name:
    """A name as written.

    Args:
        query: its id.
        name: the text.
        date: EDTF, or empty for any time.
    """

    query: str
    name: str
    date: str = ""


@dataclass(frozen=True)
class Candidate:
    """A unit that a name may mean.

    Args:
        query: the name's id.
        rank: from 1.
        id: the unit's id.
        score: 0 to 100; 50 is as likely as not.
        vetoes: of `number`, `place`, `kind`, in this order.
    """

    query: str
    rank: int
    id: str
    score: float
    vetoes: tuple[str, ...]


def match(names: Sequence[Name], register: Register, top: int = TOP) -> list[Candidate]:
    """The likeliest units for each name, best first, ties by id.

    Args:
        names: as written.
        register: read once, used for all.
        top: candidates a name, at most.

    Returns:
        For each name in turn up to `top` candidates; none for an empty register or a name without a
        word or number.
    """
    if not register.units:
        return []
    known = frozenset(register.vocabulary.words)
    tokens = [repaired(read(name.name), known) for name in names]
    costs = readings((token for each in tokens for token in each), register.vocabulary)
    found: list[Candidate] = []
    for name, each in zip(names, tokens, strict=True):
        if each:
            for rank, hit in enumerate(Search(each, costs, register).hits(top), 1):
                unit = register.units[hit.unit]
                found.append(Candidate(name.query, rank, unit.id, hit.score, hit.vetoes))
    return found
