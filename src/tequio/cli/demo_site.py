"""The site of `tequio demo`: an example assembly in a data folder of its own, in a process of its own.

Django is set up once a process, by the environment: `python -m tequio.cli.demo_site FOLDER LANGUAGE`
is started with `TEQUIO_DATA` and `TEQUIO_URL`, as `tequio run` is.
"""

import os
import random
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from tequio.cli import language
from tequio.cli.cosign import of_folder
from tequio.cli.run import ready
from tequio.record import record_verifier, verifier
from tequio.record.cosigning import Cosigner, cosigner_key, own_key
from tequio.words import Words

if TYPE_CHECKING:
    from tequio.web.demo.build import Built

RECORD, PARTNER, PORT = "published", "partner", 8000
NAME = "partner.example.org"
NOT_CONTRADICTED = 4  # what the verifier says of a record that nobody else has kept a checkpoint of
STEP_SENTENCES = {
    "opened": "An administrator opens an assembly, and an organiser writes its question in two languages.",
    "registered": "Registration opens: 600 invented people, four of them by telephone.",
    "closed": "The pool is closed and the quotas are fixed.",
    "lottery": "The lottery is computed, published and announced; two people type what was thrown.",
    "answered": "Forty people are asked. Two cannot come.",
    "replaced": "Two places are filled by a lottery drawn in the same way.",
    "confirmed": "The panel is confirmed.",
}
ROLE_SENTENCES = {
    "administrator": "Administrator of the site",
    "organiser": "Organiser",
    "second organiser": "Second organiser, who types the number too",
    "caller": "Caller",
    "facilitator": "Facilitator",
    "observer": "Observer",
    "auditor": "Auditor",
}

PAGE_SENTENCES = {
    "/a/{slug}/draw/": "the hall's screen, with the panel by pseudonym",
    "/a/{slug}/panel/": "the panel, and what members let everybody see",
    "/record/": "the public record, and what it proves",
    "/desk/{slug}/": "the team's desk, after you sign in",
}


def surroundings(folder: Path, port: int) -> dict[str, str]:
    """The environment of a site whose data lie in a folder: SQLite, and nothing of another site's."""
    others = ("DATABASE_URL", "TEQUIO_KEYS", "DJANGO_SETTINGS_MODULE", "EMAIL_URL")
    plain = {name: value for name, value in os.environ.items() if name not in others}
    return plain | {"TEQUIO_DATA": str(folder), "TEQUIO_URL": f"http://127.0.0.1:{port}"}


def built(folder: Path, port: int, words: Words) -> int:
    """Builds the example in a folder that is not there yet, and checks it; 0 if nothing contradicts it."""
    command = [sys.executable, "-m", "tequio.cli.demo_site", str(folder), words.language]
    code = subprocess.run(command, env=surroundings(folder.absolute(), port), check=False).returncode
    return 0 if code == NOT_CONTRADICTED else code


def served(folder: Path, port: int, words: Words) -> NoReturn:
    """Becomes `tequio run` with the example, so that whatever ends this process ends the site."""
    command = [sys.executable, "-m", "tequio", "run", "--port", str(port), "--lang", words.language]
    sys.stdout.flush()
    os.execve(sys.executable, command, surroundings(folder.absolute(), port))  # noqa: S606


def free_port() -> int:
    """8000 or, if something listens there, one that is free."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", PORT))
        except OSError:
            tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def main(folder: Path, words: Words) -> int:
    """Builds the site of the environment; the exit code of the verifier for its record."""
    ready()
    from django.core.management import call_command

    from tequio.web.demo.build import Surroundings, build
    from tequio.web.demo.links import MARK
    from tequio.web.runs.work import work
    from tequio.web.worker import KINDS

    call_command("migrate", verbosity=0, interactive=False)
    (folder / MARK).touch()
    made = build(
        Surroundings(
            work=lambda: work("example", KINDS),
            wait=_wait,
            publish=lambda: _publish(folder),
            tell=lambda step: typer.echo(f"   {words(STEP_SENTENCES[step])}"),
            chance=random.Random(5),  # noqa: S311 - who is invented matters to nobody
        )
    )
    code = _checked(folder, words)
    _shown(made, words)
    return code


def _wait(until: datetime) -> None:
    while (left := (until - datetime.now(UTC)).total_seconds()) > 0:
        time.sleep(left)


def _publish(folder: Path) -> None:
    """Exports the record, and a partner, who is invented too, keeps and signs its checkpoint."""
    from tequio.web.records.publishing import export
    from tequio.web.records.queries import verifier_key
    from tequio.web.records.signing import make_checkpoint

    checkpoint = make_checkpoint()
    if checkpoint is None:
        raise RuntimeError("the example left no acts")
    export(folder / RECORD, checkpoint.size)
    _partner(folder).see(
        checkpoint.note, of_folder(folder / RECORD / "record"), datetime.now(UTC), verifier_key()
    )


def _partner(folder: Path) -> Cosigner:
    return Cosigner(NAME, own_key(folder / PARTNER / "key"), folder / PARTNER / "seen")


def _checked(folder: Path, words: Words) -> int:
    """Checks the record as a journalist does, with its key and what the partner kept at hand."""
    from tequio.web.records.queries import verifier_key

    zipped = folder / RECORD / "record" / "everything.zip"
    typer.echo(
        words("\n   A journalist takes the record and checks it, with Python alone: {path}", path=zipped)
    )
    partner = _partner(folder)
    code = record_verifier.verify_record(
        zipped,
        verifier.check,
        words.language,
        key=verifier_key(),
        checkpoints=sorted(partner.keep.glob("*/[0-9]*")),
        cosigners=[cosigner_key(partner.name, partner.key)],
    )
    typer.echo(words("The verifier's exit code: {code}", code=code))
    return code


def _shown(made: "Built", words: Words) -> None:
    """What to look at: a link for each role, and pages for everybody."""
    from tequio.web.demo.links import sign_in_link

    address, slug = os.environ["TEQUIO_URL"], made.assembly.slug
    typer.echo(words("\nTo look at it once it runs: {url}", url=f"{address}/a/{slug}/"))
    for path, said in PAGE_SENTENCES.items():
        typer.echo(f"   {address}{path.format(slug=slug)}   {words(said)}")
    typer.echo(words("Each of these links signs you in, once, as somebody invented:"))
    for role, user in made.people.items():
        typer.echo(f"   {words(ROLE_SENTENCES[role])}: {address}{sign_in_link(user)}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), language(sys.argv[2])))
