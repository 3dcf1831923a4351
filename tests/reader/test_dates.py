"""Dates in the styles that reports print them in."""

from datetime import date

import pytest

from recommendations.reader.dates import first_date, period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("24 January to 4 February 2022", "2022-01-24", "2022-02-04"),
        ("11 – 22 July 2022", "2022-07-11", "2022-07-22"),
        ("11-22 July 2022", "2022-07-11", "2022-07-22"),
        ("1/06/2015 – 25/06/2015", "2015-06-01", "2015-06-25"),
        ("18 Feb 2014 – 12 March 2014", "2014-02-18", "2014-03-12"),
        ("9 May to 13 May 2022", "2022-05-09", "2022-05-13"),
        ("12 and 13 March 2024", "2024-03-12", "2024-03-13"),
        ("5 June 2024", "2024-06-05", "2024-06-05"),
        ("Monday 8 to Friday 19 July 2019", "2019-07-08", "2019-07-19"),
        ("1st to 12th Sept 2014", "2014-09-01", "2014-09-12"),
        ("30 November to 11 January 2019", "2018-11-30", "2019-01-11"),
        (
            "15 to 19 July 2019 and 29 July to 2 August 2019",
            "2019-07-15",
            "2019-08-02",
        ),
        (
            "21 March 2017 and 24 March 2017, three inspectorates",
            "2017-03-21",
            "2017-03-24",
        ),
        (
            "2 to 6 October 2023 Previous inspection: June 2016",
            "2023-10-02",
            "2023-10-06",
        ),
    ],
)
def test_a_period_is_its_first_and_last_day(text, first, last):
    assert period(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["", "June", "3 to 14 March", "45 May 2020", "2022"])
def test_a_period_that_is_not_whole_is_none(text):
    assert period(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("8 December 2017", "2017-12-08"),
        ("on 23rd October 2023.", "2023-10-23"),
        ("by 9 August 2023 at the latest", "2023-08-09"),
    ],
)
def test_one_day_is_the_first_that_is_whole(text, day):
    assert first_date(text) == date.fromisoformat(day)


def test_a_day_without_a_year_is_none():
    assert first_date("by 23 October") is None
