from django.apps import AppConfig
from django.core.signals import got_request_exception


class DeliveryConfig(AppConfig):
    name = "core.delivery"
    label = "delivery"

    def ready(self) -> None:
        from core.delivery.outage import on_exception

        got_request_exception.connect(on_exception, dispatch_uid="core.delivery.outage")
