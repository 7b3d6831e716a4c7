"""core/search/links.py: where what was found stands now."""

import pytest

from core.search.links import link_to
from core.sitegroup.addresses import table
from core.testing import make_member, make_province


@pytest.fixture
def group(db):
    province = make_province()
    make_member("lanzhou", province)
    make_member("dingxi", province, host="dingxi.example.gov.cn")


def found(url, site="lanzhou"):
    return {"site": site, "url": url}


def test_an_address_has_the_origin_of_today(group):
    origin = table().by_slug["lanzhou"].origin
    written = found("http://old.example.gov.cn:8001/lanzhou/qlqd/1/?a=b#c")
    assert link_to(written, absolute=True) == f"{origin}/lanzhou/qlqd/1/?a=b#c"
    at_the_root = found("http://old.example.gov.cn/law/", "gansu")
    assert link_to(at_the_root, absolute=True) == f"{origin}/law/"


def test_a_reader_on_the_same_origin_is_led_by_a_path(group, client):
    from core.sitegroup.addresses import _reader_origin

    token = _reader_origin.set(table().by_slug["lanzhou"].origin)
    try:
        assert link_to(found("http://old/lanzhou/1/")) == "/lanzhou/1/"
        assert link_to(found("http://old/1/", "dingxi")).endswith("dingxi.example.gov.cn/1/")
    finally:
        _reader_origin.reset(token)


@pytest.mark.parametrize("site", ["nowhere", "lanzhou"])
def test_what_does_not_fit_its_site_stays_as_it_was_written(group, site):
    assert link_to(found("http://old/else/1/", site)) == "http://old/else/1/"
