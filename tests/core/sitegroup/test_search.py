"""core/sitegroup/search.py: a site is found by all its names."""

import pytest

from core.search.documents import documents_of
from core.testing import make_division, make_member, make_organisation, make_province

pytestmark = pytest.mark.django_db


def test_a_site_is_found_by_its_short_name_its_division_and_its_body():
    province = make_province()
    division = make_division("620100", "兰州市", province.division)
    body = make_organisation("兰州市人民政府", division)
    site = make_member(
        "lanzhou", province, name="甘肃政务服务网·兰州市", short_name="兰州",
        division=division, organisation=body,
    )  # fmt: skip
    (said,) = documents_of(site, "core", "site")
    assert said["title"] == "甘肃政务服务网·兰州市" and said["organisation"] == "兰州市人民政府"
    assert {"兰州", "兰州市", "兰州市人民政府"} <= set(said["keywords"])
    assert said["sites"] == ["lanzhou", province.slug]
    assert said["divisions"] == ["620100", province.division.code]
    assert list(documents_of(site, "core", "site", ["lanzhou"])) == [said]
    assert list(documents_of(site, "core", "site", ["tianshui"])) == []


def test_a_site_that_another_deployment_hosts_has_no_documents_here():
    province = make_province()
    away = make_member("away", province, external_url="https://away.example/")
    assert list(documents_of(away)) == []
