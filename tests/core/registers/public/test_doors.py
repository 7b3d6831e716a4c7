"""What is confidential comes out by no door."""

import datetime
import json

import pytest

from core.actions.boundary import exempt
from core.registers.choices import Verb
from core.search.documents import documents_of
from tests.core.registers.samples import make_chain, place_page

pytestmark = pytest.mark.django_db
D = datetime.date
SECRET = "不得公开的事项"
OPEN = "可以公开的事项"
SEAL = {"confidentiality": "secret", "confidentiality_reason": "国家秘密"}


@pytest.fixture
def sealed(group, powers):
    """Powers of which something is confidential: always, since, later, or by a correction."""
    for member in (group.province, group.chengguan):
        place_page(powers, member)
    past, now, future = D(2015, 1, 1), D(2020, 1, 1), D(2150, 1, 1)
    adopt = (past, Verb.ADOPT, {})
    at = (powers, group.chengguan, group.chengguan_body)
    group.sealed = [
        make_chain(*at, (past, Verb.ADOPT, SEAL), name=SECRET)[0],
        make_chain(*at, adopt, (now, Verb.ADJUST, SEAL), name=SECRET)[0],
        make_chain(*at, adopt, (future, Verb.ADJUST, SEAL), name=SECRET)[0],
        make_chain(*at, adopt, (now, Verb.CANCEL, SEAL), name=SECRET)[0],
    ]
    group.declassified = make_chain(
        *at, (past, Verb.ADOPT, SEAL | {"name": SECRET}), (now, Verb.ADJUST, {}), name=OPEN
    )[1]
    group.pk_of_secret = group.declassified.entry.versions.order_by("valid_from").first().pk
    with exempt("factory"):
        parent = group.declassified.entry
        sub = powers.Entry.objects.create(
            member=group.chengguan, parent=parent, number=f"{parent.number}-01"
        )
    from core.registers.testing import make_version

    group.sealed.append(
        make_version(powers, entry=sub, organisation=group.chengguan_body, name=SECRET, **SEAL)
    )
    return group


LISTS = [
    "/chengguan/powers/", "/chengguan/powers/?state=ended", "/chengguan/powers/?state=future",
    "/chengguan/powers/?as_of=2016-01-01", "/chengguan/powers/?as_of=2151-01-01",
    f"/chengguan/powers/?q={SECRET}", "/chengguan/powers/?print=1",
    "/chengguan/powers/?format=json", "/chengguan/powers/?format=csv",
    "/chengguan/powers/?format=json&as_of=2016-01-01",
    "/powers/all/", "/powers/all/?as_of=2016-01-01", f"/powers/all/?q={SECRET}",
    "/powers/all/?as_of=2151-01-01", "/powers/all/?division=620102",
    "/api/v1/sites/chengguan/registers/power_list",
    "/api/v1/sites/chengguan/registers/power_list?as_of=2016-01-01",
    "/api/v1/sites/chengguan/documents/power_list",
]  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_no_list_tells_it(client, sealed, address):
    response = client.get(address)
    assert response.status_code == 200
    text = response.content.decode()
    main = text.split("<main", 1)[-1].replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”", "")
    assert SECRET not in main and "国家秘密" not in text
    for version in sealed.sealed:
        assert f"{version.number}/" not in main and f'"{version.number}"' not in main


def test_no_count_betrays_it(client, sealed):
    assert client.get("/chengguan/powers/").context["list"].total == 1
    assert client.get("/chengguan/powers/?as_of=2016-01-01").context["list"].total == 0
    assert client.get("/chengguan/powers/").context["list"].rows[0].subitems == 0


@pytest.mark.parametrize(
    "tail",
    ["", "?as_of=2016-01-01", "?format=json", "?format=csv", "compare/", "?said_on=2016-01-01"],
)
def test_it_has_no_address(client, sealed, tail):
    for version in sealed.sealed:
        assert client.get(f"/chengguan/powers/{version.number}/{tail}").status_code == 404
        assert (
            client.get(f"/api/v1/sites/chengguan/registers/power_list/{version.number}").status_code
            == 404
        )


def test_what_was_confidential_once_stays_so_when_the_rest_is_public(client, sealed):
    address = f"/chengguan/powers/{sealed.declassified.number}/"
    for tail in (
        "",
        "?as_of=2016-01-01",
        f"?version={sealed.pk_of_secret}",
        "?format=json",
        "compare/",
        f"compare/?from={sealed.pk_of_secret}",
        "?as_of=2016-01-01&said_on=2016-01-01",
    ):
        response = client.get(address + tail)
        assert response.status_code == 200, tail
        assert SECRET not in response.content.decode(), tail
    told = json.loads(
        client.get(
            f"/api/v1/sites/chengguan/registers/power_list/{sealed.declassified.number}"
        ).content
    )
    assert SECRET not in json.dumps(told, ensure_ascii=False) and len(told["versions"]) == 1


def test_search_gets_none_of_it(sealed):
    assert [document["title"] for document in documents_of(sealed.chengguan, "power_list")] == [
        OPEN
    ]


def test_a_signed_in_editor_of_another_site_sees_no_more_than_anyone(client, sealed):
    from core.testing import sign_in

    sign_in(client, sealed.qilihe_editor)
    assert SECRET not in client.get("/chengguan/powers/").content.decode()
    assert client.get(f"/chengguan/powers/{sealed.sealed[0].number}/").status_code == 404
