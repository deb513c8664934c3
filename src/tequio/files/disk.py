"""Bytes from the disk and onto it."""

import errno
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tequio.files.faults import MissingFile, NotAFile, TooLarge, UnreadableFile, UnwritableFile

LIMIT = 200_000_000  # bytes of a file; a million people with nine columns are about 70 MB


def read_bytes(path: Path, limit: int = LIMIT) -> bytes:
    """The content of a file of at most `limit` bytes; a larger one is refused before it is read.

    Raises:
        MissingFile, NotAFile, TooLarge, UnreadableFile: it cannot be read.
    """
    try:
        if not path.exists():
            raise MissingFile(path)
        if not path.is_file():
            raise NotAFile(path)
        size = path.stat().st_size
        if size > limit:
            raise TooLarge(path, size, limit)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(path, _code(error)) from error


def write_bytes(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Writes a file whole or not at all, as `write_pieces` does; raises `UnwritableFile`."""
    write_pieces(path, (data,), mode)


def write_pieces(path: Path, pieces: Iterable[bytes], mode: int = 0o644) -> None:
    """Writes a file whole or not at all, piece by piece, readable for whom `mode` says.

    It is written beside its place under another name and then renamed, so that whoever looks sees
    the old file or the new one. Nothing is forced through to the disk, which matters only when
    the power fails.

    Raises:
        UnwritableFile: the folder is missing or protected, or the disk is full.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        beside = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(pieces)
            beside.chmod(mode)
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unwritable(path, error) from error


def make_folder(path: Path) -> None:
    """Makes a folder, and those above it, if it is not there; raises `UnwritableFile`."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error


def check_writable(path: Path | None) -> None:
    """Sees that a file can be written, before the work whose result it is to hold; `None` is no file.

    Raises:
        UnwritableFile: its folder is missing or protected, or it is a folder itself.
    """
    if path is None:
        return
    if path.is_dir():
        raise UnwritableFile(path, "EISDIR")
    try:
        descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        os.close(descriptor)
        Path(name).unlink()
    except OSError as error:
        raise UnwritableFile(path, _code(error)) from error


def write_new(path: Path, data: bytes, mode: int = 0o644) -> bool:
    """Writes a file whole if there is none of that name yet; whether it did.

    Of several processes that try at once, one does.

    Raises:
        UnwritableFile: the folder is missing or protected, or the disk is full.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    write_bytes(beside, data, mode)
    try:
        os.link(beside, path)
    except FileExistsError:
        return False
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        beside.unlink(missing_ok=True)
    return True


def write_text(path: Path, text: str, mode: int = 0o644) -> None:
    """Writes a text as UTF-8, as `write_bytes` does; line feeds stay as they are."""
    write_bytes(path, text.encode(), mode)


def unwritable(path: Path, error: OSError) -> UnwritableFile:
    """The fault for an error of writing."""
    return UnwritableFile(path, _code(error))


def _code(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, "")
