"""core/registers/scalars.py: sums, numbers, years and days are read as written, kept exactly."""

import datetime
from decimal import Decimal

import pytest

from core.registers.scalars import as_text, as_value, in_words, money_in_words


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("money", "1234.5", Decimal("1234.5")),
        ("money", "１，２３４．５０", Decimal("1234.5")),
        ("money", "1,234.0001万元", Decimal("1234.0001")),
        ("number", "１０个工作日", 10),
        ("number", "0", 0),
        ("year", "2027年度", 2027),
        ("year", "２０２７", 2027),
        ("day", "2027-01-31", datetime.date(2027, 1, 31)),
    ],
)
def test_what_people_write_is_read(kind, text, value):
    assert as_value(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        ("money", "约1200", "万元"),
        ("money", "-1", "万元"),
        ("money", "1.00001", "万元"),
        ("money", "12345678901", "万元"),
        ("money", "1e3", "万元"),
        ("number", "3.5", "整数"),
        ("number", "-1", "整数"),
        ("number", "10000", "整数"),
        ("number", "约3", "整数"),
        ("year", "27", "四位"),
        ("year", "9999", "四位"),
        ("day", "2027-02-30", "YYYY-MM-DD"),
        ("day", "2027年1月", "YYYY-MM-DD"),
    ],
)
def test_what_cannot_be_read_is_said(kind, text, sentence):
    with pytest.raises(ValueError, match=sentence):
        as_value(kind, text)


@pytest.mark.parametrize("value", [Decimal("0.1"), Decimal("1200.0000"), Decimal(0), 2027, None])
def test_a_file_carries_exactly_what_is_kept(value):
    text = as_text(value)
    kind = "year" if isinstance(value, int) else "money"
    assert (as_value(kind, text) if text else None) == value


def test_a_page_parts_the_thousands():
    assert in_words("money", Decimal("1234567.5000")) == "1,234,567.5"
    assert money_in_words(Decimal("-0.5000")) == "-0.5" and money_in_words(None) == ""
    assert in_words("year", 2027) == "2027" and in_words("day", None) == ""
