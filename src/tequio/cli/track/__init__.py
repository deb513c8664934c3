"""`tequio track`: where licensed weapons end up, claim by claim."""

from typing import Annotated

import typer

from tequio.cli import Lazy


class Questions(Lazy):
    """The commands of tracking."""

    package = "tequio.cli.track"
    names = (
        "new",
        "check",
        "import",
        "match",
        "named",
        "reconcile",
        "screen",
        "vet",
        "trace",
        "coarse",
        "publish",
        "export",
    )


track = typer.Typer(name="track", cls=Questions, add_completion=False, pretty_exceptions_enable=False)


@track.callback(invoke_without_command=True)
def _about(
    ctx: typer.Context,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,  # noqa: ARG001
) -> None:
    """Tracks where licensed weapons end up: a ledger of dated, cited claims, and the questions put to it."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help(), nl=False)
