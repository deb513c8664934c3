"""Whatever somebody sends, the page answers in words and nothing breaks."""

import html
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented_registration import address, answers, registered

from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import Volunteer

HARSH = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ANYTHING = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=200)


@HARSH
@given(name=ANYTHING, email=ANYTHING, phone=ANYTHING, age=ANYTHING, shown=ANYTHING)
def test_register_answers_any_text(
    assembly: Assembly, name: str, email: str, phone: str, age: str, shown: str
) -> None:
    filled = answers(assembly, name=name, email=email, phone=phone, age=age, shown=shown)
    assert Client().post(address(assembly), filled).status_code == 200
    assert Volunteer.objects.count() == 0


@HARSH
@given(name=ANYTHING)
def test_register_keeps_any_name_as_one_line_or_refuses_it(assembly: Assembly, name: str) -> None:
    answer = Client().post(address(assembly), answers(assembly, name=name))
    if answer.status_code == 302:
        kept = Volunteer.objects.latest("pk").contact["name"]
        assert kept == " ".join(kept.split())
        assert 0 < len(kept) <= 120
        assert "\0" not in kept
    else:
        assert answer.status_code == 200


@HARSH
@given(number=ANYTHING, salt=ANYTHING)
def test_pot_answers_any_text(assembly: Assembly, number: str, salt: str) -> None:
    asked = {"number": number, "salt": salt}
    for answer in (
        Client().get(f"/a/{assembly.slug}/pot/", asked),
        Client().post(f"/a/{assembly.slug}/pot/", asked),
    ):
        assert answer.status_code in (200, 429)


@HARSH
@given(
    key=st.text(
        alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="/"), min_size=1, max_size=50
    )
)
def test_links_with_any_key_are_over(assembly: Assembly, key: str) -> None:
    for page in ("receipt", "confirm", "contact", "withdraw"):
        answer = Client().get(f"/a/{assembly.slug}/{page}/{quote(key)}/")
        assert answer.status_code in (404, 410)


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"])
def test_script_in_a_name_is_shown_as_text(assembly: Assembly, as_: Any, name: str) -> None:
    registered(assembly, name=name)
    for page in (
        as_("caller").get(f"/desk/{assembly.slug}/registration/confirm/"),
        Client().post(address(assembly), answers(assembly, name=name, age="")),
    ):
        text = page.content.decode()
        assert html.escape(name) in text
        assert name not in text or name == html.escape(name)


@pytest.mark.parametrize("name", ["=1+1", "+52", "@SUM(A1)", "-2", "=cmd|' /C calc'!A0"])
def test_formula_in_a_name_stays_what_it_is(assembly: Assembly, name: str) -> None:
    assert registered(assembly, name=name).contact["name"] == name


def test_name_of_ten_thousand_letters_is_refused_in_words(assembly: Assembly) -> None:
    page = Client().post(address(assembly), answers(assembly, name="x" * 10_000)).content.decode()
    assert "120" in page
    assert Volunteer.objects.count() == 0


def test_ten_megabytes_are_refused_by_a_page(assembly: Assembly) -> None:
    answer = Client().post(address(assembly), answers(assembly, name="x" * 10_000_000))
    assert answer.status_code == 413
    assert "more than this page can take" in answer.content.decode()


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", "image/png"]
)
def test_other_content_types_bring_the_form_again(assembly: Assembly, kind: str) -> None:
    answer = Client().post(address(assembly), b'{"name": "Ana"}', content_type=kind)
    assert answer.status_code in (200, 400)
    assert Volunteer.objects.count() == 0


def test_null_sign_in_a_name_is_refused(assembly: Assembly) -> None:
    assert Client().post(address(assembly), answers(assembly, name="Ana\0Example")).status_code == 200
    assert Volunteer.objects.count() == 0


def test_value_that_no_field_has_is_refused(assembly: Assembly) -> None:
    page = Client().post(address(assembly), answers(assembly, age="17-18")).content.decode()
    assert "Please choose one of these." in page
