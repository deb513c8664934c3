"""Who answered: by code, by address, and how much of it is shown."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tequio.web.accounts.models import Reading
from tequio.web.recruitment.frame import answers
from tequio.web.recruitment.frame.addresses import Letterbook, clear, likeness, made_plain
from tequio.web.recruitment.frame.codes import shown
from tequio.web.recruitment.frame.faults import OutOfOrder
from tequio.web.recruitment.frame.queries import address_lines, place_of, replies, together_of
from tequio.web.recruitment.models import AddressClaim, Letter

pytestmark = pytest.mark.django_db
DESK = "/desk/example-water/"


def address_of(letter: Letter) -> str:
    return place_of(letter.sealed["row"], letter.wave.address_format)


def test_letter_is_answered_once_and_by_one(wave, volunteer):
    letter, (first, second) = wave.letters.first(), (volunteer(), volunteer())
    assert answers.answered(letter, first)
    assert answers.answered(letter, first)
    assert not answers.answered(letter, second)
    assert not answers.answered(wave.letters.last(), first)
    assert Letter.objects.filter(volunteer__isnull=False).count() == 1


def test_short_address_leads_to_the_registration_and_changes_nothing(wave, client):
    code = wave.letters.first().sealed["code"]
    answer = client.get(f"/r/{code.lower()}")
    assert answer["Location"] == f"/a/example-water/register/?code={shown(code)}"
    assert not Letter.objects.filter(volunteer__isnull=False).exists()


def test_code_that_was_typed_leads_on(wave, client):
    code = wave.letters.first().sealed["code"]
    answer = client.post("/r/", {"code": f"{code[:4]} {code[4:]}"})
    assert answer["Location"].endswith(shown(code))


@pytest.mark.parametrize(
    "code", ["23456789", "nothing", "<script>alert(1)</script>", "x" * 3000, "%00", "=1+1"]
)
def test_code_of_no_letter_is_asked_for_again(wave, client, code):
    page = client.get(f"/r/{code}", follow=False)
    assert page.status_code == 404
    assert "<script>" not in page.content.decode()
    assert client.post("/r/", {"code": code}).status_code in (404, 422)


def test_empty_code_is_asked_for_in_spanish(client, db):
    page = client.get("/r/", headers={"accept-language": "es"}).content.decode()
    assert "¿Recibió una carta?" in page
    assert client.post("/r/", {}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("Calle Benito Juárez 12, Oaxaca", "C. Benito Juarez No. 12 Col. Centro 68000 Oaxaca"),
        ("benito juarez 12 centro", "Calle Benito Juárez 12 Centro 68000 Oaxaca de Juárez"),
        ("AV. 5 DE MAYO #204, DEPTO 3", "Avenida 5 de Mayo 204 Departamento 3 68000 Oaxaca"),
        ("Calle Benito Juares 012 Oaxaca", "Calle Benito Juárez 12 68000 Oaxaca"),
        ("14 Example Street Springfield", "Example St. 14 Springfield 62701"),
    ],
)
def test_address_written_in_another_way_is_clear(typed, known):
    book = Letterbook([(1, known), (2, "Calle Ejemplo 99 68000 Oaxaca")])
    assert clear(book.like(typed)).letter == 1


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("Calle Benito Juárez 21, Oaxaca", "Calle Benito Juárez 12 68000 Oaxaca"),
        (
            "Calle Morelos 12, Centro, 68000 Oaxaca de Juárez",
            "Calle Hidalgo 12, Centro, 68000 Oaxaca de Juárez",
        ),
        ("Juárez 12", "Avenida Juárez 12 68000 Oaxaca"),
        ("12", "Calle Benito Juárez 12 68000 Oaxaca"),
        ("", "Calle Benito Juárez 12 68000 Oaxaca"),
        ("Calle Benito Juárez", "Calle Benito Juárez 12 68000 Oaxaca"),
    ],
)
def test_address_of_another_house_or_too_short_is_not_clear(typed, known):
    found = Letterbook([(1, known)]).like(typed)
    assert clear(found) is None or typed == "Calle Benito Juárez"
    if typed == "Calle Benito Juárez":
        assert clear(Letterbook([(1, known), (2, known.replace("12", "14"))]).like(typed)) is None


def test_address_that_two_letters_have_is_not_clear():
    book = Letterbook([(1, "Calle Uno 3 Oaxaca"), (2, "Calle Uno 3 Oaxaca")])
    assert [one.letter for one in book.like("Calle Uno 3 Oaxaca")] == [1, 2]
    assert clear(book.like("Calle Uno 3 Oaxaca")) is None


@given(st.text(max_size=400), st.text(max_size=400))
def test_addresses_of_any_signs_are_compared(typed, known):
    assert 0 <= likeness(made_plain("a " + typed), made_plain(known)) <= 100
    Letterbook([(1, known)]).like(typed)


def test_clear_address_is_matched_by_the_worker(wave, volunteer):
    letter, person = wave.letters.first(), volunteer()
    answers.claim_address(volunteer=person, address=address_of(letter).upper())
    assert answers.match_addresses()
    letter.refresh_from_db()
    assert letter.volunteer == person
    assert AddressClaim.objects.get().state == "matched"
    assert not answers.match_addresses()


def test_address_typed_before_letters_are_drawn_waits(fixed, volunteer):
    answers.claim_address(volunteer=volunteer(), address="Calle Ejemplo A 0")
    assert not answers.match_addresses()
    assert AddressClaim.objects.get().state == "waiting"


def test_address_of_a_letter_that_somebody_answered_is_doubtful(wave, volunteer):
    letter = wave.letters.first()
    answers.answered(letter, volunteer())
    answers.claim_address(volunteer=volunteer(), address=address_of(letter))
    answers.match_addresses()
    assert AddressClaim.objects.get().state == "doubtful"


def test_address_typed_again_takes_the_place_of_the_first(wave, volunteer):
    person = volunteer()
    for address in ("Nowhere Street 4711", address_of(wave.letters.first())):
        answers.claim_address(volunteer=person, address=address)
        answers.match_addresses()
    assert AddressClaim.objects.get().state == "matched"


def doubtful(wave, volunteer) -> AddressClaim:
    letter = wave.letters.first()
    answers.claim_address(volunteer=volunteer(), address=letter.sealed["row"]["street"])
    AddressClaim.objects.update(state="doubtful", candidates=[{"letter": letter.pk, "score": 80.0}])
    return AddressClaim.objects.get()


def test_doubtful_address_is_shown_with_its_candidates_and_the_reading_noted(wave, volunteer, as_):
    claim = doubtful(wave, volunteer)
    page = as_("organiser").get(DESK + "addresses/").content.decode()
    assert claim.address in page
    assert address_of(wave.letters.first()) in page
    assert {(one.kind, tuple(one.ids)) for one in Reading.objects.all()} == {
        ("addresses", ("v1",)),
        ("letters", (str(wave.letters.first().pk),)),
    }


def test_doubtful_address_is_accepted_once(wave, volunteer, as_):
    claim, letter, client = doubtful(wave, volunteer), wave.letters.first(), as_("organiser")
    for _ in range(2):
        client.post(DESK + f"addresses/{claim.pk}/", {"letter": letter.pk, "accept": ""})
    letter.refresh_from_db()
    assert letter.volunteer_id == claim.volunteer_id
    with pytest.raises(OutOfOrder):
        answers.refuse_claim(claim=claim, by=None)


def test_doubtful_address_is_refused(wave, volunteer, as_):
    claim = doubtful(wave, volunteer)
    as_("organiser").post(DESK + f"addresses/{claim.pk}/", {"refuse": ""})
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by.name) == ("refused", "Example organiser")


def test_doubtful_address_is_not_given_a_letter_that_is_answered(wave, volunteer):
    claim, letter = doubtful(wave, volunteer), wave.letters.first()
    answers.answered(letter, volunteer())
    with pytest.raises(OutOfOrder):
        answers.accept_claim(claim=claim, letter=letter, by=None)
    claim.refresh_from_db()
    assert claim.state == "doubtful"


@pytest.mark.parametrize("chosen", ["", "x", "-1", "9" * 30, "<script>"])
def test_choice_of_no_letter_changes_nothing(wave, volunteer, as_, chosen):
    claim = doubtful(wave, volunteer)
    answer = as_("organiser").post(DESK + f"addresses/{claim.pk}/", {"letter": chosen})
    assert answer.status_code in (302, 404)
    claim.refresh_from_db()
    assert claim.state == "doubtful"


def test_replies_of_few_are_not_told_apart(wave, volunteer):
    for letter in wave.letters.all()[:4]:
        answers.answered(letter, volunteer())
    (found,) = replies(wave.assembly)
    assert [(cell.values, cell.letters, cell.answered) for cell in found.cells] == [((), 12, None)]
    assert found.whole.answered is None


def test_replies_of_many_are_shown_by_stratum(wave, volunteer):
    for letter in wave.letters.all():
        answers.answered(letter, volunteer())
    Letter.objects.filter(number__gt=6).update(stratum=1)
    Letter.objects.filter(number__lte=6).update(stratum=0)
    (found,) = replies(wave.assembly)
    assert [(cell.values, cell.letters, cell.answered) for cell in found.cells] == [
        (("North",), 6, 6),
        (("South",), 6, 6),
    ]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8))
def test_strata_shown_alone_have_five_answers_and_none_can_be_worked_out(pairs):
    counts = {at: (sent + came, came) for at, (sent, came) in enumerate(pairs)}
    together = together_of(counts)
    assert all(counts[at][1] >= 5 for at in counts if at not in together)
    assert len(together) != 1 or len(counts) == 1
    alone = len(counts) > len(together)
    assert not (together and alone) or sum(counts[at][1] for at in together) >= 5


def test_observer_sees_the_replies_and_no_address(wave, as_):
    page = as_("observer").get(DESK + "replies/").content.decode()
    assert "fewer than 5" in page
    assert "Example" not in page.replace("Water of Example", "")


def test_letters_are_listed_fifty_a_page_and_the_reading_noted(wave, as_):
    page = as_("organiser").get(DESK + "letters/1/list/").content.decode()
    assert page.count("Example Person") == 12
    (reading,) = Reading.objects.all()
    assert (reading.kind, len(reading.ids)) == ("letters", 12)


def test_letters_as_csv_hold_codes_and_defuse_formulas(wave, as_):
    letter = wave.letters.first()
    letter.sealed = {
        "code": letter.sealed["code"],
        "row": letter.sealed["row"] | {"name": '=HYPERLINK("http://x")'},
    }
    letter.save()
    answer = as_("organiser").get(DESK + "letters/1/letters.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (len(rows), rows[0]["code"]) == (12, shown(letter.sealed["code"]))
    assert rows[0]["name"].startswith("'=")
    assert Reading.objects.get().kind == "letters"


def test_address_is_written_as_the_format_says():
    row = {"name": "Ana Example", "street": "Calle Uno", "number": "", "city": "Oaxaca"}
    assert address_lines(row, "{name}\n{street} {number}\n{number},\n{postcode} {city}") == [
        "Ana Example",
        "Calle Uno",
        "Oaxaca",
    ]
    assert place_of(row, "{name}\n{street}\n{city}") == "Calle Uno Oaxaca"


@pytest.mark.parametrize(
    "page", ["frame/", "letters/", "letters/1/", "letters/1/list/", "replies/", "addresses/"]
)
def test_pages_ask_the_database_at_most_twelve_times(wave, volunteer, as_, page):
    for letter in wave.letters.all():
        answers.claim_address(volunteer=volunteer(), address=letter.sealed["row"]["street"])
    some = [{"letter": letter.pk, "score": 80.0} for letter in wave.letters.all()[:5]]
    AddressClaim.objects.update(state="doubtful", candidates=some)
    client = as_("organiser")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(DESK + page).status_code == 200
    assert len(asked) <= 12, [one["sql"][:90] for one in asked]
