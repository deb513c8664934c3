import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tequio.files import Figure
from tequio.tracking.dates import span
from tequio.tracking.places import state_code, told_by_name
from tequio.tracking.values import UNKNOWN, Quantity, decimal_mark, number, quantity, serials
from tequio.tracking.written_dates import DAY_MONTH, MONTH_DAY, date_order, written_date


@pytest.mark.parametrize(
    "text", ["1,234", "1.234", "1 234", "1'234", "1234", "1234.0", "1,234 armas", "1\u202f234"]
)
def test_quantity_with_thousands_apart_is_one_number(text):
    assert quantity(text) == Quantity(1234, 1234)


@pytest.mark.parametrize(
    "text", ["12 pzas.", "12 piezas", "12 fusiles", "12 Rifles", "12", "doce", "12u", Figure("12")]
)
def test_quantity_with_a_word_for_weapons_is_read(text):
    assert quantity(text) == Quantity(12, 12)


@pytest.mark.parametrize(
    "text", ["s/d", "N/D", "-", "n.a.", "", " — ", "Sin dato", "No disponible", "█████", "unknown"]
)
def test_quantity_that_says_nothing_is_unknown(text):
    assert quantity(text) == UNKNOWN


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("10-12", 10, 12),
        ("10 a 12", 10, 12),
        ("entre 10 y 12", 10, 12),
        ("between 10 and 12", 10, 12),
        ("más de 20", 21, None),
        ("more than 20,000", 20_001, None),
        ("al menos 5", 5, None),
        (">= 4", 4, None),
        ("20+", 20, None),
        ("menos de 20", 0, 19),
        ("hasta 7", 0, 7),
    ],
)
def test_quantity_with_bounds_is_an_interval(text, least, most):
    assert quantity(text) == Quantity(least, most)


@pytest.mark.parametrize(
    "text",
    ["12 cajas", "aprox. 20", "-5", "12.5", "1,23", "1,234.50", "12-10", "lote 3", Figure("1.234"), "1,2345"],
)
def test_quantity_that_is_no_count_of_weapons_is_not_read(text):
    assert quantity(text) is None


@given(st.integers(0, 10**9), st.sampled_from([",", ".", " ", "\u00a0", ""]))
def test_quantity_grouped_in_any_way_is_read_back(count, separator):
    assert quantity(f"{count:,}".replace(",", separator)) == Quantity(count, count)


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("US$ 54,000.00", None, "54000.00"),
        ("54.000,00", None, "54000.00"),
        ("54.000", None, "54000"),
        ("54.000", ".", "54.000"),
        ("12,5", None, "12.5"),
        ("$1,234,567", None, "1234567"),
        (Figure("1.234"), None, "1.234"),
    ],
)
def test_number_is_read_by_its_decimal_mark(text, mark, value):
    assert number(text, mark) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "mark"), [("1.2.3", None), ("abc", None), ("12,50", "."), ("1,234.50", ",")]
)
def test_number_that_contradicts_its_mark_is_not_read(text, mark):
    assert number(text, mark) is None


def test_decimal_mark_is_proved_by_one_number_and_disproved_by_two():
    assert decimal_mark(["1,234", "12.50", "7"]) == "."
    assert decimal_mark(["1.234", "1.234.567"]) == ","
    assert decimal_mark(["1,234", "7"]) is None
    assert decimal_mark(["12.50", "12,50"]) is None


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("15 de marzo de 2011", "2011-03-15"),
        ("1o. de enero de 2012", "2012-01-01"),
        ("lunes 3 de mayo de 2010", "2010-05-03"),
        ("15-mar-11", "2011-03-15"),
        ("March 15, 2011", "2011-03-15"),
        ("15th March 2011", "2011-03-15"),
        ("2011-03-15 00:00:00", "2011-03-15"),
        ("15/03/2011", "2011-03-15"),
        ("03/15/2011", "2011-03-15"),
        ("2011/3/5", "2011-03-05"),
        ("20110315", "2011-03-15"),
        (Figure("40617"), "2011-03-15"),
        ("Mar-11", "2011-03"),
        ("marzo 2011", "2011-03"),
        ("SEPTIEMBRE DE 2010", "2010-09"),
        ("03/2011", "2011-03"),
        ("2011", "2011"),
        (Figure("2011"), "2011"),
        ("1er trimestre 2012", "2012-01/2012-03"),
        ("2012-T1", "2012-01/2012-03"),
        ("Q4 2012", "2012-10/2012-12"),
        ("primer semestre de 2012", "2012-01/2012-06"),
        ("2010 a 2012", "2010/2012"),
        ("2010-2012", "2010/2012"),
        ("enero-marzo 2011", "2011-01/2011-03"),
        ("del 3 al 5 de marzo de 2011", "2011-03-03/2011-03-05"),
        ("ca. 2014", "2014~"),
        ("finales de 2011", "2011"),
        ("FY 2012", "2011-10/2012-09"),
        ("2014-09~", "2014-09~"),
        ("2014-03/2015", "2014-03/2015"),
        ("..", ".."),
        ("s/d", ""),
    ],
)
def test_date_as_people_write_it_is_read(text, edtf):
    reading = written_date(text)
    assert reading is not None
    assert (reading.edtf, reading.ambiguous) == (edtf, False)


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2011",
        "15 de marzo",
        "hola",
        "antes de 2011",
        "2010-14",
        "13/13/2011",
        "99999",
        Figure("12"),
        "2012-T5",
    ],
)
def test_date_that_is_none_is_not_read(text):
    assert written_date(text) is None


def test_date_of_two_readings_holds_both():
    reading = written_date("03/04/2011")
    assert reading is not None
    assert (reading.edtf, reading.ambiguous) == ("2011-03-04/2011-04-03", True)
    assert written_date("03/04/2011", DAY_MONTH).edtf == "2011-04-03"
    assert written_date("03/04/2011", MONTH_DAY).edtf == "2011-03-04"


def test_date_of_two_equal_readings_is_one_day():
    reading = written_date("04/04/2011")
    assert reading is not None
    assert (reading.edtf, reading.ambiguous) == ("2011-04-04", False)


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2049, 12, 31)), st.booleans(), st.booleans())
def test_date_in_numbers_always_lies_within_its_reading(day, month_first, short):
    year = f"{day.year % 100:02}" if short else str(day.year)
    one, other = (day.month, day.day) if month_first else (day.day, day.month)
    reading = written_date(f"{one}/{other}/{year}")
    assert reading is not None
    assert span(reading.edtf).first <= day.toordinal() <= span(reading.edtf).last


def test_date_order_is_proved_only_by_a_day_that_exists_in_one_order():
    assert date_order(["03/04/2011", "15/03/2011"]) == DAY_MONTH
    assert date_order(["03/04/2011", "03/15/2011"]) == MONTH_DAY
    assert date_order(["03/04/2011", "31/02/2011"]) is None
    assert date_order(["15/03/2011", "03/15/2011"]) is None


def test_serials_are_parted_and_kept_once():
    assert serials("A1234, A1235; A1236\nA1237|A1234") == (("A1234", "A1235", "A1236", "A1237"), ())
    assert serials("L12345/L12346") == (("L12345", "L12346"), ())
    assert serials("AB/12") == (("AB/12",), ())


def test_serials_that_are_ranges_or_rounded_are_not_used():
    assert serials("A100 al A120, 1.23E+11, B7777") == (("B7777",), ("A100 al A120", "1.23E+11"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Guerrero", "12"), ("Gro.", "12"), ("Estado de Guerrero", "12"), ("MX-GRO", "12"), ("12", "12"),
        ("8", "08"),
        ("Estado de México", "15"), ("Edo. Méx.", "15"), ("CDMX", "09"),
        ("Veracruz de Ignacio de la Llave", "30"),
        ("son", None), ("33", None), ("Texas", None),
    ],
)  # fmt: skip
def test_state_is_read_where_there_is_no_doubt(text, code):
    assert state_code(text) == code


def test_unit_tells_kind_level_and_state_only_where_its_name_does():
    assert told_by_name("Policía Municipal Ficticia, Gro.") == {
        "kind": "policia_municipal", "level": "municipal", "central": "no", "state": "12"
    }  # fmt: skip
    assert told_by_name("SEDENA")["central"] == "yes"
    assert told_by_name("Grupo Imaginario Guerrero") == {}
