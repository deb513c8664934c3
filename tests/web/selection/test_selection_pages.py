"""The pages of lottery and draw, as organisers, journalists and phones in the hall use them."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from example import announced, drawn, made, recruited, second_organiser

from tequio.record import verifier
from tequio.web.accounts.models import Reading
from tequio.web.assemblies.models import Assembly
from tequio.web.records.models import Act, Attachment
from tequio.web.recruitment.models import QuotaTable, Volunteer
from tequio.web.runs.actions import content_of
from tequio.web.runs.models import Run
from tequio.web.runs.work import work
from tequio.web.selection import actions, faults, rehearsal
from tequio.web.selection.bundles import private_bundle
from tequio.web.selection.erasure import forget
from tequio.web.selection.models import Announcement, Audit, Decision, Draw, Lottery, Proof
from tequio.web.worker import KINDS

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]


@pytest.fixture(autouse=True)
def forgotten() -> None:
    caches["pages"].clear()


@pytest.fixture
def pool(team: Any) -> QuotaTable:
    return recruited(team.assembly)


def desk(lottery: Lottery, step: str = "") -> str:
    return f"/desk/{lottery.assembly.slug}/lottery/{lottery.pk}/{step}"


def come_due(lottery: Lottery) -> None:
    Announcement.objects.filter(lottery=lottery).update(due=timezone.now() - timedelta(minutes=1))


def test_form_makes_a_run_and_keeps_what_was_typed_when_it_is_wrong(
    team: Any, pool: QuotaTable, as_: As
) -> None:
    wish = {"method": "leximin", "panels": "100", "reserves": "-1", "publish": "commitments"}
    answer = as_("organiser").post("/desk/example-water/lottery/make/", wish)
    assert (answer.status_code, Run.objects.count()) == (200, 0)
    assert 'value="-1"' in answer.content.decode()
    answer = as_("organiser").post("/desk/example-water/lottery/make/", wish | {"reserves": "2"})
    assert answer["Location"] == f"/desk/example-water/runs/{Run.objects.get().pk}/"


def test_lottery_without_quotas_says_what_to_do(team: Any, as_: As) -> None:
    wish = {"method": "leximin", "panels": "100", "reserves": "0", "publish": "commitments"}
    answer = as_("organiser").post("/desk/example-water/lottery/make/", wish)
    assert "There are no quotas yet. Please write them first." in answer.content.decode()


def test_report_is_shut_in_a_sandbox(team: Any, pool: QuotaTable, as_: As) -> None:
    answer = as_("observer").get(desk(made(team), "report/page/"))
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "20 of 60 volunteers" in answer.content.decode()


def test_two_people_draw_through_the_pages(team: Any, pool: QuotaTable, as_: As) -> None:
    lottery = announced(team)
    second_organiser(team)
    early = as_("organiser").post(desk(lottery, "reveal/"), {"text": "4 1"})
    assert "It is not time yet." in early.content.decode()
    come_due(lottery)
    as_("organiser").post(desk(lottery, "reveal/"), {"text": "4 1"})
    shown = as_("caller").get(desk(lottery, "reveal/")).content.decode()
    differs = as_("caller").post(desk(lottery, "reveal/"), {"text": "4 2"}).content.decode()
    assert "You and the other person typed different things." in differs
    assert "4 1<" not in shown + differs
    assert 'value="4 1"' not in shown + differs
    as_("caller").post(desk(lottery, "reveal/"), {"text": "41"})
    assert Draw.objects.get().number == 41


@pytest.mark.parametrize("text", ["", "<script>alert(1)</script>", "4" * 10_000, "=1+1", "\x00", "４１"])
def test_what_is_no_number_is_refused_and_draws_nothing(
    team: Any, pool: QuotaTable, as_: As, text: str
) -> None:
    lottery = announced(team)
    come_due(lottery)
    answer = as_("organiser").post(desk(lottery, "reveal/"), {"text": text})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()
    assert lottery.announcements.get().typed.count() == 0


def test_exception_needs_two_people_and_is_public_and_escaped(team: Any, as_: As) -> None:
    second_organiser(team)
    as_("organiser").post("/desk/example-water/exceptions/", {"in_en": "<script>x</script> A ramp."})
    decision = Decision.objects.get()
    page = f"/desk/example-water/decisions/{decision.pk}/"
    refused = as_("organiser").post(page, {"answer": "agree"}, follow=True).content.decode()
    assert "It takes two people." in refused
    assert "A ramp." not in Client().get("/a/example-water/draw/").content.decode()
    as_("caller").post(page, {"answer": "agree"})
    shown = Client().get("/a/example-water/draw/").content.decode()
    assert "&lt;script&gt;x&lt;/script&gt; A ramp." in shown
    act = json.loads(bytes(Act.objects.get(kind="exception.made").body))
    text = Attachment.objects.get(sha256=act["payload"]["reason"]["en"])
    assert sha256(bytes(text.salt or b"") + bytes(text.content or b"")).hexdigest() == text.sha256
    as_("caller").post(page, {"answer": "withdraw"})
    assert Decision.objects.count() == 1


def test_exception_without_a_reason_is_refused(team: Any, as_: As) -> None:
    answer = as_("organiser").post("/desk/example-water/exceptions/", {"in_en": " "})
    assert "Please write the reason" in answer.content.decode()
    assert Decision.objects.count() == 0


def test_hall_shows_each_step_and_nobody(team: Any, pool: QuotaTable) -> None:
    def shown() -> str:
        caches["pages"].clear()
        return Client().get("/a/example-water/draw/").content.decode()

    assert "Nothing has been drawn yet." in shown()
    lottery = announced(team)
    before = shown()
    assert lottery.root in before
    assert "Ten-sided dice" in before
    come_due(lottery)
    actions.reveal(lottery=lottery, text="4 1", by=team.people["organiser"])
    assert "One person has typed the number." in shown()
    assert "4 1" not in shown()
    actions.reveal(lottery=lottery, text="4 1", by=second_organiser(team))
    after = shown()
    draw = Draw.objects.get()
    assert all(name in after for name in draw.document["panel"]["members"])
    assert "<span>4</span> <span>1</span>" in after
    assert "Invented Person" not in before + after


def test_lottery_that_is_not_published_is_not_in_the_hall(team: Any, pool: QuotaTable) -> None:
    lottery = made(team)
    assert lottery.root not in Client().get("/a/example-water/draw/").content.decode()
    assert Client().get(f"/a/example-water/draw/{lottery.pk}/").status_code == 404
    assert Client().get(f"/a/example-water/draw/{lottery.pk}/lottery.json").status_code == 404


def test_phone_that_has_the_part_is_told_so_without_a_query(
    team: Any, pool: QuotaTable, django_assert_num_queries: Any
) -> None:
    lottery = drawn(team).lottery
    page = f"/a/example-water/draw/{lottery.pk}/now/?lang=es"
    first = Client().get(page)
    assert "Se cumplen todas las cuotas." in first.content.decode()
    with django_assert_num_queries(0):
        again = Client().get(page, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_hall_takes_few_queries(team: Any, pool: QuotaTable, django_assert_max_num_queries: Any) -> None:
    drawn(team)
    caches["pages"].clear()
    with django_assert_max_num_queries(12):
        Client().get("/a/example-water/draw/")


def test_published_files_verify_by_themselves(team: Any, pool: QuotaTable, tmp_path: Path) -> None:
    draw = drawn(team)
    (tmp_path / "public").mkdir()
    for name in ("lottery", "draw"):
        content = Client().get(f"/a/example-water/draw/{draw.lottery_id}/{name}.json").content
        (tmp_path / "public" / f"{name}.json").write_bytes(content)
    assert verifier.check(tmp_path).failures == []
    assert Client().get(f"/a/example-water/draw/{draw.lottery_id}/key.json").status_code == 404


def test_lottery_page_takes_few_queries(
    team: Any, pool: QuotaTable, as_: As, django_assert_max_num_queries: Any
) -> None:
    page, client = desk(drawn(team).lottery), as_("organiser")
    with django_assert_max_num_queries(12):
        assert client.get(page).status_code == 200


def test_auditor_takes_the_bundle_and_that_is_noted(
    team: Any, pool: QuotaTable, as_: As, tmp_path: Path
) -> None:
    lottery = drawn(team).lottery
    answer = as_("auditor").get(f"/desk/example-water/audit/{lottery.pk}/bundle.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)
    assert verifier.check(tmp_path).failures == []
    assert len(Reading.objects.get(kind="bundle").ids) == 60


def test_server_checks_the_bundle_and_keeps_no_copy(team: Any, pool: QuotaTable, as_: As) -> None:
    lottery = drawn(team).lottery
    page = f"/desk/example-water/audit/{lottery.pk}/"
    as_("auditor").post(page, {"step": "check"})
    assert work("test", KINDS)
    run = Run.objects.get(kind="audit")
    assert (run.state, run.result["code"], run.files.count()) == ("done", 0, 0)
    assert "All holds" in as_("auditor").get(page).content.decode()


def test_audit_goes_from_announcement_to_signed_finding(team: Any, pool: QuotaTable, as_: As) -> None:
    lottery = drawn(team).lottery
    client, page = as_("auditor"), f"/desk/example-water/audit/{lottery.pk}/"
    due = (timezone.localtime() + timedelta(hours=30)).strftime("%Y-%m-%dT%H:%M")
    client.post(page, {"source": "balls", "due": due})
    early = client.post(page, {"text": "9319 / 2 5 12 8 10"}).content.decode()
    assert "It is not time yet." in early
    Audit.objects.update(due=timezone.now() - timedelta(minutes=1))
    client.post(page, {"text": "9319 / 2 5 12 8 10"})
    audit = Audit.objects.get()
    assert len(set(audit.sample)) == 20
    shown = client.get(page).content.decode()
    known = Proof.objects.filter(pseudonym__in=audit.sample).values_list("volunteer__number", flat=True)
    assert all(f"Invented Person {number}<" in shown for number in known)
    assert shown.count("Invented Person") == 20
    assert set(Reading.objects.filter(kind="audit sample").latest("pk").ids) == {f"v{one}" for one in known}
    client.post(page, {"holds": "yes", "in_es": "Todas existen."})
    client.post(page, {"holds": "no", "in_es": "Otra cosa."})
    kinds = Act.objects.filter(kind__startswith="audit.").order_by("sequence")
    assert [act.kind for act in kinds] == ["audit.announced", "audit.sampled", "audit.found"]
    assert json.loads(bytes(kinds[2].body))["payload"]["holds"] == "yes"


def test_contacts_are_not_shown_to_who_is_no_auditor(team: Any, pool: QuotaTable, as_: As) -> None:
    lottery = drawn(team).lottery
    for who in ("organiser", "administrator", "observer"):
        assert as_(who).get(f"/desk/example-water/audit/{lottery.pk}/").status_code == 403


def test_rehearsal_is_marked_and_leaves_no_act(team: Any, pool: QuotaTable, as_: As) -> None:
    before, organiser = Act.objects.count(), team.people["organiser"]
    as_("organiser").post("/desk/example-water/rehearsal/", {"people": "90"})
    copy = Assembly.objects.get(rehearsal=True)
    assert copy.volunteers.count() == 90
    assert all("Invented" in volunteer.contact["name"] for volunteer in copy.volunteers.all())
    run = actions.ask_for_lottery(
        assembly=copy,
        method="leximin",
        panels="100",
        reserves=1,
        publish="commitments",
        household=True,
        by=organiser,
    )
    assert work("test", KINDS)
    lottery = Lottery.objects.get(run=run)
    actions.publish(lottery=lottery, by=organiser)
    actions.announce(lottery=lottery, source="seed", due=timezone.now(), note="", by=organiser)
    second = second_organiser(team)
    actions.reveal(lottery=lottery, text="marigold", by=organiser)
    draw = actions.reveal(lottery=lottery, text="marigold", by=second)
    assert draw is not None
    assert (draw.rehearsal, draw.document["rehearsal"]) == (True, True)
    assert Act.objects.count() == before
    mark = "REHEARSAL: invented people."
    pages = (f"/a/{copy.slug}/draw/", desk(lottery), desk(lottery, "report/page/"))
    assert all(mark in as_("organiser").get(page).content.decode() for page in pages)
    assert mark not in Client().get("/a/example-water/draw/").content.decode()
    assert copy.name not in Client().get("/").content.decode().replace(team.assembly.name, "", 1)


def test_rehearsal_without_quotas_says_what_to_do(team: Any) -> None:
    with pytest.raises(faults.NoFixedQuotas):
        rehearsal.rehearse(assembly=team.assembly, people=90, by=team.people["organiser"])
    assert Assembly.objects.filter(rehearsal=True).count() == 0


def test_who_is_erased_is_gone_from_every_file_and_the_rest_still_proves(
    team: Any, pool: QuotaTable, tmp_path: Path
) -> None:
    lottery = drawn(team).lottery
    volunteer = Volunteer.objects.get(number=17)
    salt, pseudonym = volunteer.salt, volunteer.proofs.get().pseudonym
    forget(volunteer)
    bundle = private_bundle(lottery)
    frozen = {name: content_of(lottery.run, name) for name in ("pool.csv", "salts.csv")}
    told = b"".join((bundle | frozen).values())
    assert salt.encode() not in told
    assert b"v17," not in told
    assert f"private/proofs/{pseudonym}.json" not in bundle
    for name, content in bundle.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert verifier.check(tmp_path).failures == []
