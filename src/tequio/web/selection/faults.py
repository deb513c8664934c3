"""What keeps a step of the draw from being done; each is a fact, said by `sentences.py`."""

from dataclasses import dataclass

from tequio.faults import Fault


@dataclass(eq=False)
class OutOfOrder(Fault):
    """A step whose turn it is not: the step, and where the lottery stands."""

    step: str
    state: str


@dataclass(eq=False)
class PoolOpen(Fault):
    """The pool has not been closed."""


@dataclass(eq=False)
class QuotasOpen(Fault):
    """The quotas of this lottery have not been fixed."""


@dataclass(eq=False)
class PoolMoved(Fault):
    """The pool is no longer what the lottery was made from."""


@dataclass(eq=False)
class AnotherPublished(Fault):
    """Another lottery of this assembly is published."""


@dataclass(eq=False)
class TooSoon(Fault):
    """Randomness is announced for less than `hours` ahead, without a note that says why."""

    hours: int


@dataclass(eq=False)
class AlreadyPast(Fault):
    """Randomness is announced for a time that is over."""


@dataclass(eq=False)
class SourceUnfit(Fault):
    """A source that this lottery cannot be drawn with: a seed in earnest, digits for odd numbers."""

    source: str


@dataclass(eq=False)
class NotYet(Fault):
    """The announced time has not come."""


@dataclass(eq=False)
class OtherRound(Fault):
    """A pulse of another round of drand than the announced one."""

    announced: int


@dataclass(eq=False)
class ReadingsDiffer(Fault):
    """Two people typed different things."""


@dataclass(eq=False)
class SamePerson(Fault):
    """Whoever proposed cannot also agree."""


@dataclass(eq=False)
class NoReason(Fault):
    """A decision without a reason."""


@dataclass(eq=False)
class NoFixedQuotas(Fault):
    """There are no quotas to make a lottery or a rehearsal from."""
