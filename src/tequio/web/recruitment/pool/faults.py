"""What stands in the way of something that is done with pool or quotas; `sentences.py` says it."""

from dataclasses import dataclass

from tequio.faults import Fault


@dataclass(eq=False)
class PoolIsClosed(Fault):
    """Nobody can be added or changed any more."""

    people: int


@dataclass(eq=False)
class PoolIsOpen(Fault):
    """Quotas are fixed once the pool is closed."""

    people: int


@dataclass(eq=False)
class NobodyThere(Fault):
    """A pool without anybody cannot be closed."""


@dataclass(eq=False)
class QuotasAreFixed(Fault):
    """They can only be departed from, with a reason."""

    version: int


@dataclass(eq=False)
class QuotasNotFixed(Fault):
    """Nothing to depart from."""


@dataclass(eq=False)
class QuotasChanged(Fault):
    """Somebody else saved a newer version meanwhile."""

    version: int


@dataclass(eq=False)
class QuotasUnfit(Fault):
    """Quotas for other values than people are asked for: which are `missing`, which `unknown`."""

    missing: tuple[tuple[str, str], ...]
    unknown: tuple[tuple[str, str], ...]


@dataclass(eq=False)
class TargetsApart(Fault):
    """The shares of a feature do not add up to one."""

    feature: str
    total: float


@dataclass(eq=False)
class NotAShare(Fault):
    """A cell that should hold a share."""

    row: int
    column: str
    value: str


@dataclass(eq=False)
class ImportedBefore(Fault):
    """The same file was taken in already."""

    people: int


@dataclass(eq=False)
class FileTooLarge(Fault):
    """An upload above the limit, in megabytes."""

    name: str
    limit: int


@dataclass(frozen=True)
class CellFault:
    """One cell of an import that is wrong: `kind` is a key of `sentences.CELL_SENTENCES`."""

    kind: str
    row: int
    column: str
    value: str = ""
    values: tuple[str, ...] = ()


@dataclass(eq=False)
class CellsWrong(Fault):
    """An import with mistakes: the first of them, and how many there are."""

    cells: tuple[CellFault, ...]
    many: int
