"""A sealed file opens with its key, whole, or not at all."""

import io
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.web.privacy.faults import BackupDamaged, KeyUnreadable, NotABackup
from tequio.web.privacy.sealed_box import CHUNK, TAG, Opening, Sealing, make_key, private_key, public_key

KEY = X25519PrivateKey.from_private_bytes(bytes(range(32)))
HEAD = 16 + 32


def sealed(content: bytes) -> bytes:
    file = io.BytesIO()
    with Sealing(file, KEY.public_key()) as box:
        box.write(content)
    return file.getvalue()


def opened(content: bytes, key: X25519PrivateKey = KEY) -> bytes:
    return Opening(io.BytesIO(content), key).read()


@given(
    st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7]),
    st.binary(min_size=1, max_size=9),
)
@settings(max_examples=30, deadline=None)
def test_what_was_sealed_comes_back(size: int, seed: bytes) -> None:
    content = (seed * size)[:size]
    assert opened(sealed(content)) == content


def test_sealed_bytes_show_nothing_and_differ_each_time() -> None:
    one, two = sealed(b"Ana Example" * 10), sealed(b"Ana Example" * 10)
    assert b"Ana" not in one
    assert one[HEAD:] != two[HEAD:]


def test_other_key_opens_nothing() -> None:
    with pytest.raises(BackupDamaged):
        opened(sealed(b"Ana"), X25519PrivateKey.generate())


@pytest.mark.parametrize("at", [20, HEAD, HEAD + CHUNK + TAG + 5, -1])
def test_changed_byte_is_found(at: int) -> None:
    content = bytearray(sealed(b"x" * (2 * CHUNK + 9)))
    content[at] ^= 1
    with pytest.raises(BackupDamaged):
        opened(bytes(content))


@pytest.mark.parametrize("kept", [HEAD, HEAD + 5, HEAD + CHUNK + TAG, -1])
def test_cut_file_is_found(kept: int) -> None:
    with pytest.raises(BackupDamaged):
        opened(sealed(b"x" * (2 * CHUNK + 9))[:kept])


def test_chunks_in_another_order_are_found() -> None:
    content = sealed(b"x" * (3 * CHUNK))
    head, size = content[:HEAD], CHUNK + TAG
    parts = [content[HEAD + n * size : HEAD + (n + 1) * size] for n in range(3)]
    with pytest.raises(BackupDamaged):
        opened(head + parts[1] + parts[0] + parts[2])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"tequio-backup-1\n"])
def test_other_file_is_no_backup(content: bytes) -> None:
    with pytest.raises(NotABackup):
        opened(content)


def test_new_key_is_for_its_owner_only_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "key"
    public = make_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert private_key(path).public_key().public_bytes_raw().hex() == public
    with pytest.raises(FileExistsError):
        make_key(path)


@pytest.mark.parametrize("text", ["", "ff", "z" * 64, "<script>"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(KeyUnreadable):
        public_key(text)
