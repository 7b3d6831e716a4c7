from core.api import Right, action

from .hooks import dummy_made
from .models import DummyRow


def make_row(site, name, *, actor):
    """Make a row of a site; tell it to whoever listens there."""
    with action("dummy_plugin.make_row", actor=actor, right=Right.WRITE, member=site) as act:
        row = DummyRow.objects.create(site=site, name=name)
        act.emit(dummy_made, name=name)
    return row
