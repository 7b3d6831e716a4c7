"""What core/sitegroup/migrations/0005_marks.py does for sites that are there already."""

from importlib import import_module

from django.apps import apps

from core.actions.boundary import exempt
from core.sitegroup.actions import update_identity
from core.sitegroup.definition import read
from core.sitegroup.models import Member
from core.sitegroup.planning import make_plan
from core.testing import SYSTEM

MARKS = import_module("core.sitegroup.migrations.0005_marks")


def test_a_mark_that_a_site_filled_in_stays_when_the_group_is_applied_again(apply, files):
    apply()
    with exempt("factory"):  # as it was declared before there were marks
        for member in Member.objects.all():
            for name in MARKS.MARKS:
                del member.declared[name]
            member.save()
        MARKS.declare_nothing(apps, None)
    member = Member.objects.get(slug="dongdu")
    given = "https://errors.example/1"
    update_identity(member, {"error_report_url": given}, actor=SYSTEM)
    assert not [each.fields for each in make_plan(read(files)).members if each.fields]
    apply()
    assert Member.objects.get(slug="dongdu").error_report_url == given
