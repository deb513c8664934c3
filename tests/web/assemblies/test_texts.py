"""Texts: versions, languages, what is published and what the record holds of it."""

import json
from hashlib import sha256
from typing import Any

import pytest

from tequio.web.assemblies.actions import (
    ChangedMeanwhile,
    NothingToPublish,
    mark_reviewed,
    open_assembly,
    publish_text,
    save_text,
)
from tequio.web.assemblies.models import Text
from tequio.web.assemblies.queries import differences, newest_wordings, published, stamp, versions
from tequio.web.records.models import Act, Attachment


def write(team: Any, original: str = "en", seen: str | None = None, **bodies: str) -> Text:
    return save_text(
        assembly=team.assembly,
        name="remit",
        original=original,
        bodies=bodies,
        by=team.people["organiser"],
        seen=seen,
    )


def states(text: Text) -> dict[str, str]:
    return {code: row.state for code, row in newest_wordings(text).items()}


def test_translation_waits_for_review_and_is_outdated_by_a_new_original(team: Any) -> None:
    text = write(team, en="How do we share water?", es="¿Cómo compartimos el agua?")
    assert states(text) == {"en": "original", "es": "translated"}
    assert mark_reviewed(text=text, language="es")
    assert states(text) == {"en": "original", "es": "reviewed"}
    write(team, en="How shall we share water?", es="¿Cómo compartimos el agua?")
    assert states(text) == {"en": "original", "es": "outdated"}
    write(team, en="How shall we share water?", es="¿Cómo compartiremos el agua?")
    assert states(text) == {"en": "original", "es": "translated"}


def test_original_is_never_marked_as_reviewed(team: Any) -> None:
    text = write(team, en="How do we share water?")
    assert not mark_reviewed(text=text, language="en")
    assert not mark_reviewed(text=text, language="es")


def test_draft_is_seen_by_nobody_until_it_is_published(team: Any) -> None:
    text = write(team, en="How do we share water?")
    assert published(team.assembly, "remit", "en") is None
    publish_text(text=text)
    write(team, en="How shall we share water?")
    shown = published(team.assembly, "remit", "en")
    assert shown is not None
    assert (shown.version, shown.body) == (1, "How do we share water?")


def test_published_version_stays_when_a_new_one_is_written(team: Any) -> None:
    text = write(team, en="One")
    publish_text(text=text)
    write(team, en="Two")
    write(team, en="Two and a half")
    publish_text(text=text)
    assert [one.version for one in versions(team.assembly, "remit")] == [2, 1]
    bodies = [published(team.assembly, "remit", "en", number) for number in (1, 2)]
    assert [shown.body for shown in bodies if shown] == ["One", "Two and a half"]


def test_publishing_leaves_the_salted_hash_of_each_language(team: Any) -> None:
    text = write(team, en="How do we share water?", es="¿Cómo compartimos el agua?")
    publish_text(text=text)
    act = Act.objects.get(kind="text.published")
    payload = json.loads(bytes(act.body))["payload"]
    assert (payload["text"], payload["version"], sorted(payload["languages"])) == ("remit", 1, ["en", "es"])
    for digest in payload["languages"].values():
        kept = Attachment.objects.get(sha256=digest)
        assert sha256(bytes(kept.salt or b"") + bytes(kept.content or b"")).hexdigest() == digest


def test_publishing_twice_publishes_once(team: Any) -> None:
    text = write(team, en="How do we share water?")
    publish_text(text=text)
    with pytest.raises(NothingToPublish):
        publish_text(text=text)
    assert Act.objects.filter(kind="text.published").count() == 1


def test_saving_the_same_again_begins_no_version(team: Any) -> None:
    text = write(team, en="How do we share water?")
    publish_text(text=text)
    write(team, en="How do we share water?\r\n")
    assert [row.published_at is None for row in newest_wordings(text).values()] == [False]


def test_saving_over_what_somebody_else_saved_is_refused(team: Any) -> None:
    text = write(team, en="One")
    seen = stamp(newest_wordings(text))
    write(team, en="Two")
    with pytest.raises(ChangedMeanwhile):
        write(team, en="Three", seen=seen)
    assert newest_wordings(text)["en"].body == "Two"


def test_text_missing_in_a_language_falls_back_to_its_original(team: Any) -> None:
    publish_text(text=write(team, original="es", es="¿Cómo compartimos el agua?"))
    shown = published(team.assembly, "remit", "en")
    assert shown is not None
    assert (shown.language, shown.asked, shown.state) == ("es", "en", "original")


def test_rehearsal_leaves_no_act(team: Any) -> None:
    rehearsal = open_assembly(
        name="Rehearsal of Example",
        slug="example-rehearsal",
        languages=["en"],
        panel_size=5,
        by=team.people["organiser"],
        rehearsal=True,
    )
    text = save_text(
        assembly=rehearsal,
        name="remit",
        original="en",
        bodies={"en": "One"},
        by=team.people["organiser"],
    )
    publish_text(text=text)
    assert not Act.objects.filter(assembly="example-rehearsal").exists()


def test_differences_put_together_give_both_texts() -> None:
    before, after = "We share the water.\nAll of us.", "We share all the water.\nAll of us, always."
    found = differences(before, after)
    assert "".join(words for kind, words in found if kind != "new") == before
    assert "".join(words for kind, words in found if kind != "gone") == after
    assert ("new", "all ") in found or ("new", " all") in found
