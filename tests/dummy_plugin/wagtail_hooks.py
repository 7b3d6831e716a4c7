from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet

from . import views
from .models import DummyRow


@hooks.register("register_admin_urls")
def urls():
    return [path("dummy/", views.admin_page, name="dummy_plugin_admin")]


@hooks.register("register_admin_menu_item")
def menu_item():
    return MenuItem("Dummy menu", reverse("dummy_plugin_admin"), name="dummy")


class DummyRowViewSet(ModelViewSet):
    model = DummyRow
    icon = "list-ul"
    form_fields = ["name"]
    menu_label = "Dummy rows"
    add_to_admin_menu = True


@hooks.register("register_admin_viewset")
def viewset():
    return DummyRowViewSet("dummy_rows")


@hooks.register("insert_global_admin_js")
def script():
    return "<!-- dummy was here -->"
