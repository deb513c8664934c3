"""docs/spec/record-vectors.json is what this package computes, and what the stand-alone verifier computes."""

import json
from base64 import b64decode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tequio.record import acts, checkpoints, ed25519, merkle, record_law, record_verifier, tiles

VECTORS = json.loads((Path(__file__).parents[2] / "docs/spec/record-vectors.json").read_text("utf-8"))
LINES = [line.encode() for line in VECTORS["acts"]]
KEY = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTORS["secret_of_log"]))
COSIGNER = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTORS["secret_of_cosigner"]))


def test_acts_are_written_as_in_the_vectors():
    for line in LINES:
        act = json.loads(line)
        at = datetime.strptime(act["time"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        made = acts.act_bytes(act["sequence"], at, act["kind"], act["assembly"] or "", act["payload"])
        assert made == line == record_verifier.canonical(act)
        assert record_law.misfit(act) == ""


def test_tree_and_tiles_are_those_of_the_vectors():
    leaves = [tiles.leaf(line) for line in LINES]
    roots = {str(size): merkle.root(LINES[:size]).hex() for size in range(len(LINES) + 1)}
    assert roots == VECTORS["roots"]
    assert {n: root.hex() for n, root in record_verifier.roots(leaves, {1, 2, 3}).items()} == {
        int(size): root for size, root in roots.items()
    }
    assert {path: data.hex() for path, data in tiles.tiles(leaves)} == VECTORS["tiles"]
    assert tiles.entries(LINES).hex() == VECTORS["entries"]
    assert {str(n): tiles.number_path(n) for n in (0, 999, 1000, 1234067)} == VECTORS["numbers"]


def test_checkpoint_and_cosignature_are_those_of_the_vectors():
    checkpoint = checkpoints.Checkpoint(VECTORS["name"], len(LINES), merkle.root(LINES))
    note = checkpoints.sign(checkpoint, KEY)
    assert note == VECTORS["checkpoint"]
    assert checkpoints.verifier_key(VECTORS["name"], checkpoints.public_bytes(KEY)) == VECTORS["key"]
    at = datetime.fromtimestamp(VECTORS["cosigned_at"], UTC)
    cosigned = checkpoints.cosign(note, VECTORS["cosigner_name"], COSIGNER, at)
    assert cosigned == VECTORS["cosigned"]
    read = record_verifier.Note(cosigned.encode(), "x")
    cosigner = record_verifier.read_key(VECTORS["cosigner_key"], 4)
    assert read.cosigned(cosigner) == ([VECTORS["cosigned_at"]], True)


def test_rotation_is_signed_as_in_the_vectors():
    payload = json.loads(LINES[1])["payload"]
    message = f"tequio-key/1\n{VECTORS['name']}\n{payload['old']}\n{payload['new']}\n".encode()
    assert ed25519.verify(bytes.fromhex(payload["old"]), message, bytes.fromhex(payload["signature"]))


def test_text_hashes_with_its_salt():
    text = VECTORS["text"]
    assert sha256(b64decode(text["file"])).hexdigest() == text["sha256"]
    assert b64decode(text["file"])[32:].decode() == text["says"]
