"""Whose views may write page tables without an action: Wagtail's and Django's, not ours."""

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from wagtail.admin.views.generic import EditView

from core.actions.boundary import WriteOutsideAction
from core.actions.middleware import DOORS, NAMED, NamedViewMiddleware, module_of
from core.audit.models import AuditLine


class OwnEdit(EditView):
    pass


def own(request):
    return HttpResponse("ok")


def test_a_subclass_of_a_view_of_wagtail_is_our_own():
    assert module_of(OwnEdit.as_view()).partition(".")[0] not in NAMED


def test_a_function_is_where_it_stands():
    assert module_of(own) == own.__module__


@pytest.mark.parametrize("name", ["wagtailadmin_login", "wagtailadmin_home", "wagtailimages:add"])
def test_the_views_of_wagtail_are_named(name):
    from django.urls import resolve

    assert module_of(resolve(reverse(name)).func).startswith("wagtail.")


def test_the_admins_own_api_is_named():
    from django.urls import resolve

    match = resolve("/admin/api/main/pages/")
    assert module_of(match.func).startswith("wagtail.")


def walk(resolver, before=""):
    for pattern in resolver.url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, here)
        elif isinstance(pattern, URLPattern):
            yield here, module_of(pattern.callback)


def test_no_view_of_ours_in_the_admin_is_named():
    ours = [
        (where, module)
        for where, module in walk(get_resolver())
        if f"/{where}".startswith(DOORS) and module.partition(".")[0] in {"core", "plugins"}
    ]
    assert all(module.partition(".")[0] not in NAMED for _where, module in ours)


@pytest.fixture
def through(settings):
    """Call a view at an address of the admin through the middleware alone."""

    def call(view):
        import types

        urls = types.ModuleType("urls_of_this_test")
        urls.urlpatterns = [path("admin/here/", view)]
        import sys

        sys.modules[urls.__name__] = urls
        settings.ROOT_URLCONF = urls.__name__
        request = RequestFactory().post("/admin/here/")
        return NamedViewMiddleware(lambda request: view(request))(request)

    return call


def writing(request):
    Group.objects.create(name="slipped in")
    return HttpResponse("ok")


@pytest.mark.django_db
def test_a_view_of_ours_cannot_write_a_page_table(through):
    with pytest.raises(WriteOutsideAction, match="auth_group"):
        through(writing)


@pytest.mark.django_db
def test_a_view_of_wagtail_can(through):
    def view(request):
        return writing(request)

    view.__module__ = "wagtail.users.views.groups"
    assert through(view).status_code == 200
    assert Group.objects.filter(name="slipped in").exists()
    line = AuditLine.objects.get()
    assert line.name == line.detail["view"] == "wagtail.users.views.groups.view"
    assert line.detail["address"] == "/admin/here/"


@pytest.mark.django_db
def test_an_answer_of_500_undoes_the_write(through):
    def view(request):
        writing(request)
        return HttpResponse(status=500)

    view.__module__ = "wagtail.users.views.groups"
    through(view)
    assert not Group.objects.filter(name="slipped in").exists()
    assert not AuditLine.objects.exists()
