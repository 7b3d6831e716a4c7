"""A plugin's data of one site is exported, read back and removed; or refused with the reason:
core/plugins/purging.py, core/plugins/belongings.py."""

import json

import pytest
from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page

from core.actions.boundary import exempt
from core.audit.models import AuditLine
from core.pages.models import ColumnPage
from core.people.rights import Reach
from core.plugins import purging
from core.plugins.actions import disable, enable, purge
from core.plugins.gate import Refused, is_enabled
from core.plugins.models import Activation
from core.registers.actions import start_draft
from core.registers.spec import register
from core.sitegroup.models import Column, Placement
from core.testing import SYSTEM, make_user, make_version
from plugins.power_list.models import Power, PowerVersion
from tests.dummy_plugin.actions import make_row
from tests.dummy_plugin.models import DummyPage, DummyRow

DUMMY, POWERS = "dummy_plugin", "power_list"


def page_of(site, slug="more", model=DummyPage):
    with exempt("factory"):
        home = Page.objects.get(pk=site.site.root_page_id)
        return home.add_child(instance=model(title=slug, slug=slug))


@pytest.fixture
def used(lanzhou, chengguan):
    """The dummy with rows and a page on two sites, one below the other, and off on the upper."""
    for site in (lanzhou, chengguan):
        enable(DUMMY, site, actor=SYSTEM)
        make_row(site, f"row of {site.slug}", actor=SYSTEM)
        page_of(site)
    disable(DUMMY, lanzhou, actor=SYSTEM)
    return lanzhou


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_it_exports_everything_and_then_removes_it_from_this_site_alone(used, chengguan, tmp_path):
    folder = tmp_path / "export"
    manifest = purge(DUMMY, used, folder, actor=SYSTEM)
    assert [row.site for row in DummyRow.objects.all()] == [chengguan]
    pages = DummyPage.objects.filter(slug="more")
    assert ["chengguan" in page.url_path for page in pages] == [True]
    assert not Activation.objects.filter(member=used, plugin=DUMMY).exists()
    assert is_enabled(DUMMY, chengguan)

    (row,) = lines(folder / "dummy_plugin.DummyRow.jsonl")
    assert row["fields"]["name"] == "row of lanzhou"
    pages = lines(folder / "pages.jsonl")
    assert {page["model"] for page in pages} >= {"dummy_plugin.dummypage"}
    assert manifest["files"]["pages.jsonl"]["rows"] == len(pages)
    assert folder.stat().st_mode & 0o077 == 0
    line = AuditLine.objects.get(name="plugins.purge")
    assert line.member == used and line.detail["removed"]["dummy_plugin.DummyRow"] == 1
    connection.check_constraints()


def test_afterwards_enabling_begins_anew(used, tmp_path):
    purge(DUMMY, used, tmp_path / "export", actor=SYSTEM)
    before = DummyPage.objects.count()
    enable(DUMMY, used, actor=SYSTEM)
    assert Activation.objects.get(member=used, plugin=DUMMY).installed_at
    assert DummyPage.objects.count() >= before
    assert not DummyRow.objects.filter(site=used).exists()


def test_a_register_with_its_circles_of_keys_goes_whole_and_can_be_read_back(
    province, lanzhou, tmp_path
):
    powers = register(POWERS)
    enable(POWERS, lanzhou, actor=SYSTEM)
    here, there = make_version(powers, member=lanzhou), make_version(powers, member=province)
    start_draft(powers, here, actor=SYSTEM)
    disable(POWERS, lanzhou, actor=SYSTEM)
    purge(POWERS, lanzhou, tmp_path / "export", actor=SYSTEM)
    assert list(PowerVersion.objects.all()) == [there]
    assert not Power.objects.filter(member=lanzhou).exists()
    connection.check_constraints()
    for path in (tmp_path / "export").glob("power_list.*.jsonl"):
        with exempt("read back"):
            for row in serializers.deserialize("jsonl", path.read_text()):
                row.save()
    assert set(PowerVersion.objects.all()) == {here, there}
    connection.check_constraints()


def refusal(slug, site, folder):
    with pytest.raises(Refused) as refused:
        purge(slug, site, folder, actor=SYSTEM)
    assert DummyRow.objects.filter(site=site).exists() or slug != DUMMY
    return str(refused.value)


def test_what_is_on_or_always_on_is_refused(used, chengguan, tmp_path):
    assert "disable it first" in refusal(DUMMY, chengguan, tmp_path / "a")
    assert "disable it first" in refusal("law_library", used, tmp_path / "b")
    assert not list(tmp_path.iterdir())


def test_what_others_require_is_refused_while_they_have_data(lanzhou, tmp_path):
    services = register("public_service")
    enable(POWERS, lanzhou, actor=SYSTEM)
    enable("responsibility_list", lanzhou, actor=SYSTEM)
    make_version(services, member=lanzhou)
    disable("responsibility_list", lanzhou, actor=SYSTEM)
    disable(POWERS, lanzhou, actor=SYSTEM)
    assert "purge that first" in refusal(POWERS, lanzhou, tmp_path / "a")
    purge("responsibility_list", lanzhou, tmp_path / "b", actor=SYSTEM)
    purge(POWERS, lanzhou, tmp_path / "c", actor=SYSTEM)


def test_rows_of_other_sites_that_point_here_are_named(province, lanzhou, tmp_path):
    powers = register(POWERS)
    enable(POWERS, lanzhou, actor=SYSTEM)
    above = make_version(powers, member=lanzhou)
    below = make_version(powers, member=province)
    with exempt("factory"):
        Power.objects.filter(pk=below.entry_id).update(parent=above.entry)
    disable(POWERS, lanzhou, actor=SYSTEM)
    assert "power_list.Power.parent (1)" in refusal(POWERS, lanzhou, tmp_path / "a")


def test_pages_of_others_below_its_own_and_required_columns_are_refused(used, tmp_path):
    page = DummyPage.objects.descendant_of(Page.objects.get(pk=used.folder_id)).get(
        slug="more", path__startswith=Page.objects.get(pk=used.site.root_page_id).path
    )
    with exempt("factory"):
        column = Column.objects.create(key="dummy", title="试验", slug="dummy", required=True)
        placement = Placement.objects.create(member=used, column=column, page=page)
    assert "试验" in refusal(DUMMY, used, tmp_path / "a")
    with exempt("factory"):
        Column.objects.update(required=False)
        child = page.add_child(instance=ColumnPage(title="外来", slug="stranger"))
    assert "外来" in refusal(DUMMY, used, tmp_path / "b")
    with exempt("factory"):
        child.delete()
    purge(DUMMY, used, tmp_path / "c", actor=SYSTEM)
    assert not Placement.objects.filter(pk=placement.pk).exists()


def test_a_damaged_export_or_one_that_is_old_removes_nothing(used, tmp_path, monkeypatch):
    export = purging.export

    def damaged(found, folder):
        export(found, folder)
        path = folder / "dummy_plugin.DummyRow.jsonl"
        path.write_text(path.read_text().replace("row of", "row 0f"))

    monkeypatch.setattr(purging, "export", damaged)
    assert "damaged" in refusal(DUMMY, used, tmp_path / "a")

    def overtaken(found, folder):
        export(found, folder)
        make_row(used, "late", actor=SYSTEM)

    monkeypatch.setattr(purging, "export", overtaken)
    assert "has changed" in refusal(DUMMY, used, tmp_path / "b")
    monkeypatch.undo()
    assert "not empty" in refusal(DUMMY, used, tmp_path)


def test_only_the_provincial_office_may_purge(used, tmp_path):
    officer = make_user("it", "site_administrator", Reach.SITE, used)
    with pytest.raises(PermissionDenied):
        purge(DUMMY, used, tmp_path / "a", actor=officer)
    assert DummyRow.objects.filter(site=used).exists()


def test_the_command_shows_its_plan_first(used, tmp_path, capsys, settings):
    settings.VAR_DIR = tmp_path
    call_command("plugins", "purge", DUMMY, "--site", "lanzhou", "--plan")
    said = capsys.readouterr().out
    assert "1  dummy_plugin.DummyRow" in said and "Nothing has been changed" in said
    assert DummyRow.objects.filter(site=used).exists()
    call_command("plugins", "purge", DUMMY, "--site", "lanzhou")
    assert not DummyRow.objects.filter(site=used).exists()
    assert list((tmp_path / "purged").glob("dummy_plugin-lanzhou-*/manifest.json"))
    with pytest.raises(CommandError):
        call_command("plugins", "purge", DUMMY, "--site", "no-such")
