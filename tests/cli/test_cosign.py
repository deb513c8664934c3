"""`tequio cosign` works on files alone, and says in words why it refuses."""

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "record"))
import history as histories

from tequio.record import tiles


def published(history, folder):
    leaves = [tiles.leaf(history.bytes_of(n)) for n in range(len(history.acts))]
    for name, data in {**dict(tiles.tiles(leaves)), "checkpoint": history.checkpoint().encode()}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder / "checkpoint"


def cosign(checkpoint, keep, *more):
    options = ["--file", checkpoint, "--key", keep / "own.key", "--keep", keep, "--name", "paper.example.org"]
    command = [sys.executable, "-m", "tequio", "cosign", *map(str, options), *more]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_checkpoint_is_kept_and_signed_and_a_rewritten_log_refused(tmp_path):
    history, other = histories.whole(1), histories.whole(2)
    done = cosign(published(history, tmp_path / "a"), tmp_path / "keep", "--log-key", history.vkey)
    assert (done.returncode, done.stderr) == (0, "")
    assert "--cosigner paper.example.org+" in done.stdout
    assert (tmp_path / "keep/own.key").stat().st_mode & 0o777 == 0o600
    refused = cosign(published(other, tmp_path / "b"), tmp_path / "keep", "--lang", "es")
    assert refused.returncode == 2
    assert refused.stderr.startswith("NO SE FIRMÓ")
