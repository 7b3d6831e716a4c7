"""What core/sitegroup/migrations/0004_first_days.py gives to sites that are there already."""

from datetime import timedelta
from importlib import import_module

from django.apps import apps
from django.utils import timezone
from wagtail.models import Page

from core.actions.boundary import exempt
from core.testing import make_member, make_province


def test_a_site_that_is_there_gets_the_day_of_its_first_line_in_the_log(db, monkeypatch):
    before = timezone.now() - timedelta(days=30)
    with monkeypatch.context() as earlier:
        earlier.setattr(timezone, "now", lambda: before)
        province = make_province()
    other = make_member("lanzhou", province)
    roots = [member.site.root_page_id for member in (province, other)]
    published = Page.objects.get(pk=roots[1]).first_published_at
    with exempt("factory"):
        Page.objects.filter(pk=roots[0]).update(first_published_at=None)
        import_module("core.sitegroup.migrations.0004_first_days").set_first_days(apps, None)
    assert Page.objects.get(pk=roots[0]).first_published_at == before
    assert Page.objects.get(pk=roots[1]).first_published_at == published
