"""The command line. A command's module is loaded by name when it is called."""

import errno
import importlib
import os
import sys
from difflib import get_close_matches
from keyword import iskeyword
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from tequio import __version__
from tequio.cli.usage import Plain, read, see
from tequio.faults import Fault, UnknownCommand
from tequio.files.faults import UnreadableFile
from tequio.words import UnknownLanguage, Words, words

# In the order in which an assembly needs them; each is a function in a module of the same name.
COMMANDS = (
    "demo",
    "run",
    "work",
    "invite",
    "lottery",
    "draw",
    "verify",
    "replace",
    "export",
    "rotate-key",
    "cosign",
    "leak",
    "track",
    "serve",
)
# Options that take several values in a row, `--keep name phone`, besides being repeated.
SEVERAL = (
    "--states",
    "--record",
    "--household",
    "--keep",
    "--stratify",
    "--per-household",
    "--left",
    "--by",
    "--exclude",
    "--checkpoint",
    "--cosigner",
    "--receipt",
    "--bundle",
)


class Lazy(TyperGroup):
    """A group that imports only the command that is called, so that a draw starts at once."""

    package = "tequio.cli"
    names: tuple[str, ...] = COMMANDS

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """All commands, in order."""
        return list(self.names)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command, from the module of its name; one that is a word of Python ends in `_` there."""
        if cmd_name not in self.names:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        found = getattr(importlib.import_module(f"{self.package}.{name}"), name)
        if isinstance(found, typer.Typer):  # a group of its own
            return translated(typer.main.get_command(found))
        app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        app.command(name=cmd_name, help=found.__doc__, cls=Plain)(found)
        return translated(typer.main.get_command(app))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads what stands before the command; raises a `Fault` for an option that there is not."""
        return read(super().parse_args, ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        """The command that is named.

        Raises:
            UnknownCommand: there is none of that name.
        """
        if args[0] not in self.names:
            nearest = get_close_matches(args[0], self.names, 1)
            raise UnknownCommand(args[0], nearest[0] if nearest else "", self.names, see(ctx))
        return super().resolve_command(ctx, args)


def translated(command: Any) -> Any:
    """A command whose help speaks the language that was asked for."""
    try:
        words = language(_asked(sys.argv))
    except UnknownLanguage:
        return command
    command.help = words(command.help)
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = words(parameter.help)
    return command


app = typer.Typer(cls=Lazy, add_completion=False, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def _about(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="says which version this is")] = False,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,  # noqa: ARG001  see `_asked`
) -> None:
    """Tequio carries public decisions from a fair draw to a public answer."""
    if version:
        typer.echo(f"tequio {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help(), nl=False)


def main() -> None:
    """Runs the command line; a fault becomes one sentence and exit code 2, and no traceback."""
    arguments = repeated(_moved(sys.argv[1:]))
    try:
        translated(typer.main.get_command(app))(arguments, prog_name="tequio")
    except Fault as fault:
        _complain(fault, arguments)
    except OSError as error:  # a path that the system refuses, whatever is asked of it
        code = errno.errorcode.get(error.errno or 0, "")
        _complain(UnreadableFile(Path(str(error.filename or "")), code), arguments)


def _moved(arguments: list[str]) -> list[str]:
    """`--lang es draw …` as `draw --lang es …`; so too before and after `track`."""
    commands: list[str] = []
    options: list[str] = []
    rest = list(arguments)
    while rest:
        if rest[0] == "--lang" and len(rest) > 1:
            options, rest = rest[:2], rest[2:]
        elif rest[0] in COMMANDS if not commands else commands == ["track"] and not rest[0].startswith("-"):
            commands.append(rest.pop(0))
        else:
            break
    return [*commands, *options, *rest]


def _complain(fault: Fault, arguments: list[str]) -> NoReturn:
    from tequio.reports.sentences import say

    try:
        spoken = language(_asked(arguments))
    except UnknownLanguage:  # nobody can be told in a language that there is not
        spoken = language(None)
    typer.echo(say(fault, spoken), err=True)
    sys.exit(2)


def repeated(arguments: list[str]) -> list[str]:
    """`--keep name phone` as `--keep name --keep phone`, up to the next option, file or lottery's folder."""
    told: list[str] = []
    option, given = "", 0
    for argument in named(arguments):
        if argument.startswith("--"):
            option, given = (argument if argument in SEVERAL else ""), 0
        elif option and given and not _lies_here(argument):
            told.append(option)
        elif given:
            option = ""
        given += bool(option) and not argument.startswith("--")
        told.append(argument)
    return told


def _lies_here(argument: str) -> bool:
    """Whether it is a file, or the folder of a lottery, rather than one more value of an option."""
    # These, unlike `Path`'s, raise nothing for texts that can be no path.
    return os.path.isfile(argument) or os.path.isdir(os.path.join(argument, "public"))  # noqa: PTH112, PTH113, PTH118


def named(arguments: list[str]) -> list[str]:
    """`--per-household` alone as `--per-household ""`: the column is then found by its name."""
    told: list[str] = []
    for place, argument in enumerate(arguments):
        told.append(argument)
        if argument == "--per-household" and all(
            a.startswith("--") for a in arguments[place + 1 : place + 2]
        ):
            told.append("")
    return told


def language(asked: str | None) -> Words:
    """The words of the language asked for with `--lang`, else of the environment, else English.

    Raises:
        UnknownLanguage: there is no catalogue for the language asked for.
    """
    if asked is not None:
        return words(asked)
    for candidate in (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")):
        try:
            return words(candidate[:2].lower())
        except LookupError:
            continue
    return words("en")


def _asked(arguments: list[str]) -> str | None:
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return None
