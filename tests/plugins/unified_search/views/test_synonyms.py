"""plugins/unified_search/views/synonyms.py: their list, what one would change, a file of them; who
is shown the menu (plugins/unified_search/wagtail_hooks.py)."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.testing import sign_in
from plugins.unified_search.models import Synonym

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/unified-search/synonyms/", "/admin/unified-search/synonyms/add/"
IMPORT = "/admin/unified-search/synonyms/import/"
PAIR = {"everyday": "报娃", "official": "取水许可", "source": "群众用语"}


@pytest.fixture
def office(counties):
    return sign_in(Client(), counties.office)


@pytest.fixture
def chief(counties):
    return sign_in(Client(), counties.chengguan_chief)


def a_synonym():
    return Synonym.objects.get(everyday="上户口", official="出生登记")


def test_the_list_is_filtered_searched_sorted_and_paged(office):
    def pairs(**asked):
        return [str(row) for row in office.get(LIST, asked).context["object_list"]]

    assert len(pairs()) == 50 and pairs() != pairs(p=2)
    found = set(pairs(q="上户口"))
    assert {"上户口 → 户口登记", "上户口 → 出生登记"} <= found
    assert all("上户口" in pair for pair in found)
    births = pairs(everyday="上户口", official="出生")
    assert "上户口 → 出生登记" in births and "上户口 → 户口登记" not in births
    sourced = pairs(source="登记条例第七条", q="上户口")
    assert "上户口 → 出生登记" in sourced and "上户口 → 户口登记" not in sourced
    assert pairs(ordering="-official") != pairs(ordering="official")


def test_what_is_exported_can_be_imported_again(office):
    given = office.get(LIST, {"export": "xlsx"}).getvalue()
    assert openpyxl.load_workbook(io.BytesIO(given)).active["A1"].value == "日常说法"
    before = set(Synonym.objects.values_list("everyday", "official", "source"))
    answer = office.post(IMPORT, {"file": SimpleUploadedFile("词.xlsx", given)})
    assert answer.status_code == 302
    assert set(Synonym.objects.values_list("everyday", "official", "source")) == before


def test_the_effect_is_shown_before_anything_is_written(office, counties):
    asked = PAIR | {"at": counties.chengguan.pk, "do": "preview"}
    answer = office.post(ADD, asked)
    effect = answer.context["effect"]
    assert effect.then.rows[0].title == "取水许可办理指南" and effect.then.rows[0].is_new
    assert "取水许可办理指南" in answer.content.decode()
    assert answer.context["site"] == counties.chengguan
    assert answer.context["form"]["source"].value() == "群众用语"
    assert not Synonym.objects.filter(everyday="报娃").exists()
    assert office.post(ADD, PAIR).status_code == 302
    assert Synonym.objects.get(everyday="报娃").official == "取水许可"


def test_what_was_typed_stays_and_what_is_wrong_stands_beside_its_field(office):
    answer = office.post(ADD, PAIR | {"official": "报娃", "source": ""})
    assert set(answer.context["form"].errors) == {"official", "source"}
    assert answer.context["form"]["everyday"].value() == "报娃"
    there = a_synonym()
    said = {"everyday": there.everyday, "official": there.official, "source": "书"}
    again = office.post(ADD, said)
    assert again.status_code == 200 and again.context["form"].non_field_errors()
    assert office.get(ADD, {"everyday": "报娃"}).context["form"]["everyday"].value() == "报娃"


def test_a_synonym_is_changed_and_removed_with_its_effect_before_the_eyes(office, counties):
    there = a_synonym()
    url, gone = (reverse(f"unified_search_{name}", args=[there.pk])
                 for name in ("synonym", "remove_synonym"))  # fmt: skip
    assert office.get(url).context["form"]["official"].value() == "出生登记"
    seen = office.post(url, PAIR | {"do": "preview"}).context["effect"]
    assert seen.then.rows[0].title == "取水许可办理指南"
    assert office.post(url, PAIR).status_code == 302
    assert office.get(gone).context["effect"].now.total > 0
    assert Synonym.objects.filter(pk=there.pk).exists()
    assert office.post(gone).status_code == 302
    assert not Synonym.objects.filter(pk=there.pk).exists()
    assert office.get(url).status_code == 404


def test_a_file_with_errors_tells_them_all_and_changes_nothing(office):
    before = Synonym.objects.count()
    file = "日常说法,规范说法,出处\n报娃,取水许可,书\n,户口登记,书\n".encode()
    answer = office.post(IMPORT, {"file": SimpleUploadedFile("词.csv", file)})
    assert [one.row for one in answer.context["problems"]] == [3]
    assert Synonym.objects.count() == before
    wrong = office.post(IMPORT, {"file": SimpleUploadedFile("词.txt", file)})
    assert "file" in wrong.context["form"].errors
    empty = office.get(reverse("unified_search_synonyms_example")).getvalue()
    assert office.post(IMPORT, {"file": SimpleUploadedFile("词.xlsx", empty)}).status_code == 200


def test_a_countys_officer_reads_the_synonyms_and_changes_none(chief, counties):
    there = a_synonym()
    page = chief.get(LIST, {"q": "上户口"}).content.decode()
    assert "出生登记" in page and ADD not in page and f"{LIST}{there.pk}/" not in page
    for url in (ADD, IMPORT, f"{LIST}{there.pk}/", f"{LIST}{there.pk}/remove/", f"{LIST}example/"):
        assert chief.get(url).status_code in (302, 403)
        assert chief.post(url, PAIR).status_code in (302, 403)
    assert Synonym.objects.filter(pk=there.pk).exists()
    assert not Synonym.objects.filter(everyday="报娃").exists()
    editor = sign_in(Client(), counties.chengguan_editor)
    assert editor.get(LIST).status_code in (302, 403)


def test_the_menu_leads_each_to_what_he_may_do(office, chief, counties):
    def entries(client):
        page = client.get("/admin/").content.decode()
        names = ("queries", "synonyms", "best_bets", "index")
        return [name for name in names if f'"unified_search_{name}"' in page]

    assert entries(office) == ["queries", "synonyms", "best_bets", "index"]
    assert entries(chief) == ["queries", "synonyms", "best_bets"]
    assert entries(sign_in(Client(), counties.chengguan_editor)) == []
