"""Somebody is erased from every table, every file and the outbox, and stays so after a restore."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from held_rows import MAKERS, WORD, letters_to, plantable, rows_about, run_of, somebody
from searching import places_of

from tequio.web import keys
from tequio.web.mail.models import Mail
from tequio.web.privacy.actions import apply_erasures, erase, list_path, note_outside, tell_erasures
from tequio.web.privacy.erasing import blind_of
from tequio.web.privacy.models import Erasure
from tequio.web.privacy.personal import HELD, about_volunteers, unnamed
from tequio.web.records.models import Act
from tequio.web.recruitment.models import Volunteer
from tequio.web.runs.actions import content_of
from tequio.web.runs.models import RunFile


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of erased people for each test; the keys stay where they are."""
    monkeypatch.setenv("TEQUIO_KEYS", str(keys.folder()))
    monkeypatch.setenv("TEQUIO_DATA", str(tmp_path))


def test_every_field_of_the_database_is_named_as_somebodys_or_nobodys() -> None:
    assert unnamed() == []


def test_every_entry_names_fields_that_there_are() -> None:
    known = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    assert {label for label in HELD if label not in known} == set()
    wrong = {
        f"{label}.{name}"
        for label, held in HELD.items()
        for name in held.named - {field.name for field in known[label]._meta.concrete_fields}
    }
    assert wrong == set()


def test_canary_in_every_personal_field_is_nowhere_after_erasure(team: Any) -> None:
    volunteer = somebody(team.assembly)
    rows_about(volunteer, WORD)
    line = f"v12,{WORD}\n".encode()
    run_of(team.assembly, "costs", volunteer, **{"pool.csv": b"id,age\n" + line + b"v13,35+\n"})
    contact = volunteer.contact | {"email": "ana@example.org", "name": WORD}
    Volunteer.objects.filter(pk=volunteer.pk).update(contact=contact)
    letters_to(Volunteer.objects.get(pk=volunteer.pk), WORD)
    planted = places_of(WORD)
    assert {f"{label}.{name}" for label in about_volunteers() for name in plantable(label)} - planted == set()
    assert {"mail.Mail.context", "file pool.csv", "file key.csv"} - planted == set()

    assert erase(volunteer=volunteer, by=team.people["organiser"])

    assert places_of(WORD) == set()
    assert places_of("ana@example.org") == set()


def test_every_table_about_volunteers_is_in_the_canary_test() -> None:
    assert set(about_volunteers()) == {"recruitment.Volunteer", *MAKERS}


def test_erasing_leaves_the_others_in_the_files_of_runs(team: Any) -> None:
    volunteer = somebody(team.assembly)
    run = run_of(team.assembly, "costs", volunteer, **{"pool.csv": b"id,age\nv12,16-34\nv121,35+\n"})
    erase(volunteer=volunteer, by=None)
    assert content_of(run, "pool.csv") == b"id,age\nv121,35+\n"


def test_erasing_works_when_the_files_of_the_lottery_are_gone(team: Any) -> None:
    volunteer = somebody(team.assembly)
    rows_about(volunteer, WORD)
    RunFile.objects.all().delete()
    assert erase(volunteer=volunteer, by=None)


def test_erasing_twice_counts_once(team: Any) -> None:
    volunteer = somebody(team.assembly)
    assert [erase(volunteer=volunteer, by=None) for _ in range(2)] == [True, False]
    assert Erasure.objects.count() == 1


def test_mail_that_waits_is_not_sent_to_an_erased_person(team: Any) -> None:
    volunteer = somebody(team.assembly)
    letters_to(volunteer, "Ana")
    erase(volunteer=volunteer, by=None)
    assert set(Mail.objects.values_list("state", "to", "to_blind")) == {("failed", "", "")}


def test_mail_of_the_other_in_a_shared_mailbox_stays(team: Any) -> None:
    one, other = (somebody(team.assembly, number) for number in (12, 13))
    for volunteer in (one, other):
        letters_to(volunteer, volunteer.contact["name"])
    erase(volunteer=one, by=None)
    assert [mail.context["name"] for mail in Mail.objects.filter(state="waiting")] == ["Ana 13 Example"] * 2
    assert Mail.objects.exclude(to="").count() == 2


def test_neighbours_and_others_are_not_touched(team: Any) -> None:
    volunteer, other = somebody(team.assembly), somebody(team.neighbouring, 12, email="other@example.org")
    erase(volunteer=volunteer, by=None)
    other.refresh_from_db()
    assert (other.state, other.contact["email"]) == ("confirmed", "other@example.org")


def test_erased_people_are_listed_outside_the_database_by_a_keyed_hash(
    team: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        erase(volunteer=somebody(team.assembly), by=None)
    assert list_path().read_text() == blind_of("example-water", 12) + "\n"


def test_somebody_on_the_list_is_erased_again_after_a_restore(team: Any) -> None:
    volunteer, other = somebody(team.assembly), somebody(team.assembly, 13)
    note_outside([blind_of("example-water", 12)])
    assert [apply_erasures() for _ in range(2)] == [1, 0]
    volunteer.refresh_from_db()
    other.refresh_from_db()
    assert (volunteer.state, volunteer.contact, volunteer.salt) == ("erased", {}, "")
    assert other.state == "confirmed"


def test_record_counts_the_erased_once_a_day_and_names_nobody(team: Any) -> None:
    for number in (12, 13):
        erase(volunteer=somebody(team.assembly, number), by=None)
    assert [tell_erasures(timezone.now()) for _ in range(2)] == [2, 0]
    acts = [
        bytes(body) for body in Act.objects.filter(kind="volunteers.erased").values_list("body", flat=True)
    ]
    assert len(acts) == 1
    assert b'"payload":{"count":2}' in acts[0]


def test_erased_row_of_a_closed_pool_goes_too(team: Any) -> None:
    volunteer = somebody(team.assembly)
    apps.get_model("recruitment.PoolClosing").objects.create(assembly=team.assembly, people=1, root="0" * 64)
    erase(volunteer=volunteer, by=None)
    volunteer.refresh_from_db()
    assert (volunteer.state, volunteer.features, volunteer.salt) == ("erased", {}, "")
