"""A plugin's settings on one site: strict, complete, inherited from the site that enabled it."""

import pytest

from core.plugins.actions import configure, disable, enable
from core.plugins.gate import Refused, settings_of
from core.plugins.models import Activation
from core.testing import SYSTEM
from tests.core.plugins.conftest import GROUP
from tests.dummy_plugin.models import DummyPage

DUMMY = "dummy_plugin"


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"colour": "red"}, "colour"),
        ({"greeting": ""}, "greeting"),
        ({"count": "many"}, "count"),
        ({"loud": 1}, "loud"),
    ],
)
def test_settings_are_strict(lanzhou, given, complaint):
    with pytest.raises(Refused, match=complaint):
        enable(DUMMY, lanzhou, actor=SYSTEM, settings=given)
    enable(DUMMY, lanzhou, actor=SYSTEM)
    with pytest.raises(Refused, match=complaint):
        configure(DUMMY, lanzhou, given, actor=SYSTEM)


def test_settings_can_be_filled_before_the_plugin_is_enabled_and_survive_it(lanzhou):
    configure(DUMMY, lanzhou, {"greeting": ""}, actor=SYSTEM)
    with pytest.raises(Refused, match="greeting"):
        enable(DUMMY, lanzhou, actor=SYSTEM)
    configure(DUMMY, lanzhou, {"greeting": "你好"}, actor=SYSTEM)
    enable(DUMMY, lanzhou, actor=SYSTEM)
    assert DummyPage.objects.count() == 2, "settings alone are no first enabling"
    assert settings_of(DUMMY, lanzhou) == {
        "greeting": "你好",
        "count": 5,
        "loud": False,
        "words": [],
    }


def test_a_setting_that_an_older_release_left_does_no_harm(lanzhou):
    from core.actions.boundary import exempt

    enable(DUMMY, lanzhou, actor=SYSTEM)
    disable(DUMMY, lanzhou, actor=SYSTEM)
    with exempt("factory"):
        Activation.objects.update(settings={"gone": 1, "count": 7})
    enable(DUMMY, lanzhou, actor=SYSTEM)
    assert settings_of(DUMMY, lanzhou)["count"] == 7
    assert Activation.objects.get().settings == {"count": 7}


def test_a_group_plugins_settings_reach_the_sites_below(province, lanzhou, chengguan, installed):
    installed(net={"scope": GROUP, "default_settings": {"words": "a", "size": 1}})
    enable("net", province, actor=SYSTEM, settings={"words": "b"})
    assert settings_of("net", chengguan) == {"words": "b", "size": 1}
