"""The root of every error that a person can mend.

A fault carries facts: the file, the row, the numbers that clash. What it says, in English and
Spanish, stands in `reports/sentences.py`, so that the library never makes a sentence.
"""

from dataclasses import dataclass


class Fault(Exception):  # noqa: N818 - what a person can mend is a fault, not a crash
    """Something that a person can mend; subclasses are dataclasses whose fields are the facts.

    Subclasses are written `@dataclass(eq=False)` so that an error stays hashable and can carry
    a traceback.
    """

    def __str__(self) -> str:
        """The facts, for a programmer; people read the sentence instead."""
        facts = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({facts})"


class Note:
    """Something settled without asking that a person should hear of; subclasses are frozen dataclasses."""


@dataclass(eq=False)
class OptionsApart(Fault):
    """Two options that cannot be had together."""

    one: str
    other: str


@dataclass(eq=False)
class OptionMissing(Fault):
    """An option that means nothing without another."""

    given: str
    needed: str
