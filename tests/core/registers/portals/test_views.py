"""core/registers/portals/views.py, core/registers/portals/delivery_views.py,
core/registers/portals/forms.py, core/registers/portals/queries.py: portals and deliveries on
screen."""

import io
import zipfile

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.registers import actions
from core.registers.portal import Delivery, Portal
from core.testing import sign_in
from tests.core.registers.editors import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(office):
    return sign_in(Client(), office)


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def add(channel="folder", seat="chengguan"):
    return reverse("portal_add", args=["power_list", seat, channel])


def test_a_portal_is_added_found_and_changed(client, listed):
    assert add() in text(client.get(reverse("portals")))
    assert "SHA-256" in text(client.get(add())), "the channel says what it is"
    answer = client.post(add(), {"name": "省机构编制网", "folder": "sheng", "on": "on"})
    portal = Portal.objects.get()
    assert answer.url == reverse("portal", args=[portal.pk])
    assert "省机构编制网" in text(client.get(reverse("portals"), {"channel": "folder"}))
    assert 'value="sheng"' in text(client.get(answer.url))
    client.post(answer.url, {"name": "省网", "folder": "sheng"})
    portal.refresh_from_db()
    assert (portal.name, portal.on) == ("省网", False)


def test_a_setting_that_is_wrong_is_said_beside_its_field_and_kept(client):
    answer = client.post(add(), {"name": "省网", "folder": "../etc"})
    assert list(answer.context["form"].errors) == ["folder"] and "../etc" in text(answer)
    assert not Portal.objects.exists()


def test_who_embeds_the_list_is_given_what_to_put_into_its_page(client, keep, listed):
    shown = text(client.get(reverse("portal", args=[keep("embed").pk])))
    assert "&lt;iframe src=&quot;http" in shown and "/powers/editions/embed/&quot;" in shown


def test_the_list_of_deliveries_is_filtered_and_exported(client, keep, issued):
    folder, hand = keep("folder"), keep("by-hand")
    issued()
    url = reverse("deliveries")
    for asked, found in (
        ({}, {folder, hand}),
        ({"state": "delivered"}, {folder}),
        ({"portal": hand.pk}, {hand}),
        ({"register": "power_list", "q": "by-hand"}, {hand}),
    ):
        rows = client.get(url, asked).context["object_list"]
        assert {row.portal for row in rows} == found, asked
    data = client.get(url, {"export": "xlsx", "state": "delivered"}).getvalue()
    head, row = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    assert Delivery.objects.get(portal=folder).receipt in row and len(head) == len(row)


def test_a_package_is_carried_over_and_its_receipt_entered(client, keep, issued, delivery):
    portal = keep("by-hand")
    issued()
    one = delivery(portal)
    url = reverse("delivery", args=[one.pk])
    package = reverse("delivery_package", args=[one.pk])
    assert package in text(client.get(url))
    held = client.get(package)
    assert zipfile.ZipFile(io.BytesIO(held.getvalue())).testzip() is None
    wrong = client.post(url, {"number": "7号", "on": "2026-11-26", "taken_by": "王某"})
    assert list(wrong.context["form"].errors) == ["on"] and 'value="王某"' in text(wrong)
    client.post(url, {"number": "7号", "on": "2026-11-25", "taken_by": "王某"})
    shown = text(client.get(url))
    assert "7号" in shown and "王某" in shown and package not in shown
    assert client.get(package).status_code == 404


def test_a_package_with_what_became_confidential_is_not_given_out_before_it_is_built_again(
    client, keep, issued, delivery, listed, powers, group
):
    from core.jobs.runner import run_all

    portal = keep("by-hand")
    issued()
    draft = actions.start_draft(powers, listed[0], actor=group.chengguan_editor, corrects=True)
    draft.confidentiality, draft.confidentiality_reason = "classified", "涉密"
    actions.save_draft(powers, draft, actor=group.chengguan_editor)
    publish(powers, group, draft)
    one = delivery(portal)
    package = reverse("delivery_package", args=[one.pk])
    assert client.get(package).status_code == 404
    assert package not in text(client.get(reverse("delivery", args=[one.pk])))
    client.post(reverse("delivery_again", args=[one.pk]))
    run_all("w")
    held = zipfile.ZipFile(io.BytesIO(client.get(package).getvalue()))
    assert "甲" not in held.read("entries.json").decode()


def test_another_countys_office_finds_no_door(keep, issued, delivery, stranger):
    portal = keep("by-hand")
    issued()
    one = delivery(portal)
    client = sign_in(Client(), stranger)
    assert client.post(add(), {}).url == reverse("wagtailadmin_home")
    assert list(client.get(reverse("portals")).context["object_list"]) == []
    assert list(client.get(reverse("deliveries")).context["object_list"]) == []
    for name in ("portal", "delivery", "delivery_package"):
        pk = portal.pk if name == "portal" else one.pk
        assert client.get(reverse(name, args=[pk])).status_code == 404, name
    assert client.post(reverse("portal", args=[portal.pk]), {}).status_code == 404
    assert client.post(reverse("delivery", args=[one.pk]), {}).status_code == 404
    assert client.post(reverse("delivery_again", args=[one.pk])).status_code == 404
    one.refresh_from_db()
    assert one.state == Delivery.State.AWAITED


@pytest.mark.parametrize("name", ["portals", "deliveries"])
def test_the_queries_do_not_grow_with_the_rows(client, keep, issued, name):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse(name))
        return len(caught)

    keep("folder")
    issued()
    asked()
    few = asked()
    keep("by-hand")
    keep("embed")
    assert asked() == few
