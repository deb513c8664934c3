"""What can go wrong with frames and letters; `sentences.py` says it."""

from dataclasses import dataclass
from pathlib import Path

from tequio.faults import Fault


@dataclass(eq=False)
class UploadTooLarge(Fault):
    """The file is larger than the `limit` in bytes; nothing of it was kept."""

    limit: int


@dataclass(eq=False)
class DiskFull(Fault):
    """The site's storage is full; nothing of the file was kept."""


@dataclass(eq=False)
class FrameTooWide(Fault):
    """More columns, or longer names, than a frame has."""

    path: Path
    most: int
    longest: int


@dataclass(eq=False)
class FrameInUse(Fault):
    """Letters were drawn from the frame, or could be, that are not certified."""


@dataclass(eq=False)
class OutOfOrder(Fault):
    """What was asked for does not come now: somebody else was faster, or a step is missing."""
