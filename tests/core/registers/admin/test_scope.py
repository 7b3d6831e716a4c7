"""Nobody of another county comes in by any of the admin's doors."""

from operator import attrgetter

import pytest
from django.urls import reverse

from core.registers.models import Upload
from tests.core.registers.editors import new_draft, posted, publish, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def chengguan(powers, group):
    """An entry, a draft and an unconfirmed file of Chengguan."""
    group.version = publish(powers, group, new_draft(powers, group, "城关的职权"))
    group.draft = new_draft(powers, group, "城关的草稿")
    group.held = Upload.objects.create(
        user=group.chengguan_editor,
        member=group.chengguan,
        register="power_list",
        mapping="own-form",
        name="a.json",
        data=b"[]",
    )
    return group


@pytest.mark.parametrize(
    ("door", "of"),
    [
        ("drafts_power_list:edit", "draft.pk"),
        ("drafts_power_list:discard", "draft.pk"),
        ("drafts_power_list:rebase", "draft.pk"),
        ("drafts_power_list:publish_one", "draft.pk"),
        ("entries_power_list:entry", "version.entry_id"),
        ("entries_power_list:compare", "version.entry_id"),
        ("entries_power_list:end", "version.entry_id"),
        ("entries_power_list:start", "version.pk"),
        ("entries_power_list:confirm", "held.pk"),
    ],
)
def test_nobody_of_another_county_comes_in_by_any_door(powers, chengguan, stranger, door, of):
    url = reverse(door, args=[attrgetter(of)(chengguan)])
    assert stranger.get(url).status_code in (404, 405)
    assert stranger.post(url, posted(chengguan.draft)).status_code == 404
    assert powers.Version.objects.count() == powers.Draft.objects.count() == 1


@pytest.mark.parametrize(
    "door", ["drafts_power_list:index", "drafts_power_list:publish", "entries_power_list:index"]
)
def test_no_list_shows_another_countys_rows(chengguan, stranger, door):
    assert "城关" not in stranger.get(reverse(door)).content.decode()


def test_what_a_stranger_sends_to_the_lists_changes_nothing(powers, chengguan, stranger):
    answer = stranger.post(reverse("drafts_power_list:publish"), {"draft": [chengguan.draft.pk]})
    assert answer.status_code == 200
    stranger.post(reverse("drafts_power_list:add") + "?site=chengguan", posted())
    assert upload(stranger, chengguan, [{"名称": "x"}]).status_code == 200
    assert powers.Draft.objects.filter(member=chengguan.chengguan).get() == chengguan.draft
    assert powers.Version.objects.count() == 1


@pytest.mark.parametrize("door", ["drafts_power_list:add", "drafts_power_list:publish"])
@pytest.mark.parametrize("site", ["chengguan", "nowhere", "%00"])
def test_a_site_out_of_reach_is_asked_for_in_vain(chengguan, stranger, door, site):
    answer = stranger.get(f"{reverse(door)}?site={site}")
    assert answer.status_code == 200 and "城关的" not in answer.content.decode()
