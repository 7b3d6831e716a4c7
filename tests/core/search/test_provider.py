"""core/search/provider.py: who answers a search, and what is answered where nobody does."""

import pytest

from core.search.provider import Answer, Provider, Question, Scope, provider
from core.sitegroup.progress import silent


def test_the_provider_is_the_one_that_a_plugin_offers():
    assert type(provider()) is not Provider and isinstance(provider(), Provider)
    assert provider() is provider()


@pytest.mark.django_db
def test_cores_own_answers_everything_with_nothing(site):
    own = Provider()
    assert own.search(Question("户口", site)) == Answer() and own.suggest("户", site) == []
    assert own.hide(site, "", "", None) is None and own.tell_engines() is None
    assert own.follow("lanzhou", "", "", None) == own.tend() == {}
    assert own.rebuild([site], "", silent) == own.check([site], mend=True, progress=silent) == {}


@pytest.mark.django_db
def test_a_question_asks_the_whole_group_for_its_first_page_unless_it_says_otherwise(site):
    asked = Question("户口", site)
    assert (asked.scope, asked.page, asked.may) == (Scope.ALL, 1, frozenset())
    assert not asked.filters and not asked.literal


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\u3000", "?", "-", '"', "'", "%", "_", "*", "\x00", "\ud800", "户口\x00"),
        *(
            "\\",
            "NOT",
            "AND OR",
            "a AND",
            "near(",
            '"户口',
            "-户口",
            "户口 -户口",
            "(((",
            "':*",
            "&|!",
        ),
        *("户" * 5000, "a" * 5000, "怎么办", "﷽", "👪", "兰" + "\u0301" * 50, "1" * 300, "〇"),
    ],
)
def test_no_text_that_a_reader_can_write_makes_it_fail(site, row, text):
    row("户口迁移")
    provider().follow("lanzhou", "", "", None)
    for given in ({}, {"literal": True}, {"newest": True}, {"page": 500}, {"page": 0}):
        provider().search(Question(text, site, **given))
    for name in ("kind", "audience", "subject", "organisation", "category", "division", "x"):
        provider().search(Question("户口", site, filters={name: [text]}))
    assert isinstance(provider().suggest(text, site), list)
