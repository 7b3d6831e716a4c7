from core.api import Right, action, search_changed

from .hooks import dummy_made
from .models import DummyRow


def make_row(site, name, *, actor):
    """Make a row of a site; tell it to whoever listens there."""
    with action("dummy_plugin.make_row", actor=actor, right=Right.WRITE, member=site) as act:
        row = DummyRow.objects.create(site=site, name=name)
        search_changed(site, "dummy_plugin", "row", [str(row.pk)])
        act.emit(dummy_made, name=name)
    return row


def remove_row(row, *, actor):
    """Remove a row: nobody finds it from then on."""
    with action("dummy_plugin.remove_row", actor=actor, right=Right.WRITE, member=row.site):
        search_changed(row.site, "dummy_plugin", "row", [str(row.pk)], gone=[str(row.pk)])
        row.delete()
