"""plugins/unified_search/search/index.py: bringing documents in, hiding them, taking them out."""

import pytest
from django.db import connection

from plugins.unified_search.models import Document
from plugins.unified_search.search import building, index
from tests.dummy_plugin import search as dummy
from tests.plugins.unified_search.dummies import DUMMY

pytestmark = pytest.mark.django_db


def settle(dummies, *numbers):
    return index.settle("lanzhou", DUMMY, "row", [str(dummies.rows[n].pk) for n in numbers])


def words():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM unified_search_words")
        return cursor.fetchone()[0]


def test_a_document_is_kept_whole_with_what_is_counted_and_filtered_beside_it(dummies, kept):
    row = kept()
    assert (row.title, row.origin, row.site) == ("户口迁移", f"{DUMMY}@lanzhou", "lanzhou")
    assert row.body["dummy_plugin_loud"] == "no" and row.body["id"] == row.key
    assert (row.division, row.access, row.gone) == ("620000", "", False)
    assert kept(3).access == "|staff|"


def test_what_is_the_same_is_not_written_and_what_changed_is(dummies, rename, kept):
    assert settle(dummies, 0, 1) == {"written": 0, "removed": 0}
    before = kept()
    rename(dummies.rows[0], "户口迁入")
    assert settle(dummies, 0, 1) == {"written": 1, "removed": 0}
    assert kept().pk == before.pk and kept().edition > before.edition
    assert kept().title == "户口迁入" and not kept().sent


def test_what_is_no_more_is_found_by_nobody(dummies, rename, found):
    rename(dummies.rows[0])
    assert settle(dummies, 0, 1) == {"written": 0, "removed": 1}
    assert found() == ["户口注销", "户口登记"] and settle(dummies, 0)["removed"] == 0


def test_hiding_names_documents_kinds_or_all_of_a_site_and_no_other_site(dummies, found):
    for given, hidden in (
        ((DUMMY, "row", [str(dummies.rows[0].pk)]), 1),
        ((DUMMY, "", ["0"]), 0),
        ((DUMMY, "", None), 3),
    ):
        assert index.hide(dummies.lanzhou, *given) == hidden
    assert found() == []
    sites = Document.objects.filter(site="lanzhou", gone=False).count()
    assert index.hide(dummies.lanzhou, "", "", None) == sites > 0
    assert Document.objects.filter(site="tianshui", gone=False).exists()


def test_what_is_gone_is_deleted_with_its_words_and_what_came_back_is_not(dummies, found):
    index.hide(dummies.lanzhou, DUMMY, "row", None)
    settle(dummies, 0)
    before = Document.objects.count(), words()
    assert index.bury(sent_only=True) == 0
    Document.objects.filter(key=str(dummies.rows[1].pk)).update(sent=True)
    assert index.bury(sent_only=True) == 1 and index.bury(sent_only=False) == 2
    assert (Document.objects.count(), words()) == (before[0] - 3, before[1] - 3)
    assert found() == ["户口迁移"]


def test_what_is_hidden_while_all_is_read_is_not_found_again(dummies, rename, found):
    """It was read as public, and is hidden before it is written."""

    def hide_it(row):
        dummy.meanwhile.clear()
        rename(dummies.rows[0])
        index.hide(dummies.lanzhou, DUMMY, "row", [str(dummies.rows[0].pk)])

    dummy.meanwhile.append(hide_it)
    building.follow("lanzhou", DUMMY, "row", None)
    assert found() == ["户口注销", "户口登记"]


def test_what_is_published_while_all_is_read_stays(dummies, found):
    from core.actions.boundary import exempt
    from tests.dummy_plugin.models import DummyRow

    def publish_one(row):
        dummy.meanwhile.clear()
        with exempt("factory"):
            new = DummyRow.objects.create(site=dummies.lanzhou, name="户口迁出")
        index.settle("lanzhou", DUMMY, "row", [str(new.pk)])

    dummy.meanwhile.append(publish_one)
    building.follow("lanzhou", DUMMY, "row", None)
    assert "户口迁出" in found()


def test_words_are_written_anew_only_of_what_stands_as_it_was_read(dummies, rename, found):
    read = list(index.documents("lanzhou", DUMMY, "row"))
    index.hide(dummies.lanzhou, DUMMY, "row", [str(dummies.rows[0].pk)])
    assert index.anew("lanzhou", read) == 3
    assert "户口迁移" not in found()


def test_documents_of_a_site_or_a_plugin_that_is_not_there_are_none(dummies):
    assert list(index.documents("nowhere", "", "")) == []
    assert list(index.documents("tianshui", DUMMY, "row")) == []
    assert index.site_of("nowhere") is None and index.site_of("lanzhou") == dummies.lanzhou
    assert index.settle("nowhere", DUMMY, "row", ["1"]) == {"written": 0, "removed": 0}


def test_parts_are_all_items_also_before_one_that_fails():
    def some():
        yield from (1, 2, 3)
        raise ValueError

    assert list(index.parts(range(5), 2)) == [[0, 1], [2, 3], [4]]
    seen = []
    with pytest.raises(ValueError):
        seen.extend(index.parts(some(), 2))
    assert seen == [[1, 2], [3]]
