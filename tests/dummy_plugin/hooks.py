from django.dispatch import receiver

from core.contract import SiteSignal

dummy_made = SiteSignal("dummy_plugin.dummy_made")
#: What the dummy was told, for the tests to read.
heard = []


@receiver(dummy_made)
def remember(sender, name, **kwargs):
    heard.append(("made", sender.slug, name))


@receiver(dummy_made)
def answer(sender, name, **kwargs):
    """An effect in the database, which a killed process must not lose or double."""
    from core.api import System

    from .actions import make_row

    if name.startswith("told-"):
        make_row(sender, name.replace("told-", "heard-"), actor=System("dummy"))
