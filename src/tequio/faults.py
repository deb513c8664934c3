"""The root of every error that a person can mend.

A fault carries facts: the file, the row, the numbers that clash. What it says, in English and
Spanish, stands in `reports/sentences.py`, so that the library never makes a sentence.
"""

from dataclasses import dataclass
from pathlib import Path


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


@dataclass(eq=False)
class TraceOfNothing(Fault):
    """A trace was asked for, and neither a number nor a lot."""


@dataclass(eq=False)
class MatchOfNothing(Fault):
    """Matching was asked for, with neither a ledger nor all that it needs without one."""


@dataclass(eq=False)
class DemoInUse(Fault):
    """The folder for the example already holds something, `found`; `other` is free."""

    path: Path
    found: str
    other: Path


@dataclass(eq=False)
class UnknownCommand(Fault):
    """No command has this name; `nearest` may be empty, `see` is the command that says more."""

    command: str
    nearest: str
    commands: tuple[str, ...]
    see: str


@dataclass(eq=False)
class UnknownOption(Fault):
    """A command has no such option; `nearest` may be empty."""

    option: str
    nearest: str
    see: str


@dataclass(eq=False)
class ValueMissing(Fault):
    """An option stands last, and its value is missing."""

    option: str
    see: str


@dataclass(eq=False)
class ValueNeedless(Fault):
    """An option that takes no value was given one."""

    option: str
    see: str


@dataclass(eq=False)
class MissingArgument(Fault):
    """An option or argument, `name`, that a command cannot do without."""

    name: str
    see: str


@dataclass(eq=False)
class UnexpectedWords(Fault):
    """Words that belong to no option and no argument."""

    given: tuple[str, ...]
    see: str


@dataclass(eq=False)
class BadNumber(Fault):
    """The value of an option is no number, not `whole`, or not from `least` to `most`; `None`: no bound."""

    option: str
    value: str
    whole: bool
    least: float | None
    most: float | None
    see: str


@dataclass(eq=False)
class NotAChoice(Fault):
    """The value of an option is none of its `choices`."""

    option: str
    value: str
    choices: tuple[str, ...]
    see: str


@dataclass(eq=False)
class Misused(Fault):
    """Another mistake of use; `reason` is the remark of the library that reads command lines."""

    reason: str
    see: str
