"""A whole folder of files at once: all of it, or nothing."""

import errno
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tequio.files.faults import FolderInUse, UnwritableFile

PRIVATE = "private"


def check_free(path: Path) -> None:
    """Sees that a folder can become the result: that it is not there, or empty, and can be made.

    It is tried: a folder is made where the result will be, and removed. Permissions do not tell of
    read-only disks and of the system's own folders.

    Raises:
        FolderInUse: it holds something, or is a file.
        UnwritableFile: its place is protected, or lies in a file; said before hours of work, not after.
    """
    if path.is_dir():
        for found in sorted(path.iterdir()):
            raise FolderInUse(path, found.name)
    elif path.exists():
        raise FolderInUse(path, path.name)
    place = path.absolute()
    above = place if place.is_dir() else next(parent for parent in place.parents if parent.exists())
    try:
        Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=above)).rmdir()
    except OSError as error:
        raise UnwritableFile(path, errno.errorcode.get(error.errno or 0, "")) from error


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Writes a folder whole or not at all.

    It is made beside its place under another name and then renamed; where there is an empty folder
    already, it is made inside, and what it holds is moved out of it. What lies in `private/` can be
    read by its owner only (folders 0700, files 0600).

    Args:
        path: the folder; absent or empty.
        files: contents by relative path.

    Raises:
        FolderInUse: it holds something already.
        UnwritableFile: the place is protected, or the disk is full.
    """
    check_free(path)
    there = path.is_dir()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path if there else path.parent))
        try:
            _fill(beside, files)
            if there:
                for part in sorted(beside.iterdir()):
                    part.rename(path / part.name)
                beside.rmdir()
            else:
                beside.chmod(0o755)
                beside.rename(path)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    except OSError as error:
        raise UnwritableFile(path, errno.errorcode.get(error.errno or 0, "")) from error


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        file = folder / name
        secret = name.split("/")[0] == PRIVATE
        for parent in reversed(file.relative_to(folder).parents[:-1]):
            (folder / parent).mkdir(exist_ok=True, mode=0o700 if secret else 0o755)
        file.touch(mode=0o600 if secret else 0o644)
        file.write_bytes(content)
