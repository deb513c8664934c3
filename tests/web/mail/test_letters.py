"""Letters: one file a language, a subject of one line, a preview with invented values."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tequio.web.mail import letters
from tequio.web.mail.faults import TemplateMissing
from tequio.words import languages


@pytest.mark.parametrize("name", sorted(letters.templates()))
def test_letter_is_written_in_every_language(name: str) -> None:
    assert set(languages()) <= letters.templates()[name].keys()


@pytest.mark.parametrize("name", sorted(letters.templates()))
def test_letter_of_every_language_has_a_subject_and_no_code_left_over(name: str) -> None:
    for language in languages():
        letter = letters.write(name, language, letters.example(name))
        assert letter.subject
        assert not any(sign in letter.subject + letter.text for sign in ("{{", "{%", "{#"))


def test_letter_without_its_language_is_written_in_english() -> None:
    values = letters.example("offer")
    assert letters.write("offer", "xx", values) == letters.write("offer", "en", values)


@pytest.mark.parametrize("name", ["../base", "nothing", "offer.en", ""])
def test_letter_that_nobody_wrote_is_a_fault(name: str) -> None:
    with pytest.raises(TemplateMissing):
        letters.write(name, "en", {})


def test_letter_keeps_line_breaks_of_a_value_out_of_its_subject() -> None:
    values = letters.example("offer") | {"assembly": "Water\r\nBcc: all@example.org\u2028X"}
    letter = letters.write("offer", "en", values)
    assert letter.subject == "Water Bcc: all@example.org X: you were drawn"
    assert not any(line.startswith("Bcc") for line in letter.text.splitlines())


def test_letter_has_a_short_subject_whatever_people_are_called() -> None:
    assert len(letters.write("offer", "en", {"assembly": "A" * 10_000}).subject) == letters.SUBJECT


def test_letter_writes_signs_as_they_are() -> None:
    letter = letters.write("offer", "en", letters.example("offer") | {"name": "O'Example & <b>Co</b>"})
    assert "Hello O'Example & <b>Co</b>," in letter.text


def test_preview_shows_every_letter_in_both_languages(team: Any, as_: Callable[[str], Client]) -> None:
    client = as_("organiser")
    page = client.get("/desk/example-water/mail/templates/").content.decode()
    for name in letters.templates():
        for language in languages():
            url = f"/desk/example-water/mail/templates/{name}/{language}/"
            assert url in page
            assert client.get(url).status_code == 200
    assert client.get("/desk/example-water/mail/templates/nothing/en/").status_code == 404
