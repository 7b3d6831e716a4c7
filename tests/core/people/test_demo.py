"""Demo accounts: one of each role, and only in a demo."""

import pytest

from core.people.actions import dismiss
from core.people.demo import ACCOUNTS, make_demo_accounts
from core.people.models import User
from core.people.rights import ROLES, Right, has_right, holds_office
from core.plugins.gate import Refused
from core.testing import SYSTEM, make_division, make_member, make_province, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def gansu():
    for account in ACCOUNTS:
        if account.office:
            make_term("office", account.office, account.office)
    province = make_province()
    found = {"province": province}
    for slug, code, parent in (
        ("tianshui", "620500", "province"),
        ("lanzhou", "620100", "province"),
        ("qilihe", "620103", "lanzhou"),
        ("chengguan", "620102", "lanzhou"),
        ("qinzhou", "620502", "tianshui"),
    ):
        level = "prefecture" if parent == "province" else "county"
        division = make_division(code, slug)
        found[slug] = make_member(slug, found[parent], level, name=slug, division=division)
    return found


def test_there_is_one_account_of_each_role_with_a_password_of_its_own(gansu):
    made = make_demo_accounts(actor=SYSTEM)
    assert len(made) == len(ACCOUNTS)
    assert {account.role for account in ACCOUNTS} == set(ROLES)
    assert len({account["password"] for account in made}) == len(made)
    for account in made:
        user = User.objects.get(username=account["username"])
        assert user.check_password(account["password"])
        assert user.demo
        assert not user.is_superuser


def test_they_stand_at_lanzhou_and_its_first_two_counties(gansu):
    where = {account["username"]: account["site"] for account in make_demo_accounts(actor=SYSTEM)}
    assert where["shi-it"] == "lanzhou"
    assert where["xian-bianji"] == where["xian-zhubian"] == "chengguan"
    assert where["lin-bianji"] == "qilihe"
    officer = User.objects.get(username="shi-it")
    assert has_right(officer, Right.MANAGE_PLUGINS, gansu["chengguan"])
    assert not has_right(officer, Right.MANAGE_PLUGINS, gansu["tianshui"])


def test_the_finance_department_holds_its_office_and_drafts(gansu):
    make_demo_accounts(actor=SYSTEM)
    finance = User.objects.get(username="xian-caizheng")
    assert holds_office(finance, "finance", gansu["chengguan"].pk, None)
    assert has_right(finance, Right.WRITE, gansu["chengguan"])
    assert not has_right(finance, Right.WRITE, gansu["qilihe"])


def test_a_second_run_makes_and_tells_nothing(gansu):
    known = {account["username"] for account in make_demo_accounts(actor=SYSTEM)}
    assert make_demo_accounts(actor=SYSTEM, known=known) == []
    assert User.objects.filter(demo=True).count() == len(ACCOUNTS)


def test_an_account_whose_password_is_lost_is_given_another_and_keeps_its_post(gansu):
    first = {account["username"]: account for account in make_demo_accounts(actor=SYSTEM)}
    known = set(first) - {"shi-it"}
    (again,) = make_demo_accounts(actor=SYSTEM, known=known)
    assert again == {**first["shi-it"], "password": again["password"]}
    user = User.objects.get(username="shi-it")
    assert user.check_password(again["password"])
    assert not user.check_password(first["shi-it"]["password"])
    assert user.posts.count() == 1


def test_a_password_that_is_known_is_no_account(gansu):
    made = make_demo_accounts(actor=SYSTEM, known={"shenji"})
    assert "shenji" in {account["username"] for account in made}


def test_an_account_that_was_left_without_a_post_gets_it(gansu):
    make_demo_accounts(actor=SYSTEM)
    user = User.objects.get(username="shenji")
    for post in user.posts.all():
        dismiss(post, actor=SYSTEM)
    make_demo_accounts(actor=SYSTEM, known={account.username for account in ACCOUNTS} - {"shenji"})
    assert [post.role for post in user.posts.all()] == ["auditor"]


def test_outside_a_demo_none_is_made(gansu, settings):
    settings.DEMO = False
    with pytest.raises(Refused):
        make_demo_accounts(actor=SYSTEM)
    assert not User.objects.filter(demo=True).exists()


def test_without_counties_there_are_those_of_the_province():
    make_province()
    assert {account["username"] for account in make_demo_accounts(actor=SYSTEM)} == {
        "sheng-ban",
        "shenji",
    }


def test_before_there_is_a_province_there_are_none():
    assert make_demo_accounts(actor=SYSTEM) == []


def test_a_password_like_ones_own_name_is_never_given(gansu, monkeypatch):
    drawn = iter(("sheng-ban-9", *(f"7kQ-{n}-vT2_wZ" for n in range(99))))
    monkeypatch.setattr("core.people.demo.secrets.token_urlsafe", lambda size: next(drawn))
    made = {
        account["username"]: account["password"] for account in make_demo_accounts(actor=SYSTEM)
    }
    assert made["sheng-ban"] == "7kQ-0-vT2_wZ" and "sheng-ban-9" not in made.values()
