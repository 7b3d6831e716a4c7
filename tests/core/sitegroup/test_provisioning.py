"""Applying a definition: planned first, once is enough, a transaction per site, nothing undone.

Tries core/sitegroup/state.py, core/sitegroup/reference.py, core/sitegroup/columns.py and
core/sitegroup/tree.py by what they do.
"""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings, strategies
from wagtail.models import Page, Site

from core.audit.models import AuditLine
from core.people.models import Organisation
from core.plugins.gate import is_enabled
from core.sitegroup.addresses import table
from core.sitegroup.definition import read
from core.sitegroup.models import Division, Member, Placement
from core.sitegroup.planning import make_plan
from core.sitegroup.provisioning import apply_plan
from core.testing import SYSTEM
from tests.core.sitegroup.province import column_page, member, snapshot


def test_a_definition_becomes_sites_with_their_columns_and_plugins(apply):
    _plan, outcome = apply()
    assert outcome.failed == {}
    assert outcome.done == ["yunze", "chengjiang", "xinqu", "jyt", "dongdu", "xidu"]
    assert column_page("dongdu", "notices").url_path == "/yunze/chengjiang/dongdu/home/ygzw/tzgg/"
    assert column_page("dongdu", "notices").column_type == "政务动态"
    assert not Placement.objects.filter(member__slug="yunze", column__key="about").exists()
    assert is_enabled("dummy_plugin", member("dongdu"))
    assert not is_enabled("dummy_plugin", member("chengjiang"))
    assert Organisation.objects.get(code="yunze-jyt-jcc").parent.code == "yunze-jyt"
    assert AuditLine.objects.filter(name="sitegroup.apply_member").count() == 6


def test_a_site_hosted_elsewhere_has_a_place_and_no_pages(apply):
    apply()
    elsewhere = member("xinqu")
    assert (elsewhere.site_id, elsewhere.folder_id) == (None, None)
    assert not elsewhere.placements.exists()
    assert table().by_member[elsewhere.pk].url == "https://xinqu.example/"


def test_a_site_with_a_host_of_its_own_answers_there(apply):
    apply()
    assert table().by_member[member("xidu").pk].url == "http://xidu.yunze.example/"


def test_the_second_time_there_is_nothing_to_do(apply):
    apply()
    before = snapshot()
    plan, outcome = apply()
    assert not plan.needed and list(plan.lines()) == []
    assert outcome.done == []
    assert snapshot() == before


def test_a_plan_writes_nothing(apply, files, db):
    plan = make_plan(read(files))
    assert plan.needed
    assert not Member.objects.exists() and not Division.objects.exists()
    assert any("dongdu" in line for line in plan.lines())


def test_a_broken_definition_applies_nothing(files, edit, db):
    edit("members.csv", "dongdu-zf", "dongdu-z")
    with pytest.raises(
        CommandError, match=r"members.csv:3: .*dongdu-z(?s:.*)[Nn]othing was applied|没有"
    ):
        call_command("sitegroup", "apply", str(files), stdout=StringIO())
    assert not Member.objects.exists() and not Division.objects.exists()


def test_the_command_shows_the_plan_and_then_does_it(files, db):
    out = StringIO()
    call_command("sitegroup", "apply", str(files), "--plan", stdout=out)
    assert "+" in out.getvalue() and not Member.objects.exists()
    call_command("sitegroup", "apply", str(files), stdout=out)
    assert Member.objects.count() == 6
    out = StringIO()
    call_command("sitegroup", "apply", str(files), "--plan", stdout=out)
    assert (
        out.getvalue().strip() in {"Nothing to do.", "无事可做。"}
        or len(out.getvalue().splitlines()) == 1
    )


@given(data=strategies.data())
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.django_db
def test_any_order_of_rows_gives_the_same_group(data, tmp_path_factory, files):
    """And twice is once, whichever order comes second."""
    seen = []
    for _run in range(2):
        with transaction.atomic():
            for order in range(2):
                shuffle(files, data)
                plan = make_plan(read(files))
                if order:
                    assert not plan.needed, list(plan.lines())
                assert apply_plan(plan, actor=SYSTEM).failed == {}
            seen.append(snapshot())
            transaction.set_rollback(True)
        forget()
    assert seen[0] == seen[1]


def shuffle(files, data):
    """Put the rows of every CSV file, and the tables of columns.toml, in another order."""
    for path in files.glob("*.csv"):
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        path.write_text(
            "\n".join([head, *data.draw(strategies.permutations(rows))]), encoding="utf-8"
        )
    path = files / "columns.toml"
    tables = [
        "[[column]]" + part for part in path.read_text(encoding="utf-8").split("[[column]]")[1:]
    ]
    path.write_text("\n".join(data.draw(strategies.permutations(tables))), encoding="utf-8")


def forget():
    """What the process remembers of a group that was rolled back."""
    from core.plugins import gate
    from core.sitegroup import addresses

    addresses._snapshot.forget()
    gate._snapshot.forget()
    Site.clear_site_root_paths_cache()


def test_what_was_interrupted_is_completed_by_the_next_run(files, db, monkeypatch):
    from core.sitegroup import actions

    whole = actions.apply_member

    def stop(plan, *, actor):
        if plan.row.slug == "dongdu":
            raise KeyboardInterrupt
        return whole(plan, actor=actor)

    monkeypatch.setattr(actions, "apply_member", stop)
    with pytest.raises(KeyboardInterrupt):
        apply_plan(make_plan(read(files)), actor=SYSTEM)
    assert (
        Member.objects.filter(slug="jyt").exists()
        and not Member.objects.filter(slug="dongdu").exists()
    )
    monkeypatch.undo()
    plan = make_plan(read(files))
    assert [each.row.slug for each in plan.sites] == ["dongdu", "xidu"]
    apply_plan(plan, actor=SYSTEM)
    resumed = snapshot()
    assert not make_plan(read(files)).needed
    assert [row[0] for row in resumed["members"]] == [
        "chengjiang",
        "dongdu",
        "jyt",
        "xidu",
        "xinqu",
        "yunze",
    ]


def test_a_site_that_fails_in_the_middle_leaves_nothing_of_itself(files, db, monkeypatch):
    from core.plugins.gate import Refused
    from core.sitegroup.columns import Columns

    whole = Columns.carry_out

    def refuse(self, steps):
        whole(self, steps)
        if self.member.slug == "chengjiang":
            raise Refused("no")

    monkeypatch.setattr(Columns, "carry_out", refuse)
    outcome = apply_plan(make_plan(read(files)), actor=SYSTEM)
    assert outcome.failed.keys() == {"chengjiang", "dongdu", "xidu"}
    assert outcome.failed["chengjiang"] == "no"
    assert not Member.objects.filter(slug="chengjiang").exists()
    assert not Page.objects.filter(slug="chengjiang").exists()
    assert {"yunze", "jyt", "xinqu"} == set(Member.objects.values_list("slug", flat=True))
    monkeypatch.undo()
    apply_plan(make_plan(read(files)), actor=SYSTEM)
    assert Member.objects.count() == 6
