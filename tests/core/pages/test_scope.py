"""The widest post and the narrowest: as many queries with a hundred sites as with ten."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.pages.scope import place_ids
from core.people.rights import Reach
from core.testing import make_column, make_member, make_province, make_user, sign_in

DOORS = {
    "explorer": lambda p: reverse("wagtailadmin_explore_root"),
    "explorer of a folder": lambda p: reverse("wagtailadmin_explore", args=[p.folder_id]),
    "page chooser": lambda p: reverse("wagtailadmin_choose_page"),
    "search": lambda p: reverse("wagtailadmin_pages:search") + "?q=通知",
    "admin home": lambda p: reverse("wagtailadmin_home"),
}


def grow(province, number):
    """Members below the province until there are ``number``."""
    made = []
    for index in range(province.children.count(), number):
        member = make_member(f"site-{index}", province, name=f"第{index}区")
        make_column(member, "tzgg", "通知公告")
        made.append(member)
    return made


def count(client, url):
    client.get(url, follow=True)  # what is remembered in the process is read now
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(url, follow=True)
    assert answer.status_code == 200
    return len(seen)


def test_every_door_of_the_admin_asks_as_often_with_a_hundred_sites_as_with_ten(db):
    province = make_province()
    members = grow(province, 10)
    people = {
        "widest": sign_in(Client(), make_user("widest", "chief_editor", Reach.GROUP)),
        "subtree": sign_in(Client(), make_user("subtree", "chief_editor", Reach.SUBTREE, province)),
        "narrowest": sign_in(
            Client(), make_user("narrowest", "chief_editor", Reach.SITE, members[0])
        ),
    }
    asked = {}
    for sites in (10, 100):
        grow(province, sites)
        for person, client in people.items():
            for door, url in DOORS.items():
                if door == "explorer of a folder" and person == "narrowest":
                    continue
                asked.setdefault((person, door), []).append(count(client, url(province)))
    grown = {key: counts for key, counts in asked.items() if counts[1] > counts[0]}
    assert not grown
    most = max(max(counts) for counts in asked.values())
    assert most <= 80, asked


@pytest.mark.parametrize(
    ("role", "reach", "places"),
    [
        ("editor", Reach.GROUP, None),
        ("editor", Reach.SUBTREE, 1),
        ("editor", Reach.SITE, 1),
        ("auditor", Reach.GROUP, 0),
    ],
)
def test_a_post_is_one_place_however_many_sites_it_reaches(db, role, reach, places):
    province = make_province()
    grow(province, 3)
    user = make_user("someone", role, reach, None if reach is Reach.GROUP else province)
    found = place_ids(user)
    assert (None if found is None else len(found)) == places
