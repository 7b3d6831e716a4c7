"""One entry at its address: its state, its past, its corrections, two versions compared."""

import datetime
import json

import pytest
from django.utils import timezone

from core.actions.boundary import exempt
from core.registers.choices import Verb
from core.registers.differences import pieces
from core.registers.testing import make_version
from tests.core.registers.samples import category, make_chain, place_page

pytestmark = pytest.mark.django_db
D = datetime.date
END = D(9999, 12, 31)


def noon(year, month, day):
    return datetime.datetime(year, month, day, 4, tzinfo=datetime.UTC)


@pytest.fixture
def told(group, powers):
    """A power with a past, a present and a future, at Chengguan."""
    group.page = place_page(powers, group.chengguan)
    group.versions = make_chain(
        powers,
        group.chengguan,
        group.chengguan_body,
        (D(2015, 8, 30), Verb.ADOPT, {"name": "餐饮服务许可", "recorded_at": noon(2015, 8, 30)}),
        (
            D(2018, 12, 28),
            Verb.ADJUST,
            {
                "name": "食品经营许可",
                "recorded_at": noon(2019, 1, 15),
                "change_ground": "机构改革方案",
            },
        ),
        (
            D(2150, 1, 1),
            Verb.ADJUST,
            {"name": "食品经营许可（新）", "recorded_at": noon(2026, 1, 1)},
        ),
        category=category("01"),
        base_code="000131024000",
    )
    group.number = group.versions[0].number
    group.url = f"/chengguan/powers/{group.number}/"
    return group


def test_the_page_shows_what_holds_today_with_its_ground_open(client, told):
    response = client.get(told.url)
    page = response.content.decode()
    assert response.status_code == 200
    assert response.context["entry"].shown == told.versions[1]
    assert '<details class="ground" open>' in page
    assert "食品经营许可" in page and "000131024000" in page
    for name in ("ArticleTitle", "PubDate", "ContentSource", "ColumnName", "SiteIDCode"):
        assert f'<meta name="{name}"' in page


def test_the_history_is_newest_first_and_marks_the_future(client, told):
    steps = client.get(told.url).context["entry"].steps
    assert [step.state for step in steps] == ["is-future", "is-now", "is-done"]
    assert [step.change.day for step in steps] == [D(2150, 1, 1), D(2018, 12, 28), D(2015, 8, 30)]


def test_a_past_day_shows_that_days_text_with_a_notice_on_top(client, told):
    response = client.get(told.url, {"as_of": "2016-06-01"})
    entry = response.context["entry"]
    assert entry.shown == told.versions[0] and entry.later_changes == 1
    page = response.content.decode()
    assert page.index("notice--ochre") < page.index("<h1>餐饮服务许可")
    assert f'rel="canonical" href="{told.page.full_url}{told.number}/?as_of=2016-06-01"' in page


def test_a_past_day_with_todays_text_has_todays_canonical_address(client, told):
    page = client.get(told.url, {"as_of": "2020-01-01"}).content.decode()
    assert f'rel="canonical" href="{told.page.full_url}{told.number}/"' in page


def test_a_day_before_the_first_version_says_when_it_begins(client, told):
    response = client.get(told.url, {"as_of": "2001-01-01"})
    assert response.status_code == 200 and response.context["not_yet"]
    assert "2015-08-30" in response.content.decode()


def test_a_day_to_come_shows_what_is_decided(client, told):
    entry = client.get(told.url, {"as_of": "2150-01-02"}).context["entry"]
    assert (entry.shown, entry.state) == (told.versions[2], "future")


def test_a_mistyped_day_is_told_and_today_is_shown(client, told):
    response = client.get(told.url, {"as_of": "2016-31-01"})
    assert response.context["entry"].shown == told.versions[1]
    assert 'value="2016-31-01"' in response.content.decode()


def test_a_power_that_is_only_decided_has_its_page_already(client, told, powers):
    (version,) = make_chain(
        powers, told.chengguan, told.chengguan_body, (D(2150, 1, 1), Verb.ESTABLISH, {})
    )
    response = client.get(f"/chengguan/powers/{version.number}/")
    assert response.status_code == 200
    assert response.context["entry"].state == "future"


def test_a_cancelled_power_keeps_its_address_and_says_when_and_why(client, told, powers):
    heir = told.versions[1].entry
    _first, last = make_chain(
        powers,
        told.chengguan,
        told.chengguan_body,
        (D(2015, 1, 1), Verb.ADOPT, {}),
        (D(2020, 5, 6), Verb.MERGE, {"change_ground": "国发〔2020〕1号", "successor": heir}),
        name="食品流通许可",
    )
    page = client.get(f"/chengguan/powers/{last.number}/")
    text = page.content.decode()
    assert page.status_code == 200 and page.context["entry"].state == "ended"
    assert "2020-05-06" in text and "国发〔2020〕1号" in text
    assert told.url in text, "the power it goes on in"


@pytest.fixture
def sub_item(told, powers):
    """A sub-item of the power, from 2015 on."""
    with exempt("factory"):
        entry = powers.Entry.objects.create(
            member=told.chengguan, parent=told.versions[0].entry, number=f"{told.number}-01"
        )
    return make_version(
        powers, entry=entry, valid_from=D(2015, 8, 30), organisation=told.chengguan_body
    )


def test_a_sub_item_names_what_it_belongs_to_as_of_the_day(client, told, sub_item):
    url = f"/chengguan/powers/{sub_item.number}/"
    named = {
        day: client.get(url, {"as_of": day} if day else {}).context["entry"].parent
        for day in ("", "2016-06-01", "2150-01-02")
    }
    assert named == {
        "": ("食品经营许可", told.url),
        "2016-06-01": ("餐饮服务许可", f"{told.url}?as_of=2016-06-01"),
        "2150-01-02": ("食品经营许可（新）", f"{told.url}?as_of=2150-01-02"),
    }
    before_both = client.get(url, {"as_of": "2001-01-01"}).context["entry"].parent
    assert before_both[0] == "餐饮服务许可", "as it was first called"


def test_the_power_in_which_another_goes_on_is_named_as_of_the_day(client, told, powers):
    _first, last = make_chain(
        powers,
        told.qilihe,
        told.qilihe_body,
        (D(2015, 1, 1), Verb.ADOPT, {}),
        (D(2016, 5, 6), Verb.MERGE, {"successor": told.versions[0].entry}),
    )
    place_page(powers, told.qilihe)
    url = f"/qilihe/powers/{last.number}/"
    assert client.get(url).context["entry"].successor == ("食品经营许可", told.url)
    then = client.get(url, {"as_of": "2017-01-01"}).context["entry"].successor
    assert then == ("餐饮服务许可", f"{told.url}?as_of=2017-01-01")
    ahead = client.get(url, {"as_of": "2150-01-02"}).context["entry"].successor
    assert ahead == ("食品经营许可（新）", f"{told.url}?as_of=2150-01-02")


def test_what_is_only_decided_is_named_as_it_will_be_called(client, told, powers):
    (heir,) = make_chain(
        powers, told.qilihe, told.qilihe_body, (D(2150, 1, 1), Verb.ESTABLISH, {"name": "新许可"})
    )
    _first, last = make_chain(
        powers,
        told.chengguan,
        told.chengguan_body,
        (D(2015, 1, 1), Verb.ADOPT, {}),
        (D(2016, 5, 6), Verb.MERGE, {"successor": heir.entry}),
    )
    entry = client.get(f"/chengguan/powers/{last.number}/").context["entry"]
    assert entry.successor == ("新许可", "")


@pytest.fixture
def corrected(told, powers):
    """The first version was published wrong and corrected a month later."""
    wrong = told.versions[0]
    with exempt("factory"):
        powers.Version.objects.filter(pk=wrong.pk).update(superseded_at=noon(2015, 9, 30))
    right = make_version(
        powers,
        entry=wrong.entry,
        name="餐饮服务许可（更正）",
        valid_from=D(2015, 8, 30),
        valid_to=D(2018, 12, 28),
        organisation=told.chengguan_body,
        category=category("01"),
        recorded_at=noon(2015, 9, 30),
        verb=Verb.ADOPT,
    )
    with exempt("factory"):
        powers.Version.objects.filter(pk=wrong.pk).update(superseded_by=right)
    told.wrong, told.right = wrong, right
    return told


def test_a_correction_is_shown_and_the_wrong_text_can_be_read(client, corrected):
    entry = client.get(corrected.url).context["entry"]
    assert len(entry.steps) == 4 and len(entry.standing) == 3
    assert (
        client.get(corrected.url, {"as_of": "2016-01-01"}).context["entry"].shown == corrected.right
    )
    response = client.get(corrected.url, {"version": corrected.wrong.pk})
    assert response.context["entry"].state == "corrected"
    assert "2015-09-30" in response.content.decode()


def test_what_the_site_said_on_a_day_is_answered_with_its_errors(client, corrected):
    before = client.get(corrected.url, {"as_of": "2015-09-01", "said_on": "2015-09-15"})
    after = client.get(corrected.url, {"as_of": "2015-09-01", "said_on": "2015-10-15"})
    assert before.context["entry"].shown == corrected.wrong
    assert after.context["entry"].shown == corrected.right
    # Published on 2019-01-15 for 2018-12-28: in between the site still said the old.
    late = client.get(corrected.url, {"as_of": "2019-01-01", "said_on": "2019-01-02"})
    assert late.context["entry"].shown.name == "餐饮服务许可（更正）"


def test_a_correction_published_at_midnight_counts_from_the_provinces_day(
    client, corrected, powers
):
    with exempt("factory"):
        moment = datetime.datetime(
            2015, 9, 29, 16, 30, tzinfo=datetime.UTC
        )  # 00:30 on the 30th in Lanzhou
        powers.Version.objects.filter(pk=corrected.wrong.pk).update(superseded_at=moment)
        powers.Version.objects.filter(pk=corrected.right.pk).update(recorded_at=moment)
    asked = {"as_of": "2015-09-01", "said_on": "2015-09-29"}
    assert client.get(corrected.url, asked).context["entry"].shown == corrected.wrong
    assert (
        client.get(corrected.url, asked | {"said_on": "2015-09-30"}).context["entry"].shown
        == corrected.right
    )


def test_the_page_turns_at_midnight_in_the_province(client, told, monkeypatch):
    just_before = datetime.datetime(2149, 12, 31, 15, 59, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: just_before)
    assert client.get(told.url).context["entry"].shown == told.versions[1]
    monkeypatch.setattr(timezone, "now", lambda: just_before + datetime.timedelta(minutes=2))
    assert client.get(told.url).context["entry"].shown == told.versions[2]


def test_two_versions_are_compared_field_by_field(client, told):
    old, new = told.versions[0], told.versions[1]
    response = client.get(f"{told.url}compare/", {"from": old.pk, "to": new.pk})
    (difference,) = response.context["differences"]
    assert "".join(p.text for p in difference.pieces if p.kind != "new") == "餐饮服务许可"
    assert "".join(p.text for p in difference.pieces if p.kind != "gone") == "食品经营许可"
    plain = client.get(f"{told.url}compare/")
    assert plain.context["before"].pk == old.pk and plain.context["after"].pk == new.pk
    assert client.get(f"{told.url}compare/", {"from": "x", "to": "99999999"}).status_code == 200


def test_a_changed_ground_is_part_of_the_comparison(client, told, powers):
    make = {"organisation": told.chengguan_body, "name": "同名", "category": category("01")}
    one = make_version(
        powers,
        member=told.chengguan,
        valid_from=D(2015, 1, 1),
        valid_to=D(2016, 1, 1),
        grounds=[{"law": "甲法", "article": "第一条", "text": "应当许可。"}],
        **make,
    )
    make_version(
        powers,
        entry=one.entry,
        valid_from=D(2016, 1, 1),
        verb=Verb.ADJUST,
        grounds=[
            {"law": "甲法", "article": "第一条", "text": "应当依法许可。"},
            {"law": "乙法", "article": "第二条"},
        ],
        **make,
    )
    response = client.get(f"/chengguan/powers/{one.number}/compare/")
    assert len(response.context["differences"]) == 2
    assert "<ins>依法</ins>" in response.content.decode()


@pytest.mark.parametrize(
    ("before", "after"), [("", "新"), ("旧", ""), ("甲乙丙", "甲丁丙"), ("长" * 5000, "短" * 5000)]
)
def test_the_pieces_of_a_comparison_give_back_both_texts(before, after):
    found = pieces(before, after)
    assert "".join(p.text for p in found if p.kind != "new") == before
    assert "".join(p.text for p in found if p.kind != "gone") == after


def test_an_entry_is_given_as_json_with_its_whole_history(client, corrected):
    told = json.loads(client.get(corrected.url, {"format": "json"}).content)
    assert told["state"] == "in_force" and told["number"] == corrected.number
    assert len(told["versions"]) == 4
    assert (
        told["versions"][-1]["superseded_at"].endswith("+08:00")
        or told["versions"][-2]["superseded_at"]
    )
    assert "confidentiality" not in json.dumps(told)
    assert client.get(corrected.url, {"format": "csv"}).status_code == 200


def test_an_entry_of_another_site_leads_home(client, told, powers):
    place_page(powers, told.qilihe)
    response = client.get(f"/qilihe/powers/{told.number}/")
    assert response.status_code == 302 and response["Location"].endswith(told.url)
    assert client.get("/chengguan/powers/620102-999999/").status_code == 404
    assert client.get(f"{told.url}anything/").status_code == 404


def test_printing_opens_every_ground(client, told, powers):
    version = make_version(
        powers,
        member=told.chengguan,
        organisation=told.chengguan_body,
        grounds=[{"law": "甲法", "article": "第一条"}, {"law": "乙法", "article": "第二条"}],
    )
    page = client.get(f"/chengguan/powers/{version.number}/", {"print": "1"}).content.decode()
    assert page.count('<details class="ground" open>') == 2
    assert client.get(f"/chengguan/powers/{version.number}/").content.decode().count("open>") >= 1


def test_the_entry_takes_as_many_queries_with_two_versions_as_with_twenty(
    client, told, powers, django_assert_max_num_queries
):
    days = [(D(1990 + n, 1, 1), Verb.ADJUST, {}) for n in range(20)]
    last = make_chain(powers, told.chengguan, told.chengguan_body, *days, grounds=[])[-1]
    client.get(told.url)
    with django_assert_max_num_queries(15) as few:
        client.get(f"/chengguan/powers/{last.number}/")
    assert few
