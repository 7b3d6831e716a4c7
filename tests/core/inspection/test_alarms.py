"""The province is told how many sites fail, a site's own people which rules of theirs."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.inspection.alarms import NAMED, alarms, alarms_for
from core.inspection.models import Availability
from core.people.rights import Reach
from core.sitegroup.compliance.departures import Kind
from core.testing import make_member, make_user, sign_in
from tests.core.inspection.conftest import KEPT


@pytest.mark.parametrize(("days", "number"), [(1, 0), (20, 1)])
def test_failing_sites_are_one_alarm(sites, found, days, number):
    found(sites[1], Kind.DEAD, home_days=days)
    found(sites[2], home_days=days)
    assert len(list(alarms())) == number


#: Rule -> a figure that is close to it.
CLOSE = {"home_days": 12, "stale_news": 3, "stale": 7, "blank": 3, "down": 3.0}


@pytest.mark.parametrize("role", ["editor", "chief_editor", "site_administrator", "auditor"])
@pytest.mark.parametrize(("fact", "figure"), CLOSE.items())
def test_a_sites_own_people_are_warned_of_each_rule(sites, found, role, fact, figure):
    found(sites[1], **{fact: figure})
    found(sites[2], **{fact: figure})
    user = make_user("person", role, Reach.SITE, sites[1])
    [alarm] = alarms_for(user)
    assert alarm.level == "warning" and "lanzhou" in alarm.text and str(figure) in alarm.text
    assert bool(alarm.url) == (role != "editor"), "an editor may not open the page"


def test_a_site_that_fails_is_an_error_and_one_in_order_is_none(sites, found):
    editor = make_user("editor", "editor", Reach.SITE, sites[1])
    found(sites[1], home_days=20)
    assert [alarm.level for alarm in alarms_for(editor)] == ["error"]
    found(sites[1])
    assert not list(alarms_for(editor))


def test_what_will_soon_be_broken_is_a_warning(sites, found):
    found(sites[1], ahead=KEPT._replace(stale_news=5))
    editor = make_user("editor", "editor", Reach.SITE, sites[1])
    assert [alarm.level for alarm in alarms_for(editor)] == ["warning"]


def test_too_few_points_are_told_where_no_rule_is_broken(sites, found):
    found(sites[1], Kind.HOME, Kind.DEAD)
    editor = make_user("editor", "editor", Reach.SITE, sites[1])
    [alarm] = alarms_for(editor)
    assert "59" in alarm.text


def test_a_site_that_does_not_answer_is_told_before_the_night(sites, found):
    editor = make_user("editor", "editor", Reach.SITE, sites[1])
    day = Availability.objects.create(
        member=sites[1], day=timezone.localdate(), probes=100, failures=1
    )
    assert not list(alarms_for(editor))
    day.failures = 2
    day.save()
    assert ["2.0" in alarm.text for alarm in alarms_for(editor)] == [True]
    found(sites[1], down=3.0)
    assert ["2.0" in alarm.text for alarm in alarms_for(editor)] == [False], "it is said once"


def test_many_sites_in_trouble_are_told_by_number(sites, found):
    for number in range(NAMED + 2):
        found(make_member(f"c{number}", sites[1]), home_days=20)
    keeper = make_user("keeper", "site_administrator", Reach.SUBTREE, sites[1])
    told = list(alarms_for(keeper))
    assert len(told) == NAMED + 1 and "2" in told[-1].text


def test_the_alarm_stands_on_the_admin_home_of_the_sites_people_alone(sites, found):
    found(sites[1], home_days=12)
    url = reverse("inspection_site", args=["lanzhou"])
    for name, member, shown in (("own", sites[1], True), ("other", sites[2], False)):
        client = sign_in(Client(), make_user(name, "chief_editor", Reach.SITE, member))
        assert (url in client.get("/admin/").content.decode()) is shown
