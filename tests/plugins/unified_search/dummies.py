"""A province, one of whose sites has rows of the dummy plugin."""

from types import SimpleNamespace

from core.actions.boundary import exempt
from core.plugins.actions import enable
from core.search.changes import follow_up
from core.testing import SYSTEM, make_member, make_province
from tests.dummy_plugin.models import DummyRow

DUMMY = "dummy_plugin"


def make_dummies():
    made = SimpleNamespace(province=make_province())
    made.lanzhou = make_member("lanzhou", made.province)
    made.tianshui = make_member("tianshui", made.province)
    enable(DUMMY, made.lanzhou, actor=SYSTEM)
    with exempt("factory"):
        names = ("户口迁移", "户口登记", "户口注销", "内部户口核查")
        made.rows = [DummyRow.objects.create(site=made.lanzhou, name=name) for name in names]
    follow_up()
    return made
