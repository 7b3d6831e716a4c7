from django.core import checks

asked = []


@checks.register("dummy_plugin")
def asked_at_start(app_configs, **kwargs):
    asked.append(True)
    return []
