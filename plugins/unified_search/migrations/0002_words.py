"""The table of words, in the database's own full text search."""

from django.db import migrations

from plugins.unified_search.search import postgresql, sqlite


def create(apps, editor):
    editor.execute((postgresql if editor.connection.vendor == "postgresql" else sqlite).CREATE)


def drop(apps, editor):
    editor.execute((postgresql if editor.connection.vendor == "postgresql" else sqlite).DROP)


class Migration(migrations.Migration):
    dependencies = [("unified_search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
