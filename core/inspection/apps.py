from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "core.inspection"
    label = "inspection"
