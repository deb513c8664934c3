"""What a kind of run is made of. The table of kinds stands in `worker.py`, above all apps that have some."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tequio.selection.progress import Progress
from tequio.web.runs.models import Run


class Work(Protocol):
    """What a computation is given: a `selection.progress.Watch` with inputs and files beside it."""

    tolerance: float

    @property
    def inputs(self) -> dict[str, Any]:
        """What was frozen when the run was asked for."""

    def read(self, name: str) -> bytes:
        """A file that was given."""

    def tell(self, progress: Progress) -> None:
        """Says where it is; kept in the database at most once a second."""

    def stopped(self) -> bool:
        """Whether somebody asked to cancel."""


@dataclass(frozen=True)
class Outcome:
    """What a computation made: facts for the table, and files by name.

    Args:
        result: what JSON holds; kept with the run.
        files: kept with the run, sealed.
        passed: for `finish` alone, and kept nowhere but as `finish` keeps it.
    """

    result: dict[str, Any]
    files: Mapping[str, bytes]
    passed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A kind of run.

    Args:
        compute: the computation; it touches no database but through `Work`.
        finish: what follows from the result (acts, states), in the transaction that marks the run done.
    """

    compute: Callable[[Work], Outcome]
    finish: Callable[[Run, Outcome], None]
