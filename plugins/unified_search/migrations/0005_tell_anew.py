import time

from django.db import migrations


def tell_anew(apps, schema_editor):
    """Let Elasticsearch be told of every document: who may find it and until when is kept otherwise."""
    documents = apps.get_model("unified_search", "Document").objects
    documents.update(sent=False, edition=time.time_ns())


class Migration(migrations.Migration):
    dependencies = [("unified_search", "0004_beginnings")]

    operations = [migrations.RunPython(tell_anew, migrations.RunPython.noop)]
