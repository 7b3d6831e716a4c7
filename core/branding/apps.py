from django.apps import AppConfig


class BrandingConfig(AppConfig):
    name = "core.branding"
    label = "branding"
