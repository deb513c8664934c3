"""Letters as one PDF: a page each, in every language, reminders to those who have not answered."""

import re

import pytest
from django.utils import timezone
from frame_samples import run_all

from tequio.web.accounts.models import Reading
from tequio.web.assemblies.models import Text, Wording
from tequio.web.recruitment.frame import answers
from tequio.web.recruitment.frame.faults import OutOfOrder
from tequio.web.recruitment.frame.posting import ask_printing
from tequio.web.recruitment.frame.printing import blocks, pdf, sender, short_address
from tequio.web.recruitment.models import Printing
from tequio.web.runs.models import Run

pytestmark = pytest.mark.django_db
WAVE = "/desk/example-water/letters/1/"


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type */Page\b", content))


def made(client, what: str = "first") -> bytes:
    client.post(WAVE + "print/", {"paper": "a4", what: ""})
    run_all()
    printing = Printing.objects.latest("pk")
    answer = client.get(f"/desk/example-water/letters/print/{printing.pk}/letters.pdf")
    return b"".join(answer.streaming_content)


def test_letters_have_a_page_each(wave, as_):
    content = made(as_("organiser"))
    assert content.startswith(b"%PDF")
    assert pages(content) == 12
    assert Reading.objects.get().ids == ["wave 1"]


def test_letters_in_storage_are_sealed(wave, as_):
    made(as_("organiser"))
    run = Run.objects.get(kind="letters-pdf")
    with run.files.get(name="letters.pdf").sealed.open() as file:
        assert not file.read().startswith(b"%PDF")


def test_reminder_goes_to_those_who_have_not_answered(wave, volunteer, as_):
    for letter in wave.letters.all()[:5]:
        answers.answered(letter, volunteer())
    assert pages(made(as_("organiser"), "reminder")) == 7
    assert Printing.objects.get().letters == 7


def test_reminder_when_all_have_answered_is_not_made(wave, volunteer, team):
    for letter in wave.letters.all():
        answers.answered(letter, volunteer())
    with pytest.raises(OutOfOrder):
        ask_printing(wave=wave, kind="reminder", paper="a4", by=team.people["organiser"])


def test_letters_asked_for_twice_are_made_once(wave, as_):
    client = as_("organiser")
    for _ in range(2):
        client.post(WAVE + "print/", {"paper": "a4", "first": ""})
    assert (Printing.objects.count(), Run.objects.filter(kind="letters-pdf").count()) == (1, 1)


def test_letters_speak_every_language_of_the_assembly(wave):
    assert [part["language"] for part in blocks(wave.assembly, reminder=False)] == ["en", "es"]
    assert blocks(wave.assembly, reminder=False)[1]["how"] == "Cómo responder"
    first, again = (
        blocks(wave.assembly, reminder=reminder)[0]["paragraphs"][0] for reminder in (False, True)
    )
    assert first != again


def test_letters_take_the_assembly_s_own_published_text(wave):
    text = Text.objects.create(assembly=wave.assembly, name="letter")
    for version, published in ((1, timezone.now()), (2, timezone.now()), (3, None)):
        Wording.objects.create(
            text=text,
            version=version,
            language="es",
            body=f"Versión {version}\n\nUno.\n\nDos.",
            published_at=published,
        )
    english, spanish = blocks(wave.assembly, reminder=False)
    assert (spanish["heading"], spanish["paragraphs"]) == ("Versión 2", ["Uno.", "Dos."])
    assert english["heading"] == "Will you take part in “Water of Example”?"
    assert sender(wave.assembly) == "Water of Example"


def test_letters_take_no_text_for_markup(wave):
    strange = '#panic("no") $x$ *bold* \\ "quoted" <label> @ref [a] // comment'
    part = {
        "language": "es",
        "heading": strange,
        "paragraphs": [strange],
        "how": "",
        "scan": "",
        "code": "",
        "nobody": "",
    }
    square = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    letter = {"number": "1", "lines": [strange, "ñ 漢字"], "code": "K7M4-CPQX", "square": square}
    content = pdf(
        {
            "blocks": [part],
            "sender": strange,
            "paper": "us-letter",
            "rehearsal": True,
            "size": 10,
            "address": short_address("https://example.org"),
            "letters": [letter, letter],
        }
    )
    assert pages(content) == 2


@pytest.mark.parametrize("length", [0, 400, 900, 1300, 1600])
def test_letters_stay_on_one_page_as_their_text_grows(wave, as_, length):
    text = Text.objects.create(assembly=wave.assembly, name="letter")
    for language in ("en", "es"):
        body = "Heading\n\n" + "Words that fill. " * (length // 17)
        Wording.objects.create(
            text=text, version=1, language=language, body=body, published_at=timezone.now()
        )
    assert pages(made(as_("organiser"))) == 12


def test_letters_of_another_assembly_cannot_be_downloaded(wave, as_, team):
    made(as_("organiser"))
    printing = Printing.objects.get()
    assert (
        as_("neighbour").get(f"/desk/example-roads/letters/print/{printing.pk}/letters.pdf").status_code
        == 404
    )


def test_paper_that_is_none_is_refused(wave, as_):
    page = as_("organiser").post(WAVE + "print/", {"paper": "<script>", "first": ""})
    assert page.status_code == 422
    assert "<script>" not in page.content.decode()
    assert Printing.objects.count() == 0
