"""Forty ways to rewrite a record as database superuser with its key, and what outside finds each of them.

Each case says which evidence from outside finds it: nothing (the zip contradicts itself), the key, an older
checkpoint, a cosignature or a receipt; that it is found and named with it; and that without it the verifier
says what it cannot tell.
"""

import copy
import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path.insert(0, str(Path(__file__).parent))
import rewriting
from rewriting import Site, histories, time_of

from tequio.record import acts, checkpoints
from tequio.web.records.models import Attachment, Checkpoint, Head
from tequio.web.records.signing import signer

pytestmark = pytest.mark.django_db
COSIGNER = histories.signing_key("a cosigner")
COSIGNER_KEY = checkpoints.verifier_key("paper.example.org", checkpoints.public_bytes(COSIGNER), 4)
SOMEONE, OTHER = "ab" * 32, "cd" * 32


def shifted(time, **by):
    return acts.moment(time_of(time) + timedelta(**by))


@pytest.fixture
def site(settings, tmp_path):
    settings.ORDER_IS_LAW = True
    history = histories.whole(5, start=histories.START, source=histories.made.DIGITS)
    history.act("panel.confirmed", {"confirmed": 4, "declined": 0, "lapsed": 0})
    return Site(history)


def evidence_of(site, what, folder):
    """What somebody outside kept: the arguments of the verifier."""
    if what == "key":
        return {"key": site.key}
    if what == "checkpoint":
        (folder / "older").write_text(site.kept["panel.drawn"])
        return {"key": site.key, "checkpoints": [folder / "older"]}
    if what == "cosignature":
        at = time_of(site.history.acts[-1]["time"]) + timedelta(days=9)
        note = site.kept.get("cosigned") or checkpoints.cosign(
            site.kept["randomness.announced"], "paper.example.org", COSIGNER, at
        )
        (folder / "cosigned").write_text(note)
        return {"key": site.key, "checkpoints": [folder / "cosigned"], "cosigners": [COSIGNER_KEY]}
    if what == "receipt":
        (folder / "receipt.json").write_text(json.dumps(site.history.receipts[3]))
        return {"receipts": [folder / "receipt.json"]}
    return {}


# What the zip itself contradicts


def edited_unsigned(site):
    site.at("pool.closed")["payload"]["people"] = 13
    site.rewrite(sign=False)


def cut_unsigned(site):
    site.acts.pop()
    note = Checkpoint.objects.latest("size").note
    site.rewrite()
    Checkpoint.objects.update(note=note)


def reordered_unnumbered(site):
    site.acts[4], site.acts[5] = site.acts[5], site.acts[4]
    site.rewrite(number=False)


def second_randomness(site):
    revealed = copy.deepcopy(site.at("randomness.revealed")["payload"])
    site.put("randomness.revealed", revealed | {"text": site.new_file(b"digits 7"), "by": [SOMEONE, OTHER]})
    site.rewrite()


def announced_twice(site):
    site.put("randomness.announced", site.at("randomness.announced")["payload"], after="randomness.announced")
    site.rewrite()


def redrawn_in_silence(site):
    draw = json.loads(bytes(Attachment.objects.get(sha256=site.at("panel.drawn")["payload"]["draw"]).content))
    payload = site.at("panel.drawn")["payload"] | {"draw": site.new_file(json.dumps(draw).encode())}
    site.put("panel.drawn", payload)
    site.rewrite()


def quotas_after_fixing(site):
    changed = b"feature,value,min,max\ngender,woman,1,3\ngender,man,1,3\nage,young,0,3\nage,old,0,3\n"
    digest = site.new_file(changed)
    site.at("quotas.fixed")["payload"]["quotas"] = digest
    site.at("lottery.published")["payload"]["quotas"] = digest
    site.rewrite()


def quotas_fixed_again(site):
    site.put("quotas.fixed", {"quotas": site.new_file(b"x"), "size": 4}, after="lottery.published")
    site.rewrite()


def departed_afterwards(site):
    reason = {"en": next(iter(site.at("targets.published")["payload"]["source"].values()))}
    quotas = site.at("quotas.fixed")["payload"]["quotas"]
    site.put("quota.departed", {"quotas": quotas, "reason": reason})
    site.rewrite()


def announcement_cut(site):
    site.cut("randomness.announced")
    site.rewrite()


def pool_never_closed(site):
    site.cut("pool.closed")
    site.rewrite()


def targets_after_closing(site):
    targets = site.at("targets.published")
    site.cut("targets.published")
    site.put("targets.published", targets["payload"], after="registration.closed")
    site.rewrite()


def pool_open_again(site):
    site.put("registration.opened", site.at("registration.opened")["payload"], after="pool.closed")
    site.rewrite()


def other_panel(site):
    payload = site.at("panel.drawn")["payload"]
    draw = json.loads(bytes(Attachment.objects.get(sha256=payload["draw"]).content))
    draw["panel"]["members"][0] = draw["reserves"][0]
    payload["draw"] = site.new_file(histories.made.canonical(draw) + b"\n")
    site.rewrite()


def other_number(site):
    site.at("panel.drawn")["payload"]["number"] += 1
    site.rewrite()


def other_randomness(site):
    site.at("randomness.revealed")["payload"]["text"] = site.new_file(b"digits 9")
    site.rewrite()


def randomness_of_other_kind(site):
    site.at("randomness.announced")["payload"]["source"] = "dice"
    site.rewrite()


def other_lottery(site):
    bundle = histories.made.true_bundle(reserves=2)
    root = site.new_file(histories.made.canonical(bundle.lottery) + b"\n")
    for kind in ("lottery.published", "randomness.announced", "randomness.revealed", "panel.drawn"):
        site.at(kind)["payload"]["lottery"] = root
    site.rewrite()


def larger_pool(site):
    site.at("pool.closed")["payload"]["people"] = 11
    site.rewrite()


def file_changed(site):
    Attachment.objects.filter(sha256=site.at("lottery.published")["payload"]["lottery"]).update(content=b"{}")


def file_deleted(site):
    Attachment.objects.filter(sha256=site.at("panel.drawn")["payload"]["draw"]).delete()


def text_deleted(site):
    Attachment.objects.filter(salt__isnull=False).first().delete()


def text_changed(site):
    Attachment.objects.filter(pk=Attachment.objects.filter(salt__isnull=False).first().pk).update(
        content=b"other"
    )


def checkpoint_of_another_log(site):
    newest = Checkpoint.objects.latest("size")
    read = checkpoints.parse(newest.note)
    other = checkpoints.Checkpoint("other.example.org/record", read.size, read.root)
    Checkpoint.objects.filter(pk=newest.pk).update(note=checkpoints.sign(other, COSIGNER))


def signed_with_another_key(site):
    newest = Checkpoint.objects.latest("size")
    note = checkpoints.sign(checkpoints.parse(newest.note), COSIGNER)
    Checkpoint.objects.filter(pk=newest.pk).update(note=note)


def key_rotated_by_nobody(site):
    new = checkpoints.public_bytes(COSIGNER).hex()
    old = site.acts[0]["payload"]["key"]
    site.put("key.rotated", {"old": old, "new": new, "signature": "00" * 64}, assembly=None)
    note_of(site, COSIGNER)


def time_gone_back(site):
    act = site.at("quotas.fixed")
    act["time"] = shifted(act["time"], days=-3)
    site.rewrite()


def announced_afterwards(site):
    act = site.at("randomness.announced")
    act["payload"]["at"] = shifted(act["time"], hours=-1)
    site.rewrite()


def revealed_early(site):
    act = site.at("randomness.announced")
    act["payload"]["at"] = shifted(site.at("randomness.revealed")["time"], days=5)
    site.rewrite()


def one_person_twice(site):
    site.at("randomness.revealed")["payload"]["by"] = [SOMEONE, SOMEONE]
    site.rewrite()


def volunteer_counted_twice(site):
    payload = site.at("volunteers.committed")["payload"]
    payload["commitments"][0] = payload["commitments"][1]
    site.rewrite()


def free_text(site):
    site.at("registration.closed")["payload"]["note"] = "all went well"
    site.rewrite()


def written_otherwise(site):
    act = site.at("registration.closed")
    raw = json.dumps({**act, "sequence": site.acts.index(act)}).encode()
    act["raw"] = raw
    site.rewrite()


def withdrawn_unseen(site):
    site.put("text.withdrawn", {"hashes": [SOMEONE]})
    site.rewrite()


def assembly_twice(site):
    site.put("assembly.opened", {"languages": ["en"]})
    site.rewrite()


# What only somebody outside can find


def everything_with_another_key(site):
    site.acts[0]["payload"]["key"] = checkpoints.public_bytes(COSIGNER).hex()
    note_of(site, COSIGNER)


def edited_and_signed(site):
    site.at("registration.closed")["payload"]["registered"] = 11
    site.rewrite()


def cut_out_and_signed(site):
    site.cut("text.published")
    site.rewrite()


def reordered_and_signed(site):
    committed = site.at("volunteers.committed")
    place = site.acts.index(committed)
    other = site.acts[place + 1]
    site.acts[place], site.acts[place + 1] = other, committed
    committed["time"], other["time"] = other["time"], committed["time"]
    site.rewrite()


def truncated_and_signed(site):
    del site.acts[site.acts.index(site.at("lottery.published")) :]
    site.rewrite()


def slipped_in_and_signed(site):
    site.put("stage.opened", {"stage": "pool"}, after="assembly.opened")
    site.rewrite()


def forked(site):
    del site.acts[site.acts.index(site.at("randomness.announced")) :]
    for n in range(9):
        site.put("stage.opened", {"stage": f"other-{n}"})
    site.rewrite()


def commitment_exchanged_and_signed(site):
    site.at("volunteers.committed")["payload"]["commitments"][5] = SOMEONE
    site.rewrite()


def whole_draw_repeated_until_it_pleased(site):
    text, bundle = b"digits 6", site.history.bundle
    draw = copy.deepcopy(bundle).draw({"kind": "digits", "text": text.decode()})
    site.at("randomness.revealed")["payload"]["text"] = site.new_file(text)
    drawn = {"draw": site.new_file(histories.made.canonical(draw) + b"\n"), "number": draw["number"]}
    site.at("panel.drawn")["payload"] |= drawn
    site.rewrite()


def announcement_backdated(site):
    """The cosigner saw a log without the announcement two days after the time that it now claims."""
    announced = site.at("randomness.announced")
    size = site.acts.index(announced)
    read = checkpoints.Checkpoint(Head.objects.get().name, size, root_of(site, size))
    note = checkpoints.sign(read, signer())
    late = time_of(announced["time"]) + timedelta(days=2)
    site.kept["cosigned"] = checkpoints.cosign(note, "paper.example.org", COSIGNER, late)


def acts_postdated(site):
    """The cosigner saw all of it a month before the times that it now claims."""
    early = time_of(site.acts[0]["time"]) - timedelta(days=30)
    note = Checkpoint.objects.latest("size").note if Checkpoint.objects.exists() else ""
    site.kept["cosigned"] = checkpoints.cosign(note, "paper.example.org", COSIGNER, early)


def rewritten_after_cosigning(site):
    site.at("registration.closed")["payload"]["registered"] = 11
    site.rewrite()


def volunteer_left_out(site):
    """Whoever has the receipt was never committed to, says the log."""
    payload = site.at("volunteers.committed")["payload"]
    payload["commitments"].remove(site.history.receipts[3]["commitment"])
    site.rewrite()


def pool_edited_after_closing(site):
    site.at("pool.closed")["payload"]["root"] = SOMEONE
    site.rewrite()


def root_of(site, size):
    from tequio.record import merkle
    from tequio.record.commitments import canonical

    return merkle.root([canonical(act) for act in site.acts[:size]])


def note_of(site, key: Ed25519PrivateKey):
    """Writes the acts and signs the log with a key that is not the site's."""
    site.rewrite(sign=False)
    Checkpoint.objects.all().delete()
    size = len(site.acts)
    read = checkpoints.Checkpoint(Head.objects.get().name, size, root_of(site, size))
    Checkpoint.objects.create(size=size, note=checkpoints.sign(read, key))


CASES = [
    (edited_unsigned, "nothing", "checkpoint_root"),
    (cut_unsigned, "nothing", "checkpoint_size"),
    (reordered_unnumbered, "nothing", "act_sequence"),
    (second_randomness, "nothing", "second_randomness"),
    (announced_twice, "nothing", "second_randomness"),
    (redrawn_in_silence, "nothing", "drawn_order"),
    (quotas_after_fixing, "nothing", "quotas_file"),
    (quotas_fixed_again, "nothing", "quotas_order"),
    (departed_afterwards, "nothing", "departure_late"),
    (announcement_cut, "nothing", "revealed_order"),
    (pool_never_closed, "nothing", "lottery_order"),
    (targets_after_closing, "nothing", "registration_order"),
    (pool_open_again, "nothing", "registration_order"),
    (other_panel, "nothing", "draw_fails"),
    (other_number, "nothing", "draw_file"),
    (other_randomness, "nothing", "text_file"),
    (randomness_of_other_kind, "nothing", "text_file"),
    (other_lottery, "nothing", "draw_fails"),
    (larger_pool, "nothing", "lottery_file"),
    (file_changed, "nothing", "file_wrong"),
    (file_deleted, "nothing", "file_missing"),
    (text_deleted, "nothing", "file_missing"),
    (text_changed, "nothing", "file_wrong"),
    (checkpoint_of_another_log, "nothing", "name_wrong"),
    (signed_with_another_key, "nothing", "checkpoint_signature"),
    (key_rotated_by_nobody, "nothing", "key_chain"),
    (time_gone_back, "nothing", "act_sequence"),
    (announced_afterwards, "nothing", "announced_late"),
    (revealed_early, "nothing", "revealed_early"),
    (one_person_twice, "nothing", "not_two"),
    (volunteer_counted_twice, "nothing", "committed_twice"),
    (free_text, "nothing", "act_shape"),
    (written_otherwise, "nothing", "act_bytes"),
    (withdrawn_unseen, "nothing", "withdrawn_unknown"),
    (assembly_twice, "nothing", "unopened"),
    (everything_with_another_key, "key", "key_other"),
    (edited_and_signed, "checkpoint", "forked"),
    (cut_out_and_signed, "checkpoint", "forked"),
    (reordered_and_signed, "checkpoint", "forked"),
    (truncated_and_signed, "checkpoint", "rolled_back"),
    (slipped_in_and_signed, "checkpoint", "forked"),
    (forked, "checkpoint", "forked"),
    (commitment_exchanged_and_signed, "checkpoint", "forked"),
    (whole_draw_repeated_until_it_pleased, "checkpoint", "forked"),
    (announcement_backdated, "cosignature", "backdated"),
    (acts_postdated, "cosignature", "cosigned_before"),
    (rewritten_after_cosigning, "cosignature", "forked"),
    (volunteer_left_out, "receipt", "receipt_uncommitted"),
    (pool_edited_after_closing, "receipt", "receipt_pool"),
]


@pytest.mark.parametrize(("tamper", "evidence", "name"), CASES, ids=[case[0].__name__ for case in CASES])
def test_tampering_is_found_and_named(tamper, evidence, name, site, tmp_path):
    make = rewriting.make_checkpoint
    make()
    tamper(site)
    found = site.check(tmp_path, **evidence_of(site, evidence, tmp_path))
    assert name in [failure for failure, _ in found.failures]
    assert found.code == 1


OUTSIDE = [case for case in CASES if case[1] != "nothing"]


@pytest.mark.parametrize(("tamper", "evidence", "name"), OUTSIDE, ids=[case[0].__name__ for case in OUTSIDE])
def test_what_only_outsiders_find_is_not_called_proved_without_them(tamper, evidence, name, site, tmp_path):
    rewriting.make_checkpoint()
    tamper(site)
    found = site.check(tmp_path)
    assert (found.failures, found.verdict, found.code) == ([], "uncontradicted", 4)
    cannot = {"no_key", "no_outside"} if "panel.drawn" not in [act["kind"] for act in site.acts] else None
    assert set(found.cannot) == (cannot or {"no_key", "no_outside", "own_clock"})


def test_honest_record_is_proved_with_what_others_kept(site, tmp_path):
    newest = rewriting.make_checkpoint()
    seen = time_of(site.at("randomness.announced")["time"]) + timedelta(minutes=5)
    cosigned = checkpoints.cosign(site.kept["randomness.announced"], "paper.example.org", COSIGNER, seen)
    (tmp_path / "cosigned").write_text(cosigned)
    (tmp_path / "newest").write_text(newest.note)
    notes = [tmp_path / "cosigned", tmp_path / "newest"]
    receipt = evidence_of(site, "receipt", tmp_path)
    found = site.check(tmp_path, key=site.key, checkpoints=notes, cosigners=[COSIGNER_KEY], **receipt)
    assert (found.failures, found.cannot, found.code) == ([], [], 0)
