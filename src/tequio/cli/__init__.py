"""The command line. A command's module is loaded by name when it is called."""

import importlib
import sys
from typing import Any

import typer
from typer.core import TyperGroup

# In the order in which an assembly needs them; each is a function in a module of the same name.
COMMANDS = ("demo", "invite", "lottery", "draw", "verify", "replace", "leak")


class Lazy(TyperGroup):
    """A group that imports only the command that is called, so that a draw starts at once."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """All commands, in order."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command, from the module of its name."""
        if cmd_name not in COMMANDS:
            return None
        module: Any = importlib.import_module(f"tequio.cli.{cmd_name}")
        app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        app.command(name=cmd_name, help=getattr(module, cmd_name).__doc__)(getattr(module, cmd_name))
        return typer.main.get_command(app)


app = typer.Typer(cls=Lazy, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def _about() -> None:
    """Tequio carries public decisions from a fair draw to a public answer."""


def main() -> None:
    """Runs the command line; a fault becomes one sentence and exit code 2, and no traceback."""
    app(sys.argv[1:])
