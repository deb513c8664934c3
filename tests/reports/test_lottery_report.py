from dataclasses import replace
from fractions import Fraction

import pytest
from report_samples import LOTTERY, ROOT, STOPPED

from tequio.reports.lottery import (
    EXACT_SENTENCES,
    METHOD_SENTENCES,
    PUBLISHED_SENTENCES,
    STATUS_SENTENCES,
    lottery_page,
)
from tequio.reports.lottery_facts import LevelFacts
from tequio.reports.pages import fraction, percent
from tequio.words import words

EN, ES = words("en"), words("es")


@pytest.fixture(scope="module")
def english() -> str:
    return lottery_page(LOTTERY, EN, ["volunteers.csv: “Woman” was taken as “woman”."])


def test_report_states_the_lowest_chance_as_percent_and_fraction(english):
    assert "<dd>7.77%<small>exactly 8/103</small></dd>" in english


def test_report_keeps_fractions_in_spanish():
    assert "<dd>7.77\u00a0%<small>exactamente 8/103</small></dd>" in lottery_page(LOTTERY, ES)


def test_report_says_what_the_dearest_quota_costs(english):
    assert (
        "The dearest: if “age: 16–29” needed at least 9 members instead of 10, the lowest chance would rise "
        "from 7.77% to 8.12%."
    ) in english


def test_report_without_costs_has_no_section_on_them():
    assert "What each quota costs" not in lottery_page(replace(LOTTERY, costs=None), EN)


def test_report_says_when_no_quota_costs_anything():
    assert "No single quota, looser by one place" in lottery_page(replace(LOTTERY, costs=()), EN)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (EN, "There are 3,000 features: too many for a chart each, so that the tables stand alone."),
        (ES, f"Hay {ES.number(3000)} características: demasiadas para mostrar una gráfica de cada una"),
    ],
)
def test_report_of_thousands_of_features_has_their_tables_and_no_charts_of_them(language, said):
    quotas = tuple(replace(LOTTERY.quotas[0], feature=f"feature {number}") for number in range(3000))
    told = lottery_page(replace(LOTTERY, quotas=quotas), language)
    assert said in told
    assert told.count("<h3>feature ") == 3000
    assert told.count("<svg") == 1  # that of the chances


def test_report_of_few_features_has_a_chart_for_each(english):
    assert english.count("<svg") == 1 + len(LOTTERY.features)
    assert "too many for a chart each" not in english


def test_report_escapes_what_people_wrote(english):
    assert "60 and &lt;older&gt;" in english
    assert "<older>" not in english


def test_report_repeats_the_notes_of_reading(english):
    assert "<li>volunteers.csv: “Woman” was taken as “woman”.</li>" in english


def test_report_shows_the_root_and_as_many_digits_as_it_takes(english):
    assert ROOT in english
    assert "--digits &#34;4 1 7&#34;" in english or '--digits "4 1 7"' in english


def test_report_of_exact_weights_asks_for_dice():
    page = lottery_page(STOPPED, EN)
    assert "--dice" in page
    assert "--digits" not in page


def test_report_names_those_who_can_be_on_no_panel():
    page = lottery_page(STOPPED, EN)
    assert '<li class="name">k7m2-9xqd</li>' in page
    assert "no panel that meets all quotas can hold any of them" in page


def test_report_of_a_stopped_lottery_says_so_first():
    page = lottery_page(STOPPED, EN)
    assert page.index(STATUS_SENTENCES["stopped"]) < page.index("<dl")


def test_report_of_many_levels_tells_them_by_tenths():
    page = lottery_page(STOPPED, EN)
    assert "Chances by tenths of the pool" in page
    assert page.count('<th scope="row">10</th>') == 1


def test_report_of_everybody_certain_is_written():
    facts = replace(LOTTERY, size=403, levels=(LevelFacts(1.0, 403, Fraction(1)),))
    assert "403 volunteers are on every panel" in lottery_page(facts, EN)


def test_report_has_the_same_bytes_each_time():
    assert lottery_page(LOTTERY, ES) == lottery_page(LOTTERY, ES)


@pytest.mark.parametrize("method", METHOD_SENTENCES)
def test_report_explains_each_method(method):
    status = "simulated" if method == "legacy" else "exact"
    page = lottery_page(replace(LOTTERY, method=method, status=status, quotas=()), EN)
    assert METHOD_SENTENCES[method].replace("'", "&#39;") in page


@pytest.mark.parametrize("method", EXACT_SENTENCES)
def test_report_claims_no_more_than_each_method_proves(method):
    page = lottery_page(replace(LOTTERY, method=method, quotas=()), EN)
    assert [text for text in set(EXACT_SENTENCES.values()) if text in page] == [EXACT_SENTENCES[method]]


def test_report_of_panels_out_of_reach_calls_the_gap_what_it_is():
    page = lottery_page(replace(LOTTERY, status="panels", gap=0.004), EN)
    assert "How much higher the quotas would allow the lowest chance on paper" in page
    assert "0.400 percentage points" in page


@pytest.mark.parametrize("what", PUBLISHED_SENTENCES)
def test_report_says_what_publication_means(what):
    facts = replace(LOTTERY, quotas=(), published=replace(LOTTERY.published, what=what))
    assert PUBLISHED_SENTENCES[what] in lottery_page(facts, EN)


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.07767, "7.77%"),
        (0.297, "29.7%"),
        (0.0001786, "0.0179%"),
        (0.01, "1.00%"),
        (0.00999999999, "1.00%"),
        (0.09999999999, "10.0%"),
        (0.99999, "99.999%"),
        (1e-12, "0.0000000%"),
    ],
)
def test_percent_has_three_figures_and_reads_100_only_when_certain(share, written):
    assert percent(share, EN) == written


def test_fraction_of_nothing_is_empty():
    assert (fraction(None), fraction(Fraction(1, 11))) == ("", "1/11")
