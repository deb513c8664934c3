"""How long work tells where it is, and how it is told to stop."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Progress:
    """One thing to show: the stage by name, how far it is, and what has been proved and reached.

    Args:
        stage: `chances`, `panels`, `columns` or `numbering`.
        done: pieces done in this stage.
        total: pieces expected; 0 when nobody knows.
        bound: proven upper bound on the lowest chance of those who can be drawn, if known.
        reached: lowest chance of theirs reached so far, if known.
        distance: largest difference between a chance reached so far and what the rule asks, if known.
    """

    stage: str
    done: int
    total: int
    bound: float | None = None
    reached: float | None = None
    distance: float | None = None


NEAR = 1e-9


class Watch(Protocol):
    """Somebody who looks on, and says what is near enough and when to stop."""

    tolerance: float

    def tell(self, progress: Progress) -> None:
        """Takes note."""

    def stopped(self) -> bool:
        """Whether the work should end with what it has."""


class Unwatched:
    """Nobody looks on, and nothing stops the work.

    Args:
        tolerance: how near to the target each chance must come.
    """

    def __init__(self, tolerance: float = NEAR) -> None:
        self.tolerance = tolerance

    def tell(self, progress: Progress) -> None:
        """Takes no note."""

    def stopped(self) -> bool:
        """Never."""
        return False
