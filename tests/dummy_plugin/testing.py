"""Sample data of the dummy."""

from core.testing import SYSTEM

from .actions import make_row


def make_sample(site):
    """One row, as every plugin's conformance test wants it."""
    return make_row(site, "a row", actor=SYSTEM)
