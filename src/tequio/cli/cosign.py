"""`tequio cosign`: partners keep and sign the checkpoints of a record, so that it cannot be rewritten."""

import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.faults import OptionMissing, OptionsApart
from tequio.files.faults import MissingFile, UnreadableFile
from tequio.record import cosigning
from tequio.record.ed25519 import NOTE_SIZE

WAIT = 30.0  # seconds for an answer of a site


def cosign(
    keep: Annotated[Path, typer.Option(readable=False, help="your folder of checkpoints that you saw")],
    key: Annotated[Path, typer.Option(readable=False, help="file with your key; made if it is missing")],
    name: Annotated[str, typer.Option(help="your name in the signature, such as partner.example.org")],
    url: Annotated[str | None, typer.Option(help="the record's address, such as https://…/record")] = None,
    file: Annotated[
        Path | None, typer.Option(readable=False, help="a checkpoint just fetched, with tile/ beside it")
    ] = None,
    log_key: Annotated[str | None, typer.Option(help="the record's key, when you see it first")] = None,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Keeps and signs a record's checkpoint with the time; refuses one that goes back or was rewritten."""
    words = language(lang)
    if url and file:
        raise OptionsApart("--url", "--file")
    if not url and not file:
        raise OptionMissing("--keep", "--url")
    read = _of_site(url.rstrip("/")) if url else of_folder((file or Path()).parent)
    data = read("checkpoint") if url else read((file or Path()).name)
    if data is None:
        raise MissingFile(Path(url or file or ""))
    own = cosigning.own_key(key)
    seer = cosigning.Cosigner(name, own, keep)
    path = seer.see(data.decode("utf-8", "replace"), read, datetime.now(UTC), log_key)
    typer.echo(words("Seen, kept and signed: {path}", path=path))
    typer.echo(words("Others check it with --cosigner {key}", key=cosigning.cosigner_key(name, own)))


def of_folder(folder: Path) -> Callable[[str], bytes | None]:
    """The files of a record that lie in a folder."""

    def read(path: str) -> bytes | None:
        return (folder / path).read_bytes() if (folder / path).is_file() else None

    return read


def _of_site(url: str) -> Callable[[str], bytes | None]:
    if not url.startswith(("https://", "http://")):
        raise UnreadableFile(Path(url), "EINVAL")

    def read(path: str) -> bytes | None:
        try:
            with urllib.request.urlopen(f"{url}/{path}", timeout=WAIT) as answer:  # noqa: S310 - seen above
                return bytes(answer.read(NOTE_SIZE))
        except urllib.error.HTTPError:
            return None
        except OSError:
            raise UnreadableFile(Path(url), "EIO") from None

    return read
