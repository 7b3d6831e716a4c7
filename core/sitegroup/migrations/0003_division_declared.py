"""Divisions remember what the files last said of them.

A platform that stands has applied its files, so what is there is what they said; except of rows
that the provincial office has made or edited: of them nothing is known (null, which no file says),
and what stands is taken for its decision.
"""

from django.db import migrations, models

FIELDS = ("code", "name", "short_name", "functional", "source")
OFFICE = ("sitegroup.create_reference", "sitegroup.edit_reference")


def remember(apps, schema_editor):
    Division = apps.get_model("sitegroup", "Division")
    AuditLine = apps.get_model("audit", "AuditLine")
    lines = AuditLine.objects.filter(name__in=OFFICE, target_type="sitegroup.division")
    decided = set(lines.values_list("target_id", flat=True))
    rows = list(Division.objects.select_related("parent"))
    for row in rows:
        said = {name: getattr(row, name) for name in FIELDS}
        said["parent"] = row.parent.code if row.parent else ""
        row.declared = dict.fromkeys(said) if str(row.pk) in decided else said
    Division.objects.bulk_update(rows, ["declared"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ("audit", "0002_initial"),
        ("sitegroup", "0002_news"),
    ]

    operations = [
        migrations.AddField(
            model_name="division",
            name="declared",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
