"""The watch over grounds: actions.py, plugins/power_list/jobs.py, plugins/power_list/views.py."""

import datetime
import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.actions.boundary import exempt
from core.delivery import generations
from core.jobs.models import Job
from core.jobs.queue import enqueue
from core.jobs.runner import run_all
from core.plugins.models import Activation
from core.registers import actions
from core.registers.dictionaries.actions import load_dictionaries
from core.registers.spec import register
from core.testing import (
    SYSTEM,
    make_division,
    make_member,
    make_organisation,
    make_province,
    make_user,
    sign_in,
)
from plugins.law_library import api as library
from plugins.power_list.actions import mark_told, record_findings
from plugins.power_list.models import GroundFinding
from plugins.power_list.testing import make_power
from tests.core.flows.conftest import officer

pytestmark = pytest.mark.django_db
D = datetime.date
OLD = {"law": "甲条例", "article": "第一条", "text": "设立许可。"}
LAPSED = {"law": "乙条例", "article": "第一条", "text": "一"}
UNKNOWN = {"law": "某部文件", "article": "第一条", "text": "任何"}


def _library(folder, *texts, repeals=""):
    laws = folder / "lawrefbook" / "行政法规"
    laws.mkdir(parents=True, exist_ok=True)
    for day, text in texts:
        (laws / f"甲条例({day}).md").write_text(
            f"# 甲条例\n\n第一条 {text}\n\n第二条 本条例自2001年2月1日起施行。\n", "utf-8"
        )
    (laws / "乙条例(2005-01-01).md").write_text("# 乙条例\n\n第一条 一\n", "utf-8")
    (folder / "repeals.csv").write_text(f"law,repealed_on,by,article\n{repeals}", "utf-8")
    library.load_library(actor=SYSTEM, root=folder)


@pytest.fixture
def county(tmp_path, time_machine):
    """A county with a body and its liaison officer, and the laws as they were."""
    time_machine.move_to("2026-11-25T10:00:00+08:00")
    load_dictionaries(actor=SYSTEM)
    _library(tmp_path, ("2001-01-01", "设立许可。"))
    province = make_province()
    made = make_member("chengguan", province, "county", division=make_division("620102", "城关区"))
    made.beside = make_member("qilihe", province, "county")
    made.body = make_organisation("城关区教育局", made.division, code="chengguan-jyj")
    with exempt("factory"):
        for member in (made, made.beside):
            Activation.objects.create(member=member, plugin="power_list", enabled=True)
    generations.raise_("sitegroup")
    made.liaison = officer("liaison", "liaison", made, made.body)
    with exempt("factory"):
        made.liaison.email = "liaison@example.cn"
        made.liaison.save()
    return made


@pytest.fixture
def power(county):
    def make(name, *grounds, site=county, body=None):
        return make_power(
            member=site, organisation=body or county.body, name=name, grounds=list(grounds),
            valid_from=D(2020, 1, 1),
        )  # fmt: skip

    return make


def check(site):
    enqueue("power_list:check_grounds", member=site)
    run_all("w")
    assert Job.objects.latest("pk").state == "done"


def found():
    return sorted(GroundFinding.objects.values_list("version__name", "told_on"))


def test_when_a_law_changes_or_lapses_exactly_those_who_quote_it_are_told(
    county, power, tmp_path, mailoutbox
):
    for name, ground in (("引旧文", OLD), ("引废止", LAPSED), ("未核对", UNKNOWN)):
        power(name, ground)
    check(county)
    assert found() == [] == mailoutbox
    _library(
        tmp_path, ("2001-01-01", "设立许可。"), ("2025-01-01", "取消许可。"),
        repeals="乙条例,2026-01-01,甲条例,第二条\n",
    )  # fmt: skip
    check(county)
    today = D(2026, 11, 25)
    assert found() == [("引废止", today), ("引旧文", today)]
    (letter,) = mailoutbox
    assert letter.to == ["liaison@example.cn"] and "城关区教育局" in letter.subject
    assert "引旧文" in letter.body and "引废止" in letter.body and "未核对" not in letter.body
    assert "/admin/power-list/grounds/" in letter.body
    check(county)
    assert len(mailoutbox) == 1, "nobody is told twice"


def test_what_is_mended_is_no_finding_any_more(county, power, tmp_path):
    version = power("引旧文", OLD)
    _library(tmp_path, ("2001-01-01", "设立许可。"), ("2025-01-01", "取消许可。"))
    check(county)
    assert [name for name, _told in found()] == ["引旧文"]
    powers = register("power_list")
    draft = actions.start_draft(powers, version, actor=SYSTEM)
    actions.save_draft(powers, draft, actor=SYSTEM, grounds=[OLD | {"text": "取消许可。"}])
    actions.publish(
        powers, [draft.pk], member=county, actor=SYSTEM, verb="adjust", day=D(2026, 11, 25),
        ground="甲条例修订",
    )  # fmt: skip
    check(county)
    assert found() == []


def test_what_nobody_could_be_told_is_told_when_there_is_somebody(
    county, power, tmp_path, mailoutbox
):
    with exempt("factory"):
        county.liaison.email = ""
        county.liaison.save()
    power("引废止", LAPSED)
    _library(tmp_path, ("2001-01-01", "设立许可。"), repeals="乙条例,2026-01-01,甲条例,第二条\n")
    check(county)
    assert found() == [("引废止", None)] and not mailoutbox
    with exempt("factory"):
        county.liaison.email = "liaison@example.cn"
        county.liaison.save()
    check(county)
    assert len(mailoutbox) == 1 and found()[0][1] is not None


@pytest.fixture
def several(county, power, tmp_path):
    power("引废止", LAPSED)
    power("邻县的", LAPSED, site=county.beside)
    _library(tmp_path, ("2001-01-01", "设立许可。"), repeals="乙条例,2026-01-01,甲条例,第二条\n")
    for site in (county, county.beside):
        check(site)
    return county


def page(user, **asked):
    return sign_in(Client(), user).get(reverse("power_list_grounds"), asked)


def test_an_editor_reads_exports_and_mends_what_is_his(several):
    editor = make_user("editor", "editor", member=several)
    text = page(editor).content.decode()
    assert "引废止" in text and "邻县的" not in text
    entry = GroundFinding.objects.get(version__name="引废止").version.entry_id
    assert reverse("entries_power_list:entry", args=[entry]) in text
    assert "引废止" not in page(editor, told="false").content.decode()
    rows = openpyxl.load_workbook(io.BytesIO(page(editor, export="xlsx").getvalue())).active
    assert [row[1].value for row in rows.iter_rows()][1:] == ["引废止"]
    assert page(make_user("nobody")).status_code == 404


def test_the_queries_of_a_check_do_not_grow_with_the_powers_of_one_law(several, power):
    from plugins.power_list.queries import contradicted

    def queries():
        with CaptureQueriesContext(connection) as caught:
            contradicted(several, D(2026, 11, 25))
        return len([each for each in caught if "delivery_generation" not in each["sql"]])

    few = queries()
    for name in "一二三":
        power(name, LAPSED)
    assert queries() == few


def test_the_other_countys_people_record_and_mark_nothing(several):
    chief = make_user("beside", "chief_editor", member=several.beside)
    finding = GroundFinding.objects.get(version__name="引废止")
    with pytest.raises(PermissionDenied):
        record_findings(several, {}, D(2026, 11, 25), actor=chief)
    with pytest.raises(PermissionDenied):
        mark_told(several, [finding.pk], D(2026, 11, 25), actor=chief)
    record_findings(several.beside, {finding.version_id: ["别县的"]}, D(2026, 11, 25), actor=chief)
    assert not GroundFinding.objects.filter(text="别县的").exists()
