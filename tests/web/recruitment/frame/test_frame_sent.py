"""A frame comes in sealed, is looked through, and goes when it is unused."""

import errno
import io
import json
from pathlib import Path

import polars as pl
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from frame_samples import run_all, send, town

from tequio.web.records.models import Act
from tequio.web.recruitment.frame import actions
from tequio.web.recruitment.frame.container import ContainerBroken, pieces
from tequio.web.recruitment.frame.faults import FrameInUse, OutOfOrder
from tequio.web.recruitment.models import Frame
from tequio.web.runs.models import Run

pytestmark = pytest.mark.django_db
PAGE = "/desk/example-water/frame/"


def files(settings) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_frame_arrives_sealed_and_whole(as_, team):
    content = town(40_000)  # several pieces
    assert send(as_("organiser"), "example-water", content).status_code == 302
    frame = Frame.objects.get()
    with default_storage.open(frame.sealed.name) as file:
        sealed = file.read()
    assert b"Example Person" not in sealed
    assert b"".join(pieces(io.BytesIO(sealed))) == content
    assert frame.bytes == len(content)


def test_frame_is_checked_in_the_background_and_shown_with_rows_and_columns(as_, team):
    client = as_("organiser")
    send(client, "example-water", town(60))
    page = client.get(PAGE)
    assert page["Refresh"] == "2"
    assert "Fix this frame" not in page.content.decode()
    run_all()
    frame = Frame.objects.get()
    assert (frame.state, frame.rows) == ("checked", 60)
    assert frame.columns[-1] == {"name": "district", "empty": 0, "values": 2}
    page = client.get(PAGE)
    assert "Refresh" not in page
    assert "Fix this frame" in page.content.decode()
    assert "Example Person" not in page.content.decode()


def test_frame_may_be_parquet(as_, team, tmp_path):
    path = tmp_path / "town.parquet"
    pl.read_csv(town(25)).write_parquet(path)
    send(as_("organiser"), "example-water", path.read_bytes(), "town.parquet")
    run_all()
    assert (Frame.objects.get().state, Frame.objects.get().rows) == ("checked", 25)


def test_frame_fixed_stands_in_the_record_by_hash_and_rows(fixed):
    act = Act.objects.get(kind="frame.fixed")
    assert json.loads(bytes(act.body))["payload"] == {"sha256": fixed.sha256, "rows": 60}


def test_frame_is_fixed_once_however_often_the_button_is_pressed(as_, team):
    client = as_("organiser")
    send(client, "example-water", town())
    run_all()
    for _ in range(2):
        client.post(PAGE + "fix/")
    assert Act.objects.filter(kind="frame.fixed").count() == 1


def test_frame_of_a_rehearsal_leaves_no_act(as_, team):
    team.assembly.rehearsal = True
    team.assembly.save()
    client = as_("organiser")
    send(client, "example-water", town())
    run_all()
    client.post(PAGE + "fix/")
    assert Frame.objects.get().state == "fixed"
    assert not Act.objects.filter(kind="frame.fixed").exists()
    assert "REHEARSAL" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 not a table", "neither a CSV nor a Parquet table"),
        (b"PAR1 not really", "could not be read as a table"),
        (b"id,street\n", "no row"),
        (b"id,street\n1,Calle Uno,more\n", "row 2"),
        (b'id,street\n1,"Calle Uno\n', "quot"),
        (b"a,a\n1,2\n", "twice"),
        (b"\xff\xfe\x00", ""),
        (b",".join(b"c%d" % n for n in range(300)) + b"\n" + b"," * 299 + b"\n", "up to 200 columns"),
        (b"x" * 10_000 + b"\n1\n", "200 characters"),
    ],
)
def test_frame_that_is_no_table_is_refused_with_its_name_and_what_to_do(as_, team, content, said):
    client = as_("organiser")
    send(client, "example-water", content)
    run_all()
    assert Run.objects.get().state == "done"
    frame = Frame.objects.get()
    assert frame.state == "refused"
    assert said in frame.fault["en"]
    assert "tequio-frame-" not in frame.fault["en"] + frame.fault["es"]
    assert frame.fault["en"] != frame.fault["es"]
    assert client.get(PAGE).status_code == 200


def test_frame_in_an_old_encoding_is_checked_again_without_sending_it_again(as_, team):
    client = as_("organiser")
    text = "id,street\n" + "".join(f"{n},Calle Peñón Núñez número año {n}\n" for n in range(50))
    send(client, "example-water", text.encode("cp1252"))
    run_all()
    frame = Frame.objects.get()
    assert "cp1252" in frame.fault["en"]
    assert "--encoding" not in frame.fault["en"]
    client.post(PAGE + "check/", {"encoding": "cp1252"})
    run_all()
    frame.refresh_from_db()
    assert (frame.state, frame.rows, frame.encoding) == ("checked", 50, "cp1252")


def test_frame_larger_than_the_limit_is_refused_and_nothing_is_kept(as_, team, settings):
    settings.FRAME_BYTES = 1000
    answer = send(as_("organiser"), "example-water", town(500))
    assert answer.status_code == 413
    assert "larger than the" in answer.content.decode()
    assert (Frame.objects.count(), Run.objects.count(), files(settings)) == (0, 0, [])


def test_frame_on_a_full_disk_is_refused_and_nothing_is_kept(as_, team, settings, monkeypatch):
    def full(self, token):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tequio.web.recruitment.frame.container.Sealer.write", full)
    answer = send(as_("organiser"), "example-water", town(50))
    assert answer.status_code == 507
    assert "disk is full" in answer.content.decode()
    assert (Frame.objects.count(), Run.objects.count(), files(settings)) == (0, 0, [])


def test_frame_that_breaks_off_on_its_way_leaves_nothing(as_, team, settings):
    client = as_("organiser")
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + town(50)
    answer = client.post(PAGE + "send/", body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (302, 400, 422)
    run_all()
    client.post(PAGE + "remove/")


def test_frame_that_is_removed_is_gone_from_the_disk(as_, team, settings, django_capture_on_commit_callbacks):
    client = as_("organiser")
    send(client, "example-water", town())
    run_all()
    assert len(files(settings)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        client.post(PAGE + "remove/")
    assert (Frame.objects.count(), files(settings)) == (0, [])


def test_frame_sent_without_the_token_of_the_form_is_refused(team, settings):
    client = Client(enforce_csrf_checks=True)
    client.force_login(team.people["organiser"], "allauth.account.auth_backends.AuthenticationBackend")
    assert send(client, "example-water", town()).status_code == 403
    assert files(settings) == []


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x"]
)
def test_frame_of_a_wrong_content_type_is_asked_for_again(as_, team, content_type):
    answer = as_("organiser").post(PAGE + "send/", b"[1, 2]", content_type=content_type)
    assert answer.status_code in (400, 422)
    assert Frame.objects.count() == 0


def test_second_frame_waits_while_one_is_being_checked(as_, team):
    client = as_("organiser")
    send(client, "example-water", town(10))
    page = send(client, "example-water", town(20))
    assert page.status_code == 302
    run_all()
    assert Frame.objects.get().rows == 10


def test_column_with_a_script_is_shown_as_text(as_, team):
    client = as_("organiser")
    send(client, "example-water", b"b,<script>alert(1)</script>\n1,2\n", "<script>x.csv")
    run_all()
    page = client.get(PAGE).content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_name_of_ten_thousand_signs_is_cut(as_, team):
    assert send(as_("organiser"), "example-water", town(), "ñ" * 10_000 + ".csv").status_code == 302
    assert len(Frame.objects.get().name) <= 200


def test_frame_in_work_has_no_plain_file_with_a_name(as_, team, tmp_path, monkeypatch):
    place, seen = tmp_path / "place", []
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    monkeypatch.setattr(
        "tequio.web.recruitment.frame.computing.NoRows",
        lambda path: seen.append([one for one in place.rglob("*") if one.is_file()]) or ContainerBroken(0),
    )
    send(as_("organiser"), "example-water", b"id,street\n")
    run_all()
    assert seen == [[]]


def test_frame_is_not_deleted_before_its_letters_are_certified(wave):
    with pytest.raises(FrameInUse):
        actions.delete_frame(frame=wave.frame)
    wave.frame.refresh_from_db()
    assert wave.frame.state == "fixed"


def test_frame_is_deleted_when_its_letters_are_certified(wave, django_capture_on_commit_callbacks):
    name = wave.frame.sealed.name
    with django_capture_on_commit_callbacks(execute=True):
        actions.certify(wave=wave)
    wave.frame.refresh_from_db()
    assert (wave.frame.state, wave.frame.name) == ("deleted", "")
    assert not default_storage.exists(name)
    assert wave.letters.count() == 12
    kinds = list(Act.objects.order_by("sequence").values_list("kind", flat=True))
    assert kinds[-2:] == ["letters.certified", "frame.deleted"]


def test_frame_that_another_one_replaced_is_deleted_too(wave, as_):
    client = as_("organiser")
    send(client, "example-water", town(70))
    run_all()
    client.post(PAGE + "fix/")
    actions.certify(wave=wave)
    assert set(Frame.objects.values_list("state", flat=True)) == {"deleted"}


def test_frame_can_be_kept_for_a_further_wave(wave):
    actions.certify(wave=wave, keep_frame=True)
    wave.frame.refresh_from_db()
    assert wave.frame.state == "fixed"
    actions.delete_frame(frame=wave.frame)
    with pytest.raises(OutOfOrder):
        actions.delete_frame(frame=wave.frame)
