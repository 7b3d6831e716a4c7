"""The synonyms that come with the release; from here on they are the administrator's."""

import csv

from django.db import migrations

from plugins.unified_search.search.words import DATA


def load(apps, editor):
    synonym = apps.get_model("unified_search", "Synonym")
    with (DATA / "synonyms.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["everyday"], row["official"]): row["source"] for row in csv.DictReader(file)}
    synonym.objects.bulk_create(
        [
            synonym(everyday=everyday, official=official, source=source[:200])
            for (everyday, official), source in rows.items()
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("unified_search", "0002_words")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
