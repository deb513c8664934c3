"""The record as people and programs fetch it: pages, tiles, zip, files, keys."""

import json
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parent))
from rewriting import Site, histories

from tequio.record import checkpoints, ed25519, merkle, record_verifier, tiles, verifier
from tequio.record.order import OutOfOrder
from tequio.web import keys
from tequio.web.records import queries, signing
from tequio.web.records.actions import NotWithdrawable, append, attach, salted, withdraw
from tequio.web.records.models import Act, Attachment, Checkpoint
from tequio.web.records.publishing import export
from tequio.web.records.words import ACT_SENTENCES

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    site = Site(histories.whole(3))
    signing.make_checkpoint()
    return site


@pytest.fixture
def own_keys(monkeypatch, tmp_path):
    """Keys that a test may change."""
    monkeypatch.setenv("TEQUIO_KEYS", str(tmp_path / "keys"))
    keys.signer.cache_clear()
    keys.ensure()
    yield tmp_path / "keys"
    keys.signer.cache_clear()


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("language", ["en", "es"])
def test_page_tells_every_act_in_plain_words(language, site, client):
    page = client.get("/record/", headers={"accept-language": language})
    said = {"en": "Panel number", "es": "Salió sorteado el panel número"}[language]
    assert page.status_code == 200
    assert said in page.content.decode()
    assert queries.verifier_key() in page.content.decode().replace("&#x2B;", "+")


def test_page_of_an_empty_record_says_so(client):
    page = client.get("/record/")
    assert "Nothing yet." in page.content.decode()


def test_page_makes_few_queries_whatever_the_size(client, django_assert_max_num_queries):
    for n in range(120):
        append("stage.opened", {"stage": f"s{n}"}, f"example-{n % 7}")
    signing.make_checkpoint()
    with django_assert_max_num_queries(12):
        assert client.get("/record/?page=2").status_code == 200


@pytest.mark.parametrize(
    "query", ["?assembly=<script>alert(1)</script>", "?page=-1", "?page=x", "?assembly=" + "x" * 10000]
)
def test_page_with_a_strange_question_stays_calm(query, site, client):
    page = client.get("/record/" + query)
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_page_shows_acts_of_one_assembly(site, client):
    append("stage.opened", {"stage": "other"}, "example-roads")
    page = client.get("/record/?assembly=example-roads").content.decode()
    assert "other" in page
    assert "Panel number" not in page


def test_every_kind_of_act_has_its_sentence():
    from tequio.record.acts import KINDS

    assert ACT_SENTENCES.keys() == KINDS.keys()


def test_checkpoint_is_signed_and_cheap_to_ask_again(site, client):
    answer = client.get("/record/checkpoint")
    assert ed25519.signed(answer.content.decode(), queries.verifier_key())
    again = client.get("/record/checkpoint", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_checkpoint_is_made_once_a_size(site):
    append("stage.opened", {"stage": "pool"}, "water")
    assert [signing.checkpoint_if_due("a worker") for _ in range(3)] == [True, False, False]
    assert Checkpoint.objects.latest("size").size == Act.objects.count()


def test_acts_after_the_newest_checkpoint_are_not_shown_to_programs_yet(site, client):
    act = append("stage.opened", {"stage": "pool"}, "water")
    assert client.get(f"/record/acts/{act.sequence}").status_code == 404


def test_act_is_its_bytes_for_ever(site, client):
    answer = client.get("/record/acts/3")
    assert answer.content == bytes(Act.objects.get(sequence=3).body)
    assert "immutable" in answer["Cache-Control"]


def test_files_and_texts_hash_to_their_address(site, client):
    for one in Attachment.objects.all():
        answer = client.get(f"/record/attachment/{one.sha256}")
        assert sha256(answer.content).hexdigest() == one.sha256
        assert answer["Content-Disposition"].startswith("attachment")


def test_tiles_give_the_root_of_the_checkpoint(client):
    for n in range(260):
        append("stage.opened", {"stage": f"s{n}"}, "example")
    read = checkpoints.parse(signing.make_checkpoint().note)

    def fetched(path):
        answer = client.get(f"/record/{path}")
        return answer.content if answer.status_code == 200 else None

    node = tiles.from_tiles(fetched, read.size)
    assert tiles.root_of(node, 0, read.size) == read.root
    entries = fetched("tile/entries/000")
    assert entries[2 : 2 + int.from_bytes(entries[:2], "big")] == queries.bodies(0, 1)[0]


@pytest.mark.parametrize(
    "place", ["0/001", "9/000", "0/x001/000", "0/000.p/256", "0/000.p/0", "0/../0", "a/000", "0/1"]
)
def test_tile_that_there_is_none_of_is_missing(place, site, client):
    assert client.get(f"/record/tile/{place}").status_code == 404


def test_zip_is_what_the_verifier_checks(site, client, tmp_path):
    data = body(client.get("/record/everything.zip"))
    (tmp_path / "r.zip").write_bytes(data)
    found = record_verifier.check_record(tmp_path / "r.zip", verifier.check, key=queries.verifier_key())
    assert found.failures == []
    assert {"verifier.py", "record_verifier.py", "record_law.py"} <= set(ZipFile(BytesIO(data)).namelist())


def test_zip_checks_itself_with_what_it_holds(site, client, tmp_path):
    data = body(client.get("/record/everything.zip"))
    (tmp_path / "r.zip").write_bytes(data)
    ZipFile(BytesIO(data)).extractall(tmp_path / "out")
    command = [sys.executable, "-S", "-E", str(tmp_path / "out/verifier.py"), str(tmp_path / "r.zip")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (4, "")


def test_zip_is_not_sent_twice_to_who_has_it(site, client):
    tag = client.get("/record/everything.zip")["ETag"]
    assert client.get("/record/everything.zip", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["", "checkpoint", "acts/0", "everything.zip"])
def test_record_is_only_read(path, site):
    assert Client().post(f"/record/{path}").status_code == 405


def test_export_is_what_the_site_serves_and_can_be_repeated(site, client, tmp_path):
    size = Checkpoint.objects.latest("size").size
    export(tmp_path, size)
    for path in (tmp_path / "record").rglob("*"):
        if path.is_file() and path.name != "everything.zip":
            assert body(client.get(f"/record/{path.relative_to(tmp_path / 'record')}")) == path.read_bytes()
    assert export(tmp_path, size) == len([one for one in (tmp_path / "record").rglob("*") if one.is_file()])


def withdrawable():
    digest, salt = salted("too much was said")
    languages = {"en": digest}
    act = append("text.published", {"text": "remit", "version": 1, "languages": languages}, "water")
    attach(act, "remit.en.txt", b"too much was said", salt)
    return digest


def test_withdrawn_text_is_gone_everywhere_and_the_record_says_so(client, tmp_path):
    append("assembly.opened", {"languages": ["en"]}, "water")
    digest = withdrawable()
    signing.make_checkpoint()
    export(tmp_path, Checkpoint.objects.latest("size").size)
    withdraw(assembly="water", sha256=digest)
    signing.make_checkpoint()
    export(tmp_path, Checkpoint.objects.latest("size").size)
    found = record_verifier.check_record(tmp_path / "record/everything.zip", verifier.check)
    assert found.failures == []
    assert "withdrawn" in [name for name, _ in found.said]
    assert client.get(f"/record/attachment/{digest}").status_code == 410
    assert not (tmp_path / "record/attachment" / digest).exists()


def test_text_is_withdrawn_once_and_by_its_assembly_alone():
    digest = withdrawable()
    with pytest.raises(NotWithdrawable):
        withdraw(assembly="roads", sha256=digest)
    withdraw(assembly="water", sha256=digest)
    with pytest.raises(NotWithdrawable):
        withdraw(assembly="water", sha256=digest)
    assert Act.objects.filter(kind="text.withdrawn").count() == 1


def test_file_cannot_be_withdrawn(site):
    lottery = site.at("lottery.published")["payload"]["lottery"]
    with pytest.raises(NotWithdrawable):
        withdraw(assembly="water", sha256=lottery)


def test_new_key_signs_after_the_act_that_the_old_one_signed(own_keys, tmp_path):
    append("assembly.opened", {"languages": ["en"]}, "water")
    old = queries.verifier_key()
    signing.make_checkpoint()
    new = signing.rotate()
    note = signing.make_checkpoint().note
    export(tmp_path, Checkpoint.objects.latest("size").size)
    found = record_verifier.check_record(tmp_path / "record/everything.zip", verifier.check, key=old)
    assert ed25519.signed(note, new)
    assert not ed25519.signed(note, old)
    assert found.failures == []
    assert sorted(one.name for one in own_keys.iterdir()) == ["fields.key", "secret.key", "signing.key"]


def test_crash_between_act_and_file_of_a_new_key_loses_neither(own_keys, monkeypatch):
    append("assembly.opened", {"languages": ["en"]}, "water")
    monkeypatch.setattr(signing, "settle", lambda: None)
    new = signing.rotate()
    assert ed25519.signed(signing.make_checkpoint().note, new)
    monkeypatch.undo()


def test_lost_key_signs_nothing(own_keys, monkeypatch):
    append("assembly.opened", {"languages": ["en"]}, "water")
    (own_keys / "signing.key").write_text("11" * 32)
    with pytest.raises(signing.KeyLost):
        signing.make_checkpoint()
    assert Checkpoint.objects.count() == 0


def test_act_out_of_its_order_is_refused(settings):
    settings.ORDER_IS_LAW = True
    append("assembly.opened", {"languages": ["en"]}, "water")
    with pytest.raises(OutOfOrder) as fault:
        append("pool.closed", {"people": 3, "root": "ab" * 32}, "water")
    assert (fault.value.kind, fault.value.rule) == ("pool.closed", "pool_order")
    assert Act.objects.filter(kind="pool.closed").count() == 0


def test_clock_that_went_back_does_not_turn_the_order_of_times(settings):
    history = histories.History()
    append("stage.opened", {"stage": "a"}, "water", now=history.now)
    act = append("stage.opened", {"stage": "b"}, "water", now=histories.DRAND_AT.replace(year=2020))
    assert act.at == history.now


def test_root_over_the_acts_is_that_of_the_checkpoint(site):
    read = checkpoints.parse(Checkpoint.objects.latest("size").note)
    assert merkle.root(queries.bodies(0, read.size)) == read.root
    assert json.loads(queries.bodies(0, 1)[0])["payload"]["name"] == sha256(read.name.encode()).hexdigest()
