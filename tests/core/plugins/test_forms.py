"""The panel's filter, and a form made of a plugin's settings."""

import pytest

from core.plugins.forms import FilterForm, LinesField, SettingsForm
from core.plugins.site_settings import SettingsRefused
from tests.core.plugins.conftest import pretend

DEFAULTS = {
    "loud": False,
    "count": 3,
    "share": 0.5,
    "words": ["a"],
    "names": {"a": 1},
    "greeting": "hello",
}


@pytest.fixture
def app():
    return pretend("poll", default_settings=DEFAULTS, required_settings=("greeting",))


def test_each_setting_has_a_field_of_the_type_of_its_default(app):
    form = SettingsForm(
        app,
        {
            "count": "7",
            "share": "0.25",
            "words": " 甲 \n\n乙\n",
            "names": '{"b": 2}',
            "greeting": "你好",
        },
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "loud": False,
        "count": 7,
        "share": 0.25,
        "words": ["甲", "乙"],
        "names": {"b": 2},
        "greeting": "你好",
    }


@pytest.mark.parametrize(
    ("key", "typed"), [("count", "many"), ("count", ""), ("share", "half"), ("names", "{")]
)
def test_what_is_no_value_of_the_type_is_an_error_beside_its_field(app, key, typed):
    form = SettingsForm(app, {"count": "1", "share": "1", "names": "{}", key: typed})
    assert not form.is_valid()
    assert list(form.errors) == [key]


def test_a_number_may_be_nought(app):
    form = SettingsForm(app, {"count": "0", "share": "0"})
    assert form.is_valid()
    assert (form.cleaned_data["count"], form.cleaned_data["share"]) == (0, 0.0)


def test_what_must_be_filled_before_enabling_says_so(app):
    form = SettingsForm(app)
    assert "before the plugin can be on" in str(form.fields["greeting"].help_text)
    assert not form.fields["words"].help_text


def test_what_the_action_refuses_stands_beside_the_fields_it_is_about(app):
    form = SettingsForm(app, {"count": "1", "share": "1"})
    form.take(SettingsRefused({"count": "Too few.", "gone": "Unknown."}))
    assert form.errors["count"] == ["Too few."]
    assert form.non_field_errors() == ["Unknown."]


def test_a_list_is_shown_one_text_a_line():
    assert LinesField().prepare_value(["甲", 2]) == "甲\n2"
    assert LinesField().prepare_value("as typed") == "as typed"
    assert LinesField(required=False).clean("") == []


def test_the_filter_narrows_by_what_it_knows_and_ignores_the_rest(province, lanzhou, chengguan):
    def wanted(**given):
        return FilterForm(given, sites=[province, lanzhou, chengguan]).wanted

    assert wanted(q="榆", level="county", place="lanzhou", order="name").place == "lanzhou"
    # Only prefectures can be chosen as a place.
    assert wanted(place="chengguan").place == ""
    assert wanted(level="village").level == ""
    assert wanted(order="by-size").order == "tree"
    assert wanted(q="x" * 61).text == ""
