"""Publishing from the screen: what was chosen, what is refused and why."""

import pytest
from django.urls import reverse

from core.registers import actions
from core.registers.choices import Verb
from tests.core.registers.editors import change, new_draft, publish

pytestmark = pytest.mark.django_db


def test_a_chief_editor_publishes_what_was_chosen_and_sees_what_is_missing(powers, group, chief):
    good, bad = new_draft(powers, group, "完整"), new_draft(powers, group, "缺依据", grounds=())
    url = reverse("drafts_power_list:publish")
    answer = chief.post(url, {"draft": [good.pk, bad.pk], "verb": Verb.ADOPT, "day": "2015-07-01"})
    assert str(powers.field("grounds").label) in answer.content.decode()
    assert [version.name for version in powers.Version.objects.all()] == ["完整"]


def test_an_outdated_draft_shows_both_and_goes_on_from_the_newest(powers, group, chief):
    first = publish(powers, group, new_draft(powers, group))
    slow = actions.start_draft(powers, first, actor=group.chengguan_editor)
    change(powers, group, first, name="别人改的名称")
    url = reverse("drafts_power_list:publish_one", args=[slow.pk])
    given = {"verb": Verb.ADJUST, "day": "2021-01-01", "ground": "某文件"}
    answer = chief.post(url, given)
    assert "别人改的名称" in answer.content.decode()
    assert chief.post(reverse("drafts_power_list:rebase", args=[slow.pk])).status_code == 302
    assert chief.post(url, given).status_code == 302 and powers.Version.objects.count() == 3


def test_an_editor_sees_no_way_to_publish_and_has_none(powers, group, editor):
    version = publish(powers, group, new_draft(powers, group))
    draft = new_draft(powers, group)
    assert (
        reverse("drafts_power_list:publish_one", args=[draft.pk])
        not in editor.get(reverse("drafts_power_list:edit", args=[draft.pk])).content.decode()
    )
    for name, args in (
        ("drafts_power_list:publish", []),
        ("drafts_power_list:publish_one", [draft.pk]),
        ("entries_power_list:end", [version.entry_id]),
    ):
        assert editor.post(reverse(name, args=args), {}).status_code in (302, 403, 404)
    assert powers.Version.objects.count() == 1


def test_what_was_ticked_stays_ticked_where_it_is_refused(powers, group, chief):
    bad, other = new_draft(powers, group, "缺依据", grounds=()), new_draft(powers, group, "另一项")
    given = {"draft": [bad.pk, "x"], "verb": Verb.ADOPT, "day": "2015-07-01"}
    page = chief.post(reverse("drafts_power_list:publish"), given).content.decode()
    assert f'id="draft-{bad.pk}" checked' in page and f'id="draft-{other.pk}">' in page
