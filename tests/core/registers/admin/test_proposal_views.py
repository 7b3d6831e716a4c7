"""core/registers/admin/proposal_views.py: proposals are made, listed and decided on the screen."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.registers.proposal import Proposal
from core.registers.proposals.actions import propose
from core.testing import make_user, sign_in
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db
SAID = {"reason": "dormant", "law": "甲条例", "article": "第三条", "text": "多年未行使"}


@pytest.fixture
def version(powers, reviewed, people):
    return publish(powers, reviewed, new_draft(powers, reviewed))


@pytest.fixture
def editor(reviewed):
    return sign_in(Client(), reviewed.chengguan_editor)


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_proposal_begins_at_the_entry_with_its_first_ground(editor, version, people):
    url = reverse("entries_power_list:propose", args=[version.entry_id])
    assert url in text(editor.get(reverse("entries_power_list:entry", args=[version.entry_id])))
    assert "中华人民共和国义务教育法" in text(editor.get(url))
    page = text(editor.post(url, SAID | {"law": "", "text": "保留的话"}))
    assert "保留的话" in page and not Proposal.objects.exists()
    answer = editor.post(url, SAID, follow=True)
    assert "多年未行使" in text(answer) and "甲条例" in text(editor.get(reverse("proposals")))


@pytest.fixture
def proposal(powers, version, reviewed):
    return propose(powers, version, **SAID, actor=reviewed.chengguan_editor)


def test_the_legal_office_decides_on_its_page(proposal, people):
    legal, url = sign_in(Client(), people.legal), reverse("proposal", args=[proposal.pk])
    page = text(legal.post(url, {"state": "", "outcome": "保留的话"}))
    assert "保留的话" in page
    legal.post(url, {"state": "declined", "outcome": "无需修改"})
    page = text(legal.get(url))
    assert "无需修改" in page and "未采纳" in page
    assert "未采纳" in text(legal.get(reverse("proposals"), {"state": "declined"}))


def test_it_is_withdrawn_by_the_site_until_it_is_decided(proposal, editor, people):
    url = reverse("proposal", args=[proposal.pk])
    assert 'name="withdraw"' in text(editor.get(url))
    assert 'name="withdraw"' not in text(sign_in(Client(), people.legal).get(url))
    editor.post(url, {"withdraw": "1"})
    assert not Proposal.objects.exists()


def test_the_list_is_filtered_and_exported(proposal, editor):
    assert "甲条例" not in text(editor.get(reverse("proposals"), {"state": "done"}))
    assert "甲条例" in text(editor.get(reverse("proposals"), {"q": "甲条", "reason": "dormant"}))
    file = editor.get(reverse("proposals"), {"export": "xlsx"}).getvalue()
    rows = list(openpyxl.load_workbook(io.BytesIO(file)).active.iter_rows())
    assert len(rows) == 2 and rows[1][0].value == "甲条例"


def test_strangers_are_refused_at_every_door(proposal, version, people, reviewed):
    url = reverse("proposal", args=[proposal.pk])
    for who in (people.stranger, reviewed.qilihe_chief):
        client = sign_in(Client(), who)
        assert client.get(url).status_code == 404
        assert client.post(url, {"state": "done", "outcome": "x"}).status_code == 404
        assert client.get(reverse("proposals")).status_code in (302, 403)
        own = reverse("entries_power_list:propose", args=[version.entry_id])
        assert client.post(own, SAID).status_code in (302, 403, 404)
    office = sign_in(Client(), people.establishment)
    assert office.post(url, {"state": "done", "outcome": "x"}).status_code in (302, 403)
    assert sign_in(Client(), make_user("nobody")).get(url).status_code in (302, 403, 404)
    assert Proposal.objects.get().state == "open"


def test_the_queries_do_not_grow_with_the_proposals(powers, version, proposal, reviewed, editor):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            text(editor.get(reverse("proposals")))
        return len(caught)

    few = queries()
    for _time in range(4):
        propose(powers, version, **SAID, actor=reviewed.chengguan_editor)
    assert queries() == few
