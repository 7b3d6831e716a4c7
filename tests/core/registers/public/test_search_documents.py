"""What search gets of an entry, by the field dictionary of core.search."""

import datetime

import pytest

from core.registers.choices import Verb
from core.registers.public.search_documents import register_documents
from core.registers.testing import make_term, make_version
from core.search.fields import FIELDS, OWN
from tests.core.registers.samples import category, make_chain, place_page

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def document(powers, group):
    """The one document of a site with one power, which is said to have these fields."""
    place_page(powers, group.chengguan)

    def make(**fields):
        make_version(powers, member=group.chengguan, organisation=group.chengguan_body, **fields)
        (found,) = register_documents("power_list", group.chengguan)
        return found

    return make


def test_a_document_has_only_known_fields_and_none_that_is_empty(document):
    found = document(category=None)
    assert set(found) <= set(FIELDS) | {"id", "url"}
    assert all(found.values()) and "category" not in found and "valid_to" not in found


def test_a_document_says_its_codes_in_words(document):
    found = document(category=category("02"), audiences=[make_term("audience", "2")])
    assert (found["category"], found["audience"]) == ("行政处罚", ["企业法人"])
    assert not OWN & set(found), "where it comes from, core says"


def test_the_grounds_are_found_by_their_text_and_summed_up_by_their_titles(document):
    found = document(
        grounds=[{"law": "甲法", "article": "第一条", "text": "应当备案"}, {"law": "乙法"}],
        remarks="备注",
    )
    assert found["summary"] == "《甲法》第一条；《乙法》"
    assert "应当备案" in found["text"] and "备注" in found["text"]


def test_what_ended_or_begins_later_is_not_found(powers, group):
    place_page(powers, group.chengguan)
    where = (powers, group.chengguan, group.chengguan_body)
    make_chain(*where, (D(2015, 1, 1), Verb.ADOPT, {}), (D(2018, 1, 1), Verb.CANCEL, {}))
    make_chain(*where, (D(2150, 1, 1), Verb.ADOPT, {}))
    assert list(register_documents("power_list", group.chengguan)) == []


def test_a_decided_end_is_told(powers, group):
    place_page(powers, group.chengguan)
    where = (powers, group.chengguan, group.chengguan_body)
    make_chain(*where, (D(2015, 1, 1), Verb.ADOPT, {}), (D(2150, 1, 1), Verb.CANCEL, {}))
    (found,) = register_documents("power_list", group.chengguan)
    assert (found["date"], found["valid_to"]) == (D(2015, 1, 1), D(2150, 1, 1))
