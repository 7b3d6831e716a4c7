"""Posts that cut across the tree are reported before they slow the explorer down."""

from core.people.checks import MOST_PLACES, check_scattered_posts
from core.people.rights import Reach
from core.testing import make_member, make_province, make_user


def test_a_person_with_posts_in_too_many_places_is_named(db):
    from core.people.actions import appoint
    from core.testing import SYSTEM

    province = make_province()
    members = [make_member(f"site-{number}", province) for number in range(MOST_PLACES + 1)]
    make_user("wide", "editor", Reach.GROUP)
    user = make_user("scattered")
    for member in members[:-1]:
        appoint(user, "editor", Reach.SITE, member, actor=SYSTEM)
    assert check_scattered_posts(databases=["default"]) == []
    appoint(user, "editor", Reach.SITE, members[-1], actor=SYSTEM)
    (warning,) = check_scattered_posts(databases=["default"])
    assert "scattered" in warning.msg and warning.id == "people.W001"
    assert check_scattered_posts(databases=None) == []
