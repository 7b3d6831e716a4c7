"""The admin's lists: whose rows they show, and what they cost."""

import pytest
from django.urls import reverse

from core.people.rights import Reach
from core.registers.testing import make_version
from core.testing import make_user, sign_in
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db


def test_the_list_shows_and_searches_only_what_is_at_the_editors_sites(powers, group, client):
    publish(powers, group, new_draft(powers, group, "城关的职权"))
    for user, seen in ((group.chengguan_editor, True), (group.qilihe_editor, False)):
        sign_in(client, user)
        for query in ("", "?q=城关", "?export=csv", "?ordering=name"):
            answer = client.get(reverse("entries_power_list:index") + query)
            assert answer.status_code == 200
            text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
            assert ("城关的职权" in text) is seen, query


def test_the_list_takes_as_many_queries_for_a_hundred_entries_as_for_one(
    powers, group, editor, django_assert_max_num_queries
):
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


@pytest.mark.parametrize("door", ["entries_power_list:index", "drafts_power_list:index"])
def test_a_list_is_headed_by_its_registers_name(powers, editor, door):
    answer = editor.get(reverse(door))
    assert str(powers.title) in answer.context["page_title"]
    assert str(powers.Version._meta.verbose_name_plural) not in answer.context["page_title"]


def test_all_that_rest_on_a_law_are_found_in_every_department_one_may_see(powers, group, client):
    for member, body, law in (
        (group.chengguan, group.chengguan_body, "中华人民共和国义务教育法"),
        (group.chengguan, group.chengguan_body, "中华人民共和国慈善法"),
        (group.qilihe, group.qilihe_body, "中华人民共和国义务教育法"),
    ):
        make_version(
            powers, member=member, organisation=body, name=f"{member.short_name}{law[-3:]}",
            grounds=[{"law": law, "article": "第一条"}, {"law": law, "article": "第二条"}],
        )  # fmt: skip
    office = make_user("office", "provincial_office", Reach.GROUP)
    for user, names in (
        (office, ["七里河区教育法", "城关区教育法"]),
        (group.chengguan_editor, ["城关区教育法"]),
    ):
        sign_in(client, user)
        answer = client.get(reverse("entries_power_list:index"), {"law": "义务教育法"})
        assert sorted(row.name for row in answer.context["object_list"]) == names
        answer = client.get(
            reverse("entries_power_list:index"), {"law": "义务教育法", "export": "csv"}
        )
        file = b"".join(answer).decode() if answer.streaming else answer.content.decode()
        assert "慈善法" not in file and all(name in file for name in names)
