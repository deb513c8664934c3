"""The pages of an assembly: the public one from its first day, and the desk's, used as they are used."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tequio import words
from tequio.web.assemblies.actions import appoint_body, make_promise, open_assembly, publish_text, save_text
from tequio.web.assemblies.models import Assembly, BodyMember, Text
from tequio.web.assemblies.queries import newest_wordings
from tequio.web.language import current
from tequio.web.records.models import Act, Attachment

PUBLIC = "/a/example-water/"
DESK = "/desk/example-water/"


def remit(team: Any, **bodies: str) -> Text:
    text = save_text(
        assembly=team.assembly,
        name="remit",
        original=next(iter(bodies)),
        bodies=bodies,
        by=team.people["organiser"],
    )
    publish_text(text=text)
    return text


def seen(path: str, language: str = "en") -> str:
    client = Client()
    client.cookies["django_language"] = language
    return client.get(path).content.decode()


def promise(team: Any, days: int) -> None:
    make_promise(
        assembly=team.assembly,
        commissioner={"en": "City of Example"},
        promise={"en": "We answer each recommendation."},
        answer_by=timezone.localdate() + timedelta(days=days),
        by=team.people["organiser"],
    )


def test_public_page_is_there_from_the_first_day(team: Any) -> None:
    page = seen(PUBLIC)
    assert "Water of Example" in page
    assert "The question to the assembly is not public yet." in page
    assert f'href="{PUBLIC}"' in seen("/")


def test_public_page_shows_the_remit_in_the_language_of_the_reader(team: Any) -> None:
    remit(team, en="How do we share water?", es="¿Cómo compartimos el agua?")
    assert "¿Cómo compartimos el agua?" in seen(PUBLIC, "es")
    assert "Esta es una traducción. Nadie la ha revisado todavía." in seen(PUBLIC, "es")
    assert "translation" not in seen(PUBLIC, "en")


def test_remit_missing_in_a_language_is_shown_in_its_original_with_a_note(team: Any) -> None:
    remit(team, es="¿Cómo compartimos el agua?")
    page = seen(PUBLIC, "en")
    assert "This text is not there in your language yet. You see it in español." in page
    assert '<div class="lead" lang="es"><p>¿Cómo compartimos el agua?</p></div>' in page


@pytest.mark.parametrize(
    ("days", "said"),
    [(10, "10 days left."), (1, "1 day left."), (0, "That is today."), (-2, "2 days overdue.")],
)
def test_promise_says_how_many_days_are_left(days: int, said: str, team: Any) -> None:
    promise(team, days)
    assert said in seen(PUBLIC)


def test_later_promise_stands_beside_the_earlier_one(team: Any) -> None:
    for days in (10, 10, 30):
        promise(team, days)
    assert (team.assembly.promises.count(), Act.objects.filter(kind="promise.made").count()) == (2, 2)
    assert "Earlier promises" in seen(PUBLIC)


def test_history_of_the_remit_marks_what_changed(team: Any) -> None:
    remit(team, en="How do we share water?")
    remit(team, en="How shall we share water?")
    page = seen(PUBLIC + "remit/?version=2")
    assert "<del>do </del><ins>shall </ins>" in page
    assert "This is an older version." in seen(PUBLIC + "remit/?version=1")


@pytest.mark.parametrize("version", ["3", "0", "-1", "x", "9" * 30, "²", "%00"])
def test_version_that_does_not_exist_is_missing(version: str, team: Any) -> None:
    remit(team, en="How do we share water?")
    assert Client().get(f"{PUBLIC}remit/?version={version}").status_code == 404


def test_draft_is_not_public(team: Any, as_: Callable[[str], Client]) -> None:
    as_("organiser").post(f"{DESK}texts/rulebook/", {"original": "en", "body_en": "Secret draft", "seen": ""})
    assert newest_wordings(Text.objects.get(name="rulebook"))["en"].body == "Secret draft"
    assert Client().get(f"{PUBLIC}texts/rulebook/").status_code == 404
    assert "Secret draft" not in seen(PUBLIC)


def test_text_with_a_script_is_shown_as_it_is_written(team: Any) -> None:
    remit(team, en="<script>alert(1)</script>\n=HYPERLINK()")
    for path in (PUBLIC, PUBLIC + "remit/?version=1"):
        assert "<script>" not in seen(path)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in seen(path)


def test_what_two_people_wrote_at_once_is_lost_for_neither(team: Any, as_: Callable[[str], Client]) -> None:
    url, client = f"{DESK}texts/remit/", as_("organiser")
    client.post(url, {"original": "en", "body_en": "Hers", "seen": ""})
    page = client.post(url, {"original": "en", "body_en": "His", "seen": ""}).content.decode()
    assert "Somebody else saved this text while you wrote." in page
    assert ">\nHis</textarea>" in page
    assert newest_wordings(Text.objects.get(name="remit"))["en"].body == "Hers"
    stamp = page.split('name="seen" value="')[1].split('"')[0]
    client.post(url, {"original": "en", "body_en": "His", "seen": stamp})
    assert newest_wordings(Text.objects.get(name="remit"))["en"].body == "His"


@pytest.mark.parametrize(
    "given",
    [
        {"original": "en", "body_en": "x" * 50_000},
        {"original": "en", "body_en": "", "body_es": "Hola"},
        {"original": "xx", "body_en": "Text"},
        {"original": "en", "body_en": "nul\x00"},
    ],
)
def test_text_that_cannot_be_kept_is_given_back(
    given: dict[str, str], team: Any, as_: Callable[[str], Client]
) -> None:
    answer = as_("organiser").post(f"{DESK}texts/remit/", given | {"seen": ""})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not Text.objects.exists()


def test_wrong_content_type_changes_nothing(team: Any, as_: Callable[[str], Client]) -> None:
    answer = as_("organiser").post(f"{DESK}settings/", '{"name": "Changed"}', content_type="application/json")
    assert answer.status_code == 200
    assert Assembly.objects.get(slug="example-water").name == "Water of Example"


def test_names_of_a_body_are_public_by_consent_only(team: Any) -> None:
    for name, public in (("Example Open", True), ("Example Hidden", False)):
        BodyMember.objects.create(
            assembly=team.assembly,
            body="coordination",
            name=name,
            named_publicly=public,
            interests={"en": f"Interests of {len(name)}"},
        )
    assert "Example Open" not in seen(PUBLIC)
    assert appoint_body(assembly=team.assembly, body="coordination") == 2
    page = seen(PUBLIC)
    assert ("Example Open" in page, "Example Hidden" in page, "Interests of 14" in page) == (
        True,
        False,
        True,
    )
    kept = b"".join(bytes(row.content or b"") for row in Attachment.objects.all())
    assert b"Example" not in kept


def test_name_of_a_body_is_sealed_in_the_database(team: Any) -> None:
    BodyMember.objects.create(assembly=team.assembly, body="coordination", name="Example Hidden")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM assemblies_bodymember")
        assert "Hidden" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("slug", "good"), [("-begins-wrong", False), ("accounts", False), ("new", False), ("Example_Two", True)]
)
def test_short_name_is_one_that_the_record_can_hold(
    slug: str, good: bool, team: Any, as_: Callable[[str], Client]
) -> None:
    given = {"name": "Example", "slug": slug, "languages": ["en"], "panel_size": 5}
    assert as_("administrator").post("/desk/new/", given).status_code == (302 if good else 200)


def test_stage_that_closes_before_it_opens_is_given_back(team: Any, as_: Callable[[str], Client]) -> None:
    given = {"draw_opens": "2027-02-02T10:00", "draw_closes": "2027-02-01T10:00"}
    page = as_("organiser").post(f"{DESK}stages/", given).content.decode()
    assert "A stage closes after it opens." in page
    assert 'value="2027-02-01T10:00"' in page
    assert not team.assembly.stages.exists()


def test_saving_stages_unchanged_changes_nothing(team: Any, as_: Callable[[str], Client]) -> None:
    client = as_("organiser")
    client.post(f"{DESK}stages/pool/open/")
    before = team.assembly.stages.get()
    local = timezone.localtime(before.opens_at)
    client.post(f"{DESK}stages/", {"pool_opens": f"{local:%Y-%m-%dT%H:%M}"})
    assert team.assembly.stages.get().opens_at == before.opens_at
    assert Act.objects.filter(kind__startswith="stage.").count() == 1


def test_pages_ask_little_whatever_the_size(team: Any, as_: Callable[[str], Client]) -> None:
    for number in range(30):
        save_text(
            assembly=team.assembly,
            name=f"text-{number}",
            original="en",
            bodies={"en": "One", "es": "Uno"},
            by=team.people["organiser"],
        )
    BodyMember.objects.bulk_create(
        BodyMember(
            assembly=team.assembly, body="coordination", name=f"Example {n}", appointed_at=timezone.now()
        )
        for n in range(60)
    )
    for number in range(25):
        remit(team, en=f"Version {number}")
    promise(team, 5)
    client = as_("organiser")
    pages = [
        DESK,
        *(DESK + end for end in ("texts/", "texts/remit/", "bodies/", "stages/", "team/", "promise/")),
    ]
    counts = {}
    for path in [*pages, PUBLIC, PUBLIC + "remit/?version=7", "/", "/desk/"]:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts[path] = len(queries)
    assert {path: n for path, n in counts.items() if n > 12} == {}


def test_rehearsal_is_watermarked_and_not_on_the_first_page(team: Any, as_: Callable[[str], Client]) -> None:
    open_assembly(
        name="Rehearsal of Example",
        slug="example-rehearsal",
        languages=["en"],
        panel_size=5,
        by=team.people["organiser"],
        rehearsal=True,
    )
    assert "Rehearsal of Example" not in seen("/")
    for page in (
        seen("/a/example-rehearsal/"),
        as_("organiser").get("/desk/example-rehearsal/").content.decode(),
    ):
        assert 'class="watermark"' in page


@pytest.fixture
def invented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[str]:
    """Zapotec, invented for the test: a catalogue in a folder of its own, with one sentence."""
    book = tmp_path / "locale" / "zap" / "LC_MESSAGES"
    shutil.copytree(words.LOCALE, tmp_path / "locale", dirs_exist_ok=True)
    book.mkdir(parents=True)
    head = 'msgid ""\nmsgstr ""\n"Language: zap\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (book / "web.po").write_text(head + 'msgid "The question"\nmsgstr "Xinabadiidxa"\n', encoding="utf-8")
    monkeypatch.setattr(words, "LOCALE", tmp_path / "locale")
    settings.LANGUAGES = [(code, code) for code in words.languages()]
    words.words.cache_clear()
    yield "zap"
    words.words.cache_clear()


def test_language_is_a_catalogue_and_nothing_else(
    invented: str, team: Any, as_: Callable[[str], Client]
) -> None:
    given = {"name": "Water of Example", "languages": ["en", "zap"], "panel_size": 20}
    assert as_("organiser").post(f"{DESK}settings/", given).status_code == 302
    team.assembly.refresh_from_db()
    remit(team, en="How do we share water?", zap="Xi modo gacanu nisa?")
    with translation.override(invented):
        assert current().language == invented
    page = seen(PUBLIC, invented)
    assert "<h2>Xinabadiidxa</h2>" in page
    assert "Xi modo gacanu nisa?" in page
