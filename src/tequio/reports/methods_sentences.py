"""What the faults of methods say; the Spanish stands in the catalogue."""

from collections.abc import Callable
from typing import Any

from tequio.faults import Fault, Note
from tequio.selection.method_faults import NoPanelFound, NotConverged
from tequio.words import Words

SENTENCES: dict[type[Fault] | type[Note], str | Callable[[Any, Words], str]] = {
    NoPanelFound: (
        "The old procedure (legacy) was started {tries} times and found no panel. A panel may exist all "
        "the same: please choose another method, for example leximin."
    ),
    NotConverged: (
        "The calculation did not come to rest (it is still {residual} seats away). Please choose another "
        "method, for example leximin, and tell the authors of Tequio."
    ),
}
