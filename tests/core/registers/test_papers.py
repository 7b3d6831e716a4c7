"""core/registers/papers.py and core/registers/ground.py: documents that an entry and its grounds
name are the site's own, follow the entry through its changes, and are kept as long as it is."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from core.actions.boundary import exempt
from core.delivery import generations
from core.plugins.gate import Refused
from core.plugins.models import Activation
from core.registers import actions, queries
from core.registers.differences import differences
from core.registers.exchange import exporting
from core.registers.papers import documents_of, in_words
from core.registers.public import open_data
from core.registers.spec import register
from core.registers.testing import make_document
from core.registers.time import today
from core.testing import sign_in
from plugins.fund_list.testing import make_fund
from tests.core.registers.editors import GROUND, change, new_draft, publish
from tests.core.registers.exchange.samples import check, rows_file, write
from tests.core.registers.samples import place_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(group):
    """A document that Chengguan keeps."""
    return make_document(group.chengguan, "某县办法全文")


@pytest.fixture
def foreign(group):
    """A document that another county keeps."""
    return make_document(group.qilihe, "七里河文件")


@pytest.fixture
def funds(group):
    """A register with a field of kind ``document``, switched on in both counties."""
    with exempt("factory"):
        for member in (group.chengguan, group.qilihe):
            Activation.objects.create(member=member, plugin="fund_list", enabled=True)
    generations.raise_("sitegroup")
    return register("fund")


def grounded(paper):
    return [
        GROUND,
        {"law": "某县办法", "document_number": "城政发〔2020〕1号", "file_id": paper.pk},
    ]


def fund_of(group, paper, **fields):
    return make_fund(
        member=group.chengguan, organisation=group.chengguan_body, name="学前教育专项资金",
        approval_file=paper, **fields,
    )  # fmt: skip


def files_of(row):
    return [ground.file for ground in row.grounds.all()]


# --- whose they are ------------------------------------------------------------------------------


def test_a_document_of_another_site_is_no_file_of_a_ground(powers, group, foreign):
    with pytest.raises(Refused, match="七里河文件"):
        new_draft(powers, group, grounds=grounded(foreign))
    assert not powers.Draft.objects.exists()


def test_a_document_of_another_site_is_in_no_field(funds, group, foreign, paper):
    draft = actions.start_draft(funds, fund_of(group, paper), actor=group.chengguan_editor)
    draft.approval_file = foreign
    with pytest.raises(Refused, match="七里河文件"):
        actions.save_draft(funds, draft, actor=group.chengguan_editor)
    assert funds.Draft.objects.get().approval_file == paper


def test_another_countys_editor_attaches_nothing_here(funds, powers, group, foreign, paper):
    draft = new_draft(powers, group, grounds=grounded(paper))
    with pytest.raises(Exception, match=r".+") as refused:
        actions.save_draft(powers, draft, actor=group.qilihe_editor, grounds=grounded(foreign))
    assert type(refused.value).__name__ == "PermissionDenied"
    assert files_of(draft) == [None, paper]


# --- through changes -----------------------------------------------------------------------------


def test_the_file_of_a_ground_is_published_and_goes_on_with_a_change(powers, group, paper):
    version = publish(powers, group, new_draft(powers, group, grounds=grounded(paper)))
    assert files_of(version) == [None, paper]
    assert files_of(change(powers, group, version, name="新名")) == [None, paper]
    wrong = actions.start_draft(powers, version, actor=group.chengguan_editor, corrects=True)
    assert files_of(wrong) == [None, paper]


def test_a_document_in_a_field_is_published_and_goes_on(funds, group, paper):
    draft = actions.start_draft(funds, fund_of(group, paper), actor=group.chengguan_editor)
    assert draft.approval_file == paper
    assert documents_of(funds, draft) == [(funds.field("approval_file").label, paper)]


def test_a_comparison_names_the_files_that_came_and_went(funds, powers, group, paper):
    bare = publish(
        powers, group, new_draft(powers, group, grounds=[grounded(paper)[1] | {"file_id": None}])
    )
    full = publish(powers, group, new_draft(powers, group, grounds=grounded(paper)[1:]))
    (found,) = differences(powers, bare, full)
    assert (found.before, found.after) == (
        "城政发〔2020〕1号", f"城政发〔2020〕1号\n{in_words(paper)}"
    )  # fmt: skip
    same = make_document(group.chengguan, paper.title)
    one, other = fund_of(group, paper), fund_of(group, same)
    assert paper.title in in_words(paper) and in_words(paper) != in_words(same)
    labels = [each.label for each in differences(funds, one, other)]
    assert funds.field("approval_file").label in labels


# --- as long as they are named -------------------------------------------------------------------


def test_what_a_version_or_a_draft_names_is_not_deleted(funds, powers, group, paper):
    draft = new_draft(powers, group, grounds=grounded(paper))
    with exempt("test"), pytest.raises(ProtectedError):
        paper.delete()
    version = publish(powers, group, draft)
    with exempt("test"), pytest.raises(ProtectedError):
        paper.delete()
    other = make_document(group.chengguan)
    fund_of(group, other)
    with exempt("test"), pytest.raises(ProtectedError):
        other.delete()
    assert files_of(version) == [None, paper]


def test_the_screen_says_by_what_a_document_is_still_named(client, funds, group, paper):
    fund_of(group, paper)
    sign_in(client, group.chengguan_chief)
    address = f"/admin/documents/delete/{paper.pk}/"
    answer = client.post(address, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert "没有删除：学前教育专项资金仍在引用" in answer.content.decode()
    many = f"/admin/bulk/wagtaildocs/document/delete/?id={paper.pk}"
    answer = client.post(many, follow=True)
    assert "没有删除：学前教育专项资金仍在引用" in answer.content.decode()
    free = make_document(group.chengguan)
    client.post(f"/admin/documents/delete/{free.pk}/")
    assert list(type(paper).objects.values_list("pk", flat=True)) == [paper.pk]


def test_the_file_of_a_document_on_record_is_not_replaced(client, funds, group, paper):
    fund_of(group, paper)
    free = make_document(group.chengguan)
    sign_in(client, group.chengguan_chief)
    for document, answered in ((paper, 200), (free, 302)):
        said = {"title": "改名", "collection": document.collection_id, "tags": ""}
        file = SimpleUploadedFile("新.pdf", b"%PDF-1.7 new")
        answer = client.post(f"/admin/documents/edit/{document.pk}/", said | {"file": file})
        assert answer.status_code == answered
    assert "学前教育专项资金已引用此文件" in client.post(
        f"/admin/documents/edit/{paper.pk}/",
        {"title": "改名", "collection": paper.collection_id, "tags": "",
         "file": SimpleUploadedFile("新.pdf", b"%PDF-1.7 new")},
    ).content.decode()  # fmt: skip
    kept = type(paper).objects.get(pk=paper.pk)
    assert kept.file.read() != b"%PDF-1.7 new"
    only = {"title": "改名", "collection": paper.collection_id, "tags": ""}
    client.post(f"/admin/documents/edit/{paper.pk}/", only)
    assert type(paper).objects.get(pk=paper.pk).title == "改名"


# --- what readers see ----------------------------------------------------------------------------


def test_a_reader_gets_the_file_of_a_published_ground_and_of_no_draft(client, powers, group, paper):
    page = place_page(powers, group.chengguan)
    version = publish(powers, group, new_draft(powers, group, grounds=[GROUND]))
    address = f"{page.url}{version.number}/"
    draft = actions.start_draft(powers, version, actor=group.chengguan_editor)
    actions.save_draft(powers, draft, actor=group.chengguan_editor, grounds=grounded(paper))
    assert "/documents/" not in client.get(address).content.decode()
    publish(powers, group, draft, verb="adjust", day=today(), ground="某文件")
    shown = client.get(address).content.decode()
    assert f'<a href="/documents/{paper.pk}/' in shown and ">某县办法全文</a>" in shown
    assert "PDF 8" in shown


def test_a_reader_gets_nothing_of_a_confidential_entry(client, powers, group, paper):
    page = place_page(powers, group.chengguan)
    secret = {"confidentiality": "secret", "confidentiality_reason": "国家秘密"}
    version = publish(powers, group, new_draft(powers, group, grounds=grounded(paper), **secret))
    assert client.get(f"{page.url}{version.number}/").status_code == 404
    listed = client.get("/api/v1/sites/chengguan/registers/power_list").content.decode()
    assert version.number not in listed and "/documents/" not in listed


def test_a_document_of_a_field_is_a_link_with_its_kind_and_size(client, funds, group, paper):
    page = place_page(funds, group.chengguan, "funds", "资金")
    version = fund_of(group, paper)
    shown = client.get(f"{page.url}{version.number}/").content.decode()
    assert f'<a href="/documents/{paper.pk}/' in shown and ">某县办法全文</a>" in shown
    assert "PDF 8" in shown


def test_open_data_says_title_and_whole_address(client, funds, powers, group, paper):
    place_page(funds, group.chengguan, "funds", "资金")
    version = fund_of(group, paper)
    api = "/api/v1/sites/chengguan/registers/fund"
    said = json.loads(client.get(api).content)["items"][0]["content"]["approval_file"]
    assert said["title"] == "某县办法全文" and said["url"].startswith("http")
    assert said["url"].endswith(paper.url)
    assert fund_of(group, None).approval_file is None
    assert open_data.content(funds, version)["grounds"][0]["file"] is None
    power = publish(powers, group, new_draft(powers, group, grounds=grounded(paper)))
    assert [each["file"] for each in open_data.content(powers, power)["grounds"]] == [None, said]


def test_pages_take_as_many_queries_with_one_file_as_with_many(client, powers, funds, group, paper):
    place_page(powers, group.chengguan)
    place_page(funds, group.chengguan, "funds", "资金")
    for _n in range(3):
        fund_of(group, make_document(group.chengguan))
        publish(powers, group, new_draft(powers, group, grounds=grounded(paper) * 3))
    for slug in ("fund", "power_list"):
        api = f"/api/v1/sites/chengguan/registers/{slug}"
        client.get(api, {"limit": 1})
        with CaptureQueriesContext(connection) as few:
            client.get(api, {"limit": 1})
        with CaptureQueriesContext(connection) as many:
            assert len(json.loads(client.get(api, {"limit": 100}).content)["items"]) == 3
        assert len(few) == len(many)


# --- tables --------------------------------------------------------------------------------------


def test_a_table_holds_the_title_and_takes_no_file_away(funds, group, paper):
    fund_of(group, paper)
    (row,) = exporting.rows_of(funds, queries.in_force(funds), flat=False)
    assert row["增设增额批准文件附件"] == "某县办法全文"
    report = check(funds, rows_file(row), group.chengguan)
    assert report.unchanged == 1 and report.proposals == []
    assert [(each.rule, each.is_error) for each in report.problems] == [("document", False)]
    for kept in (row | {"政策目标": "新目标"}, {"编号": row["编号"], "项目名称": "新名"}):
        report = check(funds, rows_file(kept), group.chengguan)
        assert report.proposals[0].content["approval_file_id"] == paper.pk
    write(funds, report, group.chengguan)
    assert funds.Draft.objects.get().approval_file == paper


@pytest.mark.parametrize(
    "changes",
    [
        {"备注": "新备注"},
        {"实施依据": [{"名称": "《某县办法》", "条款": "第一条", "原文": "别的"}]},
        {"实施依据": "《某县办法》第一条：别的"},
        {"实施依据": "《某县办法》（城政发〔2020〕1号）"},
    ],
)
def test_a_change_that_a_table_begins_keeps_the_files_of_the_grounds(powers, group, paper, changes):
    publish(powers, group, new_draft(powers, group, grounds=grounded(paper)))
    (row,) = exporting.rows_of(powers, queries.in_force(powers), flat=False)
    write(powers, check(powers, rows_file(row | changes), group.chengguan), group.chengguan)
    assert paper in files_of(powers.Draft.objects.get())


def test_what_a_table_says_unchanged_is_no_change_for_its_files(powers, group, paper):
    twice = [*grounded(paper), {"law": "某县办法", "article": "第二条"}]
    publish(powers, group, new_draft(powers, group, grounds=twice))
    (row,) = exporting.rows_of(powers, queries.in_force(powers), flat=False)
    assert check(powers, rows_file(row), group.chengguan).unchanged == 1
