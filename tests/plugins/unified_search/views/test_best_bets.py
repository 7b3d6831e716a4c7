"""plugins/unified_search/views/best_bets.py: a document is looked for, put first, taken away."""

import pytest
from django.test import Client
from django.urls import reverse

from core.testing import sign_in
from plugins.unified_search.actions import put_best_bet
from plugins.unified_search.models import BestBet, Document
from plugins.unified_search.queries.best_bets import offers
from tests.plugins.unified_search.counties import name_of

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/unified-search/best-bets/", "/admin/unified-search/best-bets/add/"


@pytest.fixture
def chief(counties):
    return sign_in(Client(), counties.chengguan_chief)


@pytest.fixture
def bet(counties):
    document = counties.documents["取水许可办理指南"]
    return put_best_bet(
        counties.chengguan, "打水", *name_of(document), actor=counties.chengguan_chief
    )


def words(client, **asked):
    return [row.words for row in client.get(LIST, asked).context["object_list"]]


def test_a_document_is_looked_for_chosen_and_stands_first(chief, counties):
    given = {"site": counties.chengguan.pk, "words": "打 水"}
    start = chief.get(ADD, given).context["form"]
    assert (start["words"].value(), start["site"].value()) == ("打 水", str(counties.chengguan.pk))
    seen = chief.post(ADD, given | {"look": "取水许可", "do": "search"})
    form = seen.context["form"]
    assert 'type="radio"' in seen.content.decode() and form["look"].value() == "取水许可"
    value = offers("取水许可", counties.chengguan)[0].value
    assert value in [offered for offered, _label in form.offered]
    assert not BestBet.objects.exists()
    done = chief.post(ADD, given | {"look": "取水许可", "document": value})
    assert done.status_code == 302
    made = BestBet.objects.get()
    assert (made.member, made.words, made.title) == (
        counties.chengguan,
        "打 水",
        "取水许可办理指南",
    )


def test_what_was_typed_stays_where_nothing_is_chosen_found_or_said(chief, counties):
    given = {"site": counties.chengguan.pk, "words": "取水许可"}
    none = chief.post(ADD, given)
    assert "document" in none.context["form"].errors
    assert none.context["form"]["words"].value() == "取水许可"
    nothing = chief.post(ADD, given | {"look": "qqqqqqqq", "do": "search"})
    assert nothing.context["nothing"] and nothing.context["form"]["look"].value() == "qqqqqqqq"
    assert "words" in chief.post(ADD, given | {"words": ""}).context["form"].errors
    foreign = chief.post(ADD, given | {"document": "core.article/nowhere/1"})
    assert "document" in foreign.context["form"].errors
    assert not BestBet.objects.exists()


def test_a_second_time_is_refused_in_words(chief, counties, bet):
    value = f"{bet.kind}/{bet.site}/{bet.key}"
    given = {"site": counties.chengguan.pk, "words": "打水", "look": bet.title, "document": value}
    answer = chief.post(ADD, given)
    assert answer.status_code == 200 and answer.context["form"].non_field_errors()
    assert BestBet.objects.get() == bet


def test_the_other_county_neither_sees_nor_adds_nor_removes(counties, bet):
    other = sign_in(Client(), counties.qilihe_chief)
    assert words(other) == [] and bet.title not in other.get(LIST).content.decode()
    exported = other.get(LIST, {"export": "csv"}).getvalue().decode()
    assert bet.title not in exported
    assert words(other, member=counties.chengguan.pk) == []
    url = reverse("unified_search_remove_best_bet", args=[bet.pk])
    assert other.get(url).status_code == other.post(url).status_code == 404
    value = f"{bet.kind}/{bet.site}/{bet.key}"
    given = {"site": counties.chengguan.pk, "words": "取水许可", "document": value}
    assert "site" in other.post(ADD, given).context["form"].errors
    editor = sign_in(Client(), counties.chengguan_editor)
    for refused in (LIST, ADD, url):
        assert editor.get(refused).status_code in (302, 403, 404)
        assert editor.post(refused, given).status_code in (302, 403, 404, 405)
    assert BestBet.objects.get() == bet


def test_one_whose_document_is_not_public_any_more_is_told(chief, counties, bet):
    assert chief.get(LIST).context["hidden"] == 0
    Document.objects.filter(kind=bet.kind, site=bet.site, key=bet.key).update(gone=True)
    answer = chief.get(LIST)
    assert answer.context["hidden"] == 1 and "is-warning" in answer.content.decode()
    assert words(chief, state="hidden") == ["打水"] and words(chief, state="public") == []
    assert words(chief, q="打水") == ["打水"] and words(chief, q="户口") == []
    lines = chief.get(LIST, {"export": "csv"}).getvalue().decode().splitlines()
    assert lines[1].startswith("打水,取水许可办理指南,")


def test_it_is_removed_once_somebody_said_so(chief, bet):
    url = reverse("unified_search_remove_best_bet", args=[bet.pk])
    assert bet.title in chief.get(url).content.decode()
    assert BestBet.objects.exists()
    assert chief.post(url).status_code == 302
    assert not BestBet.objects.exists()
    assert chief.post(url).status_code == 404
