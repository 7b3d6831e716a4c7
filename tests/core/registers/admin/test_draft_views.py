"""The admin's doors: what an editor can do at his site, and that nobody can at another's."""

import datetime
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.registers import actions
from core.registers.choices import Verb
from core.registers.models import Upload
from core.testing import sign_in
from tests.core.registers.editors import change, new_draft, publish

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def editor(client, group):
    return sign_in(client, group.chengguan_editor)


@pytest.fixture
def chief(client, group):
    return sign_in(client, group.chengguan_chief)


@pytest.fixture
def stranger(client, group):
    return sign_in(client, group.qilihe_chief)


def posted(draft=None, **fields):
    given = {
        "name": "新的职权",
        "local_code": "",
        "grounds-TOTAL_FORMS": "1",
        "grounds-INITIAL_FORMS": "0",
        "grounds-0-law": "中华人民共和国义务教育法",
        "grounds-0-article": "第十一条",
        "grounds-0-text": "全文",
        "state": "open",
    }
    if draft:
        given["expected"] = str(draft.revision)
    return given | fields


def test_the_list_shows_and_searches_only_what_is_at_the_editors_sites(powers, group, client):
    publish(powers, group, new_draft(powers, group, "城关的职权"))
    for user, seen in ((group.chengguan_editor, True), (group.qilihe_editor, False)):
        sign_in(client, user)
        for query in ("", "?q=城关", "?export=csv", "?ordering=name"):
            answer = client.get(reverse("entries_power_list:index") + query)
            assert answer.status_code == 200
            text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
            assert ("城关的职权" in text) is seen, query


def test_an_editor_writes_a_draft_with_its_grounds(powers, group, editor):
    answer = editor.post(
        reverse("drafts_power_list:add"),
        posted(name="新的职权", organisation=group.chengguan_body.pk),
    )
    draft = powers.Draft.objects.get()
    assert (
        answer.status_code == 302
        and draft.member == group.chengguan
        and draft.owner == group.chengguan_editor
    )
    assert draft.grounds.get().article == "第十一条"
    answer = editor.get(reverse("drafts_power_list:edit", args=[draft.pk]))
    assert "第十一条" in answer.content.decode()


def test_what_was_typed_stays_and_the_error_stands_beside_its_field(powers, group, editor):
    answer = editor.post(
        reverse("drafts_power_list:add"),
        posted(name="写好的名称", confidentiality="secret", organisation=group.qilihe_body.pk),
    )
    assert answer.status_code == 200 and not powers.Draft.objects.exists()
    assert "写好的名称" in answer.content.decode()
    assert set(answer.context["form"].errors) == {"confidentiality_reason", "organisation"}


def test_a_second_editor_is_told_and_keeps_what_he_typed(powers, group, editor):
    draft = new_draft(powers, group)
    actions.save_draft(powers, powers.Draft.objects.get(pk=draft.pk), actor=group.chengguan_chief)
    answer = editor.post(
        reverse("drafts_power_list:edit", args=[draft.pk]), posted(draft, name="我写的")
    )
    assert "我写的" in answer.content.decode() and answer.context["form"].non_field_errors()
    assert powers.Draft.objects.get(pk=draft.pk).name != "我写的"


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


def test_an_entry_shows_its_history_and_is_changed_corrected_compared_and_ended(
    powers, group, chief
):
    first = publish(powers, group, new_draft(powers, group, "旧名"))
    second = change(powers, group, first, name="新名")
    page = chief.get(reverse("entries_power_list:entry", args=[first.entry_id])).content.decode()
    assert "旧名" in page and "新名" in page
    compared = chief.get(
        reverse("entries_power_list:compare", args=[first.entry_id])
    ).content.decode()
    assert "旧名" in compared and "新名" in compared
    for button in ("change", "correct"):
        assert (
            chief.post(
                reverse("entries_power_list:start", args=[second.pk]), {button: ""}
            ).status_code
            == 302
        )
    assert powers.Draft.objects.filter(corrects=second).count() == 1
    ended = chief.post(
        reverse("entries_power_list:end", args=[first.entry_id]),
        {"verb": "cancel", "day": "2024-01-01", "ground": "某决定"},
    )
    assert ended.status_code == 302
    assert not powers.Version.objects.get(verb="cancel").in_force


def upload(client, group, rows, member=None):
    data = SimpleUploadedFile("清单.json", json.dumps(rows).encode())
    return client.post(
        reverse("entries_power_list:import"),
        {"member": (member or group.chengguan).pk, "mapping": "own-form", "file": data},
    )


def test_a_file_is_checked_shown_and_imported_only_when_confirmed(powers, group, editor):
    wrong = upload(editor, group, [{"名称": "甲", "类别": "行政恩准"}])
    page = editor.get(wrong.url).content.decode()
    assert "行政恩准" in page and editor.post(wrong.url).status_code == 200
    right = upload(editor, group, [{"名称": "甲", "类别": "行政许可"}])
    assert editor.get(right.url).status_code == 200 and not powers.Draft.objects.exists()
    assert editor.post(right.url).status_code == 302
    assert powers.Draft.objects.get().name == "甲"
    assert Upload.objects.count() == 1


def test_nobody_of_another_county_comes_in_by_any_door(powers, group, stranger):
    version = publish(powers, group, new_draft(powers, group, "城关的职权"))
    draft = new_draft(powers, group, "城关的草稿")
    held = Upload.objects.create(
        user=group.chengguan_editor,
        member=group.chengguan,
        register="power_list",
        mapping="own-form",
        name="a.json",
        data=b"[]",
    )
    doors = [
        ("drafts_power_list:edit", draft.pk),
        ("drafts_power_list:discard", draft.pk),
        ("drafts_power_list:rebase", draft.pk),
        ("drafts_power_list:publish_one", draft.pk),
        ("entries_power_list:entry", version.entry_id),
        ("entries_power_list:compare", version.entry_id),
        ("entries_power_list:end", version.entry_id),
        ("entries_power_list:start", version.pk),
        ("entries_power_list:confirm", held.pk),
    ]
    for name, pk in doors:
        url = reverse(name, args=[pk])
        assert stranger.get(url).status_code in (404, 405), name
        assert stranger.post(url, posted(draft)).status_code == 404, name
    for name in (
        "drafts_power_list:index",
        "drafts_power_list:publish",
        "entries_power_list:index",
    ):
        assert "城关" not in stranger.get(reverse(name)).content.decode()
    assert (
        stranger.post(reverse("drafts_power_list:publish"), {"draft": [draft.pk]}).status_code
        == 200
    )
    stranger.post(reverse("drafts_power_list:add") + "?site=chengguan", posted())
    assert upload(stranger, group, [{"名称": "x"}]).status_code == 200
    assert not powers.Draft.objects.filter(member=group.chengguan).exclude(pk=draft.pk).exists()
    assert powers.Version.objects.count() == 1


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


def test_the_list_takes_as_many_queries_for_a_hundred_entries_as_for_one(
    powers, group, editor, django_assert_max_num_queries
):
    from core.registers.testing import make_version

    url = reverse("entries_power_list:index")

    def queries():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            editor.get(url)
        return len(captured)

    make_version(powers, member=group.chengguan, organisation=group.chengguan_body)
    editor.get(url)
    one = queries()
    for _ in range(30):
        make_version(powers, member=group.chengguan, organisation=group.chengguan_body)
    assert queries() == one
