"""core/registers/portals/packing.py: the package of an edition."""

import hashlib
import json
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actions.boundary import exempt
from core.registers import actions
from core.registers.approval import Approval
from core.registers.editions.queries import contents, sites_in
from core.registers.exchange.exporting import export
from core.registers.portals import packing
from core.registers.portals.packing import FILES, build, fingerprint, package_path
from tests.core.registers.editors import change, new_draft, publish
from tests.core.registers.portals.conftest import D
from tests.core.registers.samples import fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(tmp_path):
    def run(edition, name="made"):
        folder = tmp_path / name
        folder.mkdir()
        build(edition, folder, lambda: None)
        return folder / "package.zip"

    return run


def inside(package):
    with zipfile.ZipFile(package) as held:
        assert held.namelist() == list(FILES) and held.testzip() is None
        return {name: held.read(name) for name in FILES}


def test_it_says_what_it_is_and_what_each_file_holds(issued, made, powers, group):
    with exempt("factory"):
        act = Approval.objects.create(
            seat=group.chengguan, body="城关区人民政府", number="城政发〔2026〕8号",
            day=D(2026, 11, 20), publish_on=D(2026, 11, 25),
        )  # fmt: skip
    edition = issued(approval=act)
    files = inside(made(edition))
    said = json.loads(files["manifest.json"])
    assert (said["edition"], said["division"], said["day"]) == (1, "620102", "2026-11-25")
    assert said["approval"]["number"] == act.number and said["issued_at"].endswith("+08:00")
    assert said["entries"] == 2 and said["entries_by_category"] == {"01": 2}
    assert said["url"].startswith("http") and said["url"].endswith("/powers/editions/1/")
    for name, sha256 in said["files"].items():
        assert hashlib.sha256(files[name]).hexdigest() == sha256
    entries = json.loads(files["entries.json"])
    assert [each["content"]["name"] for each in entries] == ["甲", "=乙"]
    assert entries[0]["url"].endswith(f"/powers/{entries[0]['number']}/")
    rows = contents(powers, edition, sites_in(group.chengguan))
    assert files["list.csv"] == export(powers, rows, "csv"), "the register's own export"


def test_the_same_edition_gives_the_same_bytes_whatever_comes_after(
    issued, made, powers, group, listed, time_machine, monkeypatch
):
    edition = issued()
    first = made(edition).read_bytes()
    time_machine.move_to("2026-12-03T10:00:00+08:00")
    change(powers, group, listed[0], day=D(2026, 12, 1), name="甲（改）")
    publish(powers, group, new_draft(powers, group, "丙"))
    monkeypatch.setattr(packing, "PART", 1)
    assert made(edition, "again").read_bytes() == first


def test_what_is_confidential_is_in_no_package_and_a_built_one_is_known_to_be_old(
    issued, made, powers, group, listed
):
    edition = issued()
    before = fingerprint(edition)
    draft = actions.start_draft(powers, listed[0], actor=group.chengguan_editor, corrects=True)
    draft.confidentiality, draft.confidentiality_reason = "classified", "涉密"
    actions.save_draft(powers, draft, actor=group.chengguan_editor)
    publish(powers, group, draft)
    package = made(edition)
    assert "甲" not in b"".join(inside(package).values()).decode()
    assert "涉密" not in b"".join(inside(package).values()).decode()
    assert fingerprint(edition) != before


def test_a_package_is_named_by_edition_and_portal(issued, keep, delivery, place):
    portal = keep("by-hand")
    issued()
    path = package_path(delivery(portal))
    assert path.name == f"power_list-chengguan-1-portal-{portal.pk}.zip" and path.is_file()
    assert [each.name for each in path.parent.iterdir()] == [path.name], "nothing else is left"


def test_a_package_of_many_entries_asks_as_often_as_one_of_few(issued, made, powers, group):
    few = issued()
    with CaptureQueriesContext(connection) as of_few:
        made(few, "few")
    fill(powers, [group.chengguan], 60)
    many = issued()
    with CaptureQueriesContext(connection) as of_many:
        made(many, "many")
    assert len(of_many) == len(of_few)
