"""core/registers/rounds/clearing.py: a body decides of each of its entries before it sends."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.plugins.gate import Refused
from core.registers import actions
from core.registers.choices import Verb
from core.registers.keeping import Keeping
from core.registers.review.actions import send
from core.registers.rounds.actions import keep_entries, reconsider
from core.registers.rounds.queries import board, cleared
from core.testing import make_version, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def three(powers, reviewed):
    """Three entries in force of the education office."""
    body = reviewed.chengguan_body
    return [
        make_version(powers, member=reviewed.chengguan, organisation=body, name=name)
        for name in ("甲", "乙", "丙")
    ]


@pytest.fixture
def taking(round, reviewed):
    return round.takings.get(organisation=reviewed.chengguan_body)


@pytest.fixture
def change(powers, three, reviewed):
    """A draft that cancels the third."""
    return actions.propose_end(
        powers, three[2], verb=Verb.CANCEL, day="2026-12-31", ground="国发〔2026〕1号",
        actor=reviewed.chengguan_editor,
    )  # fmt: skip


def decided(powers, taking):
    rows = cleared(powers, taking.round, taking.organisation, taking.member)
    return dict(rows.values_list("name", "clearing"))


def hand_in(powers, reviewed, *drafts, **given):
    return send(
        powers, [draft.pk for draft in drafts], member=reviewed.chengguan, title="清理结果",
        actor=reviewed.chengguan_editor, **given,
    )  # fmt: skip


def test_each_entry_is_kept_or_to_be_changed(powers, three, taking, change, reviewed):
    assert decided(powers, taking) == {"甲": "open", "乙": "open", "丙": "proposed"}
    assert keep_entries(taking, [three[0].number], actor=reviewed.chengguan_editor) == 1
    assert decided(powers, taking) == {"甲": "kept", "乙": "open", "丙": "proposed"}
    assert board(taking.round).get(pk=taking.pk).still_open == 1
    assert keep_entries(taking, None, actor=reviewed.chengguan_editor) == 1
    mark = Keeping.objects.get(number=three[0].number)
    assert mark.kept_by == reviewed.chengguan_editor
    assert reconsider(taking, [three[0].number], actor=reviewed.chengguan_editor) == 1
    assert decided(powers, taking) == {"甲": "open", "乙": "kept", "丙": "proposed"}


def test_what_is_decided_or_of_another_body_is_not_kept(
    powers, three, taking, change, reviewed, other_body
):
    foreign = make_version(powers, member=reviewed.chengguan, organisation=other_body, name="水")
    for number in (three[2].number, foreign.number, "620102-9999"):
        with pytest.raises(Refused, match=number):
            keep_entries(taking, [three[0].number, number], actor=reviewed.chengguan_editor)
    with pytest.raises(Refused):
        keep_entries(taking, [], actor=reviewed.chengguan_editor)
    assert not Keeping.objects.exists()
    assert reconsider(taking, [foreign.number], actor=reviewed.chengguan_editor) == 0


def test_a_package_is_sent_when_all_is_decided(powers, three, taking, change, reviewed):
    with pytest.raises(Refused, match="甲"):
        hand_in(powers, reviewed, change)
    keep_entries(taking, None, actor=reviewed.chengguan_editor)
    assert hand_in(powers, reviewed, change).round == taking.round


def test_who_keeps_all_says_so_of_each(powers, three, taking, reviewed):
    hand_in(powers, reviewed, keeps=reviewed.chengguan_body)
    assert set(decided(powers, taking).values()) == {"kept"}
    assert Keeping.objects.count() == 3


def test_outside_a_round_nothing_is_asked(powers, three, change, reviewed):
    assert hand_in(powers, reviewed, change).round is None


def test_the_other_countys_editor_decides_nothing(three, taking, reviewed):
    for attempt in (
        lambda: keep_entries(taking, None, actor=reviewed.qilihe_editor),
        lambda: reconsider(taking, [three[0].number], actor=reviewed.qilihe_editor),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def url(taking, name="round_clearing"):
    return reverse(name, args=[taking.round.pk, taking.pk])


def test_a_clerk_keeps_the_chosen_ones_and_then_the_rest(
    powers, three, taking, change, reviewed, client
):
    sign_in(client, reviewed.chengguan_editor)
    page = client.get(url(taking)).content.decode()
    assert page.count('form="decide"') == 2 and "丙" in page
    client.post(url(taking), {"number": [three[1].number]})
    assert decided(powers, taking)["乙"] == "kept"
    client.post(url(taking), {"number": [three[1].number], "reconsider": "1"})
    assert decided(powers, taking)["乙"] == "open"
    client.post(url(taking), {"number": ["\x00", "无"], "reconsider": "1"})
    client.post(url(taking), {"everything": "1"})
    assert "open" not in decided(powers, taking).values()
    export = client.get(f"{url(taking)}?state=kept&export=csv")
    assert len(b"".join(export.streaming_content).splitlines()) == 3


def test_the_reviewing_office_looks_and_decides_nothing(powers, three, taking, people, client):
    sign_in(client, people.establishment)
    page = client.get(url(taking)).content.decode()
    assert "甲" in page and 'form="decide"' not in page
    client.post(url(taking), {"everything": "1"})
    assert not Keeping.objects.exists()


def test_the_board_leads_to_the_entries_whoever_may_see_them(taking, people, client):
    for person, leads in ((people.establishment, True), (people.clerk, False)):
        sign_in(client, person)
        page = client.get(reverse("round", args=[taking.round.pk])).content.decode()
        assert (url(taking) in page) is leads
        assert client.get(url(taking)).status_code == (200 if leads else 404)


def test_the_other_countys_people_find_nothing(three, taking, people, reviewed, client):
    for person in (people.stranger, reviewed.qilihe_editor):
        sign_in(client, person)
        for name in ("round_clearing", "round_clearing_results"):
            assert client.get(url(taking, name)).status_code == 404
        assert client.post(url(taking), {"everything": "1"}).status_code == 404


def test_the_queries_of_the_screen_do_not_grow_with_the_entries(
    powers, three, taking, reviewed, client, django_assert_max_num_queries
):
    sign_in(client, reviewed.chengguan_editor)
    for number in range(30):
        make_version(
            powers, member=reviewed.chengguan, organisation=reviewed.chengguan_body,
            name=f"事项{number}",
        )  # fmt: skip
    client.get(url(taking))
    with django_assert_max_num_queries(40):
        assert "事项7" in client.get(url(taking)).content.decode()
