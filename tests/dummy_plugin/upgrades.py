from core.contract import upgrade_step

from .models import DummyRow


@upgrade_step("Shout the names")
def shout_the_names(site):
    for row in DummyRow.objects.filter(site=site, shouted=False):
        row.name, row.shouted = row.name.upper(), True
        row.save()


STEPS = [shout_the_names]
