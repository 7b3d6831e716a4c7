"""plugins/unified_search/search/plan.py: what a question comes to."""

from plugins.unified_search.search.plan import Alternative, Concept, Plan


def plan(*weights):
    return Plan(concepts=tuple(Concept((Alternative(str(w)),), w) for w in weights))


def test_a_plan_of_nothing_has_one_level_of_nothing():
    assert Plan().is_empty and Plan().levels == [[]]
    assert not Plan(phrases=(Alternative("户口"),)).is_empty


def test_first_all_is_asked_for_then_less_and_no_level_twice():
    assert plan(1.0).levels == [[(0,)]]
    levels = plan(1.0, 1.0, 0.2).levels
    assert levels[0] == [(0, 1, 2)] and len(levels) == len({str(level) for level in levels})
    assert all(level for level in levels) and (2,) not in levels[-1], "0.2 says too little"


def test_an_alternative_is_a_word_a_beginning_or_a_phrase_of_pairs():
    assert Alternative("a4").is_word and not Alternative("a4", is_beginning=True).is_word
    assert not Alternative("户口").is_word and Alternative("户口簿").pairs == ["户口", "口簿"]
    assert [part.text for part in Alternative("食品 许可").parts] == ["食品", "许可"]
    assert Alternative("食品 许可").is_in("食品经营许可") and not Alternative("食品 户口").is_in(
        "食品"
    )
