"""What can go wrong in a method. Apart from the methods, so that it can be said without loading them."""

from dataclasses import dataclass

from tequio.faults import Fault


@dataclass(eq=False)
class NoPanelFound(Fault):
    """The greedy procedure ended in a dead end each time; `tries` is how often it was started."""

    tries: int


@dataclass(eq=False)
class NotConverged(Fault):
    """The prices did not settle; `residual` is what is left, in seats."""

    residual: float
