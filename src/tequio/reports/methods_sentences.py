"""What the faults of methods say; the Spanish stands in the catalogue."""

from collections.abc import Callable
from typing import Any

from tequio.faults import Fault, Note
from tequio.selection.method_faults import NoPanelFound, NotConverged
from tequio.selection.problem import EmptyPool, NoPlaces, QuotasApart
from tequio.words import Words

SENTENCES: dict[type[Fault] | type[Note], str | Callable[[Any, Words], str]] = {
    QuotasApart: "The quotas of “{feature}” must be, in this order, those of {categories}. They are those of "
    "{values}.",
    NoPlaces: "A panel of {size} members is none. Please name a size of at least 1.",
    EmptyPool: "There are no volunteers for a panel of {size} members. Please check the file of volunteers.",
    NoPanelFound: (
        "The old procedure (legacy) was started {tries} times and found no panel. A panel may exist all "
        "the same: please choose another method, for example leximin."
    ),
    NotConverged: (
        "The calculation did not come to rest (it is still {residual} seats away). Please choose another "
        "method, for example leximin, and tell the authors of Tequio."
    ),
}
