import ast
import gettext
import io
import re
import string
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tequio.faults import Fault, Note
from tequio.reports import invitation
from tequio.reports.invitation import invitation_page
from tequio.reports.invitation_sentences import SENTENCES, say_invitation
from tequio.selection import frame_ids, frames, invitation_files, invitations, response_rates, strata
from tequio.selection.frames import open_frame
from tequio.selection.invitations import Plan, draw_letters, lay_ground
from tequio.selection.response_rates import read_rates
from tequio.words import LOCALE, Words, words

HOUSE = Path(invitation.__file__).parents[1]
SOURCES = [
    HOUSE / "reports/invitation.py",
    HOUSE / "reports/templates/invitation.html.j2",
    HOUSE / "cli/invite.py",
    HOUSE / "reports/invitation_sentences.py",
]


@pytest.fixture(scope="module")
def spanish() -> Catalog:
    whole = Catalog(locale="es")
    for path in sorted((LOCALE / "es" / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="es"):
                whole[message.id] = message
    return whole


@pytest.fixture(scope="module")
def palabras(spanish) -> Words:
    file = io.BytesIO()
    write_mo(file, spanish)
    file.seek(0)
    return Words("es", gettext.GNUTranslations(file))


def sentences() -> list[str]:
    """Every sentence that an invitation can say: those of faults, and those in code and template."""
    found = [text for text in SENTENCES.values() if isinstance(text, str)]
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        literal = r'("(?:[^"\\]|\\.)*"(?:\s+"(?:[^"\\]|\\.)*")*)'
        calls = re.findall(r"\b(?:_|words|words\.plural)\(\s*" + literal, text)
        found += [ast.literal_eval(f"({call})") for call in calls]
        assert calls
    return [text for text in found if text not in ("en", "es")]


@pytest.mark.parametrize("text", sentences())
def test_sentence_has_a_spanish_one_with_the_same_names(spanish, text):
    message = spanish[text]
    assert message is not None
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    assert all(forms)
    assert {frozenset(names(form)) for form in forms} == {frozenset(names(text))}


def names(text: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(text) if name]


def faults(kind: type[Fault | Note]) -> list[type[Fault | Note]]:
    return [kind, *(below for part in kind.__subclasses__() for below in faults(part))]


def test_every_fault_of_an_invitation_has_a_sentence():
    modules = (frames, frame_ids, strata, response_rates, invitations, invitation_files)
    theirs = {module.__name__ for module in modules}
    assert set(SENTENCES) == {kind for kind in (*faults(Fault), *faults(Note)) if kind.__module__ in theirs}


def test_sentence_writes_numbers_as_its_language_does(palabras):
    fault = invitations.LettersTooMany(12000, 1500)
    assert "12,000 letters" in say_invitation(fault, words("en"))
    assert "12\u202f000 cartas" in say_invitation(fault, palabras)


def test_sentence_of_a_fault_fills_all_its_names():
    for kind, template in ((kind, text) for kind, text in SENTENCES.items() if isinstance(text, str)):
        fields = list(kind.__dataclass_fields__)
        assert set(names(template)) <= set(fields)


@pytest.mark.parametrize(
    ("fault", "said", "dicho"),
    [
        (invitations.LettersTooMany(1, 0), "1 letter was asked for", "Se pidió 1 carta"),
        (invitation_files.EarlierUnnamed("out", 0), "leaves out no earlier", "no deja fuera ninguna"),
        (
            invitation_files.EarlierUnnamed("out", 1),
            "leaves out 1 earlier invitation.",
            "1 invitación anterior.",
        ),
        (invitation_files.EarlierUnnamed("out", 2), "2 earlier invitations.", "2 invitaciones anteriores."),
        (frame_ids.RepeatedId(Path("f.csv"), 1204, "id", "7"), "f.csv, row 1204,", "f.csv, fila 1204,"),
    ],
)
def test_sentence_counts_as_its_language_does(palabras, fault, said, dicho):
    assert said in say_invitation(fault, words("en"))
    assert dicho in say_invitation(fault, palabras)


# The page


class Reader(HTMLParser):
    """Collects the tags, whatever a page would fetch, and the text a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.fetched += [value for name, value in attrs if name in ("src", "href", "srcset", "action")]

    def handle_data(self, data):
        if self.tags[-1:] != ["style"]:
            self.text += data


@pytest.fixture
def drawn(tmp_path):
    def draw(source="seed a", rates=None, **options):
        path = tmp_path / "frame.csv"
        rows = [("<b>North</b>", "16-29")] * 60 + [("South", "16-29")] * 30 + [("South", "65+")] * 3
        text = "region,age,name\n" + "".join(
            f"{region},{age},Canario {n}\n" for n, (region, age) in enumerate(rows)
        )
        path.write_text(text, encoding="utf-8")
        if rates:
            (tmp_path / "rates.csv").write_text(rates)
            options["rates"] = read_rates(tmp_path / "rates.csv", ("region", "age"))
        with open_frame(path) as frame:
            plan = Plan(frame.sha256, "utf-8", 20, ("region", "age"), **options)
            return draw_letters(lay_ground(frame, plan), plan, source)

    return draw


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_page_fetches_nothing(drawn):
    assert read(invitation_page(drawn(), words("en"))).fetched == []


def test_page_names_nobody(drawn):
    assert "Canario" not in invitation_page(drawn(), words("en"))


def test_page_shows_values_as_text(drawn):
    page = invitation_page(drawn(), words("en"))
    assert "&lt;b&gt;North&lt;/b&gt;" in page
    assert "b" not in read(page).tags


def test_page_holds_what_a_sceptic_compares(drawn):
    invitation = drawn("balls 1.2./")
    text = read(invitation_page(invitation, words("en"))).text
    assert invitation.plan.root in text
    assert invitation.plan.frame in text
    assert "balls 1.2./" in text


def test_page_marks_a_rehearsal(drawn):
    assert "A rehearsal" in invitation_page(drawn("seed a"), words("en"))
    assert "A rehearsal" not in invitation_page(drawn("balls 1.2./"), words("en"))


def test_page_never_shows_a_small_stratum_alone(drawn):
    text = read(invitation_page(drawn(), words("en"))).text
    assert "South · 65+" not in text
    assert "2 small strata together" in text


def test_page_leaves_out_a_column_from_which_a_small_stratum_follows(drawn):
    page = invitation_page(drawn(), words("en"))
    assert "Letters by age" not in page
    assert "Letters by region" in page


def test_page_shows_expected_responses_with_rates(drawn):
    page = invitation_page(drawn(rates="region,rate\n<b>north</b>,0.5\nSouth,0.1\n"), words("en"))
    assert "Where fewer people answer" in page
    assert "50.0%" in page


def test_page_with_very_many_strata_leaves_them_to_the_result(tmp_path):
    path = tmp_path / "frame.csv"
    path.write_text("town,side\n" + "".join(f"Town {n},{n % 2}\n" * 5 for n in range(1001)))
    with open_frame(path) as frame:
        plan = Plan(frame.sha256, "utf-8", 30, ("town", "side"))
        invitation = draw_letters(lay_ground(frame, plan), plan, "seed a")
    page = invitation_page(invitation, words("en"))
    assert "There are 1,001 strata" in page
    assert "Town 7 · 1" not in page


def test_page_in_spanish_has_no_english_sentence(drawn, palabras):
    for options in ({}, {"household": ("name",)}, {"rates": "age,rate\n16-29,0.01\n65+,1\n"}):
        page = invitation_page(drawn(**options), palabras)
        assert '<html lang="es">' in page
        text = read(page).text
        said = [s for s in sentences() if len(s) > 20 and "{" not in s and s in text]
        assert said == []
