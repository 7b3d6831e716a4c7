"""core/sitegroup/actions.py: search follows what a definition, or a site itself, changes."""

import pytest

from core.search.changes import follow_up
from core.search.models import Pending
from core.search.provider import Question, provider
from core.sitegroup.actions import update_identity
from core.sitegroup.addresses import table
from core.testing import SYSTEM
from tests.core.sitegroup.province import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def sites(apply):
    """The invented province, found."""
    apply()
    follow_up()


def found(text, kind="site", **given):
    """``(site, address)`` of each document of a kind."""
    asked = Question(text, member("yunze"), literal=True, **given)
    hits = [hit.document for hit in provider().search(asked).hits]
    return sorted((one["site"], one["url"]) for one in hits if one["kind"] == kind)


def test_a_new_site_is_found_by_its_name_and_one_hosted_elsewhere_has_no_pages(sites):
    assert [site for site, _url in found(member("dongdu").name)] == ["dongdu"]
    assert found(member("xinqu").name) == []


def test_nothing_is_told_where_nothing_changes(sites, apply):
    apply()
    assert not Pending.objects.exists()


def test_a_site_with_another_address_is_found_there_with_all_it_has(sites, edit, apply):
    name = member("xidu").name
    assert found(name) == [("xidu", "http://xidu.yunze.example/")]
    edit("members.csv", "xidu.yunze.example", "west.yunze.example")
    apply()
    follow_up()
    assert found(name) == [("xidu", "http://west.yunze.example/")]


def test_what_a_site_says_of_itself_is_told(sites):
    update_identity(member("dongdu"), {"sponsor": "东都区人民政府"}, actor=SYSTEM)
    (noted,) = Pending.objects.all()
    assert (noted.home, noted.kind, noted.ids) == ("dongdu", "site", ["dongdu"])


def test_a_site_that_moves_elsewhere_is_found_no_more_at_once(sites):
    from core.actions.boundary import exempt
    from core.delivery import generations
    from core.search.documents import documents_of
    from core.sitegroup.models import Member

    name = member("dongdu").name
    with exempt("factory"):
        Member.objects.filter(slug="dongdu").update(external_url="https://dd.example")
        generations.raise_("sitegroup")
    assert found(name) == [] and found(name, kind="page") == []
    assert list(documents_of(table().by_id[member("dongdu").pk])) == []
