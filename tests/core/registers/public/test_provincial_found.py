"""The list over all sites under a reader's words, where search is on: what search finds and counts,
the rows from the register; and the register alone where search cannot say."""

import datetime

import pytest

from core.actions.boundary import exempt
from core.delivery import generations
from core.plugins.models import Activation
from core.registers.spec import registers
from core.registers.testing import make_version
from core.search import kinds
from core.search.provider import provider
from core.sitegroup.addresses import table
from core.sitegroup.progress import silent
from core.testing import make_organisation
from tests.core.registers.samples import category, place_page

pytestmark = pytest.mark.django_db
ALL = "/powers/all/"
D = datetime.date
POWERS = {
    "食品经营许可": ("province", "chengguan", "qilihe"),
    "食品生产许可": ("province", "chengguan"),
    "违法经营食品的处罚": ("chengguan",),
    "取水许可": ("province",),
}


@pytest.fixture
def searched(group, powers):
    """Some powers at three sites, in an index, and search on at the first site."""
    for slug in ("province", "chengguan", "qilihe"):
        member = getattr(group, slug)
        place_page(powers, member)
        body = make_organisation(f"{member.short_name}某局", member.division)
        for name in [name for name, slugs in POWERS.items() if slug in slugs]:
            code = "02" if name.endswith("处罚") else "01"
            make_version(
                powers, member=member, organisation=body, name=name, category=category(code),
                valid_from=D(2020, 1, 1), local_code=f"ZZ884{member.division.code}",
            )  # fmt: skip
    with exempt("factory"):
        Activation.objects.update_or_create(
            member=group.province, plugin="unified_search", defaults={"enabled": True}
        )
        generations.raise_("sitegroup")
    provider().rebuild(list(table().by_id.values()), "", silent)
    return group


def listed(client, query):
    return client.get(f"{ALL}?{query}").context["list"]


def names(view):
    return sorted(row.name for row in view.rows)


def counts(choices):
    return {str(choice.label): choice.count for choice in choices}


def test_words_find_what_is_meant_and_every_choice_has_its_count(client, searched):
    view = listed(client, "q=食品许可")
    assert {"食品经营许可", "食品生产许可"} <= set(names(view))
    assert view.found and view.counts.total == len(view.rows)
    assert view.trail[0].count == view.counts.total
    assert counts(view.divisions)["城关区"] >= 2
    assert view.categories[0].count == view.counts.total


def test_a_choice_narrows_what_was_found_and_leaves_the_counts_of_the_others(client, searched):
    whole = listed(client, "q=食品")
    here = listed(client, "q=食品&division=620102")
    assert {row.place for row in here.rows} == {"城关区"}
    assert here.counts.total == counts(whole.divisions)["城关区"] == 3
    assert here.trail[0].count == whole.counts.total
    fines = listed(client, "q=食品&category=02")
    assert names(fines) == ["违法经营食品的处罚"]
    assert counts(fines.categories) == counts(whole.categories)


def test_a_part_of_a_code_is_looked_for_in_the_register_itself(client, searched):
    view = listed(client, "q=z884620103")
    assert names(view) == ["食品经营许可"] and view.found is None


def test_another_day_is_answered_by_the_register_and_bears_no_counts(client, searched):
    view = listed(client, "q=食品&as_of=2021-05-06")
    assert view.found is None and view.counts is None and len(view.rows) == 6


def test_what_ended_a_moment_ago_is_shown_no_more(client, searched, powers):
    with exempt("test"):
        powers.Version.objects.filter(name="食品生产许可").update(in_force=False)
    assert "食品生产许可" not in names(listed(client, "q=食品"))


def test_the_answer_is_kept_by_nobody_and_asked_for_so_often(client, searched, settings):
    assert client.get(f"{ALL}?q=食品")["Cache-Control"] == "no-store"
    settings.RATELIMIT_ENABLE, settings.RATE_SEARCH = True, "2/m"
    answers = [client.get(f"{ALL}?q=食品").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert client.get(ALL).status_code == 200


def test_pages_follow_each_other_as_search_orders_them(client, searched, monkeypatch):
    monkeypatch.setattr("core.registers.public.provincial.PAGE_SIZE", 2)
    seen, address = [], f"{ALL}?q=食品"
    while address:
        view = client.get(address).context["list"]
        assert bool(view.previous_link) == bool(seen) == bool(view.first_link)
        seen += [row.url for row in view.rows]
        address = view.next_link
    assert len(seen) == len(set(seen)) == view.counts.total == 6
    behind = listed(client, "q=食品&page=9")
    assert [row.url for row in behind.rows] == [row.url for row in view.rows]
    assert not behind.next_link and "page=2" in behind.previous_link


def test_where_search_is_off_the_register_answers(client, searched):
    with exempt("factory"):
        Activation.objects.filter(plugin="unified_search").update(enabled=False)
        generations.raise_("sitegroup")
    view = listed(client, "q=食品经营")
    assert view.found is None and names(view) == ["食品经营许可"] * 3


def test_without_words_the_counts_are_those_kept_for_the_summary(client, searched):
    view = listed(client, "category=01&division=620000&own=1")
    assert view.counts.total == len(view.rows) == 3
    assert counts(view.categories)["行政处罚"] == 0
    assert counts(view.divisions)["城关区"] == 2
    assert view.trail[0].count == 6


def test_every_kind_that_a_register_names_is_one_that_search_has():
    declared = {f"{slug}.{kind.kind}" for slug, kind in kinds.kinds()}
    assert {f"{one.plugin}.{one.search_kind}" for one in registers() if one.search_kind} <= declared
    assert {one.slug for one in registers() if one.search_kind} >= {"power_list", "fund", "duty"}
