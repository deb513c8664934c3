"""What is over is deleted at night, with a receipt, once a day."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from held_rows import run_of, somebody

from tequio.web import keys
from tequio.web.accounts.models import Reading
from tequio.web.mail.actions import post
from tequio.web.mail.models import Mail
from tequio.web.privacy.actions import set_periods, tonight
from tequio.web.privacy.complaints import write
from tequio.web.privacy.models import Complaint, Night, PurgeReceipt
from tequio.web.privacy.retention import CLASSES, days_of, purge, standings
from tequio.web.recruitment.models import Volunteer
from tequio.web.runs.models import Run, RunFile

NOW = timezone.now()


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder for each test; the keys stay where they are."""
    monkeypatch.setenv("TEQUIO_KEYS", str(keys.folder()))
    monkeypatch.setenv("TEQUIO_DATA", str(tmp_path))


def ago(days: float) -> datetime:
    """A moment so many days ago."""
    return NOW - timedelta(days=days)


def test_contacts_go_when_their_period_is_over_and_younger_ones_stay(team: Any) -> None:
    old, young = (
        somebody(team.assembly, registered_at=ago(731)),
        somebody(team.assembly, 13, registered_at=ago(729)),
    )
    purge(team.assembly, NOW)
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.contact, old.email_blind, old.phone_blind, old.household_blind) == ({}, "", "", "")
    assert young.contact["name"] == "Ana 13 Example"


def test_features_go_with_their_salt_and_the_row_reads_erased(team: Any) -> None:
    old = somebody(team.assembly, registered_at=ago(731))
    purge(team.assembly, NOW)
    old.refresh_from_db()
    assert (old.features, old.salt, old.state) == ({}, "", "erased")


def test_receipt_says_class_cutoff_and_count(team: Any) -> None:
    for number in (12, 13):
        somebody(team.assembly, number, registered_at=ago(800))
    purge(team.assembly, NOW)
    found = PurgeReceipt.objects.filter(data_class="contacts").values_list("count", "cutoff", "day")
    assert list(found) == [(2, ago(730), timezone.localtime(NOW).date())]


def test_purging_again_deletes_nothing_and_keeps_the_receipt(team: Any) -> None:
    somebody(team.assembly, registered_at=ago(800))
    assert [purge(team.assembly, NOW) for _ in range(2)] == [2, 0]
    assert set(PurgeReceipt.objects.values_list("count", flat=True)) == {1}


def test_nothing_goes_before_the_last_stage_has_been_over_for_as_long(team: Any) -> None:
    volunteer = somebody(team.assembly, registered_at=ago(2000))
    team.assembly.stages.create(name="answers", closes_at=ago(10))
    purge(team.assembly, NOW)
    volunteer.refresh_from_db()
    assert volunteer.contact


def test_period_of_one_assembly_leaves_the_neighbour_alone(team: Any) -> None:
    mine, theirs = (somebody(one, registered_at=ago(100)) for one in (team.assembly, team.neighbouring))
    set_periods(assembly=team.assembly, days=dict.fromkeys(CLASSES, 50))
    for assembly in (team.assembly, team.neighbouring):
        purge(assembly, NOW)
    held = [Volunteer.objects.get(pk=one.pk).contact for one in (mine, theirs)]
    assert [bool(contact) for contact in held] == [False, True]
    assert days_of(team.neighbouring) == {name: one.days for name, one in CLASSES.items()}


def test_mail_readings_and_complaints_go_each_by_its_own_period(team: Any) -> None:
    letter = post(
        "k", "registration", to="ana@example.org", language="en", context={}, assembly="example-water"
    )
    Mail.objects.filter(pk=letter.pk).update(created_at=ago(400))
    Reading.objects.create(assembly="example-water", kind="pool", ids=["v12"], at=ago(731))
    by = team.people["organiser"]
    told = write(assembly=team.assembly, kind="complaint", told_by="", text="Loud.", form_key="0" * 64, by=by)
    Complaint.objects.filter(pk=told.pk).update(told_at=ago(1000))
    purge(team.assembly, NOW)
    assert Mail.objects.get().to == ""
    assert Reading.objects.count() == 0
    assert Complaint.objects.count() == 1
    Complaint.objects.filter(pk=told.pk).update(told_at=ago(1096))
    purge(team.assembly, NOW)
    assert Complaint.objects.count() == 0


def test_private_files_of_runs_leave_the_storage(team: Any) -> None:
    run = run_of(team.assembly, "costs", somebody(team.assembly), **{"pool.csv": b"id\nv12\n"})
    Run.objects.update(ended_at=ago(731))
    path = Path(run.files.get().sealed.path)
    assert path.is_file()
    purge(team.assembly, NOW)
    assert not path.exists()
    assert RunFile.objects.count() == 0


def test_run_that_goes_on_keeps_its_files(team: Any) -> None:
    run = run_of(team.assembly, "costs", somebody(team.assembly), **{"pool.csv": b"id\nv12\n"})
    Run.objects.update(state="running", ended_at=ago(731))
    purge(team.assembly, NOW)
    assert run.files.count() == 1


def test_night_is_done_once_and_the_next_one_too(team: Any) -> None:
    assert [tonight(NOW), tonight(NOW), tonight(NOW + timedelta(days=1))] == [True, False, True]
    assert Night.objects.count() == 2


def test_standing_warns_of_what_goes_within_two_weeks(team: Any) -> None:
    somebody(team.assembly, registered_at=ago(720))
    found = {one.data_class.name: (one.held, one.soon) for one in standings(team.assembly, NOW)}
    assert found["contacts"] == (1, 1)
    assert found["mail"] == (0, 0)
