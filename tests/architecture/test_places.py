"""Another province's directory gives another province: nothing in code names this one."""

import pytest

from tests.architecture import places
from tests.architecture.sources import ROOT, plant

GROUP = {
    "sites/yunhai/divisions.csv": "code,name\n990000,云海省\n990100,东渡市\n",
    "sites/yunhai/members.csv": "slug,level\ndongdu,prefecture\nyjt,department\n",
}


def test_no_code_names_a_place():
    assert not list(places.named(ROOT))


@pytest.mark.parametrize(
    "files",
    [
        {"core/pages/f.py": 'x = "云海省政务服务网"\n'},
        {"core/pages/f.py": 'def f(x):\n    return x.startswith("990100")\n'},
        {"plugins/law/views.py": 'x = {"dongdu": 1}\n'},
        {"plugins/law/views.py": 'x = f"/{1}/dongdu/"\n'},
        {"themes/base/templates/home.html": "<p>东渡的服务</p>"},
        {"themes/base/static/js/a.js": "const site = 'dongdu';\n"},
    ],
)
def test_a_planted_name_is_caught(tmp_path, files):
    assert list(places.named(plant(tmp_path, GROUP | files)))


@pytest.mark.parametrize(
    "files",
    [
        {"core/pages/f.py": '"""As in 云海省."""\n\n\ndef f():\n    """Like 990000."""\n'},
        {"core/pages/f.py": "x = 990000123  # dongdu\n"},
        {"themes/base/templates/home.html": "{# 东渡 #}<p>服务</p>"},
        {"themes/yunhai/templates/home.html": "<p>东渡</p>"},
    ],
)
def test_comments_and_a_provinces_own_theme_may(tmp_path, files):
    assert not list(places.named(plant(tmp_path, GROUP | files)))
