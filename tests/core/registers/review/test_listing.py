"""core/registers/review/listing.py: what was sent, where it stands, and who may see it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.flows.actions import decide
from core.jobs.runner import run_all
from core.plugins.actions import disable
from core.registers.choices import Verb
from core.registers.review.actions import send
from core.registers.review.listing import State, conditions, packages_for
from core.testing import SYSTEM, sign_in
from tests.core.registers.editors import new_draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


def text(user, **asked):
    return sign_in(Client(), user).get(reverse("packages"), asked).content.decode()


def states(user):
    return {
        str(state)
        for state, where in conditions().items()
        if packages_for(user).filter(where).exists()
    }


def test_a_package_is_found_by_where_it_stands(
    powers, reviewed, people, package, go_on, time_machine
):
    editor = reviewed.chengguan_editor
    assert states(editor) == {State.UNDER_WAY}
    assert "签批报送" in text(editor)
    time_machine.move_to("2026-12-25T10:00:00+08:00")
    assert states(editor) == {State.UNDER_WAY, State.LATE}
    assert "flows-late" in text(editor)
    time_machine.move_to("2026-11-25T10:00:00+08:00")
    go_on("sign", "first", "legal", "approval")
    assert states(editor) == {State.APPROVED}
    assert "城政发〔2026〕8号" in text(editor)
    time_machine.move_to("2026-11-27T00:00:01+08:00")
    run_all("w")
    assert states(editor) == {State.PUBLISHED}


def test_what_was_taken_back_is_told(powers, reviewed, people, package, step):
    decide(step("sign"), "back", actor=people.head, text="暂缓")
    decide(step("revise"), "take_back", actor=people.clerk, text="暂缓")
    assert states(reviewed.chengguan_editor) == {State.TAKEN_BACK}


def test_filters_search_and_files_hold_the_same(powers, reviewed, people, package):
    editor = reviewed.chengguan_editor
    assert "2026年第一批调整" in text(editor, state="under_way", q="第一批")
    assert "2026年第一批调整" not in text(editor, state="published")
    assert "2026年第一批调整" not in text(editor, q="第九批")
    answer = sign_in(Client(), editor).get(reverse("packages"), {"export": "csv"})
    file = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "2026年第一批调整" in file and "城关区教育局" in file and "签批报送" in file


def test_the_filters_offer_nothing_of_what_others_sent(reviewed, people, package):
    def offered(user):
        filters = sign_in(Client(), user).get(reverse("packages")).context["filters"].filters
        return list(filters["member"].queryset)

    assert offered(people.establishment) == [reviewed.chengguan]
    assert offered(reviewed.chengguan_editor) == [reviewed.chengguan]


def test_the_other_countys_people_see_none_of_it(reviewed, people, package):
    for stranger in (reviewed.qilihe_editor, reviewed.qilihe_chief, people.stranger):
        assert not packages_for(stranger).exists()
        answer = sign_in(Client(), stranger).get(reverse("packages"))
        assert answer.status_code in (302, 403)
    assert packages_for(people.legal).get() == package


def test_where_the_plugin_is_off_none_are_listed(reviewed, people, package):
    assert packages_for(people.legal).exists()
    disable("responsibility_list", reviewed.chengguan, actor=SYSTEM)  # which requires it
    disable("power_list", reviewed.chengguan, actor=SYSTEM)
    assert not packages_for(people.legal).exists()


def test_many_packages_are_listed_with_as_many_queries_as_one(powers, reviewed, people, package):
    client = sign_in(Client(), reviewed.chengguan_editor)

    def asked():
        client.get(reverse("packages"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("packages"))
        return len(captured)

    one = asked()
    for number in range(8):
        draft = new_draft(
            powers, reviewed, f"第{number}项", verb=Verb.ESTABLISH, change_ground="某文件"
        )
        send(powers, [draft.pk], member=reviewed.chengguan, title=f"第{number}批", actor=SYSTEM)
    assert asked() == one
