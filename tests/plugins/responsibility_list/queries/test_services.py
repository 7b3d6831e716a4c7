"""plugins/responsibility_list/queries/services.py: a power is no public service beside it."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.registers import actions
from core.registers.outcomes import Unpublishable
from core.registers.queries import terms
from core.registers.spec import register
from core.testing import make_user, sign_in
from plugins.power_list.testing import make_power
from plugins.responsibility_list.queries.services import already_powers
from tests.core.registers.editors import GROUND
from tests.core.registers.samples import place_page

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def service(group):
    """``service(name)``: a draft of a new public service of Chengguan."""
    services = register("public_service")

    def make(name, site=group.chengguan, body=group.chengguan_body):
        draft = services.Draft(
            member=site, organisation=body, name=name, verb="adopt", valid_from=D(2020, 1, 1),
            category=terms().by_dictionary["service_category"][0],
        )  # fmt: skip
        return actions.save_draft(
            services, draft, actor=make_user(f"e-{name}", "editor", member=site), grounds=[GROUND]
        )

    make.register = services
    make.power = make_power(
        member=group.chengguan, organisation=group.chengguan_body, name="教师资格认定",
        valid_from=D(2016, 1, 1),
    )  # fmt: skip
    return make


def publish(service, draft, group):
    return actions.publish(
        service.register, [draft.pk], member=draft.member, actor=group.chengguan_chief
    )


def test_a_service_that_is_a_power_is_refused_with_the_way_there(service, group):
    place_page(register("power_list"), group.chengguan)
    draft = service("教师资格 认定")
    with pytest.raises(Unpublishable) as refused:
        publish(service, draft, group)
    (reason,) = refused.value.refusals[0].reasons
    number = service.power.number
    assert reason.startswith("<a href=") and f'/chengguan/powers/{number}/">' in reason
    page = sign_in(Client(), group.chengguan_chief).post(
        reverse("drafts_public_service:publish_one", args=[draft.pk]), {"ground": ""}
    )
    assert f'/chengguan/powers/{number}/">' in page.content.decode()


def test_without_a_page_there_is_a_sentence_and_no_link(service, group):
    (reason,) = already_powers([service("教师资格认定")]).popitem()[1]
    assert service.power.number in reason and "<a" not in reason


def test_another_name_or_another_site_is_no_matter(service, group):
    assert publish(service, service("教师资格咨询"), group).published
    other = service("教师资格认定", group.qilihe, group.qilihe_body)
    assert already_powers([other]) == {}


def test_a_power_that_has_ended_or_is_confidential_betrays_nothing(service, group):
    make_power(
        member=group.chengguan, organisation=group.chengguan_body, name="密件",
        confidentiality="secret", confidentiality_reason="国家秘密", valid_from=D(2016, 1, 1),
    )  # fmt: skip
    actions.cancel(
        register("power_list"), service.power.entry, verb="cancel", day=D(2020, 1, 1),
        ground="某文件", actor=group.chengguan_chief,
    )  # fmt: skip
    assert already_powers([service("密件"), service("教师资格认定")]) == {}


def test_a_change_of_a_service_is_not_held_up(service, group):
    published = publish(service, service("教师资格咨询"), group).published[0]
    make_power(
        member=group.chengguan, organisation=group.chengguan_body, name="教师资格咨询",
        valid_from=D(2016, 1, 1),
    )  # fmt: skip
    draft = actions.start_draft(service.register, published, actor=group.chengguan_editor)
    assert already_powers([draft]) == {}


def test_the_queries_do_not_grow_with_the_drafts(service, group):
    place_page(register("power_list"), group.chengguan)
    drafts = [service("教师资格认定"), *(service(f"事项{number}") for number in range(4))]

    def queries(some):
        with CaptureQueriesContext(connection) as caught:
            already_powers(some)
        return len([each for each in caught if "delivery_generation" not in each["sql"]])

    assert queries(drafts) == queries(drafts[:1])
