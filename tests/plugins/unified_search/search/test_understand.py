"""plugins/unified_search/search/understand.py: what was written comes to what was meant.

plugins/unified_search/search/sayings.py, plugins/unified_search/search/vocabulary.py.
"""

import pytest

from core.actions.boundary import exempt
from core.api import Question
from core.delivery import generations
from core.testing import SYSTEM
from plugins.unified_search.actions import add_synonym
from plugins.unified_search.models import Synonym
from plugins.unified_search.search import sayings, vocabulary
from plugins.unified_search.search.understand import corrected, loosened, understand

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(group, put):
    """What a question at Lanzhou comes to; some titles are known."""
    for title in ("居民身份证办理", "户口登记", "食品经营许可", "最低生活保障", "护照签发"):
        put(group.lanzhou, title)
    vocabulary.learn()

    def said(text: str, **given):
        return understand(Question(text, group.lanzhou, **given))

    return said


def words(plan) -> list[list[str]]:
    """The ways to say each concept, without the parts of others."""
    return [[way.text for way in one.alternatives if not way.in_parts] for one in plan.concepts]


def test_what_only_asks_is_left_out_and_asks_how(say):
    plan = say("请问身份证怎么办理")
    assert [way[0] for way in words(plan)] == ["身份证"]
    assert plan.how_to
    assert not say("身份证").how_to


def test_a_question_of_nothing_but_asking_is_taken_as_it_stands(say):
    assert not say("怎么办理").is_empty
    assert say("？？？").is_empty and say("-").is_empty and say("").is_empty


def test_an_everyday_word_stands_for_the_official_one(say):
    assert any("户口登记" in way for way in words(say("上户口")))


def test_a_saying_may_have_a_few_characters_in_its_gap(say):
    add_synonym("踢翻…桶", "损毁公共设施", "usual speech", actor=SYSTEM)
    assert words(say("踢翻别人家的桶")) == [["踢翻别人家的桶", "损毁公共设施"]]
    assert "损毁公共设施" not in str(words(say("踢翻这里有很多很多字的桶")))


def test_letters_and_single_characters_are_sayings_only_by_themselves(say):
    with exempt("factory"):
        Synonym.objects.all().delete()
    add_synonym("庙", "宗教活动场所", "宗教事务条例第十九条", actor=SYSTEM)
    add_synonym("KTV", "歌舞娱乐场所", "娱乐场所管理条例第二条", actor=SYSTEM)
    assert "宗教活动场所" in words(say("庙"))[0]
    assert "宗教活动场所" not in str(words(say("庙会")))
    assert "歌舞娱乐场所" in words(say("ＫＴＶ"))[0]


def test_pinyin_and_first_letters_are_the_words_they_spell(say):
    assert "户口登记" in words(say("hukoudengji"))[0]
    assert "户口登记" in words(say("hkdj"))[0]


def test_traditional_and_full_width_are_the_same_words(say):
    assert words(say("戶口登記")) == words(say("户口登记"))


def test_a_word_that_sounds_the_same_is_meant_too(say):
    assert any("最低生活保障" in way for way in words(say("最低生活保章")))
    assert corrected("护召") == "护照"
    assert corrected("户口登记") is None


def test_one_wrong_character_is_mended_in_a_long_word_alone(say):
    assert corrected("食品经菅许可") == "食品经营许可"
    assert corrected("食物") is None


def test_quotes_need_it_so_and_minus_leaves_out(say):
    plan = say("“居民身份证” -异地 办理")
    assert [phrase.text for phrase in plan.phrases] == ["居民身份证"]
    assert [word.text for word in plan.without] == ["异地"]


def test_the_very_words_are_taken_for_nothing_else(say):
    plan = say("怎么上户口 兰州", literal=True)
    assert words(plan) == [["怎么上户口"], ["兰州"]]
    assert plan.place == ""


def test_a_place_becomes_a_filter_and_is_no_word(say):
    plan = say("榆中 身份证")
    assert (plan.place_name, plan.rest) == ("榆中县", "身份证")
    assert [way[0] for way in words(plan)] == ["身份证"]
    assert say("榆中 身份证", anywhere=True).place == ""
    assert say("yuzhong sfz").place_name == "榆中县"


def test_a_place_alone_is_what_is_looked_for(say):
    plan = say("榆中")
    assert plan.place == ""
    assert "榆中县" in words(plan)[0]


def test_a_document_number_is_one_code(say):
    plan = say("甘政办发[2014]197号")
    assert plan.code
    assert plan.code == say("甘政办发〔2014〕197号").code


def test_a_common_word_stands_for_nothing_else(say, put, group):
    for number in range(30):
        put(group.lanzhou, f"第{number}种罚款")
    vocabulary.learn()
    assert words(say("罚款")) == [["罚款"]]


def test_a_part_of_a_long_word_is_enough_where_nothing_else_is_found(say):
    plan = loosened(say("人事档案"))
    assert "档案" in [way.text for way in plan.concepts[0].alternatives]


@pytest.mark.parametrize("text", ["x" * 10_000, "\x00", "“”", '"', "--", "🙂", "'; DROP", "%_*"])
def test_nothing_that_can_be_written_is_an_error(say, text):
    assert len(say(text).concepts) <= 6


def test_a_long_question_asks_no_more_than_a_short_one(say, django_assert_max_num_queries):
    say("一")
    with generations.held(), django_assert_max_num_queries(6):
        say("孩子上户口需要什么材料在哪里办理" * 6)


def test_what_was_asked_before_asks_nothing_until_a_saying_changes(
    say, group, django_assert_num_queries
):
    before = say("没人这样叫它")
    with generations.held(), django_assert_num_queries(0):
        assert say("没人这样叫它") is before
    add_synonym("没人这样叫它", "取水许可", "测试", actor=SYSTEM)
    assert say("没人这样叫它").other_words == ("取水许可",)


def test_a_long_question_is_mended_by_few_queries(say, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        corrected(
            "这样的问题没有人会这样问因为它根本没有什么意思可是总有人会这样写的吧所以也要试一试"
        )


def test_stop_phrases_are_the_longest_first():
    phrases = sayings.says_nothing()
    assert list(map(len, phrases)) == sorted(map(len, phrases), reverse=True)
