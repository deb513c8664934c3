"""docs/spec/vectors.json is what this package computes, and what the stand-alone verifier computes."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from tequio import randomness
from tequio.record import commitments, drand, merkle, verifier

FILE = Path(__file__).resolve().parents[1] / "docs" / "spec" / "vectors.json"
VECTORS = json.loads(FILE.read_text("utf-8"))
ROOT = VECTORS["root"]
MAKERS = {
    "tequio-person/1": commitments.person,
    "tequio-seats/1": commitments.seats,
    "tequio-panel/1": commitments.panel,
    "tequio-seated/1": commitments.seated,
    "tequio-composition/1": lambda salt, number, weight, counts: commitments.composition(
        salt, number, int(weight), counts
    ),
}


@pytest.mark.parametrize("case", VECTORS["canonical"])
def test_canonical_json_of_the_specification(case):
    text = case["text"].encode()
    assert commitments.canonical(case["value"]) == verifier.canonical(case["value"]) == text
    assert sha256(text).hexdigest() == case["sha256"]


@pytest.mark.parametrize("case", VECTORS["commitments"])
def test_commitment_of_the_specification(case):
    label, *parts = case["value"]
    assert MAKERS[label](*parts).hex() == case["sha256"]
    assert verifier.hashed(*case["value"]) == case["sha256"]


def test_tree_of_the_specification():
    tree, leaves = VECTORS["tree"], [bytes.fromhex(leaf) for leaf in VECTORS["tree"]["leaves"]]
    assert merkle.root(leaves).hex() == verifier.tree_root(tree["leaves"]) == tree["root"]
    assert merkle.root([]).hex() == verifier.tree_root([]) == tree["empty"]
    for index, path in enumerate(tree["paths"]):
        assert [sibling.hex() for sibling in merkle.Tree(leaves).path(index)] == path
        assert verifier.path_root(tree["leaves"][index], index, len(leaves), path) == tree["root"]


@pytest.mark.parametrize("case", VECTORS["numbers"])
def test_number_of_the_specification(case):
    total = int(case["total"])
    source = randomness.source(case["kind"], case["typed"], total, drand.verify)
    assert source.text == case["text"]
    assert randomness.number(ROOT, source, total) == int(case["number"])
    assert verifier.number(ROOT, case["text"], total) == int(case["number"])


@pytest.mark.parametrize("case", VECTORS["orders"])
def test_order_of_the_specification(case):
    source = randomness.Source("seed", case["text"])
    names = case["pseudonyms"]
    assert randomness.in_order(case["label"], ROOT, source, names) == case["ordered"]
    assert verifier.in_order(case["label"], ROOT, case["text"], names) == case["ordered"]
    keys = [randomness.order_key(case["label"], ROOT, source, name).hex() for name in names]
    assert keys == case["keys"]
