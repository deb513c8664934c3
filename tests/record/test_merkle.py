"""The tree against the published vectors, a recursive tree, and every wrong path."""

import json
import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tequio.record import merkle

SHARED = Path(os.environ.get("TEQUIO_SHARED", Path(__file__).resolve().parents[2] / "../shared"))
leaves = st.lists(st.binary(max_size=40), min_size=1, max_size=70)


@pytest.fixture(scope="module")
def vectors():
    file = SHARED / "vectors" / "rfc6962.json"
    if not file.exists():
        pytest.skip("the shared vectors are not beside this checkout")
    return json.loads(file.read_text("utf-8"))


def by_definition(data):
    if len(data) < 2:
        return sha256(b"\x00" + data[0] if data else b"").digest()
    split = 1 << (len(data) - 1).bit_length() - 1
    return sha256(b"\x01" + by_definition(data[:split]) + by_definition(data[split:])).digest()


def test_root_of_the_published_leaves(vectors):
    data = [bytes.fromhex(leaf) for leaf in vectors["leaves_hex"]]
    roots = [merkle.root(data[:size]).hex() for size in range(len(data) + 1)]
    assert roots == vectors["roots_by_size"]


def test_path_of_the_published_leaves(vectors):
    data = [bytes.fromhex(leaf) for leaf in vectors["leaves_hex"]]
    for case in vectors["inclusion"]:
        tree = merkle.Tree(data[: case["size"]])
        assert [sibling.hex() for sibling in tree.path(case["index"])] == case["path"]


@given(leaves)
def test_root_equals_the_definition(data):
    assert merkle.root(data) == merkle.Tree(data).root == by_definition(data)


@given(leaves, st.data())
def test_path_leads_to_the_root(data, draw):
    index = draw.draw(st.integers(0, len(data) - 1))
    tree = merkle.Tree(data)
    assert merkle.root_from_path(data[index], index, len(data), tree.path(index)) == tree.root


@given(leaves, st.data())
def test_path_with_a_changed_byte_leads_elsewhere(data, draw):
    index = draw.draw(st.integers(0, len(data) - 1))
    tree = merkle.Tree(data)
    whole = bytearray(data[index] + b"".join(tree.path(index)))
    if not whole:
        return
    at = draw.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= draw.draw(st.integers(1, 255))
    own = len(data[index])
    path = [bytes(whole[start : start + 32]) for start in range(own, len(whole), 32)]
    assert merkle.root_from_path(bytes(whole[:own]), index, len(data), path) != tree.root


@given(leaves, st.data())
def test_path_with_a_hash_too_many_or_too_few_is_none(data, draw):
    index = draw.draw(st.integers(0, len(data) - 1))
    path = merkle.Tree(data).path(index)
    assert merkle.root_from_path(data[index], index, len(data), [*path, bytes(32)]) is None
    if path:
        assert merkle.root_from_path(data[index], index, len(data), path[:-1]) is None


def test_path_of_an_index_outside_the_tree():
    assert merkle.root_from_path(b"", 1, 1, []) is None
    assert merkle.root_from_path(b"", -1, 1, []) is None
    with pytest.raises(IndexError):
        merkle.Tree([b""]).path(1)


def test_path_with_a_hash_of_another_length_is_none():
    assert merkle.root_from_path(b"", 0, 2, [bytes(31)]) is None
