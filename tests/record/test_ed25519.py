"""Ed25519 against the vectors of RFC 8032, signed notes against the published one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.record import ed25519

SHARED = Path(os.environ.get("TEQUIO_SHARED", Path(__file__).resolve().parents[2] / "../shared"))
# RFC 8032, section 7.1: key, message, signature
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
NAME = "example.com/foo"


@pytest.fixture(scope="module")
def published():
    file = SHARED / "vectors" / "signed-note.json"
    if not file.exists():
        pytest.skip("the shared vectors are not beside this checkout")
    return json.loads(file.read_text("utf-8"))


@pytest.fixture(scope="module")
def note(published):
    return published["text"] + "\n" + published["signature_line"]


@pytest.mark.parametrize("vector", VECTORS)
def test_signature_of_the_standard_holds(vector):
    assert ed25519.verify(*map(bytes.fromhex, vector))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(VECTORS[1:]), st.integers(0, 10**6), st.integers(1, 255))
def test_signature_with_a_changed_byte_fails(vector, at, change):
    key, message, signature = map(bytes.fromhex, vector)
    whole = bytearray(key + message + signature)
    whole[at % len(whole)] ^= change
    changed = bytes(whole)
    assert not ed25519.verify(changed[:32], changed[32:-64], changed[-64:])


def test_signature_with_the_order_added_fails():
    key, message, signature = map(bytes.fromhex, VECTORS[1])
    scalar = int.from_bytes(signature[32:], "little") + ed25519.L
    assert not ed25519.verify(key, message, signature[:32] + scalar.to_bytes(32, "little"))


@pytest.mark.parametrize("size", [0, 63, 65])
def test_signature_of_another_length_fails(size):
    key, message, signature = map(bytes.fromhex, VECTORS[1])
    assert not ed25519.verify(key, message, (signature + b"\0")[:size])


def test_key_of_small_order_fails():
    nothing = (1).to_bytes(32, "little")
    assert not ed25519.verify(nothing, b"any message", nothing + bytes(32))


def test_key_written_above_the_prime_fails():
    _, message, signature = map(bytes.fromhex, VECTORS[1])
    assert not ed25519.verify((ed25519.P + 1).to_bytes(32, "little"), message, signature)


def test_published_note_is_signed(published, note):
    assert ed25519.signed(note, published["vkey"])


def test_note_with_a_line_of_somebody_else_is_signed(published, note):
    assert ed25519.signed(note + "— other.example Uw2QOkn8\n", published["vkey"])


def test_note_with_another_text_is_not_signed(published, note):
    assert not ed25519.signed(note.replace("example message", "example massage"), published["vkey"])


def test_note_without_our_line_is_not_signed(published):
    assert not ed25519.signed(published["text"] + "\n— other.example Uw2QOkn8\n", published["vkey"])


@pytest.mark.parametrize(
    "wrong", ["", "text\n", "text\n\n", "text\n\n- a b\n", "text\n\n— a\n", "text\n\n— a ?\n"]
)
def test_note_of_another_form_is_not_signed(published, wrong):
    assert not ed25519.signed(wrong, published["vkey"])


@pytest.mark.parametrize(
    "change", [lambda k: k.replace("530d903a", "530d903b"), lambda k: k[:-4], lambda k: "x"]
)
def test_key_with_a_wrong_identity_is_none(published, change):
    with pytest.raises(ValueError, match=r".*"):
        ed25519.verifier_key(change(published["vkey"]))


def run(*arguments):
    command = [sys.executable, "-I", str(Path(ed25519.__file__)), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_script_says_that_a_note_is_signed(published, note, tmp_path):
    (tmp_path / "note").write_text(note, "utf-8", newline="")
    done = run(published["vkey"], str(tmp_path / "note"))
    assert (done.returncode, done.stdout) == (0, f"The note is signed by {NAME}.\n")


def test_script_says_in_spanish_that_a_note_is_not_signed(published, note, tmp_path):
    (tmp_path / "note").write_text("x" + note, "utf-8", newline="")
    done = run(published["vkey"], str(tmp_path / "note"), "--lang", "es")
    assert (done.returncode, done.stdout) == (1, f"La nota NO está firmada por {NAME}.\n")


def test_script_without_a_note_says_so(published, tmp_path):
    assert run(published["vkey"], str(tmp_path / "none")).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "usage"),
    [((), "Please say:"), (("--lang", "es"), "Escriba:"), (("one",), "Please say:")],
)
def test_script_without_what_it_needs_says_how_it_is_called(arguments, usage):
    done = run(*arguments)
    assert (done.returncode, done.stderr, done.stdout.startswith(usage)) == (2, "", True)


def test_file_is_short_enough_to_read():
    assert len(Path(ed25519.__file__).read_text("utf-8").splitlines()) < 200
