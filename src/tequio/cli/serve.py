"""`tequio serve`: a folder of pages in the browser of this machine."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated, Any

import typer

from tequio.cli import language
from tequio.files.faults import MissingFile
from tequio.words import Words


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and keeps no record of who looked at them."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Says nothing."""


def serve(
    directory: Annotated[Path, typer.Argument(readable=False, metavar="DIR", help="folder of pages")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free")] = 8000,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Shows a folder of pages in this machine's browser, and to nobody else, until Ctrl-C."""
    if not directory.is_dir():
        raise MissingFile(directory)
    server = opened(directory, port)
    announce(server, language(lang))


def opened(directory: Path, port: int) -> ThreadingHTTPServer:
    """A server for this machine only, on the port or, if that is taken, on one that is free."""
    handler = partial(Quiet, directory=str(directory))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        return ThreadingHTTPServer(("127.0.0.1", 0), handler)


def announce(server: ThreadingHTTPServer, words: Words) -> None:
    """Says where to look, and serves until Ctrl-C."""
    typer.echo(words("Open http://127.0.0.1:{port}/ in a browser. Ctrl-C ends it.", port=server.server_port))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        typer.echo("")
    finally:
        server.server_close()
