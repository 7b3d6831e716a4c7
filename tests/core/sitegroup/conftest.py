"""An invented province as files, and a copy of them to break."""

import shutil
from pathlib import Path

import pytest

from core.sitegroup.definition import read
from core.sitegroup.planning import make_plan
from core.sitegroup.provisioning import apply_plan
from core.testing import SYSTEM
from tests.core.sitegroup.readers import addressed_group

YUNZE = Path(__file__).parent / "provinces" / "yunze"


@pytest.fixture
def files(tmp_path):
    """A copy of the province's files."""
    return Path(shutil.copytree(YUNZE, tmp_path / "yunze"))


@pytest.fixture
def edit(files):
    """Replace a text in one of the files; it must be there."""

    def replace(name, old, new):
        path = files / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture
def apply(files, db):
    """Apply the files as they are now; return the plan and the outcome."""

    def run():
        plan = make_plan(read(files))
        return plan, apply_plan(plan, actor=SYSTEM)

    return run


@pytest.fixture
def group(db, settings, tmp_path):
    """The province, two sites by path, two by host, one hosted elsewhere; a document on disk."""
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    return addressed_group()
