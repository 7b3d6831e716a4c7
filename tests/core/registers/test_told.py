"""core/registers/publishing.py (``tell_search``): search follows what is published."""

import datetime

import pytest

from core.registers import actions
from core.registers.choices import Verb
from core.search.changes import follow_up
from core.search.models import Pending
from core.search.provider import Question, provider
from tests.core.registers.editors import change, new_draft, publish
from tests.core.registers.samples import place_page

pytestmark = pytest.mark.django_db
D = datetime.date
SECRET = {"confidentiality": "secret", "confidentiality_reason": "国家秘密（秘密级）"}


@pytest.fixture
def version(powers, group):
    """休学审批, published and found."""
    place_page(powers, group.chengguan)
    made = publish(powers, group, new_draft(powers, group))
    follow_up()
    return made


@pytest.fixture
def found(group):
    """``found("休学")``: the kinds of what is found."""

    def run(text="休学"):
        asked = Question(text, group.qilihe, literal=True)
        hits = [hit.document for hit in provider().search(asked).hits]
        return sorted((one["kind"], one["title"]) for one in hits)

    return run


POWER, BODY = ("power", "休学审批"), ("body", "城关区教育局")


def test_what_is_published_is_found_and_its_body_with_it(version, found):
    assert found() == [POWER] and BODY in found("城关区教育局")


def test_a_draft_is_nobodys_business(powers, group, version, found):
    new_draft(powers, group, "休学复核")
    assert not Pending.objects.exists() and found() == [POWER]


@pytest.mark.parametrize("how", ["cancelled", "confidential", "confidential later"])
def test_what_is_taken_back_is_found_by_nobody_at_once(powers, group, version, found, how):
    if how == "cancelled":
        given = {"ground": "国发〔2017〕46号", "actor": group.chengguan_chief}
        actions.cancel(powers, version.entry, verb=Verb.CANCEL, day=D(2018, 1, 1), **given)
    else:
        day = D(2099, 1, 1) if how == "confidential later" else D(2018, 1, 1)
        change(powers, group, version, day=day, **SECRET)
    assert found() == [] and BODY not in found("城关区教育局"), "it has nothing in the list"
    follow_up()
    assert found() == [] and BODY not in found("城关区教育局")


def test_a_change_that_begins_later_is_not_found_before(powers, group, version, found):
    change(powers, group, version, day=D(2099, 1, 1), name="休学和复学审批")
    follow_up()
    assert found() == [POWER] and found("复学") == []


def test_the_body_that_had_an_entry_before_is_told_of_too(powers, group, version, found):
    from core.testing import make_organisation

    other = make_organisation("城关区体育局", group.chengguan.division, code="chengguan-tyj")
    change(powers, group, version, organisation=other)
    follow_up()
    assert BODY not in found("城关区教育局") and ("body", "城关区体育局") in found("体育局")


def test_telling_takes_as_many_queries_for_many_entries_as_for_one(
    powers, group, version, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from core.registers.publishing import tell_search

    versions = [publish(powers, group, new_draft(powers, group, f"第{n}项")) for n in range(5)]
    counts = []
    for part in (versions[:1], versions):
        with CaptureQueriesContext(connection) as queries:
            tell_search(powers, group.chengguan, part)
        counts.append(len(queries))
    assert counts[0] == counts[1] < 12
