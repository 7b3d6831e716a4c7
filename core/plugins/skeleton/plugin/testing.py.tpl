"""Sample data, for this plugin's tests and for the conformance suite."""

from core.testing import SYSTEM

from .actions import publish


def make_sample(site):
    """One entry of a site."""
    return publish(site, "A first entry", actor=SYSTEM)
