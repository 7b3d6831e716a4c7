"""The list of one site's register, as a reader sees it."""

import csv
import datetime
import io
import json

import pytest

from core.actions.boundary import exempt
from core.plugins.models import Activation
from core.registers.choices import Verb
from core.registers.public import listing
from core.registers.public.asked import read_day
from core.registers.testing import make_term, make_version
from tests.core.registers.samples import category, make_chain, place_page

pytestmark = pytest.mark.django_db
D = datetime.date
LIST = "/chengguan/powers/"


@pytest.fixture
def shown(group, powers):
    """Chengguan's power list with five powers of three categories and two bodies."""
    from core.testing import make_organisation

    group.page = place_page(powers, group.chengguan)
    group.second_body = make_organisation(
        "城关区住建局", group.chengguan.division, code="chengguan-zjj"
    )
    county, city = make_term("level", "4", "县级"), make_term("level", "3", "市级")
    person, firm = make_term("audience", "1", "自然人"), make_term("audience", "2", "企业法人")
    rows = (
        ("民办学校设立审批", "01", group.chengguan_body, county, [person, firm]),
        ("教师资格认定", "07", group.chengguan_body, county, [person]),
        ("对违规办学的处罚", "02", group.chengguan_body, city, [firm]),
        ("建筑工程施工许可", "01", group.second_body, county, [firm]),
        ("对未取得施工许可擅自施工的处罚", "02", group.second_body, county, [firm]),
    )
    for name, code, body, level, audiences in rows:
        make_version(
            powers,
            member=group.chengguan,
            organisation=body,
            name=name,
            category=category(code),
            level=level,
            audiences=audiences,
            valid_from=D(2020, 1, 1),
            base_code=f"62{code}05001000",
        )
    return group


def names(response):
    return {row.name for row in response.context["list"].rows}


def facet(response, name):
    (found,) = [facet for facet in response.context["list"].facets if facet.name == name]
    return {str(choice.label): choice.count for choice in found.choices}


def test_the_list_shows_what_is_in_force_today(client, shown, powers):
    make_chain(
        powers,
        shown.chengguan,
        shown.chengguan_body,
        (D(2015, 1, 1), Verb.ADOPT, {}),
        (D(2018, 1, 1), Verb.CANCEL, {}),
        name="已取消的审批",
    )
    make_chain(
        powers,
        shown.chengguan,
        shown.chengguan_body,
        (D(2150, 1, 1), Verb.ESTABLISH, {}),
        name="未来的",
    )
    response = client.get(LIST)
    assert response.status_code == 200
    assert len(names(response)) == response.context["list"].total == 5
    assert "已取消的审批" not in response.content.decode()
    assert names(client.get(LIST, {"state": "ended"})) == {"已取消的审批"}
    assert names(client.get(LIST, {"state": "future"})) == {"未来的"}
    assert sorted(facet(response, "state").values()) == [1, 1, 5]


def test_a_list_of_another_site_is_not_mixed_in(client, shown, powers):
    make_version(powers, member=shown.qilihe, organisation=shown.qilihe_body, name="七里河的")
    assert "七里河的" not in names(client.get(LIST))


def test_facets_count_what_each_choice_would_leave(client, shown):
    response = client.get(LIST)
    counts = facet(response, "category")
    assert (counts["行政许可"], counts["行政处罚"], counts["行政确认"], counts["行政强制"]) == (
        2,
        2,
        1,
        0,
    )
    assert facet(response, "organisation") == {"城关区教育局": 3, "城关区住建局": 2}
    assert facet(response, "level") == {"县级": 4, "市级": 1}
    assert facet(response, "audiences") == {"自然人": 2, "企业法人": 4}


def test_a_choice_with_nothing_behind_it_is_text(client, shown):
    page = client.get(LIST).content.decode()
    assert "category=01" in page
    assert "category=03" not in page


def test_filters_narrow_the_list_and_each_others_counts(client, shown):
    response = client.get(LIST, {"category": "02", "audiences": "2"})
    assert names(response) == {"对违规办学的处罚", "对未取得施工许可擅自施工的处罚"}
    assert facet(response, "organisation") == {"城关区教育局": 1, "城关区住建局": 1}
    assert facet(response, "category")["行政许可"] == 2, "a facet's own choice does not narrow it"
    both = client.get(LIST, {"category": "02", "organisation": "chengguan-zjj"})
    assert names(both) == {"对未取得施工许可擅自施工的处罚"}
    assert both.context["list"].total == 1


def test_every_filter_can_be_taken_off_by_a_link(client, shown):
    view = client.get(
        LIST, {"category": "02", "organisation": "chengguan-zjj", "q": "施工"}
    ).context["list"]
    links = {str(label): url for label, url in view.chips}
    assert "category" not in links["行政处罚"] and "organisation=chengguan-zjj" in links["行政处罚"]
    assert len(links) == 3


def test_the_text_filter_finds_part_of_a_name_or_code(client, shown):
    assert names(client.get(LIST, {"q": "施工许可"})) == {
        "建筑工程施工许可",
        "对未取得施工许可擅自施工的处罚",
    }
    assert names(client.get(LIST, {"q": "620705"})) == {"教师资格认定"}
    assert names(client.get(LIST, {"q": "100%"})) == set()


def test_unknown_parameters_are_ignored_and_left_out_of_the_canonical_address(client, shown):
    response = client.get(
        LIST, {"category": "zz", "utm": "1", "page": "x", "sort": "evil", "organisation": "no"}
    )
    assert len(names(response)) == 5
    assert f'rel="canonical" href="{shown.page.full_url}"' in response.content.decode()
    narrowed = client.get(LIST + "?utm=2&q=%20施工%20&category=01").content.decode()
    assert "?category=01&amp;q=%E6%96%BD%E5%B7%A5" in narrowed


def test_the_list_of_a_past_day_says_so_and_keeps_the_day_in_its_links(client, shown, powers):
    make_chain(
        powers,
        shown.chengguan,
        shown.chengguan_body,
        (D(2015, 1, 1), Verb.ADOPT, {"name": "旧名"}),
        (D(2018, 1, 1), Verb.ADJUST, {"name": "新名"}),
    )
    response = client.get(LIST, {"as_of": "2016-6-1"})
    assert names(response) == {"旧名"}
    assert "as_of=2016-06-01" in response.context["list"].rows[0].url
    assert "2016-06-01" in response.content.decode()


@pytest.mark.parametrize(
    "text", ["2015-02-30", "gestern", "0000-00-00", "99999-1-1", "2015-13-01", "1890-01-01"]
)
def test_a_mistyped_day_is_told_kindly_and_kept_in_the_field(client, shown, text):
    response = client.get(LIST, {"as_of": text})
    assert response.status_code == 200
    assert response.context["list"].asked.problem
    assert f'value="{text}"' in response.content.decode()


@pytest.mark.parametrize(
    "text", ["2015-7-1", "2015/07/01", "20150701", "2015年7月1日", " 2015.7.1 "]
)
def test_a_day_may_be_written_as_people_write_it(text):
    assert read_day(text) == D(2015, 7, 1)


def test_pages_are_cut_by_the_server_and_a_page_too_far_is_the_last(client, shown, powers):
    for number in range(20):
        make_version(
            powers,
            member=shown.chengguan,
            organisation=shown.chengguan_body,
            name=f"事项{number:02d}",
        )
    first, last = client.get(LIST), client.get(LIST, {"page": "99"})
    assert len(first.context["list"].rows) == 20
    assert len(last.context["list"].rows) == 5
    assert not names(first) & names(last)
    assert 'aria-current="page">2<' in last.content.decode()


def test_the_list_is_sorted_by_the_database(client, shown, powers):
    make_version(
        powers,
        member=shown.chengguan,
        organisation=shown.chengguan_body,
        name="A最新",
        valid_from=D(2024, 1, 1),
    )
    assert client.get(LIST, {"sort": "change"}).context["list"].rows[0].name == "A最新"
    assert client.get(LIST, {"sort": "name"}).context["list"].rows[0].name == "A最新"


def test_sub_items_stand_behind_their_parent_and_are_found_by_text(client, shown, powers):
    parent = powers.Version.objects.get(name="教师资格认定")
    with exempt("factory"):
        sub = powers.Entry.objects.create(
            member=shown.chengguan, parent=parent.entry, number=f"{parent.number}-01"
        )
    make_version(powers, entry=sub, name="幼儿园教师资格认定", organisation=shown.chengguan_body)
    response = client.get(LIST)
    assert response.context["list"].total == 5
    (row,) = [row for row in response.context["list"].rows if row.name == "教师资格认定"]
    assert row.subitems == 1
    assert names(client.get(LIST, {"q": "幼儿园"})) == {"幼儿园教师资格认定"}


def test_a_decided_end_is_announced_in_the_list(client, shown, powers):
    make_chain(
        powers,
        shown.chengguan,
        shown.chengguan_body,
        (D(2015, 1, 1), Verb.ADOPT, {}),
        (D(2150, 12, 31), Verb.CANCEL, {}),
        name="将取消的",
    )
    (row,) = [row for row in client.get(LIST).context["list"].rows if row.name == "将取消的"]
    assert row.ending.day == D(2150, 12, 31)


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_files_hold_this_very_result(client, shown, kind):
    response = client.get(LIST, {"category": "01", "format": kind})
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
        assert {row["名称"] for row in rows} == {"民办学校设立审批", "建筑工程施工许可"}
    if kind == "json":
        assert len(json.loads(response.content)) == 2


def test_an_unknown_format_is_ignored(client, shown):
    assert client.get(LIST, {"format": "exe"})["Content-Type"].startswith("text/html")


def test_the_print_view_is_one_page_without_forms_for_filters(client, shown):
    response = client.get(LIST, {"print": "1"})
    page = response.content.decode()
    assert len(names(response)) == 5
    assert 'class="facets' not in page and 'name="robots" content="noindex"' in page


def test_an_empty_list_offers_the_next_step(client, shown):
    page = client.get(LIST, {"q": "不存在的事项"}).content.decode()
    assert f'href="{LIST}"' in page
    empty = client.get(LIST, {"as_of": "1950-01-01"}).content.decode()
    assert "2020-01-01" in empty


def test_a_register_whose_plugin_is_off_answers_nothing(client, shown, powers):
    number = powers.Version.objects.first().number
    with exempt("factory"):
        Activation.objects.filter(member=shown.chengguan, plugin="power_list").update(enabled=False)
        from core.delivery import generations

        generations.raise_("sitegroup")
    for address in (
        LIST,
        f"{LIST}{number}/",
        f"{LIST}{number}/compare/",
        f"{LIST}all/",
        f"{LIST}?format=csv",
    ):
        assert client.get(address).status_code == 404, address


def test_the_sample_is_marked_and_the_national_meta_tags_are_there(client, shown):
    with exempt("factory"):
        shown.chengguan.sample = True
        shown.chengguan.save()
        from core.delivery import generations

        generations.raise_("sitegroup")
    page = client.get(LIST).content.decode()
    assert "tag--sample" in page
    for name in ("SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnType"):
        assert f'<meta name="{name}"' in page


@pytest.mark.parametrize("nasty", ["'\"><script>", "\x00", "%27%3B--", "a" * 5000, "１２", "_%_"])
def test_whatever_is_typed_the_list_answers(client, shown, nasty):
    for name in (
        "q",
        "category",
        "organisation",
        "page",
        "sort",
        "state",
        "as_of",
        "audiences",
        "format",
    ):
        response = client.get(LIST, {name: nasty})
        assert response.status_code == 200, name
        assert "<script>" not in response.content.decode().split("<main", 1)[1].split("</main")[0]


def test_a_province_without_powers_of_its_own_shows_those_of_all_sites(client, shown, powers):
    place_page(powers, shown.province)
    assert client.get("/powers/").url == "/powers/all/"
    assert client.get("/powers/?category=01").status_code == 200, "asked, it answers for itself"
    make_version(powers, member=shown.province, organisation=shown.chengguan_body, name="省级许可")
    listing._spans.forget()  # a factory raises no generation
    assert client.get("/powers/").status_code == 200


def test_a_county_without_powers_says_so(client, group, powers):
    place_page(powers, group.chengguan)
    assert client.get(LIST).context["list"].total == 0
