"""What keeps a letter from being posted."""

from dataclasses import dataclass

from tequio.faults import Fault


@dataclass(eq=False)
class AddressUnfit(Fault):
    """What should be a mail address is none; it might be a whole header."""


@dataclass(eq=False)
class TemplateMissing(Fault):
    """A letter that nobody wrote: there is no template of this name, in English at least."""

    template: str
