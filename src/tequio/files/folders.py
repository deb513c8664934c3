"""A whole folder of files at once: all of it, or nothing."""

import errno
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tequio.files.faults import FileChanged, FolderInUse, UnwritableFile

PRIVATE = "private"


def check_free(path: Path) -> None:
    """Sees that a folder can become the result: that it is not there, or empty, and can be made.

    Raises:
        FolderInUse: it holds something, or is a file.
        UnwritableFile: its place is protected, or lies in a file; said before hours of work, not after.
    """
    if path.is_dir():
        for found in sorted(path.iterdir()):
            raise FolderInUse(path, found.name)
    elif path.exists():
        raise FolderInUse(path, path.name)
    check_place(path)


def check_place(path: Path) -> None:
    """Sees that there can be a folder of this name with files in it.

    It is tried: a folder is made where the result will be, and removed. Permissions do not tell of
    read-only disks and of the system's own folders.

    Raises:
        UnwritableFile: the place is protected, or lies in a file.
    """
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


def write_together(folder: Path, files: Mapping[str, bytes], before: Mapping[str, bytes | None]) -> None:
    """Writes several files into a folder that is there: all of them, or none.

    Everything is written beside first, which is when a disk is full; then each takes its place, and
    if one cannot, those before it are put back. Only a power cut between two renames could leave
    some new and some old; the order of `files` is kept, so that what others refer to may come first.

    Args:
        folder: the folder; absent folders below it are made.
        files: contents by relative path.
        before: what each of these files held when it was read; `None` for one that was not there.

    Raises:
        FileChanged: one of them holds something else by now; nothing is written.
        UnwritableFile: the place is protected, or the disk is full; nothing is written.
    """
    try:
        beside = Path(tempfile.mkdtemp(prefix=".", suffix=".part", dir=folder))
        try:
            for name, content in files.items():
                (beside / name).parent.mkdir(parents=True, exist_ok=True)
                (beside / name).write_bytes(content)
                _check_unchanged(folder / name, before.get(name))
            _take_places(folder, beside, files, before)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise UnwritableFile(folder, errno.errorcode.get(error.errno or 0, "")) from error


def _check_unchanged(path: Path, before: bytes | None) -> None:
    if (path.read_bytes() if path.exists() else None) != before:
        raise FileChanged(path)


def _take_places(
    folder: Path, beside: Path, files: Mapping[str, bytes], before: Mapping[str, bytes | None]
) -> None:
    done: list[Path] = []
    made: list[Path] = []
    try:
        for name in files:
            place = folder / name
            for parent in reversed([p for p in place.parents if p.is_relative_to(folder) and not p.exists()]):
                parent.mkdir()
                made.append(parent)
            (beside / name).replace(place)
            done.append(place)
    except BaseException:
        for place in reversed(done):
            old = before.get(place.relative_to(folder).as_posix())
            place.unlink() if old is None else place.write_bytes(old)
        for parent in reversed(made):
            parent.rmdir()
        raise


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        file = folder / name
        secret = name.split("/")[0] == PRIVATE
        for parent in reversed(file.relative_to(folder).parents[:-1]):
            (folder / parent).mkdir(exist_ok=True, mode=0o700 if secret else 0o755)
        file.touch(mode=0o600 if secret else 0o644)
        file.write_bytes(content)
