from pathlib import Path

import pytest

from tequio.files import check_free, write_folder
from tequio.files.faults import FolderInUse, UnwritableFile

FILES = {"public/a.json": b"{}", "private/b/c.csv": b"c", "d.txt": b"d"}


def told(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("there", [False, True])
def test_folder_is_written_whole_be_it_absent_or_empty(tmp_path, there):
    if there:
        (tmp_path / "out").mkdir()
    write_folder(tmp_path / "out", FILES)
    assert told(tmp_path / "out") == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_folder_where_somebody_stands_stays_the_same_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_folder(Path(), FILES)
    assert told(tmp_path) == FILES
    assert sorted(path.name for path in Path().iterdir()) == ["d.txt", "private", "public"]


def test_private_files_are_for_their_owner_only(tmp_path):
    write_folder(tmp_path / "out", FILES)
    modes = {name: (tmp_path / "out" / name).stat().st_mode & 0o777 for name in ("private", *FILES)}
    assert modes == {"private": 0o700, "private/b/c.csv": 0o600, "public/a.json": 0o644, "d.txt": 0o644}


def test_check_leaves_nothing_behind(tmp_path):
    check_free(tmp_path / "deep/er")
    assert list(tmp_path.iterdir()) == []


def test_folder_with_something_in_it_is_refused(tmp_path):
    (tmp_path / "x").touch()
    with pytest.raises(FolderInUse) as fault:
        check_free(tmp_path)
    assert fault.value.found == "x"


def test_folder_below_a_file_is_refused(tmp_path):
    (tmp_path / "x").touch()
    with pytest.raises(UnwritableFile) as fault:
        check_free(tmp_path / "x/y")
    assert fault.value.code == "ENOTDIR"


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="a folder of the system in which nobody writes")
def test_folder_of_the_system_is_refused_whoever_asks(tmp_path):
    with pytest.raises(UnwritableFile):
        check_free(Path("/proc/tequio"))
