"""Why registration could not do what it was asked; the pages make the sentences."""

from dataclasses import dataclass

from tequio.faults import Fault


@dataclass(eq=False)
class RegistrationOver(Fault):
    """Nobody can be added or confirmed any more: the pool is closed."""

    assembly: str


@dataclass(eq=False)
class FieldsFixed(Fault):
    """Registration has opened: fields keep their names, kinds and values."""

    assembly: str


@dataclass(eq=False)
class NothingAsked(Fault):
    """A page cannot open without a feature by which the panel is made up."""

    assembly: str


@dataclass(eq=False)
class LabelsMissing(Fault):
    """A page cannot open in a language in which these fields have no label."""

    language: str
    fields: tuple[str, ...]
