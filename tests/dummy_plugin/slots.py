from core.contract import Slot


def greeting(site, **given):
    return None if given.get("silent") else {"name": site.short_name}


SLOTS = [Slot("dummy.place", "dummy_plugin/slot.html", greeting)]
