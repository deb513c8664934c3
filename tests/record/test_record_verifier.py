"""The verifier of the record: no false alarm, no hostile file, and what it cannot tell."""

import os
import shutil
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import history as histories

from tequio.record import checkpoints, order, record_verifier, verifier

HISTORIES = int(os.environ.get("TEQUIO_HISTORIES", "60"))  # 1000 in the nightly run


def check(path, **evidence):
    return record_verifier.check_record(path, verifier.check, **evidence)


@pytest.mark.parametrize("part", range(4))
def test_honest_histories_raise_no_alarm(part, tmp_path):
    for seed in range(part, HISTORIES, 4):
        history = histories.anything(seed)
        found = check(history.write(tmp_path / f"{seed}.zip"))
        assert (seed, found.failures) == (seed, [])
        law = order.Law()
        assert (seed, [rule for act in history.acts for rule in law.broken(act)]) == (seed, [])


@pytest.mark.parametrize("place", ["record.zip", "folder"])
def test_record_without_outside_evidence_is_not_called_proved(place, tmp_path):
    found = check(histories.whole().write(tmp_path / place))
    assert (found.code, found.cannot) == (4, ["no_key", "no_outside", "own_clock"])


def test_announcement_cosigned_before_its_randomness_is_proved(tmp_path):
    history = histories.whole(source=histories.made.DRAND)
    cosigner = histories.signing_key("a cosigner")
    key = checkpoints.verifier_key("paper.example.org", checkpoints.public_bytes(cosigner), 4)
    size = next(act["sequence"] for act in history.acts if act["kind"] == "randomness.announced") + 1
    seen = histories.DRAND_AT - timedelta(hours=2)
    history.notes[size] = checkpoints.cosign(history.checkpoint(size), "paper.example.org", cosigner, seen)
    (tmp_path / "kept").write_text(history.checkpoint())
    path = history.write(tmp_path / "r.zip")
    found = check(path, key=history.vkey, checkpoints=[tmp_path / "kept"], cosigners=[key])
    assert (found.failures, found.cannot, found.code) == ([], [], 0)


def test_cosignature_after_the_randomness_proves_no_announcement(tmp_path):
    history = histories.whole(source=histories.made.DRAND)
    cosigner = histories.signing_key("a cosigner")
    key = checkpoints.verifier_key("paper.example.org", checkpoints.public_bytes(cosigner), 4)
    seen = history.now + timedelta(hours=1)
    kept = checkpoints.cosign(history.checkpoint(), "paper.example.org", cosigner, seen)
    (tmp_path / "kept").write_text(kept)
    path = history.write(tmp_path / "r.zip")
    found = check(path, key=history.vkey, checkpoints=[tmp_path / "kept"], cosigners=[key])
    assert (found.failures, found.cannot, found.code) == ([], ["own_clock"], 4)


def test_old_key_still_vouches_for_a_record_that_changed_it(tmp_path):
    history = histories.History()
    old = history.vkey
    history.rotate()
    history.open()
    path = history.write(tmp_path / "r.zip")
    assert "no_key" not in check(path, key=old).cannot
    assert check(path, key=old).failures == []


def test_withdrawn_text_is_said_and_nothing_fails(tmp_path):
    history = histories.whole()
    remit = next(act for act in history.acts if act["kind"] == "text.published")
    gone = list(remit["payload"]["languages"].values())
    history.act("text.withdrawn", {"hashes": gone})
    for one in gone:
        del history.texts[one]
    found = check(history.write(tmp_path / "r.zip"))
    assert [name for name, _ in found.said].count("withdrawn") == 2
    assert found.failures == []


def test_record_says_what_it_cannot_tell_before_anything_else(tmp_path, capsys):
    path = histories.whole().write(tmp_path / "r.zip")
    assert verifier.main([str(path), "--lang", "es"]) == 4
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("NO SE PUEDE SABER")
    assert lines[-1].startswith("NO CONTRADICHO")


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "files/..", "a\\b", "files//x"])
def test_zip_with_a_hostile_path_is_refused(name, tmp_path):
    path = histories.whole().write(tmp_path / "r.zip")
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(name, b"x")
    with pytest.raises(record_verifier.Unusable):
        check(path)


def test_zip_with_a_name_twice_is_refused(tmp_path):
    path = histories.whole().write(tmp_path / "r.zip")
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("checkpoint", b"x")
    with pytest.raises(record_verifier.Unusable):
        check(path)


def test_zip_bomb_is_refused(tmp_path):
    path = histories.whole().write(tmp_path / "r.zip")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"files/{'0' * 64}", bytes(record_verifier.MOST + 1))
    with pytest.raises(record_verifier.Unusable) as fault:
        check(path)
    assert fault.value.args[0] == "too_big"


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"no zip at all"])
def test_what_is_no_zip_is_called_so(content, tmp_path, capsys):
    (tmp_path / "r.zip").write_bytes(content)
    assert verifier.main([str(tmp_path / "r.zip")]) == 2
    assert "is no zip" in capsys.readouterr().out


def test_private_bundle_lifts_the_level_of_its_lottery(tmp_path):
    history = histories.whole()
    folder = history.bundle.write(tmp_path / "bundle")
    found = check(history.write(tmp_path / "r.zip"), bundles=[folder])
    assert [draw.said[0][0] for _, draw in found.draws] == ["level_auditor"]
    assert found.failures == []


def test_programs_run_alone_beside_each_other(tmp_path):
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("verifier.py", "record_verifier.py", "record_law.py", "drand.py", "ed25519.py"):
        shutil.copy(Path(verifier.__file__).parent / name, alone)
    path = histories.whole().write(tmp_path / "r.zip")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [sys.executable, "-S", "-E", "-W", "error", str(alone / "verifier.py"), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (4, "")


def test_tiles_of_the_record_are_compared(tmp_path):
    history = histories.whole()
    names = history.names()
    names["tile/0/000.p/3"] = bytes(96)
    found = check(history.write(tmp_path / "r.zip", names))
    assert ("tile_wrong", {"file": "tile/0/000.p/3"}) in found.failures


@pytest.mark.parametrize("name", sorted(record_verifier.SENTENCES))
def test_sentences_have_the_same_places_in_both_languages(name):
    english, spanish = record_verifier.SENTENCES[name]
    assert sorted(record_verifier.re.findall("{[a-z_]+}", english)) == sorted(
        record_verifier.re.findall("{[a-z_]+}", spanish)
    )
