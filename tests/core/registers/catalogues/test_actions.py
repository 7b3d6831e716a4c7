"""core/registers/catalogues/actions.py, core/registers/catalogues/reading.py and
core/registers/standard.py: a catalogue is laid down from a file, taken over, and kept to."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from core.people.rights import Reach
from core.plugins.gate import Refused
from core.registers import actions
from core.registers.catalogue import CatalogueItem
from core.registers.catalogues.actions import claim, lay_down
from core.registers.choices import Verb
from core.registers.exchange.reading import Unloadable
from core.registers.outcomes import Unpublishable
from core.registers.queries import terms
from core.testing import SYSTEM, make_user
from tests.core.registers.catalogues.samples import ROWS, as_file, as_sheet
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(group):
    return make_user("office", "provincial_office", Reach.GROUP)


@pytest.fixture
def laid_down(powers, office):
    lay_down(powers, as_file(ROWS), "csv", source="甘政办发〔2026〕1号", actor=office)
    return {item.code: item for item in CatalogueItem.objects.all()}


def levels(item):
    return [level.code for level in item.levels.order_by("code")]


def test_a_file_becomes_the_catalogue(laid_down):
    item = laid_down["620105001000"]
    assert (item.name, item.category.code, levels(item)) == ("休学审批", "01", ["3", "4"])
    assert (item.source, item.in_use) == ("甘政办发〔2026〕1号", True)
    assert item.ground == "《中华人民共和国义务教育法》第十一条；国发〔2014〕1号"


def test_the_next_file_adds_renames_and_puts_out_of_use(powers, laid_down, office):
    one, two, three = ROWS
    renamed = two | {"名称": "新名", "行使层级": "省级"}
    added = three | {"基本编码": "620105009000"}
    counts = lay_down(powers, as_file([one, renamed, added]), "csv", source="二号", actor=office)
    assert counts == {"new": 1, "changed": 1, "gone": 1, "same": 1}
    items = {item.code: item for item in CatalogueItem.objects.all()}
    assert (items[two["基本编码"]].name, levels(items[two["基本编码"]])) == ("新名", ["2"])
    assert not items[three["基本编码"]].in_use and items["620105009000"].in_use
    back = lay_down(powers, as_file(ROWS), "csv", source="三号", actor=office)
    assert back == {"new": 0, "changed": 2, "gone": 1, "same": 1}


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_every_kind_of_file_says_the_same(powers, group, kind):
    given = {
        "csv": lambda: as_file(ROWS),
        "json": lambda: json.dumps(ROWS, ensure_ascii=False).encode(),
        "xlsx": lambda: as_sheet(ROWS),
    }[kind]()
    assert lay_down(powers, given, kind, source="一号", actor=SYSTEM)["new"] == len(ROWS)


def test_all_that_is_wrong_with_a_file_is_told_at_once_and_nothing_written(powers, laid_down):
    rows = [
        ROWS[0] | {"名称": "改名"},
        ROWS[1] | {"类别": "行政想象", "行使层级": "县级；月球级"},
        ROWS[2] | {"名称": "", "基本编码": "1" * 21},
        ROWS[0],
    ]
    with pytest.raises(Unloadable) as refused:
        lay_down(powers, as_file(rows), "csv", source="二号", actor=SYSTEM)
    assert [(one.row, one.column, one.rule) for one in refused.value.problems] == [
        (3, "类别", "term"), (3, "行使层级", "term"), (4, "基本编码", "length"),
        (4, "名称", "required"), (5, "基本编码", "twice"),
    ]  # fmt: skip
    assert set(CatalogueItem.objects.values_list("name", flat=True)) == {r["名称"] for r in ROWS}


def test_a_row_that_cannot_be_read_hides_no_other_error(powers, group):
    head, *rows = as_file([ROWS[0], ROWS[1] | {"类别": "行政想象"}]).decode().splitlines()
    data = "\n".join([head, f"{rows[0]},多出的", rows[1]]).encode()
    with pytest.raises(Unloadable) as refused:
        lay_down(powers, data, "csv", source="一号", actor=SYSTEM)
    assert [(one.row, one.rule) for one in refused.value.problems] == [(2, "file"), (3, "term")]


@pytest.mark.parametrize(("data", "rule"), [(b"", "file"), (b"\xff\xfe\xff", "file")])
def test_what_is_no_table_is_refused(powers, group, data, rule):
    with pytest.raises(Unloadable) as refused:
        lay_down(powers, data, "csv", source="一号", actor=SYSTEM)
    assert [one.rule for one in refused.value.problems] == [rule]


def test_an_empty_table_puts_nothing_out_of_use(powers, laid_down):
    with pytest.raises(Unloadable):
        lay_down(powers, as_file(ROWS).splitlines()[0], "csv", source="二号", actor=SYSTEM)
    assert CatalogueItem.objects.filter(in_use=True).count() == len(ROWS)


def test_only_the_provincial_office_lays_it_down_and_names_its_document(powers, group, office):
    with pytest.raises(PermissionDenied):
        lay_down(powers, as_file(ROWS), "csv", source="一号", actor=group.chengguan_chief)
    with pytest.raises(Refused):
        lay_down(powers, as_file(ROWS), "csv", source=" ", actor=office)
    assert not CatalogueItem.objects.exists()


def test_an_item_is_taken_over_with_its_name_ground_and_the_level_of_the_site(
    powers, group, laid_down
):
    item = laid_down["620105001000"]
    [draft] = claim(
        powers, group.chengguan, [item.pk], body="城关区教育局", actor=group.chengguan_editor
    )
    assert (draft.base_code, draft.name, draft.category) == (item.code, item.name, item.category)
    assert (draft.verb, draft.level.code) == (Verb.ESTABLISH, "4")
    assert draft.organisation == group.chengguan_body
    assert "甘政办发〔2026〕1号" in draft.change_ground
    assert list(draft.grounds.values_list("law", "article")) == [
        ("中华人民共和国义务教育法", "第十一条"), ("国发〔2014〕1号", ""),
    ]  # fmt: skip
    publish(powers, group, draft, day=draft.created_at.date())


def test_nothing_is_begun_where_one_item_cannot_be_taken_over(powers, group, laid_down):
    fit, provincial = laid_down["620105001000"], laid_down["620105002000"]
    given = {"body": "chengguan-jyj", "actor": group.chengguan_editor}
    with pytest.raises(Refused):
        claim(powers, group.chengguan, [fit.pk, provincial.pk], **given)
    with pytest.raises(Refused):
        claim(powers, group.chengguan, [], **given)
    with pytest.raises(Refused):
        claim(powers, group.chengguan, [fit.pk], **given | {"body": "七里河区教育局"})
    assert not powers.Draft.objects.exists()
    claim(powers, group.chengguan, [fit.pk], **given)
    with pytest.raises(Refused, match=fit.code):
        claim(powers, group.chengguan, [fit.pk], **given)
    assert powers.Draft.objects.count() == 1


def test_the_other_countys_editor_takes_nothing_over(powers, group, laid_down):
    item = laid_down["620105001000"]
    with pytest.raises(PermissionDenied):
        claim(powers, group.chengguan, [item.pk], body="chengguan-jyj", actor=group.qilihe_editor)


WRONG = [
    ({"name": "学生休学审批"}, "休学审批"),
    ({"category": "05"}, "行政许可"),
    ({"level": "2"}, "省级"),
]


@pytest.mark.parametrize(("said", "told"), WRONG)
def test_what_bears_an_items_code_keeps_its_name_category_and_levels(
    powers, group, laid_down, said, told
):
    given = dict(said)
    for name, dictionary in (("category", "power_category"), ("level", "level")):
        if name in given:
            given[name] = terms().find(dictionary, given[name])
    draft = new_draft(powers, group, **{"name": "休学审批", "base_code": "620105001000"} | given)
    with pytest.raises(Unpublishable, match=told):
        publish(powers, group, draft)


def test_a_level_exercises_nothing_that_is_not_its_own(powers, group, laid_down):
    draft = new_draft(powers, group, "中外合作办学审批", base_code="620105002000")
    with pytest.raises(Unpublishable, match="县级"):
        publish(powers, group, draft)
    assert not powers.Version.objects.exists()


def test_an_entry_may_end_whatever_the_catalogue_calls_it_by_then(powers, group, laid_down):
    version = publish(powers, group, new_draft(powers, group, "休学审批", base_code="620105001000"))
    rows = [ROWS[0] | {"名称": "新名"}]
    lay_down(powers, as_file(rows), "csv", source="二号", actor=SYSTEM)
    draft = actions.propose_end(
        powers, version, verb="cancel", day="2020-01-01", ground="国发〔2019〕6号",
        actor=group.chengguan_editor,
    )  # fmt: skip
    draft.refresh_from_db()
    assert not publish(powers, group, draft).in_force


def test_what_the_catalogue_does_not_know_is_published_as_ever(powers, group, laid_down):
    assert publish(powers, group, new_draft(powers, group, "某事", base_code="510101999000"))
