"""What Wagtail's views do without logging it is in the audit log all the same."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import UploadedFile

from core.actions.boundary import exempt
from core.audit.labels import label_of
from core.audit.models import AuditLine
from core.people.rights import Reach
from core.testing import make_member, make_province, make_user, sign_in

pytestmark = pytest.mark.django_db


class World:
    """Two sites under one administrator, with an image and a document each."""

    def __init__(self, client):
        self.client = client
        self.site = make_member("lanzhou", make_province())
        self.below = make_member("chengguan", self.site, "county")
        self.user = make_user("it", "site_administrator", Reach.SUBTREE, self.site)
        sign_in(client, self.user)
        with exempt("factory"):
            self.images = [self._image(member) for member in (self.site, self.below)]
            self.documents = [self._document(member) for member in (self.site, self.below)]

    def _image(self, member):
        file = ImageFile(get_test_image_file(), name=f"{member.slug}.png")
        title, collection = f"{member.slug} 照片", member.collection
        return Image.objects.create(title=title, file=file, collection=collection)

    def _document(self, member):
        file = ContentFile(member.slug.encode(), name=f"{member.slug}.txt")
        title, collection = f"{member.slug} 文件", member.collection
        return Document.objects.create(title=title, file=file, collection=collection)

    def upload(self, model, name, content):
        """A file that waits for what its form still lacks."""
        with exempt("factory"):
            return UploadedFile.objects.create(
                for_content_type=ContentType.objects.get_for_model(model),
                file=SimpleUploadedFile(name, content),
                uploaded_by_user=self.user,
            )

    def post(self, view, *args, query="", **typed):
        return self.client.post(reverse(view, args=args) + query, typed)

    def in_bulk(self, app, model, action, things, **typed):
        query = "?" + "&".join(f"id={thing.pk}" for thing in things) + "&next=/admin/"
        return self.post("wagtail_bulk_action", app, model, action, query=query, **typed)


@pytest.fixture
def world(client):
    return World(client)


def picture(name="new.png"):
    return SimpleUploadedFile(name, get_test_image_file().file.getvalue(), "image/png")


def create_image_from_upload(w):
    upload = w.upload(Image, "new.png", picture().read())
    prefix = f"uploaded-image-{upload.pk}"
    typed = {
        "title": "新照片",
        "description": "大厅",
        "collection": w.site.collection_id,
        "tags": "",
    }
    w.post(
        "wagtailimages:create_multiple_from_uploaded_image",
        upload.pk,
        **{f"{prefix}-{name}": value for name, value in typed.items()},
    )


def edit_image(w):
    pk = w.images[0].pk
    typed = {
        "title": "新照片",
        "description": "大厅",
        "collection": w.site.collection_id,
        "tags": "",
    }
    w.post(
        "wagtailimages:edit_multiple",
        pk,
        **{f"image-{pk}-{name}": value for name, value in typed.items()},
    )


def add_documents(w):
    w.post(
        "wagtaildocs:add_multiple",
        **{
            "files[]": SimpleUploadedFile("new.txt", b"text"),
            "title": "新文件",
            "collection": w.site.collection_id,
        },
    )


def edit_document(w):
    pk = w.documents[0].pk
    typed = {"title": "新文件", "collection": w.site.collection_id, "tags": ""}
    w.post(
        "wagtaildocs:edit_multiple",
        pk,
        **{f"doc-{pk}-{name}": value for name, value in typed.items()},
    )


def tag(app, model, things):
    return lambda w: w.in_bulk(app, model, "add_tags", getattr(w, things), tags="办事")


def move(app, model, things):
    return lambda w: w.in_bulk(
        app, model, "add_to_collection", getattr(w, things), collection=w.site.collection_id
    )


def delete(app, model, things):
    return lambda w: w.in_bulk(app, model, "delete", getattr(w, things))


MADE, EDITED, DELETED = "wagtail.create", "wagtail.edit", "wagtail.delete"
ONE, BOTH = {"lanzhou"}, {"lanzhou", "chengguan"}
#: view: (what is done, in the log's words, about which kind, on which sites)
VIEWS = {
    "wagtailimages:create_multiple_from_uploaded_image": (
        create_image_from_upload,
        MADE,
        "image",
        ONE,
    ),
    "wagtailimages:edit_multiple": (edit_image, EDITED, "image", ONE),
    "wagtailimages:delete_multiple": (
        lambda w: w.post("wagtailimages:delete_multiple", w.images[0].pk),
        DELETED,
        "image",
        ONE,
    ),
    "images add_tags": (tag("wagtailimages", "image", "images"), EDITED, "image", BOTH),
    "images add_to_collection": (move("wagtailimages", "image", "images"), EDITED, "image", BOTH),
    "images delete": (delete("wagtailimages", "image", "images"), DELETED, "image", BOTH),
    "wagtaildocs:add_multiple": (add_documents, MADE, "document", ONE),
    "wagtaildocs:edit_multiple": (edit_document, EDITED, "document", ONE),
    "wagtaildocs:delete_multiple": (
        lambda w: w.post("wagtaildocs:delete_multiple", w.documents[0].pk),
        DELETED,
        "document",
        ONE,
    ),
    "documents add_tags": (tag("wagtaildocs", "document", "documents"), EDITED, "document", BOTH),
    "documents add_to_collection": (
        move("wagtaildocs", "document", "documents"),
        EDITED,
        "document",
        BOTH,
    ),
    "documents delete": (delete("wagtaildocs", "document", "documents"), DELETED, "document", BOTH),
}


@pytest.mark.parametrize("view", VIEWS)
def test_every_file_that_one_of_wagtails_views_writes_has_a_line_with_its_site(world, view):
    do, verb, kind, sites = VIEWS[view]
    before = AuditLine.objects.order_by("id").last()
    do(world)
    lines = AuditLine.objects.filter(pk__gt=before.pk, target_type__endswith=f".{kind}")
    assert {line.member.slug for line in lines if line.member} == sites, list(lines)
    assert {(line.name, line.actor) for line in lines} == {(verb, world.user)}
    assert all(line.target_id and line.target_name for line in lines)
    assert len(lines) == len(sites), "each thing is told once"


def test_a_picture_that_waits_for_its_description_has_a_line_with_the_site_and_the_views_name(
    world,
):
    before = AuditLine.objects.order_by("id").last()
    typed = {"files[]": picture(), "title": "新照片", "collection": world.site.collection_id}
    world.post("wagtailimages:add_multiple", **typed)
    line = AuditLine.objects.get(pk__gt=before.pk)
    assert (line.name, line.member, line.actor) == (
        "wagtailimages:add_multiple",
        world.site,
        world.user,
    )
    assert label_of(line.name) != line.name


def test_a_view_that_writes_nothing_has_no_line(world):
    before = AuditLine.objects.count()
    world.in_bulk("wagtaildocs", "document", "add_tags", world.documents, tags="")
    assert AuditLine.objects.count() == before
