"""core/registers/review/views.py, core/registers/review/flow.py and core/registers/review/shown.py:
sending, reading and approving from the screen."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.actions.boundary import exempt
from core.flows.models import AWAITED
from core.registers import actions
from core.registers.approval import Approval, Package
from core.registers.choices import Verb
from core.testing import make_document, make_organisation, sign_in
from tests.core.registers.conftest import ACT
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db
SEND = "review_power_list"


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


def browser(user):
    return sign_in(Client(), user)


def text(answer):
    return answer.content.decode()


@pytest.fixture
def editor(reviewed):
    return browser(reviewed.chengguan_editor)


def page_of(package):
    return reverse("flows_proceeding", args=[package.proceeding_id])


def test_an_editor_chooses_drafts_and_sends_them(editor, reviewed, people, drafts):
    page = text(editor.get(reverse(SEND)))
    assert "甲" in page and "乙" in page
    answer = editor.post(reverse(SEND), {"title": "第一批", "draft": [drafts[0].pk]})
    package = Package.objects.get()
    assert answer.url == page_of(package)
    assert package.proceeding.title == "第一批" and not package.proceeding.is_done
    page = text(editor.get(reverse(SEND)))
    assert "甲" not in page and "乙" in page


def test_all_of_a_body_are_sent_by_one_tick(editor, reviewed, people, drafts, powers):
    answer = editor.post(reverse(SEND), {"title": "全部", "everything": "on"})
    assert answer.status_code == 302
    assert powers.Draft.objects.filter(package=Package.objects.get()).count() == 2


def test_of_several_bodies_one_is_chosen_first(editor, reviewed, people, drafts, powers):
    other = make_organisation("城关区民政局", reviewed.chengguan.division, code="cg-mzj")
    new_draft(powers, reviewed, "丙", organisation=other)
    page = text(editor.get(reverse(SEND)))
    assert "城关区民政局" in page and "甲" not in page
    at = f"{reverse(SEND)}?site={reviewed.chengguan.pk}&body={other.pk}"
    assert "丙" in text(editor.get(at))
    editor.post(at, {"title": "民政", "everything": "on"})
    assert Package.objects.get().organisation == other


def test_what_is_wrong_is_said_beside_and_what_was_typed_stays(editor, reviewed, people, powers):
    new_draft(powers, reviewed, "缺依据", grounds=(), verb=Verb.ESTABLISH, change_ground="x")
    page = text(editor.post(reverse(SEND), {"title": "第一批", "everything": "on"}))
    assert str(powers.field("grounds").label) in page and 'value="第一批"' in page
    ticked = powers.Draft.objects.get()
    page = text(editor.post(reverse(SEND), {"title": "第一批", "draft": [ticked.pk]}))
    assert f'id="draft-{ticked.pk}" checked' in page
    page = text(editor.post(reverse(SEND), {"title": "第一批"}))
    assert "error" in page and 'value="第一批"' in page
    assert not Package.objects.exists()


@pytest.mark.parametrize("asked", ["?site=x&body=y", "?site=9&body=-1", "?site=1"])
def test_an_absurd_choice_is_no_choice(editor, reviewed, drafts, powers, asked):
    other = make_organisation("城关区民政局", reviewed.chengguan.division, code="cg-mzj")
    new_draft(powers, reviewed, "丙", organisation=other)
    answer = editor.post(reverse(SEND) + asked, {"title": "x", "everything": "on"})
    assert answer.status_code == 200 and not Package.objects.exists()


def test_the_other_countys_people_see_send_and_end_nothing_of_it(powers, reviewed, people, drafts):
    version = publish(powers, reviewed, new_draft(powers, reviewed), verb=Verb.ADOPT)
    at = f"{reverse(SEND)}?site={reviewed.chengguan.pk}&body={reviewed.chengguan_body.pk}"
    end = reverse("entries_power_list:end", args=[version.entry_id])
    for user in (reviewed.qilihe_editor, reviewed.qilihe_chief):
        stranger = browser(user)
        assert "甲" not in text(stranger.get(at))
        stranger.post(at, {"title": "x", "everything": "on", "draft": [drafts[0].pk]})
        said = {"verb": "cancel", "day": "2026-12-01", "ground": "x"}
        assert stranger.post(end, said).status_code == 404
    assert not Package.objects.exists() and powers.Draft.objects.count() == len(drafts)


def test_the_other_countys_people_open_no_package(reviewed, people, package):
    for user in (reviewed.qilihe_editor, reviewed.qilihe_chief, people.stranger):
        assert browser(user).get(page_of(package)).status_code == 404


def test_reviewers_read_whole_new_entries_and_what_changes_of_others(
    powers, reviewed, people, package, drafts, editor
):
    version = publish(powers, reviewed, new_draft(powers, reviewed, "休学审批"), verb=Verb.ADOPT)
    change = actions.start_draft(powers, version, actor=reviewed.chengguan_editor)
    change.name, change.verb, change.change_ground = "休学核准", Verb.ADJUST, "国发〔2026〕3号"
    change.valid_from = datetime.date(2026, 12, 1)
    actions.save_draft(powers, change, actor=reviewed.chengguan_editor)
    editor.post(reverse(SEND), {"title": "第二批", "draft": [change.pk]})
    second = Package.objects.order_by("-pk").first()
    legal = browser(people.legal)
    page = text(legal.get(page_of(package)))
    assert "甲" in page and "义务教育法" in page and "延缓入学" in page
    assert "review-remarks" in page, "the library does not know this law: reviewers are told"
    page = text(legal.get(page_of(second)))
    assert "休学审批" in page and "休学核准" in page and "国发〔2026〕3号" in page


def test_a_draft_under_review_says_so_and_leads_there(editor, package, drafts):
    page = text(editor.get(reverse("drafts_power_list:edit", args=[drafts[0].pk])))
    assert page_of(package) in page
    listed = text(editor.get(reverse("drafts_power_list:index")))
    assert listed.count("已送审") == 2 or listed.count("Sent for review") == 2


def approval(client, step, decision="approve", **fields):
    prefix = f"step-{step.pk}"
    data = {f"{prefix}-decision": decision, f"{prefix}-text": ""}
    data |= {f"{prefix}-approve-{name}": value for name, value in (ACT | fields).items()}
    paper = SimpleUploadedFile("批复.pdf", b"%PDF-1.7 ...")
    if fields.pop("papers", True):
        data[f"{prefix}-papers"] = [paper]
    return client.post(reverse("flows_decide", args=[step.pk]), data)


def test_the_government_names_its_act_or_is_told_what_is_missing(package, go_on, step, people):
    go_on("sign", "first", "legal")
    government = browser(people.government)
    page = text(approval(government, step("approval"), number="", body="区政府的全称"))
    assert "区政府的全称" in page and page.count('role="alert"') >= 2
    page = text(approval(government, step("approval"), day="2026-12-24"))
    assert "2026-12-24" in page and not Approval.objects.exists()
    page = text(approval(government, step("approval"), decision="back"))
    assert step("approval").status in AWAITED, "sent back without a reason"
    assert "城政发〔2026〕8号" in page, "what was typed stays"
    assert approval(government, step("approval")).status_code == 302
    assert Approval.objects.get().publish_on == datetime.date(2026, 11, 27)
    assert "城政发〔2026〕8号" in text(government.get(page_of(package)))


def test_an_end_is_drafted_by_an_editor_where_it_is_reviewed(editor, reviewed, powers, people):
    version = publish(powers, reviewed, new_draft(powers, reviewed), verb=Verb.ADOPT)
    url = reverse("entries_power_list:end", args=[version.entry_id])
    answer = editor.post(url, {"verb": "cancel", "day": "2026-12-01", "ground": "国发〔2026〕2号"})
    draft = powers.Draft.objects.get()
    assert answer.url == reverse("drafts_power_list:edit", args=[draft.pk])
    assert (draft.verb, draft.change_ground) == (Verb.CANCEL, "国发〔2026〕2号")
    assert powers.Version.objects.count() == 1


def test_a_package_of_many_asks_as_often_as_one_of_few(
    powers, reviewed, people, package, drafts, editor
):
    legal = browser(people.legal)

    def asked(which):
        legal.get(page_of(which))
        with CaptureQueriesContext(connection) as captured:
            assert legal.get(page_of(which)).status_code == 200
        return len(captured)

    few = asked(package)
    for number in range(20):
        new_draft(powers, reviewed, f"第{number}项", verb=Verb.ESTABLISH, change_ground="x")
    editor.post(reverse(SEND), {"title": "很多", "everything": "on"})
    assert asked(Package.objects.order_by("-pk").first()) == few


def test_offices_read_the_files_of_grounds_and_many_cost_no_more(powers, reviewed, people, package):
    head, address = browser(people.head), page_of(package)
    head.get(address)
    with CaptureQueriesContext(connection) as none:
        assert "全文</a>" not in text(head.get(address))
    with exempt("factory"):
        for draft in powers.Draft.objects.filter(package=package):
            for law in ("甲办法", "乙办法"):
                paper = make_document(reviewed.chengguan, f"{law}全文")
                powers.Ground.objects.create(draft=draft, law="甲法", file=paper)
    head.get(address)
    with CaptureQueriesContext(connection) as many:
        page = text(head.get(address))
    assert page.count(">甲办法全文</a>") == page.count(">乙办法全文</a>") == 2
    assert len(many) - len(none) <= 2  # 甲法 is looked up once
