"""Dates that stand for some day between an earliest and a latest."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tequio.tracking.dates import ALWAYS, ANY, FOR_EVER, ImpossibleDate, Span, beginning, end, span, written


def days(first: str, last: str) -> Span:
    return Span(datetime.date.fromisoformat(first).toordinal(), datetime.date.fromisoformat(last).toordinal())


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014", "2014-01-01", "2014-12-31"),
        ("2014-09", "2014-09-01", "2014-09-30"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2014-09-26", "2014-09-26", "2014-09-26"),
        ("2014-03/2015", "2014-03-01", "2015-12-31"),
        ("2014~", "2013-01-01", "2015-12-31"),
        ("2014-09~", "2014-08-01", "2014-10-31"),
        ("2014-12~", "2014-11-01", "2015-01-31"),
        ("2014-09-30~", "2014-09-29", "2014-10-01"),
        ("2014~/2015-03", "2013-01-01", "2015-03-31"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("2014-XX", "2014-01-01", "2014-12-31"),
        ("2014-09-XX", "2014-09-01", "2014-09-30"),
    ],
)
def test_span_of_a_date_is_the_days_it_may_stand_for(text: str, first: str, last: str) -> None:
    assert span(text) == days(first, last)


def test_span_of_an_empty_date_is_any_day() -> None:
    assert span("") == ANY == Span(ALWAYS, FOR_EVER)


def test_span_with_an_open_side_is_any_earlier_day() -> None:
    assert span("../2015") == Span(ALWAYS, datetime.date(2015, 12, 31).toordinal())


def test_beginning_that_is_open_always_held_and_an_open_end_still_holds() -> None:
    assert beginning("..") == Span(ALWAYS, ALWAYS)
    assert end("..") == Span(FOR_EVER, FOR_EVER)


@pytest.mark.parametrize(
    "text",
    ["2014-13", "2014-02-30", "14", "2015/2014", "March 2014", "2014/2015/2016", "..", "2014-9", "0000"],
)
def test_span_of_an_impossible_date_is_refused(text: str) -> None:
    with pytest.raises(ImpossibleDate) as fault:
        span(text)
    assert fault.value.text == text


@given(st.dates(datetime.date(1000, 1, 1), datetime.date(9000, 1, 1)))
def test_span_of_a_day_is_that_day_and_is_written_alike(day: datetime.date) -> None:
    found = span(day.isoformat())
    assert found == Span(day.toordinal(), day.toordinal())
    assert written(found.first) == day.isoformat()


@given(st.dates(datetime.date(1000, 1, 1), datetime.date(9000, 1, 1)), st.sampled_from([4, 7, 10]))
def test_span_about_a_date_contains_that_of_the_date(day: datetime.date, precision: int) -> None:
    text = day.isoformat()[:precision]
    assert span(f"{text}~") | span(text) == span(f"{text}~") != span(text)
