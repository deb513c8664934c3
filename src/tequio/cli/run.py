"""`tequio run`: the web platform on this machine, web and worker, with one command."""

import os
import signal
import subprocess
import sys
from typing import Annotated

import typer

from tequio.cli import language


def run(
    port: Annotated[int, typer.Option(min=1, max=65535, help="where it listens")] = 8000,
    host: Annotated[str, typer.Option(help="127.0.0.1: for this machine only")] = "127.0.0.1",
    web_processes: Annotated[int, typer.Option(min=1, max=64, help="processes that answer")] = 2,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Starts the site: makes keys and tables that are missing, then web and worker, until Ctrl-C."""
    words = language(lang)
    os.environ.setdefault("TEQUIO_URL", f"http://127.0.0.1:{port}")
    ready()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from tequio.web.accounts.actions import first_link

    link = first_link()
    if link:
        typer.echo(
            words(
                "The site is new. Make its first administrator here, once: {url}",
                url=os.environ["TEQUIO_URL"] + link,
            )
        )
    typer.echo(words("Tequio runs at {url}. Ctrl-C ends it.", url=os.environ["TEQUIO_URL"]))
    raise typer.Exit(_supervise(_commands(host, port, web_processes)))


def ready() -> None:
    """Makes the keys that are missing and readies Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tequio.web.settings")
    from tequio.web import keys

    keys.ensure()
    import django

    django.setup()


def _commands(host: str, port: int, processes: int) -> list[list[str]]:
    web = ["-m", "gunicorn", "tequio.web.wsgi", "--bind", f"{host}:{port}", "--workers", str(processes)]
    web += ["--threads", "8", "--log-level", "warning", "--max-requests", "20000"]
    return [[sys.executable, *web], [sys.executable, "-m", "tequio", "work"]]


def _supervise(commands: list[list[str]]) -> int:
    """Starts all, waits until one ends or Ctrl-C, and ends the others; the exit code of the first."""
    children = [subprocess.Popen(command, start_new_session=True) for command in commands]
    code = 0

    def end(*_: object) -> None:
        for child in children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    pid, status = os.wait()
    code = os.waitstatus_to_exitcode(status)
    end()
    for child in children:
        if child.pid != pid:
            child.wait()
    return 0 if code in (0, -signal.SIGTERM) else 1
