"""The unified social credit code of GB 32100-2015."""

import pytest

from core.people.uscc import uscc_problem


def test_a_right_code_has_no_problem():
    assert uscc_problem("91110000600037341L") == ""


@pytest.mark.parametrize("code", ["91110000600037341A", "9111", "9111000060003734IL", "张"])
def test_a_wrong_code_is_named(code):
    assert code in uscc_problem(code)
