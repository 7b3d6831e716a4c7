"""Sites made before now get their first day: the day of their first line in the audit log."""

from django.db import migrations
from django.db.models import Min
from django.utils import timezone


def set_first_days(apps, schema_editor):
    member_model = apps.get_model("sitegroup", "Member")
    line_model = apps.get_model("audit", "AuditLine")
    page_model = apps.get_model("wagtailcore", "Page")
    first = dict(
        line_model.objects.filter(member__isnull=False)
        .order_by()
        .values_list("member_id")
        .annotate(first=Min("at"))
    )
    roots = member_model.objects.filter(site__isnull=False).values_list("pk", "site__root_page_id")
    for pk, root in roots:
        page_model.objects.filter(pk=root, first_published_at__isnull=True).update(
            first_published_at=first.get(pk) or timezone.now()
        )


class Migration(migrations.Migration):
    dependencies = [
        ("sitegroup", "0003_division_declared"),
        ("audit", "0002_initial"),
    ]

    operations = [migrations.RunPython(set_first_days, migrations.RunPython.noop)]
