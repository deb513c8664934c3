"""`tequio track export`: a ledger in the formats of others."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.cli.track.loading import sound
from tequio.files import check_free, read_json, write_folder
from tequio.tracking.export import export as exported


class To(StrEnum):
    """The formats."""

    FTM = "ftm"
    SFM = "sfm"


def export(
    directory: Annotated[Path, typer.Argument(readable=False, metavar="DIR", help="folder of the ledger")],
    to: Annotated[To, typer.Option(help="FollowTheMoney's entities, or Security Force Monitor's CSV")],
    out: Annotated[Path, typer.Option(readable=False, help="folder for the result; absent or empty")],
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Writes a ledger in the format of FollowTheMoney or of Security Force Monitor."""
    words = language(lang)
    check_free(out)
    ledger = sound(directory)
    about = directory / "datapackage.json"
    told = read_json(about) if about.exists() else None
    name = told.get("name") if isinstance(told, dict) else None
    made = exported(ledger, to.value, name if name and isinstance(name, str) else directory.resolve().name)
    write_folder(out, made)
    typer.echo(
        words(
            "Warning: this is the whole ledger, leaked sources, exporters and names included; "
            "an export has no level. Look at it before you pass it on."
        ),
        err=True,
    )
    for file in made:
        typer.echo(words("Written: {path}", path=out / file))
