from django.apps import AppConfig


class SitegroupConfig(AppConfig):
    name = "core.sitegroup"
    label = "sitegroup"
