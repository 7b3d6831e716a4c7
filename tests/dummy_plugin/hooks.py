from django.dispatch import receiver

from core.contract import SiteSignal

dummy_made = SiteSignal("dummy_plugin.dummy_made")
#: What the dummy was told, for the tests to read.
heard = []


@receiver(dummy_made)
def remember(sender, name, **kwargs):
    heard.append(("made", sender.slug, name))
