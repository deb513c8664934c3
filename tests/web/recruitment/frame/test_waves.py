"""Waves of letters: plan, announcement, draw, in this order and each once."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from django.utils import timezone
from frame_samples import DICE, OPTIONS, drawn_from, planned, run_all, send, town

from tequio.randomness import EXACT_TOTAL, source
from tequio.record.drand import verify
from tequio.selection.frames import open_frame
from tequio.selection.invitation_files import verify_letters, write_files
from tequio.web import keys
from tequio.web.records.models import Act, Attachment
from tequio.web.recruitment.frame import actions
from tequio.web.recruitment.frame.codes import SIGNS, new_code, read_code, shown
from tequio.web.recruitment.frame.computing import draw_wave
from tequio.web.recruitment.frame.faults import OutOfOrder
from tequio.web.recruitment.frame.forms import round_at
from tequio.web.recruitment.frame.queries import letter_of
from tequio.web.recruitment.models import Frame, Letter, Wave
from tequio.web.runs.models import Run

pytestmark = pytest.mark.django_db
LETTERS = "/desk/example-water/letters/"


def acts() -> list[str]:
    return list(Act.objects.order_by("sequence").values_list("kind", flat=True))


def payload(kind: str) -> dict:
    return json.loads(bytes(Act.objects.filter(kind=kind).latest("sequence").body))["payload"]


def test_wave_leaves_its_acts_in_the_order_of_the_law(wave):
    assert acts()[-4:] == ["frame.fixed", "plan.fixed", "letters.announced", "letters.drawn"]
    assert payload("plan.fixed") == {"plan": wave.root, "frame": wave.frame.sha256}
    assert payload("letters.announced")["source"] == "dice"
    digest = hashlib.sha256(wave.invitation.encode()).hexdigest()
    assert payload("letters.drawn") == {"plan": wave.root, "invitation": digest}
    assert bytes(Attachment.objects.get(sha256=digest).content) == wave.invitation.encode()
    assert bytes(Attachment.objects.get(sha256=wave.root).content) == wave.plan.encode()


def test_letters_are_those_that_the_library_draws_from_the_same_frame(wave, tmp_path):
    frame = tmp_path / "town.csv"
    frame.write_bytes(town())
    files = {"plan.json": wave.plan.encode(), "invitation.json": wave.invitation.encode()}
    write_files(tmp_path / "out", files | {"letters.csv": b""})
    with open_frame(frame) as opened:
        assert verify_letters(opened, tmp_path / "out").unlike == ("letters.csv",)
        rows = town().decode().splitlines()
    for letter in wave.letters.all():
        assert letter.sealed["row"]["id"] == rows[letter.row].split(",")[0]
        assert wave.strata[letter.stratum] == [letter.sealed["row"]["district"]]


def test_letters_hold_nothing_of_anybody_in_the_open(wave):
    for table in (Letter, Run, Wave, Frame):
        for row in table.objects.all():
            stored = " ".join(
                str(row.__dict__[name]) for name in row.__dict__ if name not in ("sealed", "inputs")
            )
            assert "Example Person" not in stored
    letter = wave.letters.first()
    assert letter.code_blind == keys.blind("letter", letter.sealed["code"])


def test_plan_asked_for_twice_makes_one_wave(fixed, team):
    by = team.people["organiser"]
    for _ in range(2):
        actions.ask_plan(assembly=team.assembly, options=OPTIONS, by=by)
    run_all()
    assert Wave.objects.count() == 1
    with pytest.raises(OutOfOrder):
        actions.ask_plan(assembly=team.assembly, options=OPTIONS, by=by)


def test_plan_in_the_browser_gives_back_what_was_typed_when_it_cannot_be(fixed, as_):
    client = as_("organiser")
    form = {**OPTIONS, "letters": 1000, "allow_empty": "", "rates": "", "household": []}
    assert client.post(LETTERS + "plan/", form).status_code == 302
    run_all()
    assert "only 60 can be sent" in client.get(LETTERS).content.decode()
    page = client.get(LETTERS + "plan/").content.decode()
    assert 'value="1000"' in page
    assert "only 60 can be sent" in page
    assert Wave.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("letters", "0", "greater than or equal to 1"),
        ("letters", "=1+1", "whole number"),
        ("letters", "9" * 500, "less than or equal"),
        ("stratify", "<script>", "Select a valid choice"),
        ("address_format", "{nowhere}", "no column “nowhere”"),
        ("address_format", "Calle Uno", "at least one column in { }"),
        ("address_format", "x" * 10_000, "at most 2000"),
        ("rates", "district;rate", "make groups as well"),
    ],
)
def test_plan_says_what_is_wrong_and_keeps_the_rest(fixed, as_, field, value, said):
    form = {"letters": 12, "id": "id", "address_format": "{street}"} | {field: value}
    page = as_("organiser").post(LETTERS + "plan/", form)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert "<script>" not in page.content.decode()
    assert not Run.objects.filter(kind="plan").exists()


def test_plan_may_have_response_rates(fixed, team):
    wave = planned(team.assembly, team.people["organiser"], rates="district\trate\nNorth\t2 %\nSouth\t8 %\n")
    table = json.loads(wave.plan)["rates"]["table"]
    assert [row["rate"] for row in table] == ["1/50", "2/25"]


def test_plan_with_a_wrong_rate_says_where(fixed, team):
    actions.ask_plan(
        assembly=team.assembly,
        options=OPTIONS | {"rates": "district,rate\nNorth,120\n"},
        by=team.people["organiser"],
    )
    run_all()
    assert "“120” is no response rate" in Run.objects.get(kind="plan").result["fault"]["en"]


def test_plan_can_be_given_up_before_the_announcement_and_not_after(fixed, team):
    by = team.people["organiser"]
    first = planned(team.assembly, by)
    actions.drop_plan(wave=first)
    second = planned(team.assembly, by)
    assert second.number == 2
    actions.announce(wave=second, source="dice", at=timezone.now() + timedelta(hours=24))
    with pytest.raises(OutOfOrder):
        actions.drop_plan(wave=second)


def test_randomness_is_announced_once(fixed, team):
    wave = planned(team.assembly, team.people["organiser"])
    actions.announce(wave=wave, source="dice", at=timezone.now() + timedelta(hours=24))
    with pytest.raises(OutOfOrder):
        actions.announce(wave=wave, source="balls", at=timezone.now() + timedelta(hours=25))
    assert acts().count("letters.announced") == 1


def test_announcement_of_a_time_that_is_over_is_refused(fixed, team, as_):
    planned(team.assembly, team.people["organiser"])
    page = as_("organiser").post(LETTERS + "1/announce/", {"source": "dice", "at": "2020-01-01T10:00"})
    assert page.status_code == 422
    assert "This time is over" in page.content.decode()
    assert Wave.objects.get().state == "fixed"


def test_announcement_of_drand_names_its_round(fixed, team, as_):
    planned(team.assembly, team.people["organiser"])
    at = (timezone.localtime() + timedelta(days=1)).replace(second=0, microsecond=0)
    as_("organiser").post(LETTERS + "1/announce/", {"source": "drand", "at": at.strftime("%Y-%m-%dT%H:%M")})
    wave = Wave.objects.get()
    assert wave.announced_round == round_at(wave.announced_for)
    assert payload("letters.announced")["round"] == wave.announced_round


def test_randomness_before_its_time_draws_nothing(fixed, team):
    by = team.people["organiser"]
    wave = planned(team.assembly, by)
    actions.announce(wave=wave, source="dice", at=timezone.now() + timedelta(hours=1))
    with pytest.raises(OutOfOrder):
        actions.draw_wave(wave=wave, source=source("dice", DICE, EXACT_TOTAL, verify), by=by)


def test_second_randomness_for_a_plan_is_refused(wave, team):
    with pytest.raises(OutOfOrder):
        actions.draw_wave(
            wave=wave,
            source=source("dice", "d6 " + "1 " * 60, EXACT_TOTAL, verify),
            by=team.people["organiser"],
        )
    assert acts().count("letters.drawn") == 1


def test_randomness_of_another_source_is_refused(fixed, team):
    by = team.people["organiser"]
    wave = planned(team.assembly, by)
    actions.announce(wave=wave, source="balls", at=timezone.now())
    with pytest.raises(OutOfOrder):
        actions.draw_wave(wave=wave, source=source("dice", DICE, EXACT_TOTAL, verify), by=by)


def test_too_few_throws_are_said_and_kept_in_the_form(fixed, team, as_):
    wave = planned(team.assembly, team.people["organiser"])
    actions.announce(wave=wave, source="dice", at=timezone.now())
    page = as_("organiser").post(LETTERS + "1/draw/", {"text": "d6 3 1 6"})
    assert page.status_code == 422
    assert "d6 3 1 6" in page.content.decode()
    assert Wave.objects.get().state == "announced"


def test_draw_that_was_interrupted_goes_on_with_the_same_randomness(fixed, team, as_):
    by = team.people["organiser"]
    wave = planned(team.assembly, by)
    actions.announce(wave=wave, source="dice", at=timezone.now())
    actions.draw_wave(wave=wave, source=source("dice", DICE, EXACT_TOTAL, verify), by=by)
    Run.objects.filter(kind="letters").update(state="failed")
    client = as_("organiser")
    assert "Draw again with the same randomness" in client.get(LETTERS + "1/").content.decode()
    client.post(LETTERS + "1/again/")
    client.post(LETTERS + "1/again/")
    run_all()
    wave.refresh_from_db()
    assert (wave.state, wave.letters.count()) == ("drawn", 12)
    assert acts().count("letters.drawn") == 1


def test_frame_that_was_changed_in_the_storage_draws_nothing(fixed, team):
    by = team.people["organiser"]
    wave = planned(team.assembly, by)
    with Path(fixed.sealed.path).open("r+b") as file:
        file.seek(200)
        file.write(b"XXXX")
    wave = drawn_from(wave, by)
    assert wave.state == "drawing"
    assert "changed or cut" in Run.objects.get(kind="letters").result["fault"]["en"]


def test_further_wave_leaves_out_those_who_got_a_letter(wave, team):
    by = team.people["organiser"]
    second = drawn_from(planned(team.assembly, by, letters=48), by)
    rows = [set(one.letters.values_list("row", flat=True)) for one in (wave, second)]
    assert rows[0].isdisjoint(rows[1])
    assert len(rows[0] | rows[1]) == 60
    digest = hashlib.sha256(wave.invitation.encode()).hexdigest()
    assert json.loads(second.plan)["earlier"] == [digest]


def test_further_wave_from_another_frame_knows_them_by_their_ids(wave, team, as_):
    by, client = team.people["organiser"], as_("organiser")
    send(client, "example-water", town(rows=70)[:-1] + b"\n")
    run_all()
    client.post("/desk/example-water/frame/fix/")
    second = drawn_from(planned(team.assembly, by, letters=58), by)
    invited = [{letter.sealed["row"]["id"] for letter in one.letters.all()} for one in (wave, second)]
    assert invited[0].isdisjoint(invited[1])
    assert len(invited[0] | invited[1]) == 70


def test_further_wave_from_another_frame_without_ids_says_what_to_do(wave, team, as_):
    by, client = team.people["organiser"], as_("organiser")
    send(client, "example-water", town(rows=70))
    run_all()
    client.post("/desk/example-water/frame/fix/")
    actions.ask_plan(assembly=team.assembly, options=OPTIONS | {"id": ""}, by=by)
    run_all()
    said = Run.objects.filter(kind="plan").latest("pk").result["fault"]
    assert "Wave 1 came from another frame" in said["en"]
    assert "El envío 1 salió de otro marco" in said["es"]


def test_certificate_comes_once_and_only_after_the_draw(fixed, team):
    by = team.people["organiser"]
    wave = planned(team.assembly, by)
    with pytest.raises(OutOfOrder):
        actions.certify(wave=wave)
    wave = drawn_from(wave, by)
    actions.certify(wave=wave)
    with pytest.raises(OutOfOrder):
        actions.certify(wave=wave)
    assert payload("letters.certified")["letters"] == 12


def test_rehearsal_draws_from_any_words_and_leaves_no_act(team, as_):
    team.assembly.rehearsal = True
    team.assembly.save()
    client, before = as_("organiser"), acts()
    send(client, "example-water", town())
    run_all()
    client.post("/desk/example-water/frame/fix/")
    planned(team.assembly, team.people["organiser"])
    client.post(LETTERS + "1/announce/", {"source": "seed", "at": "2020-01-01T10:00"})
    client.post(LETTERS + "1/draw/", {"text": "only a rehearsal"})
    run_all()
    assert Wave.objects.get().letters.count() == 12
    assert acts() == before


def test_computation_tells_of_a_full_disk(monkeypatch):
    class Full:
        inputs = MappingProxyType({"path": "nowhere", "bytes": 1, "name": "town.csv"})

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tequio.web.recruitment.frame.computing.tempfile.TemporaryFile", full)
    assert "disk is full" in draw_wave(Full()).result["fault"]["en"]


def test_code_with_one_wrong_sign_or_two_exchanged_is_none():
    for _ in range(20):
        code = new_code()
        assert read_code(f" {shown(code).lower()} ") == code
        for at in range(8):
            for sign in SIGNS.replace(code[at], ""):
                assert read_code(code[:at] + sign + code[at + 1 :]) is None
            if at and code[at - 1] != code[at]:
                assert read_code(code[: at - 1] + code[at] + code[at - 1] + code[at + 1 :]) is None


@pytest.mark.parametrize(
    "typed", ["", "K7M4", "x" * 10_000, "<script>alert(1)</script>", "٣٤٥٦٧٨٩٢", "=1+1", "\0" * 8]
)
def test_code_that_cannot_be_one_is_none(typed):
    assert read_code(typed) is None


def test_letter_is_found_by_its_code_in_its_assembly_only(wave, team):
    letter = wave.letters.first()
    code = letter.sealed["code"]
    assert letter_of(team.assembly, shown(code).lower()) == letter
    assert letter_of(team.neighbouring, code) is None
    assert letter_of(team.assembly, new_code()) is None
