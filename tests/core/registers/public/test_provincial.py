"""The list over all sites: by key, by division, its counts made once.

core/registers/public/provincial.py, core/registers/public/provincial_rows.py,
core/registers/public/provincial_counts.py."""

import datetime

import pytest

from core.actions.boundary import exempt
from core.plugins.models import Activation
from core.registers.choices import Verb
from core.registers.testing import make_version
from core.sitegroup.models import Level
from core.testing import make_division, make_member, make_organisation
from tests.core.registers.samples import category, make_chain, place_page

pytestmark = pytest.mark.django_db
D = datetime.date
ALL = "/powers/all/"


@pytest.fixture
def everywhere(group, powers):
    """Lanzhou with Chengguan and Qilihe, and the New Area, whose code looks like Lanzhou's."""
    from core.delivery import generations

    lanzhou_division = make_division("620100", "兰州市", group.province.division)
    area_division = make_division("620171", "兰州新区", group.province.division)
    with exempt("factory"):
        group.lanzhou = make_member(
            "lanzhou",
            group.province,
            Level.PREFECTURE,
            division=lanzhou_division,
            short_name="兰州市",
        )
        group.area = make_member(
            "lzxq", group.province, Level.PREFECTURE, division=area_division, short_name="兰州新区"
        )
        for member in (group.chengguan, group.qilihe):
            member.parent = group.lanzhou
            member.save()
        for member in (group.lanzhou, group.area):
            Activation.objects.create(member=member, plugin="power_list", enabled=True)
        generations.raise_("sitegroup")
    group.sites = [group.province, group.lanzhou, group.chengguan, group.qilihe, group.area]
    for member in group.sites:
        place_page(powers, member)
        body = make_organisation(f"{member.short_name}某局", member.division)
        for n in range(12):
            make_version(
                powers,
                member=member,
                organisation=body,
                name=f"{member.slug}-{n}",
                category=category("01" if n % 2 else "02"),
                valid_from=D(2020, 1, 1),
            )
    return group


def numbers(view):
    return [row.code for row in view.rows]


def sites_of(view):
    return {row.name.rpartition("-")[0] for row in view.rows}


def walk(client, address, link):
    """Every row from a page on, by following its links."""
    found = []
    while address:
        view = client.get(address).context["list"]
        found.append([row.url for row in view.rows])
        address = getattr(view, link)
    return found


def test_pages_follow_each_other_without_a_gap_or_a_double(client, everywhere):
    leaves = walk(client, ALL, "next_link")
    flat = [url for leaf in leaves for url in leaf]
    assert len(flat) == len(set(flat)) == 60
    assert [len(leaf) for leaf in leaves] == [30, 30]


def test_the_way_back_gives_the_same_pages(client, everywhere):
    first = client.get(ALL).context["list"]
    second = client.get(first.next_link).context["list"]
    back = client.get(second.previous_link).context["list"]
    assert [row.url for row in back.rows] == [row.url for row in first.rows]
    assert back.next_link == first.next_link and not back.previous_link


def test_every_row_leads_to_its_home_site(client, everywhere):
    urls = {url.rsplit("/powers/")[0] for leaf in walk(client, ALL, "next_link") for url in leaf}
    assert urls == {"", "/lanzhou", "/chengguan", "/qilihe", "/lzxq"}


def test_a_division_means_it_and_all_below_it(client, everywhere):
    def below(query):
        return {name for leaf in _names(client, f"{ALL}?{query}") for name in leaf}

    assert below("division=620100") == {"lanzhou", "chengguan", "qilihe"}
    assert below("division=620102") == {"chengguan"}
    assert below("division=620171") == {"lzxq"}
    assert below("division=620100&own=1") == {"lanzhou"}
    assert below("division=620000&own=1") == {"gansu"}
    assert len(below("division=620000")) == 5
    assert len(below("division=999999")) == 5, "an unknown division is ignored"


def _names(client, address):
    while address:
        view = client.get(address).context["list"]
        yield sites_of(view)
        address = view.next_link


def test_category_and_text_narrow_it(client, everywhere):
    view = client.get(f"{ALL}?category=01&division=620102").context["list"]
    assert len(view.rows) == 6 and {row.category for row in view.rows} == {"行政许可"}
    assert [row.name for row in client.get(f"{ALL}?q=qilihe-11").context["list"].rows] == [
        "qilihe-11"
    ]


def test_what_was_counted_is_not_counted_again(client, everywhere, django_assert_max_num_queries):
    client.get(ALL)
    with django_assert_max_num_queries(10) as captured:
        client.get(ALL)
    assert not [q for q in captured if "COUNT(*)" in q["sql"].replace("COUNT(U0", "")]


def test_a_past_day_is_answered(client, everywhere, powers):
    make_chain(
        powers,
        everywhere.area,
        make_organisation("某局", everywhere.area.division),
        (D(2001, 1, 1), Verb.ADOPT, {}),
        (D(2002, 1, 1), Verb.CANCEL, {}),
        name="lzxq-早年",
    )
    assert [row.name for row in client.get(f"{ALL}?as_of=2001-06-01").context["list"].rows] == [
        "lzxq-早年"
    ]


def test_a_site_whose_plugin_is_off_is_left_out(client, everywhere):
    from core.delivery import generations

    with exempt("factory"):
        Activation.objects.filter(member=everywhere.area).update(enabled=False)
        generations.raise_("sitegroup")
    assert "lzxq" not in {name for leaf in _names(client, ALL) for name in leaf}


def test_what_a_site_has_taken_from_its_pages_is_left_out(client, everywhere, powers):
    with exempt("factory"):
        powers.Page.objects.get(url_path__contains="lzxq").unpublish()
    names = {name for leaf in _names(client, ALL) for name in leaf}
    assert not {name for name in names if name.startswith("lzxq")}
    assert {name for name in names if name.startswith("lanzhou")}
    number = powers.Entry.objects.filter(member=everywhere.area).first().number
    assert client.get(f"/powers/{number}/").status_code == 404


def test_any_other_site_leads_to_the_provinces_list(client, everywhere):
    response = client.get("/chengguan/powers/all/?category=01")
    assert response.status_code == 302 and response["Location"].endswith("/powers/all/?category=01")
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["after=zzzz", "after=%00", "before='", "after=620102-000001&before=x", "after=" + "9" * 99],
)
def test_a_made_up_cursor_breaks_nothing(client, everywhere, query):
    assert client.get(f"{ALL}?{query}").status_code == 200
