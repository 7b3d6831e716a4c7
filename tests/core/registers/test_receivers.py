"""core/registers/receivers.py: to whom a change gives an entry. core/registers/handing.py too."""

import pytest

from core.registers.choices import Verb
from core.registers.receivers import (
    bodies_named,
    lower_sites,
    receivers_of,
    said_of,
    site_of,
    target_problems,
)
from core.sitegroup.models import Level
from core.testing import make_member, make_organisation

pytestmark = pytest.mark.django_db


def draft_of(powers, group, verb, goes_to, member=None):
    return powers.Draft(
        member=member or group.province, verb=verb, goes_to=goes_to,
        organisation=group.chengguan_body,
    )  # fmt: skip


def problems(draft):
    return target_problems(draft, bodies_named([draft]))


def test_entries_are_delegated_to_governments_below_and_to_no_department(group):
    make_member("sheng-jyt", group.province, Level.DEPARTMENT, organisation=group.qilihe_body)
    assert [site.slug for site in lower_sites(group.province)] == ["chengguan", "qilihe"]
    assert lower_sites(group.chengguan) == []


def test_a_department_delegates_to_the_sites_below_its_government(group):
    department = make_member(
        "sheng-jyt", group.province, Level.DEPARTMENT, organisation=group.qilihe_body
    )
    assert [site.slug for site in lower_sites(department)] == ["chengguan", "qilihe"]


def test_a_body_works_at_its_own_site_or_at_its_divisions(group):
    assert site_of(group.chengguan_body) == group.chengguan
    own = make_member(
        "cg-jyj", group.chengguan, Level.DEPARTMENT, organisation=group.chengguan_body
    )
    assert site_of(group.chengguan_body) == own


@pytest.mark.parametrize(
    ("verb", "goes_to", "said"),
    [
        (Verb.DELEGATE, {}, "接收"),
        (Verb.DELEGATE, {"sites": ["province"]}, "province"),
        (Verb.DELEGATE, {"sites": ["chengguan", "nowhere"]}, "nowhere"),
        (Verb.DELEGATE, {"body": "chengguan-jyj"}, "接收"),
        (Verb.TRANSFER, {}, "承接单位"),
        (Verb.TRANSFER, {"body": "nobody"}, "承接单位"),
        (Verb.TRANSFER, {"body": "chengguan-jyj"}, "本单位"),
        (Verb.MERGE, {}, "并入"),
    ],
)
def test_what_is_given_to_nobody_is_refused_with_its_reason(powers, group, verb, goes_to, said):
    (problem,) = problems(draft_of(powers, group, verb, goes_to))
    assert said in problem


@pytest.mark.parametrize(
    ("verb", "goes_to", "words"),
    [
        (Verb.DELEGATE, {"sites": ["qilihe", "chengguan"]}, "城关区、七里河区"),
        (Verb.TRANSFER, {"body": "qilihe-jyj"}, "七里河区教育局"),
        (Verb.TRANSFER, {"outside": "省教育学会"}, "省教育学会"),
    ],
)
def test_who_receives_is_said_in_words(powers, group, verb, goes_to, words):
    draft = draft_of(powers, group, verb, goes_to)
    assert problems(draft) == []
    assert receivers_of(draft, bodies_named([draft])).words == words


def test_a_body_that_is_abolished_receives_nothing(powers, group):
    gone = make_organisation("旧局", group.province.division, abolished_on="2020-01-01")
    draft = draft_of(powers, group, Verb.TRANSFER, said_of(body=gone))
    assert problems(draft) and receivers_of(draft, bodies_named([draft])).body is None


def test_what_stays_names_nobody(powers, group):
    assert problems(draft_of(powers, group, Verb.ADJUST, {})) == []
    assert said_of() == {}


def test_bodies_are_looked_up_in_one_query_or_none(powers, group, django_assert_num_queries):
    nobody = [draft_of(powers, group, Verb.ADJUST, {})] * 3
    with django_assert_num_queries(0):
        bodies_named(nobody)
    named = [draft_of(powers, group, Verb.TRANSFER, {"body": "qilihe-jyj"})] * 3
    with django_assert_num_queries(1):
        bodies_named(named)
