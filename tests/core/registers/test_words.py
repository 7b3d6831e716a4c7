"""What fields and grounds are called in words, as pages, comparisons and search show them."""

from types import SimpleNamespace

import pytest

from core.registers.choices import HandlingKind
from core.registers.testing import make_term, make_version
from core.registers.words import ground_title, value_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("law", ["行政许可法", "《行政许可法》"])
def test_a_law_is_cited_in_one_pair_of_brackets(law):
    assert ground_title(SimpleNamespace(law=law, article="第十二条")) == "《行政许可法》第十二条"


@pytest.fixture
def said(powers, group):
    """A function that says a field of a version in words."""

    def say(name, **fields):
        given = {"member": group.chengguan, "organisation": group.chengguan_body} | fields
        return value_of(powers.field(name), make_version(powers, **given))

    return say


def test_codes_are_said_by_their_names(said):
    county, firm = make_term("level", "4"), make_term("audience", "2")
    person = make_term("audience", "1")
    assert said("level", level=county) == "县级"
    assert said("audiences", audiences=[firm, person]) == "自然人、企业法人"
    assert said("handling_kind", handling_kind=HandlingKind.INTERNAL) == str(
        HandlingKind.INTERNAL.label
    )


def test_a_body_is_said_by_its_whole_name(said, group):
    assert said("organisation") == group.chengguan_body.name


@pytest.mark.parametrize("name", ["level", "audiences", "handling_kind", "local_code", "remarks"])
def test_what_is_not_said_is_empty(said, name):
    assert said(name) == ""


def test_a_local_code_names_its_scheme(said):
    assert said("local_code", local_code="A1", local_scheme="sichuan") == "A1（sichuan）"
    assert said("local_code", local_code="A1") == "A1"
