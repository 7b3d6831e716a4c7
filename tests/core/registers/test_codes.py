"""Codes: what is odd about one is said, and nothing is refused for it."""

import pytest

from core.registers import codes

USCC = "115113010833722043"  # its check digit is right
BASE = "000131024000"
IMPLEMENTATION = f"{USCC}3{BASE}"


def odd(**content):
    return [(warned.field, warned.rule) for warned in codes.warnings(content)]


def test_codes_of_their_shapes_are_not_odd():
    assert (
        odd(
            base_code=BASE,
            implementation_code=IMPLEMENTATION,
            handling_code=f"{IMPLEMENTATION}01",
            local_code="62052400MZ-XK-0001",
            local_scheme="gansu-early",
        )
        == []
    )


def test_a_content_without_codes_is_not_odd():
    assert odd() == odd(base_code="", local_code=None, local_scheme="sichuan") == []


@pytest.mark.parametrize("code", ["6201", "00013102400", "00013102400a", f"{BASE} "])
def test_another_shape_is_told(code):
    assert odd(base_code=code) == [("base_code", "shape")]


def test_a_main_item_with_sub_items_ends_on_y():
    assert odd(base_code="00013102400Y") == []


def test_a_wrong_check_digit_is_told_with_the_number_it_is_in():
    wrong = USCC[:-1] + "4"
    (warned,) = codes.warnings({"implementation_code": f"{wrong}3{BASE}"})
    assert (warned.field, warned.rule, warned.value) == (
        "implementation_code",
        "check-digit",
        wrong,
    )


def test_longer_codes_must_hold_the_shorter_ones():
    assert odd(base_code="000131024001", implementation_code=IMPLEMENTATION) == [
        ("implementation_code", "parts")
    ]
    other = f"{USCC}4{BASE}"
    assert odd(implementation_code=other, handling_code=f"{IMPLEMENTATION}01") == [
        ("handling_code", "parts")
    ]


def test_an_unknown_scheme_is_told_and_its_code_is_not_judged():
    assert odd(local_code="一", local_scheme="火星") == [("local_scheme", "scheme")]


def test_a_local_code_of_no_scheme_is_not_judged():
    assert odd(local_code="随便") == []


def test_every_scheme_says_where_it_is_laid_down():
    assert all(
        scheme.name and scheme.source and scheme.shapes for scheme in codes.schemes().values()
    )
