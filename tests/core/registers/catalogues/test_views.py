"""core/registers/catalogues: the list a government stands to, taking over, laying down."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.people.rights import Reach
from core.registers.catalogue import CatalogueItem
from core.registers.catalogues.actions import claim, lay_down
from core.registers.catalogues.queries import items_at
from core.testing import SYSTEM, make_user, sign_in
from tests.core.registers.catalogues.samples import ROWS, as_file
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(powers, group):
    lay_down(powers, as_file(ROWS), "csv", source="一号", actor=SYSTEM)
    return {item.code: item for item in CatalogueItem.objects.all()}


@pytest.fixture
def office(group):
    return make_user("office", "provincial_office", Reach.GROUP)


def states(powers, seat):
    return dict(items_at(powers, seat).values_list("code", "state"))


def test_a_government_sees_what_it_has_and_what_it_lacks(powers, group, catalogue):
    at = group.chengguan
    assert states(powers, at) == {"620105001000": "missing", "620105003000": "missing"}
    assert states(powers, group.province) == {"620105002000": "missing"}
    pk = catalogue["620105001000"].pk
    [draft] = claim(powers, at, [pk], body="chengguan-jyj", actor=group.chengguan_editor)
    assert states(powers, at)["620105001000"] == "drafted"
    publish(powers, group, draft, day=draft.created_at.date())
    assert states(powers, at)["620105001000"] == "taken"
    assert states(powers, group.qilihe)["620105001000"] == "missing"
    lay_down(powers, as_file([ROWS[0] | {"名称": "新名"}]), "csv", source="二号", actor=SYSTEM)
    assert states(powers, at) == {"620105001000": "differs"}
    lay_down(powers, as_file([ROWS[0] | {"行使层级": "省级"}]), "csv", source="三号", actor=SYSTEM)
    assert states(powers, at) == {"620105001000": "outside"}


def test_the_list_asks_as_often_for_any_number_of_items(
    powers, group, catalogue, client, django_assert_max_num_queries
):
    sign_in(client, group.chengguan_editor)
    url = reverse("catalogue", args=["power_list", "chengguan"])
    client.get(url)
    rows = [ROWS[0] | {"基本编码": f"6201050{n:05d}", "名称": f"事项{n}"} for n in range(100, 140)]
    lay_down(powers, as_file([*ROWS, *rows]), "csv", source="二号", actor=SYSTEM)
    client.get(url)
    with django_assert_max_num_queries(40):
        answer = client.get(url)
    assert "事项139" in answer.content.decode()


def test_an_editor_chooses_items_and_begins_their_drafts(powers, group, catalogue, client):
    sign_in(client, group.chengguan_editor)
    page = client.get(reverse("catalogue_begin"), follow=True)
    assert "休学审批" in page.content.decode() and "中外合作办学" not in page.content.decode()
    item = catalogue["620105001000"]
    claiming = reverse("catalogue_claim", args=["power_list", "chengguan"]) + f"?item={item.pk}"
    assert "城关区教育局" in client.get(claiming).content.decode()
    wrong = client.post(claiming, {"body": "qilihe-jyj"})
    assert wrong.status_code == 200 and not powers.Draft.objects.exists()
    done = client.post(claiming, {"body": "chengguan-jyj"})
    assert done.status_code == 302 and powers.Draft.objects.get().base_code == item.code
    again = client.get(claiming)
    assert 'name="body"' not in again.content.decode()


def test_what_is_missing_is_exported(powers, group, catalogue, client):
    publish(powers, group, new_draft(powers, group, "休学审批", base_code="620105001000"))
    sign_in(client, group.chengguan_editor)
    url = reverse("catalogue", args=["power_list", "chengguan"])
    answer = client.get(f"{url}?state=missing&export=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 2 and lines[1].startswith("620105003000,教师资格认定")


@pytest.mark.parametrize("name", ["catalogue", "catalogue_results", "catalogue_claim"])
def test_the_other_countys_editor_finds_nothing(group, catalogue, client, name):
    sign_in(client, group.qilihe_editor)
    for ask in (client.get, client.post):
        assert ask(reverse(name, args=["power_list", "chengguan"])).status_code == 404
    assert client.get(reverse(name, args=["fund", "qilihe"])).status_code == 404


def test_the_office_lays_a_catalogue_down_and_sees_all_errors_of_a_file(
    powers, group, office, client
):
    url = reverse("catalogue_lay_down", args=["power_list"])
    sign_in(client, group.chengguan_chief)
    assert client.post(url).status_code == 302  # refused, and told so
    sign_in(client, office)
    wrong = SimpleUploadedFile(
        "目录.csv", as_file([ROWS[0] | {"类别": "行政想象"}, ROWS[1] | {"名称": ""}])
    )
    page = client.post(url, {"source": "一号", "file": wrong}).content.decode()
    assert "行政想象" in page and "一号" in page and not CatalogueItem.objects.exists()
    right = SimpleUploadedFile("目录.csv", as_file(ROWS))
    client.post(url, {"source": "一号", "file": right})
    assert CatalogueItem.objects.count() == len(ROWS)


def test_a_file_of_another_kind_is_refused_beside_the_field(group, office, client):
    sign_in(client, office)
    url = reverse("catalogue_lay_down", args=["power_list"])
    given = {"source": "一号", "file": SimpleUploadedFile("目录.pdf", b"%PDF-1.7")}
    assert "xlsx" in client.post(url, given).content.decode()
