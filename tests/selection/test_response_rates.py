from fractions import Fraction

import pytest

from tequio.files.faults import DoubledColumn, MissingColumn, NoRows
from tequio.selection import response_rates
from tequio.selection.frames import open_frame
from tequio.selection.response_rates import read_rates
from tequio.selection.strata import stratify

COLUMNS = ("region", "age")


@pytest.fixture
def rates(tmp_path):
    def read(text):
        path = tmp_path / "rates.csv"
        path.write_text(text, encoding="utf-8")
        return read_rates(path, COLUMNS)

    return read


@pytest.fixture
def strata(tmp_path):
    path = tmp_path / "frame.csv"
    path.write_text("region,age\nNorth,16-29\nNorth,65+\nSouth,65+\n", encoding="utf-8")
    with open_frame(path) as frame:
        return stratify(frame, COLUMNS)


@pytest.mark.parametrize("text", ["0.04", "4%", "4 %", "0.040", "1/25"])
def test_rates_are_read_exactly(rates, text):
    assert rates(f"age,rate\n65+,{text}\n").table == ((("65+",), Fraction(1, 25)),)


def test_rates_with_a_decimal_comma(rates):
    assert rates("age;tasa\n65+;0,04\n").table == ((("65+",), Fraction(1, 25)),)


def test_rates_of_one_column_hold_for_all_strata_with_the_value(rates, strata):
    found = rates("age,rate\n16-29,0.02\n65+,0.05\n").by_stratum(strata)
    assert found == (Fraction(1, 50), Fraction(1, 20), Fraction(1, 20))


def test_rates_of_all_columns_in_any_order(rates, strata):
    found = rates("rate,age,region\n0.1,65+,South\n0.2,65+,north\n0.3,16-29, North \n").by_stratum(strata)
    assert found == (Fraction(3, 10), Fraction(1, 5), Fraction(1, 10))


def test_rates_for_values_that_do_not_occur_are_told(rates, strata):
    assert rates("age,rate\n16-29,0.1\n65+,0.1\n30-44,0.1\n").unused(strata) == (("30-44",),)


def test_rates_that_lack_a_stratum_are_refused(rates, strata):
    with pytest.raises(response_rates.RateMissing) as caught:
        rates("age,rate\n16-29,0.1\n").by_stratum(strata)
    assert vars(caught.value) == {"values": ("North", "65+"), "count": 2}


@pytest.mark.parametrize("text", ["0", "-0.1", "1.01", "101%", "nan", "many", ""])
def test_rates_outside_0_to_1_are_refused(rates, text):
    with pytest.raises(response_rates.RateWrong) as caught:
        rates(f"age,rate\n16-29,0.1\n65+,{text}\n")
    assert (caught.value.row, caught.value.column, caught.value.value) == (3, "rate", text)


def test_rates_doubled_are_refused(rates):
    with pytest.raises(response_rates.RateDoubled) as caught:
        rates("age,rate\n65+,0.1\n 65+ ,0.2\n")
    assert caught.value.row == 3


def test_rates_with_a_foreign_column_are_refused(rates):
    with pytest.raises(response_rates.RateUnused) as caught:
        rates("age,income,rate\n65+,low,0.1\n")
    assert caught.value.column == "income"


@pytest.mark.parametrize("text", ["age\n65+\n", "rate\n0.1\n"])
def test_rates_without_a_column_are_refused(rates, text):
    with pytest.raises(MissingColumn):
        rates(text)


def test_rates_with_two_columns_of_rates_are_refused(rates):
    with pytest.raises(DoubledColumn):
        rates("age,rate,tasa\n65+,1,1\n")


def test_rates_without_rows_are_refused(rates):
    with pytest.raises(NoRows):
        rates("age,rate\n")
