from dataclasses import replace

import pytest
from report_samples import DRAW, DRAW_FILE, LOTTERY_FILE, PEOPLE, REDRAW, REDRAW_FILE, ROOT

from tequio.reports.draw import SOURCE_SENTENCES, CountFacts, draw_facts, draw_page
from tequio.words import words

EN, ES = words("en"), words("es")


def test_facts_of_a_draw_are_those_of_its_files():
    assert (DRAW.number, DRAW.panels, DRAW.kind, DRAW.source) == (417, 1000, "digits", "4 1 7")
    assert DRAW.members == tuple(sorted(PEOPLE[:60]))
    assert DRAW.reserves == tuple(PEOPLE[60:])
    assert DRAW.redraw is None


def test_facts_of_a_redraw_name_the_earlier_draws():
    assert REDRAW.redraw is not None
    assert (REDRAW.redraw.numbers, REDRAW.redraw.earlier) == ((417,), ROOT)
    assert REDRAW.redraw.by == ("Ana Ejemplo", "Beto Muestra")


def test_page_shows_the_number_and_every_member():
    page = draw_page(DRAW, EN)
    assert ">417</span></h1>" in page
    assert [name for name in PEOPLE if f'<li class="name">{name}</li>' not in page] == []


def test_page_shows_each_digit():
    assert "<span>4</span> <span>1</span> <span>7</span>" in draw_page(DRAW, EN)


@pytest.mark.parametrize("kind", SOURCE_SENTENCES)
def test_page_says_how_the_number_came(kind):
    facts = replace(DRAW, kind=kind, source="x", round=657413 if kind == "drand" else None)
    assert SOURCE_SENTENCES[kind].format(round="657,413") in draw_page(facts, EN)


def test_page_of_a_rehearsal_says_so_everywhere():
    page = draw_page(REDRAW, EN)
    assert "<title>REHEARSAL" in page
    assert page.count('<p class="banner">REHEARSAL') == 2
    assert page.count("<span>REHEARSAL</span>") == 6
    assert '<p class="tag">REHEARSAL</p>' in page


def test_page_of_a_draw_never_speaks_of_a_rehearsal():
    assert "REHEARSAL" not in draw_page(DRAW, EN)
    assert "ENSAYO" not in draw_page(DRAW, ES)


def test_page_of_a_redraw_tells_it_before_the_number():
    page = draw_page(REDRAW, ES)
    notice = page.index("Este no es el primer sorteo de esta lotería. Antes salió el panel 417.")
    assert notice < page.index("<h1>")
    assert "Lo decidieron: Ana Ejemplo, Beto Muestra" in page
    assert "The stream had &lt;not&gt; begun." in page


def test_page_of_a_redraw_without_the_earlier_file_gives_its_hash():
    page = draw_page(draw_facts(LOTTERY_FILE, REDRAW_FILE), EN)
    assert f"SHA-256 of the draw that this one replaces: {ROOT}" in page


def test_page_names_a_quota_that_is_not_met():
    facts = replace(DRAW, counts=(CountFacts("age", "16–29", 10, 12, 9, met=False),))
    page = draw_page(facts, EN)
    assert "outside the quota" in page
    assert "not all met" in page


def test_page_of_a_replacement_says_so_and_shows_no_count():
    lottery = LOTTERY_FILE | {"replaces": {"stay": PEOPLE[60:61]}}
    counts = [{key: row[key] for key in row if key != "count"} | {"met": True} for row in DRAW_FILE["counts"]]
    page = draw_page(draw_facts(lottery, DRAW_FILE | {"counts": counts}), ES)
    assert "Reemplazo: 60 lugares, 1 integrante sigue" in page
    assert "Quienes llegan" in page
    assert page.count("<strong>se cumple</strong>") == len(counts)


def test_page_of_a_replacement_names_a_quota_that_is_not_met():
    row = {"feature": "age", "value": "16–29", "min": 10, "max": 12, "met": False}
    lottery = LOTTERY_FILE | {"replaces": {"stay": PEOPLE[60:]}}
    page = draw_page(draw_facts(lottery, DRAW_FILE | {"counts": [row]}), EN)
    assert "outside the quota" in page
    assert "not all met" in page


def test_page_without_reserves_says_so():
    assert "There are no reserves." in draw_page(draw_facts(LOTTERY_FILE, DRAW_FILE | {"reserves": []}), EN)
