"""Organisations remember what the files last said of them, as divisions do.

Of bodies that the provincial office has made or edited nothing is known, and of those below one
that took over from another their parent is not: what stands is taken for its decision.
"""

from django.db import migrations, models

FIELDS = ("code", "name", "short_name", "kind", "uscc", "phone", "address")
OFFICE = ("sitegroup.create_reference", "sitegroup.edit_reference")
ENDS = {"people.merge_organisations": "into", "people.abolish_organisation": "moved_to"}


def remember(apps, schema_editor):
    Organisation = apps.get_model("people", "Organisation")
    AuditLine = apps.get_model("audit", "AuditLine")
    lines = AuditLine.objects.filter(name__in=OFFICE, target_type="people.organisation")
    decided = set(lines.values_list("target_id", flat=True))
    ends = AuditLine.objects.filter(name__in=ENDS).values_list("name", "detail")
    receivers = {detail.get(ENDS[name]) for name, detail in ends} - {"", None}
    rows = list(Organisation.objects.select_related("parent", "division"))
    for row in rows:
        said = {name: getattr(row, name) for name in FIELDS}
        said["division"] = row.division.code
        said["parent"] = row.parent.code if row.parent else ""
        if str(row.pk) in decided:
            said = dict.fromkeys(said)
        elif said["parent"] in receivers:
            said["parent"] = None
        row.declared = said
    Organisation.objects.bulk_update(rows, ["declared"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ("audit", "0002_initial"),
        ("people", "0003_organisation_division_organisation_merged_into_and_more"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="declared",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
