"""core/security/uploads.py, core/security/document_forms.py, core/security/media.py: what is taken,
and how it is shown."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import clear_url_caches
from PIL import Image
from wagtail.documents.models import Document
from wagtail.images.models import Image as WagtailImage
from wagtail.models import Collection, CollectionViewRestriction

from core.actions.boundary import exempt
from core.people.rights import Reach
from core.security.media import POLICY
from core.security.uploads import judge
from core.testing import make_province, make_user, sign_in


def archive(**files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return made.getvalue()


DOCX = archive(word__document_xml="<w/>")
XLSX = archive(xl__workbook_xml="<w/>")
OFD = archive(OFD_xml="<o/>")
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        ("pdf", b"%PDF-1.7\n%\xe2\xe3"),
        ("docx", DOCX),
        ("xlsx", XLSX),
        ("ofd", OFD),
        ("zip", DOCX),
        ("csv", "名称,编码\n许可,01".encode()),
        ("csv", "名称,编码\n许可,01".encode("gb18030")),
        ("txt", b"\xef\xbb\xbfplain"),
        ("PDF", b"%PDF-1.4"),
    ],
)
def test_what_is_what_it_is_called_is_taken(ending, content):
    judge(io.BytesIO(content), ending)


BOMB = archive(word__document_xml=b"0" * 30 * 1024**2)
MACROS = archive(word__document_xml="<w/>", **{"word__vbaProject.bin": b"\xd0\xcf"})


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        ("pdf", HTML),
        ("pdf", b"MZ\x90\0" + b"\0" * 60),
        ("pdf", b" " * 10 + b"%PDF-1.7"),
        ("docx", XLSX),
        ("docx", b"PK\x03\x04 and then nothing"),
        ("xlsx", b"%PDF-1.7"),
        ("ofd", DOCX),
        ("csv", HTML),
        ("csv", b"\xef\xbb\xbf  " + SVG),
        ("txt", b"\x7fELF" + b"\0" * 40),
        ("txt", SVG),
        ("svg", SVG),
        ("html", HTML),
        ("exe", b"MZ"),
        ("docx", BOMB),
        ("docx", MACROS),
    ],
)
def test_what_is_something_else_is_refused_with_a_sentence(ending, content):
    with pytest.raises(ValidationError) as refused:
        judge(io.BytesIO(content), ending)
    assert refused.value.messages[0]


@pytest.fixture
def office(client, db, tmp_path, settings):
    make_province()
    return sign_in(client, make_user("office", "provincial_office", Reach.GROUP))


def place():
    return Collection.objects.filter(depth=2).first()


def add_document(client, name, content):
    file = SimpleUploadedFile(name, content)
    known = {"title": "文件", "file": file, "collection": place().pk}
    return client.post("/admin/documents/add/", known)


def test_the_error_stands_beside_the_field_and_nothing_is_kept(office):
    answer = add_document(office, "清单.pdf", HTML)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"] == ["文件扩展名是“pdf”，里面的内容却不是。"]
    assert Document.objects.count() == 0


def test_many_documents_at_once_are_judged_too(office):
    file = SimpleUploadedFile("a.docx", HTML)
    answer = office.post(
        "/admin/documents/multiple/add/",
        {"title": "a", "files[]": file, "collection": place().pk},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert answer.json()["success"] is False
    assert Document.objects.count() == 0


def picture(kind="PNG", size=(8, 8)):
    made = io.BytesIO()
    Image.new("1", size).save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", SVG),
        ("a.png", SVG),
        ("a.png", HTML),
        ("a.jpg", picture("PNG")),
        ("a.png", picture("PNG", (9000, 9000))),
    ],
)
def test_a_picture_that_is_none_or_unfolds_too_far_is_refused(office, name, content):
    known = {"title": "图", "description": "图", "collection": place().pk}
    answer = office.post("/admin/images/add/", {**known, "file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    assert "error" in answer.content.decode()
    assert WagtailImage.objects.count() == 0


def test_documents_are_handed_over_to_keep_and_never_run(office, client, settings, tmp_path):
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.MEDIA_ROOT, settings.STORAGES = tmp_path, {**settings.STORAGES, "default": files}
    assert add_document(office, "清单.pdf", b"%PDF-1.7\n").status_code == 302
    answer = client.get(Document.objects.get().url)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_media_shows_pictures_alone_and_no_way_around_a_restriction(client, db, tmp_path):
    make_province()
    for folder in ("images", "documents", "original_images"):
        (tmp_path / folder).mkdir()
    (tmp_path / "images" / "a.png").write_bytes(picture())
    (tmp_path / "images" / "a.svg").write_bytes(SVG)
    (tmp_path / "documents" / "secret.pdf").write_bytes(b"%PDF")
    (tmp_path / "original_images" / "a.png").write_bytes(picture())
    clear_url_caches()
    with override_settings(MEDIA_ROOT=tmp_path):
        shown = client.get("/media/images/a.png")
        assert (shown.status_code, shown["Content-Security-Policy"]) == (200, POLICY)
        assert client.get("/media/images/a.svg")["Content-Disposition"] == "attachment"
        for path in (
            "documents/secret.pdf",
            "original_images/a.png",
            "images/../documents/secret.pdf",
            "images/%2e%2e/documents/secret.pdf",
            "images/..%2fdocuments/secret.pdf",
        ):
            assert client.get(f"/media/{path}").status_code == 404, path


def test_a_restricted_document_asks_who_reads_it(office, client):
    add_document(office, "清单.pdf", b"%PDF-1.7\n")
    with exempt("factory"):
        collection = place()
        CollectionViewRestriction.objects.create(
            collection=collection, restriction_type=CollectionViewRestriction.LOGIN
        )
    client.logout()
    assert client.get(Document.objects.get().url).status_code == 302
