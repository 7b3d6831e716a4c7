"""core/registers/annexes/officers.py: who answers for the clearing, and who may read that."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actions.boundary import exempt
from core.registers.annexes.annex import Asked
from core.registers.annexes.officers import officers
from core.testing import make_organisation
from tests.core.flows.conftest import officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def liaison(people, reviewed):
    person = officer("liaison", "liaison", reviewed.chengguan, reviewed.chengguan_body)
    with exempt("factory"):
        for user, said in (
            (people.head, {"name": "王局长", "duty": "局长"}),
            (person, {"name": "李联络", "mobile": "13900000000", "email": "li@example.cn"}),
        ):
            for name, value in said.items():
                setattr(user, name, value)
            user.save()
    return person


def bodies(round, user):
    return [line["body"] for line in officers(round, Asked(user=user))]


def test_each_body_names_its_head_and_its_liaison_officer(round, people, liaison):
    first, second = officers(round, Asked(user=people.establishment))
    assert (first["head"], first["head_duty"]) == ("王局长", "局长")
    assert (first["liaison"], first["mobile"], first["email"]) == (
        "李联络", "13900000000", "li@example.cn",
    )  # fmt: skip
    assert second["body"] == "城关区水务局" and not second["head"] and not second["liaison"]


def test_only_the_leading_office_reads_all_lines(round, people, liaison, reviewed):
    assert len(bodies(round, people.establishment)) == 2
    assert bodies(round, people.head) == ["城关区教育局"]
    assert bodies(round, people.legal) == [] == bodies(round, people.stranger)
    assert len(bodies(round, reviewed.chengguan_editor)) == 2, "who writes at both bodies' site"


def test_an_officer_of_all_bodies_of_a_site_stands_where_a_body_has_none_of_its_own(
    round, people, reviewed
):
    officer("both", "liaison", reviewed.chengguan)
    names = [line["liaison"] for line in officers(round, Asked(user=people.establishment))]
    assert names == ["both", "both"]


def test_the_queries_do_not_grow_with_the_bodies(opening, people, reviewed, other_body, liaison):
    def queries(round):
        with CaptureQueriesContext(connection) as caught:
            officers(round, Asked(user=people.establishment))
        return len(caught)

    round = opening(bodies=[reviewed.chengguan_body])
    few = queries(round)
    with exempt("factory"):
        for number in range(4):
            body = make_organisation(
                f"局{number}", reviewed.chengguan.division, code=f"chengguan-{number}"
            )
            round.takings.create(organisation=body, member=reviewed.chengguan)
    assert queries(round) == few
