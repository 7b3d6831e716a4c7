"""The registers of a site in the JSON API."""

import datetime
import json

import pytest

from core.actions.boundary import exempt
from core.delivery import generations
from core.plugins.models import Activation
from core.registers.choices import Verb
from core.registers.spec import register
from core.registers.testing import make_version
from core.search.documents import documents_of
from tests.core.registers.samples import category, make_chain, place_page

pytestmark = pytest.mark.django_db
D = datetime.date
API = "/api/v1/sites/chengguan/registers/power_list"


@pytest.fixture
def told(group, powers):
    place_page(powers, group.chengguan)
    group.versions = [
        make_version(
            powers,
            member=group.chengguan,
            organisation=group.chengguan_body,
            name=f"事项{n}",
            category=category("01"),
            valid_from=D(2020, 1, 1),
        )
        for n in range(5)
    ]
    return group


def get(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def test_a_sites_register_is_read_by_cursor(client, told):
    seen, after = [], ""
    while after is not None:
        page = get(client, API, limit=2, after=after)
        seen += [item["number"] for item in page["items"]]
        after = page["next"]
    assert seen == sorted(version.number for version in told.versions)


def test_an_item_carries_its_content_and_its_absolute_address(client, told):
    item = get(client, API, limit=1)["items"][0]
    assert item["content"]["category"] == {"code": "01", "name": "行政许可"}
    assert item["content"]["grounds"][0]["law"] == "中华人民共和国行政许可法"
    assert item["url"].startswith("http") and item["url"].endswith(
        f"/chengguan/powers/{item['number']}/"
    )


def test_a_day_may_be_asked_and_a_day_that_is_none_is_refused(client, told):
    assert get(client, API, as_of="2019-12-31")["items"] == []
    assert client.get(API, {"as_of": "2019-31-12"}).status_code == 422


def test_a_cancelled_entry_answers_with_its_history(client, told, powers):
    last = make_chain(
        powers,
        told.chengguan,
        told.chengguan_body,
        (D(2015, 1, 1), Verb.ADOPT, {}),
        (D(2018, 1, 1), Verb.CANCEL, {}),
    )[-1]
    entry = get(client, f"{API}/{last.number}")
    assert entry["state"] == "ended" and len(entry["versions"]) == 2
    assert get(client, f"{API}/{last.number}", as_of="2016-01-01")["state"] == "in_force"


def test_what_is_not_there_or_off_is_not_found(client, told):
    with exempt("factory"):
        Activation.objects.filter(member=told.qilihe, plugin="power_list").update(enabled=False)
        from core.delivery import generations

        generations.raise_("sitegroup")
    number = told.versions[0].number
    for address in (
        f"{API}/620102-999999",
        "/api/v1/sites/nowhere/registers/power_list",
        f"/api/v1/sites/gansu/registers/power_list/{number}",
        "/api/v1/sites/qilihe/registers/power_list",
        "/api/v1/sites/chengguan/registers/responsibility_list",
        "/api/v1/sites/chengguan/registers/law_library",
    ):
        assert client.get(address).status_code == 404, address


def test_what_a_site_has_taken_from_its_pages_is_not_told(client, told, powers):
    number = told.versions[0].number
    assert client.get(f"{API}/{number}").status_code == 200
    with exempt("factory"):
        powers.Page.objects.get().unpublish()
    assert get(client, API)["items"] == []
    assert client.get(f"{API}/{number}").status_code == 404


def test_another_register_answers_by_its_own_name(client, told):
    place_page(register("public_service"), told.chengguan, "services", "服务")
    assert get(client, "/api/v1/sites/chengguan/registers/public_service")["items"] == []


def test_a_register_stands_behind_the_gate_of_its_plugin(client, told):
    with exempt("test"):
        Activation.objects.filter(plugin="responsibility_list").delete()
    generations.raise_("sitegroup")
    assert client.get("/api/v1/sites/chengguan/registers/public_service").status_code == 404


def test_a_page_of_the_api_costs_the_same_at_one_row_and_at_many(
    client, told, django_assert_num_queries
):
    get(client, API, limit=1)
    with django_assert_num_queries(6):
        get(client, API, limit=1)
    with django_assert_num_queries(6):
        get(client, API, limit=100)


def test_search_gets_every_entry_in_force_with_its_address(told, django_assert_max_num_queries):
    with django_assert_max_num_queries(18):
        documents = list(documents_of(told.chengguan, "power_list"))
    assert {document["title"] for document in documents} == {f"事项{n}" for n in range(5)}
    assert documents[0]["category"] == "行政许可" and documents[0]["url"].startswith("http")


def test_search_gets_nothing_where_the_register_has_no_page(told):
    assert list(documents_of(told.qilihe, "power_list")) == []


@pytest.mark.parametrize("number", ["%00", "620102-%00", "'", "../x"])
def test_a_number_that_is_none_is_not_found(client, told, number):
    assert client.get(f"{API}/{number}").status_code == 404
    assert client.get(f"/chengguan/powers/{number}/").status_code == 404


@pytest.mark.parametrize("after", ["%00", "'", "9" * 25])
def test_a_cursor_that_is_none_is_refused(client, told, after):
    assert client.get(f"{API}?after={after}").status_code == 422
