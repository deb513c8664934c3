"""Pulses of drand: the published one holds, every other fails."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.record import drand

SHARED = Path(os.environ.get("TEQUIO_SHARED", Path(__file__).resolve().parents[2] / "../shared"))
ROUND = 657413
PULSE = "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"


@pytest.fixture(scope="module")
def published():
    file = SHARED / "vectors" / "drand.json"
    if not file.exists():
        pytest.skip("the shared vectors are not beside this checkout")
    return next(
        pulse for pulse in json.loads(file.read_text("utf-8"))["pulses"] if "quicknet" in pulse["chain"]
    )


def test_published_pulse_holds(published):
    assert drand.verify(published["round"], published["signature"])
    assert drand.randomness(published["signature"]) == published["randomness"]


def test_key_is_the_published_one(published):
    (x, y), flagged = drand.KEY, 0x80 | 0x20 * (drand.KEY[1].b > drand.P // 2)
    encoded = (x.b + (flagged << 376)).to_bytes(48, "big") + x.a.to_bytes(48, "big")
    assert encoded.hex() == published["public_key"]
    assert y * y == x * x * x + drand.F(4, 4)


def test_name_of_the_hash_is_the_published_one(published):
    assert drand.NAME.decode() == published["dst"]


@pytest.mark.parametrize("number", [ROUND + 1, ROUND - 1, 1, 2**64 - 1])
def test_pulse_of_another_round_fails(number):
    assert not drand.verify(number, PULSE)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 47), st.integers(1, 255))
def test_pulse_with_a_changed_byte_fails(at, change):
    data = bytearray(bytes.fromhex(PULSE))
    data[at] ^= change
    assert not drand.verify(ROUND, data.hex())


@pytest.mark.parametrize(
    "signature",
    [
        "",
        PULSE[:-2],
        PULSE + "00",
        PULSE.upper(),
        "c0" + "00" * 47,  # infinity
        "80" + "00" * 47,  # a point of order three: on the curve, outside the group
        f"{drand.P + (4 << 381):x}",  # x not below P
        "37" + PULSE[2:],  # said to be not compressed
        "f7" + PULSE[2:],  # said to be infinity
        "97" + PULSE[2:],  # the other root
        "x" * 96,
    ],
)
def test_signature_that_is_no_point_of_the_group_fails(signature):
    assert not drand.verify(ROUND, signature)


@pytest.mark.parametrize("number", [0, -1, 2**64])
def test_round_out_of_range_fails(number):
    assert not drand.verify(number, PULSE)


def test_hash_lies_in_the_group():
    x, y = drand._hash_to_curve(b"any message")
    assert y * y == x * x * x + drand.F(4)
    assert drand._times(drand.R, (x, y)) is None


@given(st.integers(0, drand.P - 1))
@settings(max_examples=20, deadline=None)
def test_map_ends_on_the_curve(u):
    x, y = drand._to_curve(drand.F(u))
    assert y * y == x * x * x + drand.F(4)


def run(*arguments):
    command = [sys.executable, "-I", str(Path(drand.__file__)), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_script_says_that_a_pulse_holds():
    done = run(f"{ROUND}:{PULSE}")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The signature is that of round 657413;")


def test_script_says_in_spanish_that_a_pulse_does_not_hold():
    done = run(f"{ROUND + 1}:{PULSE}", "--lang", "es")
    assert (done.returncode, done.stdout) == (1, "La firma NO es la de la ronda 657414.\n")


def test_script_without_a_pulse_says_how_to_call_it():
    done = run("horoscope")
    assert done.returncode == 1
    assert "ROUND:SIGNATURE" in done.stderr


def test_file_is_short_enough_to_read():
    assert len(Path(drand.__file__).read_text("utf-8").splitlines()) < 200
