"""core/registers/consultations/actions.py: the public is asked, heard and answered."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from core.actions.boundary import exempt
from core.audit.models import AuditLine
from core.flows.actions import decide
from core.plugins.gate import Refused
from core.registers.consultation import Comment, Consultation
from core.registers.consultations import actions
from core.registers.consultations.queries import consultations_at, open_at, public_comments
from tests.core.registers.conftest import CONSULTATION as SAID

pytestmark = pytest.mark.django_db
LAST, DAY = SAID["closes_on"], datetime.timedelta(days=1)


def test_what_is_put_before_the_public_stays_as_it_read_then(asked, drafts, powers, reviewed):
    with exempt("factory"):
        powers.Draft.objects.filter(pk=drafts[0].pk).update(name="改了名的")
    assert [entry.name for entry in asked.entries.all()] == ["甲", "乙"]
    first = asked.entries.first()
    assert first.ground == "国发〔2026〕1号" and first.get_verb_display() == "设立"
    assert any("城关区教育局" in value for _label, value in first.facts)
    assert [row.pk for row in open_at(powers, reviewed.chengguan)] == [asked.pk]


def test_what_is_confidential_is_not_put_before_the_public(
    powers, package, drafts, go_on, step, people
):
    go_on("sign")
    with exempt("factory"):
        secret = powers.Draft.objects.filter(pk=drafts[0].pk)
        secret.update(confidentiality="secret", confidentiality_reason="国家秘密")
    made = actions.put_before_public(step("first"), actor=people.establishment, **SAID)
    assert [entry.name for entry in made.entries.all()] == ["乙"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": " "}, "标题"),
        ({"text": ""}, "说明"),
        ({"closes_on": datetime.date(2026, 11, 25)}, "今天以后"),
    ],
)
def test_what_asks_nothing_is_refused(package, go_on, step, people, given, said):
    go_on("sign")
    with pytest.raises(Refused, match=said):
        actions.put_before_public(step("first"), actor=people.establishment, **(SAID | given))
    assert not Consultation.objects.exists()


def test_a_package_is_put_before_the_public_once_at_a_time(asked, step, people):
    with pytest.raises(Refused, match="正在公开征求意见"):
        actions.put_before_public(step("first"), actor=people.establishment, **SAID)


def test_only_who_reviews_asks_the_public(package, step, people, go_on):
    with pytest.raises(Refused, match="审核"):
        actions.put_before_public(step("sign"), actor=people.head, **SAID)
    go_on("sign")
    for other in (people.legal, people.stranger, people.clerk):
        with pytest.raises(PermissionDenied):
            actions.put_before_public(step("first"), actor=other, **SAID)


def test_what_a_reader_says_is_shown_after_somebody_has_read_it(asked, people):
    comment = actions.receive(asked, text=" 赞成 ", name="李某", contact="13900000000")
    assert comment.state == Comment.State.WAITING and not public_comments(asked).exists()
    actions.let_through(comment, actor=people.establishment)
    assert [each.text for each in public_comments(asked)] == ["赞成"]
    actions.respond_to(comment, "谢谢支持。", actor=people.legal)
    assert public_comments(asked).get().reply == "谢谢支持。"
    actions.withhold(comment, "含个人信息", actor=people.establishment)
    assert not public_comments(asked).exists()


def test_the_log_holds_nothing_of_what_a_reader_said(asked):
    actions.receive(asked, text="赞成甲", name="李某", contact="13900000000")
    line = AuditLine.objects.order_by("-pk").first()
    assert line.name == "registers.receive_comment"
    assert not any(word in str(vars(line)) for word in ("赞成甲", "李某", "13900000000"))


@pytest.mark.parametrize(("text", "said"), [("  ", "填写"), ("长" * 2001, "2000")])
def test_a_comment_that_says_nothing_or_too_much_is_refused(asked, text, said):
    with pytest.raises(Refused, match=said):
        actions.receive(asked, text=text)
    assert not Comment.objects.exists()


def test_readers_say_something_until_the_last_day_and_not_after(asked, time_machine, after):
    time_machine.move_to("2026-12-05T23:59:00+08:00")
    actions.receive(asked, text="赶上了")
    after()
    with pytest.raises(Refused, match="截止"):
        actions.receive(asked, text="来晚了")
    assert Comment.objects.count() == 1


def test_the_last_day_can_be_put_off_and_not_moved_up(asked, people, after):
    with pytest.raises(Refused, match="延后"):
        actions.prolong(asked, LAST - DAY, actor=people.establishment)
    after()
    actions.prolong(asked, LAST + 5 * DAY, actor=people.establishment)
    actions.receive(asked, text="又能提了")


def test_the_package_goes_on_when_the_consultation_is_concluded(
    asked, people, step, awaited, after
):
    comment = actions.receive(asked, text="甲不必要", contact="a@example.cn")
    with pytest.raises(Refused, match="2026-12-05"):
        decide(step("first"), "pass", actor=people.establishment)
    with pytest.raises(Refused, match="尚未截止"):
        actions.conclude(asked, "已采纳", actor=people.establishment)
    after()
    with pytest.raises(Refused, match="审完"):
        actions.conclude(asked, "已采纳", actor=people.establishment)
    actions.withhold(comment, "重复", actor=people.establishment)
    with pytest.raises(Refused, match="采纳情况"):
        actions.conclude(asked, " ", actor=people.establishment)
    actions.conclude(asked, "收到1条，未采纳。", actor=people.establishment)
    comment.refresh_from_db()
    assert comment.contact == "", "where a reader can be reached is forgotten"
    with pytest.raises(Refused, match="已经办结"):
        actions.prolong(asked, LAST + 9 * DAY, actor=people.establishment)
    decide(step("first"), "pass", actor=people.establishment)
    assert awaited() == ["legal"]


def test_what_is_taken_back_for_good_is_asked_no_longer(asked, people, step, powers, reviewed):
    actions.receive(asked, text="好", contact="a@example.cn")
    decide(step("first"), "back", actor=people.establishment, text="见意见")
    decide(step("revise"), "take_back", actor=people.clerk, text="暂缓")
    assert not open_at(powers, reviewed.chengguan).exists()
    (row,) = consultations_at(powers, reviewed.chengguan)
    assert "撤回" in row.report and not Comment.objects.exclude(contact="").exists()


def test_officers_of_another_county_neither_read_nor_answer(asked, people):
    comment = actions.receive(asked, text="好")
    tries = (
        lambda: actions.let_through(comment, actor=people.stranger),
        lambda: actions.withhold(comment, "无关", actor=people.stranger),
        lambda: actions.respond_to(comment, "好", actor=people.stranger),
        lambda: actions.prolong(asked, LAST + DAY, actor=people.stranger),
        lambda: actions.conclude(asked, "好", actor=people.stranger),
    )
    for attempt in tries:
        with pytest.raises(PermissionDenied):
            attempt()


def test_the_body_itself_does_not_choose_which_comments_are_shown(asked, people, reviewed):
    comment = actions.receive(asked, text="不好")
    for one in (people.clerk, people.head, reviewed.chengguan_editor):
        with pytest.raises(PermissionDenied):
            actions.withhold(comment, "无关", actor=one)
