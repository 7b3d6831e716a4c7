"""A full disk is told beside the field or on a page, and leaves no half of a file behind.

core/security/room.py and core/security/storage.py.
"""

import errno
import io
import os
import resource
import signal
import threading
from collections import namedtuple

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.documents.models import Document
from wagtail.images.models import Image as WagtailImage

from core.people.rights import Reach
from core.security import room
from core.security.storage import WholeFileStorage
from core.sitegroup.models import Member
from core.testing import make_province, make_user, sign_in

MB = 1024**2


@pytest.fixture
def storage(tmp_path):
    return WholeFileStorage(location=tmp_path)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "core.security.storage.WholeFileStorage"},
    }
    return tmp_path


@pytest.fixture
def office(client, db):
    make_province()
    return sign_in(client, make_user("office", "provincial_office", Reach.GROUP))


@pytest.fixture
def full():
    """The kernel refuses to write more than 100 KB into one file, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100 * 1024, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, heard)


def files_in(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def picture():
    made = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(made, "PNG")
    return SimpleUploadedFile("sun.png", made.getvalue(), "image/png")


def test_a_file_that_does_not_fit_leaves_nothing(storage, tmp_path, full):
    with pytest.raises(OSError) as caught:
        storage.save("documents/long.pdf", ContentFile(b"x" * MB))
    assert caught.value.errno in room.FULL
    assert files_in(tmp_path) == []
    assert storage.save("documents/short.pdf", ContentFile(b"x")) == "documents/short.pdf"
    assert files_in(tmp_path) == ["short.pdf"]


def test_two_files_of_one_name_are_both_kept(storage, tmp_path):
    names, contents = [], [bytes([65 + number]) * 1000 for number in range(8)]

    def save(content):
        names.append(storage.save("documents/notice.pdf", ContentFile(content)))

    threads = [threading.Thread(target=save, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(names)) == 8
    assert sorted((tmp_path / name).read_bytes() for name in names) == contents
    assert len(files_in(tmp_path)) == 8


def test_a_files_permissions_are_djangos(storage, tmp_path, settings):
    settings.FILE_UPLOAD_PERMISSIONS = 0o640
    name = WholeFileStorage(location=tmp_path).save("a.txt", ContentFile(b"x"))
    assert os.stat(tmp_path / name).st_mode & 0o777 == 0o640


@pytest.mark.parametrize("kind", ["document", "image"])
def test_no_room_is_said_beside_the_field_before_anything_is_written(
    office, media, monkeypatch, kind
):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(room.shutil, "disk_usage", lambda path: usage(10 * MB, 10 * MB, 1000))
    answer = _upload(office, kind)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert answer.context["form"].data["title"] == "图纸", "what was typed stays"
    assert files_in(media) == []


@pytest.mark.parametrize("kind", ["document", "image"])
def test_a_disk_that_fills_up_meanwhile_takes_everything_back(office, media, monkeypatch, kind):
    def fail(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(WholeFileStorage, "_save", fail)
    answer = _upload(office, kind)
    assert answer.status_code == 507
    assert "Traceback" not in answer.content.decode()
    assert not Document.objects.exists() and not WagtailImage.objects.exists()
    assert files_in(media) == []


def _upload(office, kind):
    collection = Member.objects.get(parent=None).collection_id
    if kind == "image":
        url, file = reverse("wagtailimages:add"), picture()
    else:
        url, file = reverse("wagtaildocs:add"), SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    data = {"title": "图纸", "file": file, "description": "一张图", "collection": collection}
    return office.post(url, data)
