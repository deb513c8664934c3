"""What keeps a step of the confirmations from being done; each is a fact, said by `sentences.py`."""

from dataclasses import dataclass

from tequio.faults import Fault


@dataclass(eq=False)
class NoDraw(Fault):
    """No panel has been drawn."""


@dataclass(eq=False)
class Offered(Fault):
    """The places of this draw were offered before."""


@dataclass(eq=False)
class DeadlinePast(Fault):
    """A deadline that is over."""


@dataclass(eq=False)
class TooLate(Fault):
    """An answer after the deadline."""


@dataclass(eq=False)
class Answered(Fault):
    """The offer has another answer already."""


@dataclass(eq=False)
class NotAMember(Fault):
    """Something that only those can do who accepted."""


@dataclass(eq=False)
class StillOpen(Fault):
    """People who have not answered yet."""

    count: int


@dataclass(eq=False)
class PlacesFree(Fault):
    """Places that nobody has."""

    count: int


@dataclass(eq=False)
class NoPlacesFree(Fault):
    """Nobody declined or left."""


@dataclass(eq=False)
class CodeUnknown(Fault):
    """A typed code that belongs to no offer here."""


@dataclass(eq=False)
class Superseded(Fault):
    """The panel was drawn again, so that this offer no longer counts."""
