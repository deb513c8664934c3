import json

import pytest

from tequio.files import canonical, read_json, write_json, write_public_json, write_text
from tequio.files import faults as f


def test_public_json_is_canonical_with_a_line_feed(tmp_path):
    write_public_json(tmp_path / "a.json", {"b": 1, "a": ["ñ", None, True]})
    assert (tmp_path / "a.json").read_bytes() == '{"a":["ñ",null,true],"b":1}\n'.encode()
    assert canonical({}) == b"{}"


def test_json_reads_back_equal(tmp_path):
    write_json(tmp_path / "a.json", {"weights": [0.1, 1 / 3], "ñ": 2})
    assert read_json(tmp_path / "a.json") == {"weights": [0.1, 1 / 3], "ñ": 2}
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", f.NotJson),
        (b'{"a": 1,\n "b" 2}', f.NotJson),
        (b"[NaN]", f.NotJson),
        (b"[" * 100_000, f.NotJson),
        (b"9" * 5000, f.NotJson),
        (b'["\xff"]', f.BrokenEncoding),
    ],
)
def test_bad_json_gives_its_fault(tmp_path, data, fault):
    (tmp_path / "a.json").write_bytes(data)
    with pytest.raises(fault):
        read_json(tmp_path / "a.json")


def test_text_is_written_with_its_mode_and_nothing_beside_it(tmp_path):
    write_text(tmp_path / "a.txt", "ñ\n", 0o640)
    write_text(tmp_path / "a.txt", "más\n", 0o600)
    assert (tmp_path / "a.txt").read_bytes() == "más\n".encode()
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_file_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(f.UnwritableFile):
        write_text(tmp_path / "none" / "a.txt", "")
    (tmp_path / "folder").mkdir()
    with pytest.raises(f.UnwritableFile):
        write_text(tmp_path / "folder", "")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_json_of_ours_is_json_of_everybody(tmp_path):
    write_json(tmp_path / "a.json", ["ñ"])
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == ["ñ"]
