"""A refusal in the admin says why, and reports over all sites are for those who have them all."""

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.pages.middleware import RefusalMiddleware


@pytest.fixture
def asked(rf, group):
    """A request of the editor's, with messages."""
    from django.contrib.messages.storage.fallback import FallbackStorage

    def make(path="/admin/pages/", refusal=""):
        request = rf.get(path)
        request.user, request.session = group.users["editor"], {}
        request._messages = FallbackStorage(request)
        request.resolver_match = None
        if refusal:
            request.user.refusal = refusal
        return request

    return make


def answer(request, response):
    return RefusalMiddleware(lambda _request: response)(request)


def home():
    return HttpResponseRedirect(reverse("wagtailadmin_home"))


def test_a_refused_request_gets_the_reason_as_text(asked):
    found = answer(asked(refusal="因为<锁定>"), HttpResponse("no", status=403))
    assert (found.status_code, found.content.decode()) == (403, "因为<锁定>")
    assert found.headers["Content-Type"].startswith("text/plain")


def test_whoever_is_sent_home_finds_the_reason_there(asked):
    request = asked(refusal="因为")
    assert answer(request, home()).status_code == 302
    assert [str(message) for message in get_messages(request)] == ["因为"]


def test_without_a_reason_and_elsewhere_nothing_is_added(asked):
    refused = HttpResponse("no", status=403)
    assert answer(asked(), refused) is refused
    assert answer(asked("/lanzhou/", "因为"), refused) is refused
    request = asked(refusal="因为")
    assert answer(request, HttpResponseRedirect("/admin/pages/1/")).status_code == 302
    assert answer(request, HttpResponse("ok")).content == b"ok"
    assert not list(get_messages(request))


def test_only_a_denied_permission_becomes_a_sentence(asked):
    middleware = RefusalMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(asked(), PermissionDenied()) is None
    request = asked(refusal="因为")
    assert middleware.process_exception(request, PermissionDenied()).content.decode() == "因为"
    assert middleware.process_exception(request, ZeroDivisionError()) is None


@pytest.mark.parametrize(
    ("role", "status"),
    [("office", 200), ("superuser", 200), ("chief", 403), ("editor", 403), ("administrator", 403)],
)
def test_the_report_that_counts_all_sites_is_for_the_whole_group(group, as_role, role, status):
    url = reverse("wagtailadmin_reports:page_types_usage")
    assert as_role(role).get(url).status_code == status


def test_chosen_pages_of_another_site_are_not_named_by_any_list(group, as_role):
    url = reverse("wagtailadmin_choose_page_chosen_multiple")
    own, other = group.extra["chengguan"].pk, group.extra["qilihe"].pk
    chief = as_role("chief")
    assert chief.get(url, {"id": [own]}).status_code == 200
    for ids in ([other], [own, other], [own, other, "x"]):
        refused = chief.get(url, {"id": ids})
        assert refused.status_code in (302, 403, 404)
        assert "七里河" not in refused.content.decode()


def test_whoever_is_not_signed_in_is_sent_to_sign_in(group, client):
    url = reverse("wagtailadmin_reports:page_types_usage")
    found = client.get(url)
    assert found.status_code == 302 and "login" in found.headers["Location"]
