from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "core.registers"
    label = "registers"

    def ready(self) -> None:
        from core.http_api.mounts import mount
        from core.registers.annexes.sent import forms_of
        from core.registers.exchange.forms_sent import offer
        from core.registers.public.json_api import plugin_of, router

        mount("registers", router, plugin_of)
        offer(forms_of)
