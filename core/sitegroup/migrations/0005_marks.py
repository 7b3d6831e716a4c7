from django.db import migrations, models

MARKS = ("body_mark_url", "error_report_url")


def declare_nothing(apps, schema_editor):
    """The definition has not said anything of the marks: what a site fills in is its own."""
    member_model = apps.get_model("sitegroup", "Member")
    for member in member_model.objects.exclude(declared={}):
        member.declared = {**dict.fromkeys(MARKS, ""), **member.declared}
        member.save(update_fields=["declared"])


class Migration(migrations.Migration):
    dependencies = [("sitegroup", "0004_first_days")]

    operations = [
        migrations.AddField(
            model_name="member",
            name="body_mark_url",
            field=models.URLField(
                blank=True, verbose_name="address of the mark of party and government bodies"
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="error_report_url",
            field=models.URLField(
                blank=True, verbose_name="address for reporting errors of government sites"
            ),
        ),
        migrations.RunPython(declare_nothing, migrations.RunPython.noop),
    ]
