"""Each group that this repository carries is built whole, as it stands in its files."""

from pathlib import Path

import pytest

from core.sitegroup.compliance.checking import check
from core.sitegroup.compliance.departures import Kind
from core.sitegroup.definition import read
from core.sitegroup.models import Member
from core.sitegroup.planning import make_plan
from core.sitegroup.provisioning import apply_plan
from core.testing import SYSTEM

ROOT = Path(__file__).resolve().parents[3]
GROUPS = sorted(path for path in (ROOT / "sites").iterdir() if path.is_dir())


@pytest.mark.slow
@pytest.mark.sqlite_only
@pytest.mark.django_db
@pytest.mark.parametrize("folder", GROUPS, ids=lambda path: path.name)
def test_a_whole_group_is_built_in_the_same_columns_and_again_there_is_nothing_to_do(folder):
    definition = read(folder)
    apply_plan(make_plan(definition), actor=SYSTEM)
    assert Member.objects.count() == len(definition.members)
    assert not make_plan(read(folder)).needed
    # What the marks of a site are, others give out; nobody has written anything yet.
    waiting = {Kind.IDENTITY, Kind.BLANK, Kind.STALE, Kind.STALE_HOME}
    assert [
        one
        for one in check(Member.objects.values_list("pk", flat=True), pages=False)
        if one.kind not in waiting
    ] == []
