"""A sealed file tells when it was cut, changed or mixed with another."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.web.recruitment.frame.container import MAGIC, PIECE, ContainerBroken, Sealer, pieces


def sealed(*parts: bytes) -> bytes:
    out = io.BytesIO()
    sealer = Sealer(out)
    for part in parts:
        sealer.write(part)
    sealer.close()
    return out.getvalue()


def opened(data: bytes) -> bytes:
    return b"".join(pieces(io.BytesIO(data)))


@given(st.lists(st.binary(max_size=2000), max_size=8))
@settings(max_examples=25, deadline=None)
def test_container_gives_back_what_was_written(parts):
    assert opened(sealed(*parts)) == b"".join(parts)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7])
def test_container_of_any_length_comes_back_whole(size):
    assert opened(sealed(bytes(size))) == bytes(size)


def cut_into_pieces(data: bytes) -> tuple[bytes, list[bytes]]:
    head, rest, found = data[: len(MAGIC) + 16], data[len(MAGIC) + 16 :], []
    while rest:
        end = 4 + int.from_bytes(rest[:4], "big")
        found.append(rest[:end])
        rest = rest[end:]
    return head, found


@pytest.mark.parametrize(
    "change",
    [
        lambda head, parts, other: b"",
        lambda head, parts, other: head,
        lambda head, parts, other: head[:-1],
        lambda head, parts, other: head + parts[0],
        lambda head, parts, other: head + parts[0] + parts[2],
        lambda head, parts, other: head + parts[1] + parts[0] + parts[2],
        lambda head, parts, other: head + b"".join(parts) + parts[2],
        lambda head, parts, other: head + parts[0] + parts[0] + parts[2],
        lambda head, parts, other: head + other[0] + parts[1] + parts[2],
        lambda head, parts, other: head + (b"".join(parts))[:-1],
        lambda head, parts, other: head + b"\xff\xff\xff\xff" + parts[0][4:],
        lambda head, parts, other: b"id,street\n" + b"".join(parts),
    ],
)
def test_container_that_was_tampered_with_is_named(change):
    head, parts = cut_into_pieces(sealed(bytes(2 * PIECE + 5)))
    _, other = cut_into_pieces(sealed(bytes(2 * PIECE + 5)))
    with pytest.raises(ContainerBroken):
        opened(change(head, parts, other))
