"""What plugins/unified_search/actions.py lets whom decide, and what it refuses."""

import pytest
from django.core.exceptions import PermissionDenied

from core.api import Question, Refused, Unloadable
from core.audit.models import AuditLine
from core.people.rights import Reach
from core.testing import make_user
from plugins.unified_search import actions
from plugins.unified_search.models import BestBet, Synonym
from plugins.unified_search.search import SEARCH_PROVIDER, index
from tests.plugins.unified_search.counties import name_of

pytestmark = pytest.mark.django_db
PAIR = ("报娃", "户口登记", "群众用语")
SOURCE = "户口登记条例"


def found(text, at):
    return [hit.document["title"] for hit in SEARCH_PROVIDER.search(Question(text, at)).hits]


def first_bet(counties, actor=None):
    document = counties.documents["取水许可办理指南"]
    return actions.put_best_bet(
        counties.chengguan, "办  户口", *name_of(document), actor=actor or counties.chengguan_chief
    )


def test_a_synonym_is_found_by_at_once_changed_and_forgotten(counties):
    assert "户口登记办理指南" not in found("报娃", counties.qilihe)
    made = actions.add_synonym(*PAIR, actor=counties.office)
    assert "户口登记办理指南" in found("报娃", counties.qilihe)
    actions.change_synonym(made, "报娃", "取水许可", SOURCE, actor=counties.office)
    assert found("报娃", counties.qilihe)[0] == "取水许可办理指南"
    actions.remove_synonym(made, actor=counties.office)
    assert "取水许可办理指南" not in found("报娃", counties.qilihe)
    lines = list(AuditLine.objects.filter(name__contains="_synonym").order_by("pk"))
    assert [line.detail["synonym"] for line in lines] == [
        "报娃 → 户口登记", "报娃 → 取水许可", "报娃 → 取水许可",
    ]  # fmt: skip


def test_a_synonym_says_something_and_stands_once(counties):
    made = actions.add_synonym(*PAIR, actor=counties.office)
    other = actions.add_synonym("报 娃", "户口登记", SOURCE, actor=counties.office)
    for said in (PAIR, ("…", "户口", SOURCE), ("户口", "戶口", SOURCE), ("户口", "", SOURCE),
                 ("户" * 41, "户口", SOURCE)):  # fmt: skip
        with pytest.raises(Refused):
            actions.add_synonym(*said, actor=counties.office)
    with pytest.raises(Refused):
        actions.change_synonym(other, *PAIR, actor=counties.office)
    actions.remove_synonym(made, actor=counties.office)
    for act in (lambda: actions.remove_synonym(made, actor=counties.office),
                lambda: actions.change_synonym(made, *PAIR, actor=counties.office)):  # fmt: skip
        with pytest.raises(Refused):
            act()


def test_synonyms_are_the_provincial_offices_alone(counties):
    made = actions.add_synonym(*PAIR, actor=counties.office)
    it = make_user("it", "site_administrator", Reach.SUBTREE, counties.province)
    before = Synonym.objects.count()
    for stranger in (counties.chengguan_chief, it):
        for act in (
            lambda who: actions.add_synonym("甲词", "乙词", SOURCE, actor=who),
            lambda who: actions.change_synonym(made, "甲词", "乙词", SOURCE, actor=who),
            lambda who: actions.remove_synonym(made, actor=who),
            lambda who: actions.import_synonyms(b"", "csv", actor=who),
        ):
            with pytest.raises(PermissionDenied):
                act(stranger)
    assert Synonym.objects.count() == before
    assert Synonym.objects.get(pk=made.pk).everyday == "报娃"


@pytest.mark.parametrize("heads", ["日常说法,规范说法,出处", "everyday,official,source"])
def test_a_file_adds_what_is_new_and_corrects_sources(counties, heads):
    actions.add_synonym(*PAIR, actor=counties.office)
    file = f"{heads}\n报娃,户口登记,{SOURCE}\n打水,取水许可,{SOURCE}\n打水,水资源论证,{SOURCE}\n"
    done = actions.import_synonyms(file.encode(), "csv", actor=counties.office)
    assert done == (2, 1, 0)
    assert Synonym.objects.get(everyday="报娃").source == SOURCE
    assert found("打水", counties.chengguan)[0] == "取水许可办理指南"
    assert actions.import_synonyms(file.encode(), "csv", actor=counties.office) == (0, 0, 3)
    assert AuditLine.objects.filter(name="unified_search.import_synonyms").count() == 2


def test_all_that_is_wrong_with_a_file_is_told_at_once_and_nothing_is_written(counties):
    before = Synonym.objects.count()
    file = "日常说法,规范说法,出处\n好的,户口登记,书\n,户口,书\n好的,户口登记,书\n一样,一樣,书\n"
    file += f"太长,{'长' * 61},书\n"
    with pytest.raises(Unloadable) as refused:
        actions.import_synonyms(file.encode(), "csv", actor=counties.office)
    assert [(one.row, one.column, one.rule) for one in refused.value.problems] == [
        (3, "日常说法", "required"), (4, "日常说法", "twice"), (5, "规范说法", "content"),
        (6, "规范说法", "content"),
    ]  # fmt: skip
    for broken in (b"", "甲,乙\n一,二\n".encode(), "日常说法,规范说法,出处\n".encode()):
        with pytest.raises(Unloadable):
            actions.import_synonyms(broken, "csv", actor=counties.office)
    assert Synonym.objects.count() == before


def test_a_best_bet_stands_first_at_its_site_and_nowhere_else(counties):
    bet = first_bet(counties)
    assert (bet.words, bet.title) == ("办 户口", "取水许可办理指南")
    assert found("办 户口", counties.chengguan)[0] == "取水许可办理指南"
    assert found("办 户口", counties.qilihe)[:1] != ["取水许可办理指南"]
    actions.remove_best_bet(bet, actor=counties.chengguan_chief)
    assert found("办 户口", counties.chengguan)[:1] != ["取水许可办理指南"]
    with pytest.raises(Refused):
        actions.remove_best_bet(bet, actor=counties.chengguan_chief)


def test_the_other_countys_officer_and_an_editor_put_nothing_first(counties):
    bet = first_bet(counties)
    document = name_of(counties.documents["关于户口登记的通知"])
    for stranger in (counties.qilihe_chief, counties.chengguan_editor):
        with pytest.raises(PermissionDenied):
            actions.put_best_bet(counties.chengguan, "户口", *document, actor=stranger)
        with pytest.raises(PermissionDenied):
            actions.remove_best_bet(bet, actor=stranger)
    assert BestBet.objects.get() == bet


def test_only_what_everybody_may_find_can_stand_first_and_three_at_most(counties):
    chief = counties.chengguan_chief
    first_bet(counties)
    with pytest.raises(Refused):
        first_bet(counties)
    with pytest.raises(Refused):
        document = name_of(counties.documents["取水许可办理指南"])
        actions.put_best_bet(counties.chengguan, "  ", *document, actor=chief)
    hidden = counties.documents["关于户口登记的通知"]
    index.hide(counties.chengguan, "core", "article", [hidden.key])
    with pytest.raises(Refused):
        actions.put_best_bet(counties.chengguan, "办户口", *name_of(hidden), actor=chief)
    others = [row for row in counties.documents.values() if row.title not in (
        "取水许可办理指南", "关于户口登记的通知")]  # fmt: skip
    for row in others[:2]:
        actions.put_best_bet(counties.chengguan, "办 户口", *name_of(row), actor=chief)
    with pytest.raises(Refused):
        actions.put_best_bet(counties.chengguan, "办 户口", *name_of(others[2]), actor=chief)
