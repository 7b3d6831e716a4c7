from django.apps import AppConfig


class HttpApiConfig(AppConfig):
    name = "core.http_api"
    label = "http_api"
