"""Checkpoints, tiles and those who cosign: they sign a log that only grew, and refuse every other."""

import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
import history as histories

from tequio.record import checkpoints, cosigning, ed25519, merkle, tiles

AT = datetime(2026, 11, 24, 18, tzinfo=UTC)


def site(history):
    """The files of a site, as a cosigner reads them."""
    leaves = [tiles.leaf(history.bytes_of(n)) for n in range(len(history.acts))]
    return dict(tiles.tiles(leaves)).get


def grown(n, seed=0):
    history = histories.History(seed)
    for _ in range(n - 1):
        history.act("stage.opened", {"stage": "pool"})
    return history


@pytest.fixture
def cosigner(tmp_path):
    return cosigning.Cosigner("paper.example.org", histories.signing_key("a cosigner"), tmp_path / "kept")


def test_log_that_grew_is_signed_with_the_time(cosigner):
    first, later = grown(3), grown(300)
    cosigner.see(first.checkpoint(), site(first), AT, first.vkey)
    path = cosigner.see(later.checkpoint(), site(later), AT)
    key = cosigning.cosigner_key(cosigner.name, cosigner.key)
    assert checkpoints.cosigned_at(path.read_text(), key) == int(AT.timestamp())
    assert ed25519.signed(path.read_text(), later.vkey)


def test_log_that_went_back_is_refused(cosigner):
    first, later = grown(3), grown(2)
    cosigner.see(first.checkpoint(), site(first), AT, first.vkey)
    with pytest.raises(cosigning.RolledBack) as fault:
        cosigner.see(later.checkpoint(), site(later), AT)
    assert (fault.value.size, fault.value.seen) == (2, 3)


@pytest.mark.parametrize("size", [3, 4, 700])
def test_log_that_was_rewritten_is_refused(size, cosigner):
    first, later = grown(3), grown(size, seed=7)
    cosigner.see(first.checkpoint(), site(first), AT, first.vkey)
    with pytest.raises(cosigning.Forked):
        cosigner.see(later.checkpoint(), site(later), AT)


def test_log_whose_tiles_are_of_another_is_refused(cosigner):
    first, later, other = grown(3), grown(9), grown(9, seed=7)
    cosigner.see(first.checkpoint(), site(first), AT, first.vkey)
    with pytest.raises(cosigning.Forked):
        cosigner.see(later.checkpoint(), site(other), AT)


def test_log_without_its_tiles_is_not_signed(cosigner):
    first, later = grown(3), grown(9)
    cosigner.see(first.checkpoint(), site(first), AT, first.vkey)
    with pytest.raises(cosigning.TilesMissing):
        cosigner.see(later.checkpoint(), {}.get, AT)


def test_log_seen_first_needs_its_key(cosigner):
    with pytest.raises(cosigning.LogUnknown):
        cosigner.see(grown(3).checkpoint(), {}.get, AT)


def test_log_signed_with_another_key_is_refused(cosigner):
    history = grown(3)
    note = history.checkpoint(key=histories.signing_key("somebody else"))
    with pytest.raises(cosigning.OtherKey):
        cosigner.see(note, site(history), AT, history.vkey)


def test_refused_log_leaves_what_was_kept_as_it_was(cosigner):
    first, later = grown(3), grown(9, seed=7)
    path = cosigner.see(first.checkpoint(), site(first), AT, first.vkey)
    before = (path.parent / "latest").read_text()
    with pytest.raises(cosigning.Forked):
        cosigner.see(later.checkpoint(), site(later), AT)
    assert (path.parent / "latest").read_text() == before
    assert sorted(one.name for one in path.parent.iterdir()) == ["3", "key", "latest"]


@settings(deadline=None)
@given(st.integers(0, 600), st.integers(0, 600))
def test_proof_of_consistency_holds_for_every_pair_of_sizes(one, other):
    old, new = sorted((one, other))
    data = [str(n).encode() for n in range(new)]
    node = tiles.from_tiles(dict(tiles.tiles([tiles.leaf(item) for item in data])).get, new)
    proof = tiles.consistency(node, old, new)
    small, large = merkle.root(data[:old]), merkle.root(data)
    assert tiles.root_of(node, 0, new) == large
    assert tiles.is_consistent(old, small, new, large, proof)
    if old:
        assert not tiles.is_consistent(old, sha256(small).digest(), new, large, proof)


@pytest.mark.parametrize(
    "note", ["", "x", "a b\n1\nAAAA\n\n— a AAAAAAAA\n", "name\n-1\n" + "A" * 43 + "=\n\n— n AAAAAAA=\n"]
)
def test_text_that_is_no_checkpoint_is_called_so(note):
    with pytest.raises(checkpoints.CheckpointUnfit):
        checkpoints.parse(note)


def test_false_cosignature_is_called_so():
    note = grown(2).checkpoint()
    key = histories.signing_key("a cosigner")
    signed = checkpoints.cosign(note, "paper.example.org", key, AT)
    other = checkpoints.sign(checkpoints.Checkpoint(histories.NAME, 2, bytes(32)), key)
    forged = other + signed.splitlines(keepends=True)[-1]
    with pytest.raises(checkpoints.CheckpointUnfit):
        checkpoints.cosigned_at(
            forged, checkpoints.verifier_key("paper.example.org", checkpoints.public_bytes(key), 4)
        )
