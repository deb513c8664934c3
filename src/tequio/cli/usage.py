"""What is wrong with a command line, as faults: Typer says it in English only, and in a box."""

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from enum import Enum
from inspect import unwrap
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import typer
from typer.core import TyperCommand

from tequio.faults import (
    BadNumber,
    Fault,
    MissingArgument,
    Misused,
    NotAChoice,
    UnexpectedWords,
    UnknownOption,
    ValueMissing,
    ValueNeedless,
)

# Typer has this class, but does not export it under its name in every version.
UsageError: Any = typer.BadParameter.__bases__[0]
NUMBERS = (int, float)


class Plain(TyperCommand):
    """A command whose mistakes of use are faults, so that they become one sentence in any language."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads the arguments.

        Raises:
            Fault: an option or word that there is not, a value that is missing or does not fit.
        """
        ctx.allow_extra_args = True
        rest = read(super().parse_args, ctx, args)
        if rest:
            raise UnexpectedWords(tuple(rest), see(ctx))
        return rest


def read(parse: Callable[[Any, list[str]], list[str]], ctx: Any, args: list[str]) -> list[str]:
    """What `parse` leaves of the arguments; raises its errors as faults."""
    given = list(args)
    try:
        return parse(ctx, args)
    except UsageError as error:
        raise fault_of(error, ctx, given) from error


def see(ctx: Any) -> str:
    """What to type to read more."""
    return f"{ctx.command_path} --help"


def fault_of(error: Any, ctx: Any, args: list[str]) -> Fault:
    """The fault for an error of use; classes go by their names, since the library moves them about."""
    kind, name = type(error).__name__, str(getattr(error, "option_name", ""))
    if kind == "NoSuchOption":
        typed = next((word for word in args if name.startswith("--") or word.startswith(name)), name)
        typed = name if name.startswith("--") else typed
        return UnknownOption(typed, _nearest(f"--{typed.lstrip('-')}", _options(ctx)), see(ctx))
    if kind == "BadOptionUsage":
        flag = any(name in param.opts and getattr(param, "is_flag", False) for param in ctx.command.params)
        return (ValueNeedless if flag else ValueMissing)(name, see(ctx))
    param = getattr(error, "param", None)
    if param is None:
        return Misused(str(error.format_message()), see(ctx))
    shown = str(param.opts[0]) if param.param_type_name == "option" else _argument(param)
    if kind == "MissingParameter":
        return MissingArgument(shown, see(ctx))
    return _bad_value(error, ctx, shown, _value(args, param.opts))


def _bad_value(error: Any, ctx: Any, shown: str, value: str) -> Fault:
    kind, told = _declared(ctx, str(error.param.name))
    if kind in NUMBERS:
        return BadNumber(shown, value, kind is int, told.min, told.max, see(ctx))
    found = choices(kind)
    if found:
        return NotAChoice(shown, value, found, see(ctx))
    return Misused(str(error.format_message()), see(ctx))


def _declared(ctx: Any, name: str) -> tuple[Any, Any]:
    """The type of a parameter without `None`, and what was declared of it."""
    kind, told = get_args(get_type_hints(unwrap(ctx.command.callback), include_extras=True)[name])
    if get_origin(kind) in (Union, UnionType):
        kind = next(part for part in get_args(kind) if part is not type(None))
    return get_args(kind)[0] if get_origin(kind) is list else kind, told


def choices(kind: Any) -> tuple[str, ...]:
    """The values that a type allows, if it lists them; else none."""
    if get_origin(kind) is Literal:
        return tuple(map(str, get_args(kind)))
    return tuple(str(one.value) for one in kind) if isinstance(kind, type) and issubclass(kind, Enum) else ()


def _options(ctx: Any) -> list[str]:
    return [name for param in ctx.command.get_params(ctx) for name in param.opts if name.startswith("--")]


def _nearest(typed: str, known: Sequence[str]) -> str:
    return next(iter(get_close_matches(typed, known, 1)), "")


def _argument(param: Any) -> str:
    return str(param.metavar or param.name.upper())


def _value(args: list[str], names: list[str]) -> str:
    """The last value that an option was given."""
    found = ""
    for place, word in enumerate(args):
        if word in names and place + 1 < len(args):
            found = args[place + 1]
        option, equals, value = word.partition("=")
        if equals and option in names:
            found = value
    return found
