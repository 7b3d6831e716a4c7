"""tests/plugins/unified_search/judging.py: grades by place, measures, and the judged set itself."""

import csv
import json
import tomllib
from collections import Counter
from itertools import chain

import pytest
from django.conf import settings

from tests.plugins.unified_search import judging
from tests.plugins.unified_search.judging import Judgement, Line, Query

#: A province with a department, two prefectures, and two counties in the first.
LINEAGE = {
    "top": Line(("top",), ("10",)),
    "office": Line(("office", "top"), ("10",)),
    "bureau": Line(("bureau", "top"), ("10",)),
    "east": Line(("east", "top"), ("11", "10")),
    "west": Line(("west", "top"), ("12", "10")),
    "hill": Line(("hill", "east", "top"), ("111", "11", "10")),
    "dale": Line(("dale", "east", "top"), ("112", "11", "10")),
}
THREE = (Judgement(3, "power", "户口登记"),)


def grade(site, *, asked="east", kind="power", title="户口登记", judgements=THREE, **more):
    query = Query("上户口", asked, judgements, **more)
    return judging.grade(query, {"kind": kind, "title": title, "site": site}, LINEAGE)


def grades(asked, **more):
    return {site: grade(site, asked=asked, **more) for site in LINEAGE}


def test_a_grade_holds_at_the_site_above_it_and_below_it_and_is_one_less_elsewhere():
    near = {"top": 3, "office": 3, "bureau": 3, "east": 3, "hill": 3, "dale": 3}
    assert grades("east") == near | {"west": 2}
    assert grades("hill") == near | {"west": 2, "dale": 2}
    assert set(grades("top").values()) == {3}


def test_departments_of_one_government_are_elsewhere_to_each_other():
    far = {"bureau": 2, "east": 2, "west": 2, "hill": 2, "dale": 2}
    assert grades("office") == {"office": 3, "top": 3} | far


def test_the_place_that_a_query_names_stands_before_the_site_it_is_asked_on():
    assert grades("top", place="hill")["west"] == 2
    assert grades("west", place="hill")["hill"] == 3


def test_what_is_local_counts_at_the_place_itself_and_little_around_it():
    found = grades("east", local=True)
    assert found == {"top": 2, "office": 1, "bureau": 1, "east": 3, "west": 0, "hill": 1, "dale": 1}


def test_outside_the_scope_nothing_counts():
    assert [site for site, found in grades("east", scope="site").items() if found] == ["east"]
    below = [site for site, found in grades("east", scope="below").items() if found]
    assert below == ["east", "hill", "dale"]


def test_a_document_is_named_by_kind_title_and_where_it_is_written_site():
    assert grade("east", kind="duty") == 0
    assert grade("east", title="户口登记（补）") == 0
    only = (Judgement(3, "power", "户口登记", "hill"),)
    assert grade("hill", judgements=only) == 3
    assert grade("east", judgements=only) == 0


def test_a_star_stands_for_anything_and_the_highest_grade_holds():
    several = (Judgement(1, "power", "*登记*"), Judgement(3, "power", "户口(新)*"))
    assert grade("east", title="户口(新)登记", judgements=several) == 3
    assert grade("east", title="婚姻登记", judgements=several) == 1
    assert grade("west", title="婚姻登记", judgements=several) == 0


def test_the_ideal_holds_every_document_there_is_best_first():
    documents = [
        {"kind": "power", "title": "户口登记", "site": site} for site in ("west", "hill", "east")
    ]
    query = Query("上户口", "east", THREE)
    assert judging.ideal(query, documents, LINEAGE) == [3, 3, 2]


def test_the_best_order_has_all_the_gain_and_a_worse_one_less():
    best = [3, 2, 1]
    assert judging.ndcg([3, 2, 1], best) == 1
    assert judging.ndcg([0, 0, 0], best) == 0
    assert 0 < judging.ndcg([1, 2, 3], best) < judging.ndcg([3, 1, 2], best) < 1
    assert judging.ndcg([3], [3], k=1) == 1


def test_gain_and_discount_are_the_usual_ones():
    assert judging.ndcg([0, 3], [3]) == pytest.approx(0.6309, abs=0.0001)
    assert judging.ndcg([2], [3]) == pytest.approx(3 / 7)


def test_what_stands_behind_the_tenth_place_counts_nowhere():
    assert judging.ndcg([0] * 10 + [3], [3]) == 0
    assert judging.ndcg([3] * 10, [3] * 40) == 1
    assert judging.recall([0] * 10 + [3], [3]) == 0


def test_recall_asks_for_as_many_good_documents_as_ten_places_hold():
    assert judging.recall([3, 0, 2, 1], [3, 2, 2, 1]) == pytest.approx(2 / 3)
    assert judging.recall([3] * 10, [3] * 40) == 1
    assert judging.recall([2] * 5, [3] * 40) == 0.5


def test_a_query_without_an_answer_is_not_measured_so():
    with pytest.raises(ValueError, match="ideal"):
        judging.ndcg([], [])
    with pytest.raises(ValueError, match="good enough"):
        judging.recall([1], [1])


def test_the_line_of_a_site_is_read_from_its_documents():
    document = {"site": "hill", "sites": ["hill", "east"], "divisions": ["111", "11"]}
    assert judging.lineage([document]) == {"hill": Line(("hill", "east"), ("111", "11"))}


def test_a_judgement_that_names_nothing_is_a_stranger():
    documents = [{"kind": "power", "title": "户口登记", "site": "east"}]
    missing = Judgement(2, "power", "户口注销")
    query = Query("户口", "east", (*THREE, missing))
    assert list(judging.strangers(query, documents)) == [missing]


@pytest.fixture(scope="module")
def judged():
    return judging.load()


def test_the_set_is_large_and_every_third_query_is_held_out(judged):
    assert sum(query.answers for query in judged) >= 220
    assert sum(not query.answers for query in judged) >= 15
    assert [query.held_out for query in judged] == [False, False, True] * (len(judged) // 3)


def test_no_query_is_asked_twice_on_one_site(judged):
    asked = Counter((query.q, query.site, query.scope) for query in judged)
    assert [each for each, times in asked.items() if times > 1] == []


def test_every_query_is_whole(judged):
    for query in judged:
        assert query.q.strip() and query.scope in judging.SCOPES
        assert query.answers == bool(query.judgements), query.q
        assert {each.grade for each in query.judgements} <= {1, 2, 3}
        named = [(each.kind, each.title, each.site) for each in query.judgements]
        assert len(named) == len(set(named)), query.q


def test_every_query_is_asked_on_a_site_and_for_a_place_of_the_group(judged):
    slugs = {row["slug"] for row in rows("members.csv") if not row["external_url"]} | {"gansu"}
    assert {query.site for query in judged} <= slugs
    assert {query.place for query in judged if query.place} <= slugs
    assert {each.site for query in judged for each in query.judgements if each.site} <= slugs


def test_every_judged_title_is_one_of_the_sample(judged):
    there = sample()
    for each in chain.from_iterable(query.judgements for query in judged):
        hits = (
            {"kind": each.kind, "title": title, "site": each.site} for title in there[each.kind]
        )
        assert any(map(each.names, hits)), each


def rows(name):
    with (settings.BASE_DIR / "sites" / "gansu" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sample():
    """All titles that the files of the sample can give, by kind; not all stand on a site."""
    powers = [row["name"] for row in rows("content/powers/written.csv")]
    items = [each["name"] for each in json.loads(content("powers/guangan-items.json"))]
    shorts = ["甘肃省", *(row["short_name"] for row in rows("members.csv"))]
    return {
        "power": powers + items,
        "duty": powers + items,
        "public_service": items,
        "responsibility": [row["name"] for row in rows("content/powers/responsibilities.csv")],
        "fund": [row["name"] for row in rows("content/funds/funds.csv")],
        "body": [row["name"] for row in rows("organisations.csv")],
        "site": [f"甘肃政务服务网·{short}" for short in shorts],
        "page": titles_of("columns.toml", "column"),
        "article": [
            title.replace("{short_name}", short)
            for title in titles_of("content/articles.toml", "article")
            for short in shorts
        ],
        "law": list(law_titles()),
    }


def content(name):
    return (settings.BASE_DIR / "sites" / "gansu" / "content" / name).read_text(encoding="utf-8")


def titles_of(name, table):
    text = (settings.BASE_DIR / "sites" / "gansu" / name).read_text(encoding="utf-8")
    return [row["title"] for row in tomllib.loads(text)[table]]


def law_titles():
    """The headings of all texts of the library, and the titles with the country's name."""
    library = settings.BASE_DIR / "plugins" / "law_library" / "library"
    books = library.glob("just-laws/docs/**/*.md")
    for path in chain(books, library.glob("lawrefbook/**/*.md")):
        with path.open(encoding="utf-8") as file:
            heading = next((line for line in file if line.startswith("# ")), "# ")
        title = heading.removeprefix("# ").strip()
        yield from (title, f"中华人民共和国{title}")
