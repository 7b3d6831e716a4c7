"""The report in the admin: for those who check, on their sites, paged, sorted, exported."""

import re

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from core.actions.boundary import exempt
from core.inspection.inspecting import Seen, keep
from core.inspection.rules import Facts
from core.people.rights import Reach
from core.sitegroup.compliance.departures import Departure, Kind
from core.sitegroup.models import Member
from core.sitegroup.uniformity import PAGE_SIZE
from core.testing import make_user, sign_in


@pytest.fixture
def group(apply):
    apply()


@pytest.fixture
def chief(group, client):
    """The chief editor of one county."""
    return sign_in(
        client, make_user("chief", "chief_editor", member=Member.objects.get(slug="dongdu"))
    )


@pytest.fixture
def office(group, client):
    return sign_in(client, make_user("office", "provincial_office", Reach.GROUP))


def get(client, **query):
    return client.get(reverse("uniformity"), query)


def test_a_chief_editor_sees_the_departures_of_his_own_site_and_no_other(chief):
    text = get(chief).content.decode()
    assert "东渡区" in text and "西渡县" not in text


def test_a_site_out_of_reach_cannot_be_asked_for(chief):
    answer = get(chief, site="xidu")
    assert answer.status_code == 200
    assert "西渡县" not in answer.content.decode()


def test_an_editor_without_the_right_is_refused(group, client):
    sign_in(client, make_user("editor", "editor", member=Member.objects.get(slug="dongdu")))
    assert get(client).status_code in {302, 403}
    assert reverse("uniformity") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_a_reader_without_a_session_is_sent_to_the_door(group, client):
    assert get(client).status_code == 302


def test_the_office_filters_by_site_level_and_kind(office):
    text = get(office, level="county", kind="blank").content.decode()
    rows = text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "东渡区" in rows and "西渡县" in rows and "教育厅" not in rows
    rows = (
        get(office, site="dongdu").content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    )
    assert "东渡区" in rows and "西渡县" not in rows


def test_a_filter_that_means_nothing_finds_nothing_and_says_so(office):
    text = get(office, kind="nonsense").content.decode()
    assert "error-message" in text
    assert "东渡区" not in text.partition("<tbody>")[2].partition("</tbody>")[0]


def test_rows_are_sorted_as_asked_and_paged(office):
    with exempt("factory"):
        template = Member.objects.get(slug="xinqu")
        division, parent = template.division, template.parent
        for number in range(PAGE_SIZE):
            Member.objects.create(
                slug=f"far{number}", name=f"远{number:02}", short_name="远", level="county",
                division=division, parent=parent, theme="nothere",
            )  # fmt: skip
    from core.branding.themes import theme

    theme.cache_clear()
    first = get(office, kind="theme", sort="-site").content.decode()
    rows = first.partition("<tbody>")[2].partition("</tbody>")[0]
    assert rows.index("远49") < rows.index("远48")
    assert 'aria-sort="descending"' in first
    both = get(office, sort="site").content.decode()
    assert 'rel="next"' in both and "p=2" in both


def test_the_file_has_the_same_rows_and_no_formula(office):
    with exempt("factory"):
        Member.objects.filter(slug="dongdu").update(name="=1+1")
    answer = get(office, site="dongdu", export="csv")
    assert answer["Content-Type"].startswith("text/csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("dongdu,'=1+1,")


@pytest.fixture
def inspected(office):
    """``inspected(slug, kind, what)``: what the last inspection of a site found."""

    def keep_it(slug, *departures):
        member = Member.objects.get(slug=slug)
        found = [Departure.of(member, kind, what) for kind, what in departures]
        facts = Facts(home_days=1, stale_news=0, stale=0, blank=0, down=0.0)
        return keep(member, Seen(facts, facts, found, []))

    return keep_it


def rows_of(text):
    return text.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]


def test_all_sites_are_shown_with_what_the_last_inspection_found_on_their_pages_and_when(
    office, inspected
):
    look = inspected("dongdu", (Kind.TAGS, "缺标签"), (Kind.BLANK, "昨天的空白栏目"))
    inspected("xidu", (Kind.DEAD, "坏链接"))
    text = get(office).content.decode()
    tags = next(row for row in rows_of(text) if "缺标签" in row)
    assert "东渡区" in tags and localtime(look.at).strftime("%Y-%m-%d %H:%M") in tags
    assert any("坏链接" in row and "西渡县" in row for row in rows_of(text))
    assert "昨天的空白栏目" not in text, "what the tables tell is told as it is now"
    assert localtime(look.at).strftime("%Y-%m-%d %H:%M") in text.partition("<form")[0]
    assert re.search(r"(还有|of) ?3 ?(个|sites)", text.partition("<form")[0])


def test_of_one_site_its_pages_are_looked_at_and_no_old_result_is_shown(office, inspected):
    inspected("dongdu", (Kind.TAGS, "缺标签"))
    assert "缺标签" not in get(office, site="dongdu").content.decode()


def test_nobody_is_shown_what_was_found_on_a_site_out_of_his_reach(group, client, inspected):
    inspected("xidu", (Kind.DEAD, "坏链接"))
    dongdu = Member.objects.get(slug="dongdu")
    sign_in(client, make_user("chief", "chief_editor", member=dongdu))
    assert "坏链接" not in get(client).content.decode()


def test_the_filter_by_kind_and_the_file_have_what_was_found_on_pages_too(office, inspected):
    look = inspected("dongdu", (Kind.TAGS, "缺标签"), (Kind.DEAD, "坏链接"))
    answer = get(office, kind="tags", export="csv").content.decode("utf-8-sig").splitlines()
    assert len(answer) == 2
    assert "缺标签" in answer[1]
    assert answer[1].endswith(localtime(look.at).strftime("%Y-%m-%d %H:%M"))
