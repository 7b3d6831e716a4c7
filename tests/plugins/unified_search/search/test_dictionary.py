"""plugins/unified_search/search/index.py and plugins/unified_search/search/cluster.py: what core's
dictionary of fields says has its place in both engines, and nothing else has."""

import datetime

import pytest

from core.search.fields import FIELDS, OWN, Kind
from plugins.unified_search.models import Document
from plugins.unified_search.search import index
from plugins.unified_search.search.cluster import MAPPINGS, as_sent
from plugins.unified_search.search.facets import FACETS

#: What each field is to an engine: by what it is narrowed, ordered or shut; by which words it is
#: found; or what is shown alone.
COLUMNS = {
    *("title", "kind", "site", "division", "organisation", "theme", "category", "audience"),
    *("subject", "access", "date", "valid_to", "weight"),
}
WORDS = {"title", "summary", "text", "code", "keywords", "organisation"}
SHOWN = {"url", "sites", "divisions", "sample"}
#: In the index by another name.
RENAMED = {"id": "key", "plugin": "origin"}
#: Of the columns, what belongs to the index itself.
MACHINERY = {
    *("id", "gone", "sent", "edition", "digest", "names", "body", "beginning", "spelling"),
    "initials",
}
TYPES = {Kind.KEYWORD: "keyword", Kind.DATE: "date", Kind.NUMBER: "float"}
SAID = {
    "id": "1",
    "title": "户口迁移",
    "url": "http://localhost:8000/1/",
    "summary": "摘要",
    "text": "正文",
    "code": "甘政发〔2014〕197号",
    "keywords": ["搬家"],
    "date": datetime.date(2026, 1, 1),
    "valid_to": datetime.date(2099, 1, 1),
    "organisation": "公安局",
    "theme": "便民服务",
    "category": "行政许可",
    "audience": ["自然人", "法人"],
    "subject": ["户籍"],
    "weight": 1.5,
    "access": ["staff"],
    "plugin": "core",
    "kind": "article",
    "site": "gansu",
    "sites": ["gansu"],
    "division": "620000",
    "divisions": ["620000"],
    "sample": "yes",
}


@pytest.fixture
def row():
    return index._row(SAID)


def test_every_field_has_its_place_and_there_is_nothing_else():
    assert COLUMNS | WORDS | SHOWN | set(RENAMED) == set(FIELDS) == set(SAID)
    columns = {field.name for field in Document._meta.concrete_fields}
    assert columns == COLUMNS | set(RENAMED.values()) | MACHINERY


def test_what_readers_narrow_by_is_counted_or_at_hand():
    """Sites and days are chosen otherwise: by the scope, and by the order."""
    assert set(FACETS) == {name for name, field in FIELDS.items() if field.facet} - {
        *("site", "date", "theme")
    }


def test_a_document_comes_whole_into_its_row(row):
    assert set(row.body) == set(SAID)
    for name in COLUMNS - {"kind", "audience", "subject", "access"}:
        assert str(getattr(row, name)) == str(SAID[name]), name
    assert (row.kind, row.origin, row.key) == ("core.article", "core@gansu", "1")
    assert (row.audience, row.subject, row.access) == ("|自然人|法人|", "|户籍|", "|staff|")


def test_each_field_of_words_is_among_the_words(row):
    said = str(index.words_of(row))
    for name in WORDS:
        value = SAID[name][0] if isinstance(SAID[name], list) else SAID[name]
        assert value[:2] in said, name
    for name in SHOWN | {"access", "division"}:
        assert str(SAID[name]) not in said, name


def test_elasticsearch_keeps_the_same_and_of_the_same_type(row):
    properties = MAPPINGS["properties"]
    assert MAPPINGS["dynamic"] == "strict"
    for name in (COLUMNS - {"title"}) | {"origin"}:
        kind = FIELDS["plugin" if name == "origin" else name].kind
        assert properties[name]["type"] == TYPES[kind], name
    row.pk = 1
    sent = as_sent(row)
    assert set(sent) == set(properties)
    words = {f"{part}_{what}" for part in ("title", "more", "text") for what in ("words", "pairs")}
    assert set(properties) - COLUMNS == words | {"origin", "pk", "edition", "counted"}
    assert {"kind=core.article", "audience=自然人", "audience=法人"} <= set(sent["counted"])


def test_a_plugin_says_nothing_of_where_a_document_comes_from():
    assert {"plugin", "kind", "site", "sites", "division", "divisions", "sample"} == OWN
