"""`tequio work`: one worker of the web platform."""

from typing import Annotated

import typer

from tequio.cli import language
from tequio.cli.run import ready


def work(lang: Annotated[str | None, typer.Option(help="en or es")] = None) -> None:
    """Works on runs, mail and nightly duties of the site until Ctrl-C; `tequio run` starts one by itself."""
    language(lang)
    ready()
    from tequio.web.worker import main

    main()
