"""Whatever one of Wagtail's or Django's own views writes, the log tells of it (``untold.py``).

Every such view of the admin is called as a browser would: its page is asked for, and each form on
it is sent as it stands, by somebody who may do everything.
"""

from html.parser import HTMLParser

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import GroupApprovalTask, Page, UploadedFile, Workflow

from core.actions.boundary import exempt
from core.actions.middleware import DOORS, NAMED, module_of
from core.actions.statements import written
from core.actions.tables import Road, places
from core.audit.models import AuditLine
from core.testing import make_column, make_division, make_province, make_user, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: What is typed where a form leaves a field empty, and where a view has no form of its own.
TYPED = {
    "title": "新的",
    "name": "新的",
    "slug": "new",
    "new_title": "新的",
    "new_slug": "new",
    "description": "说明",
    "old_path": "/old",
    "redirect_link": "/new",
    "tags": "办事",
    "restriction_type": "login",
    "username": "new.person",
}
#: Views that write and are reached by the walk at the least: were it to break, it would find none.
SURELY = {
    "wagtail_bulk_action",
    "wagtailadmin_collections:add",
    "wagtailadmin_pages:delete",
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:lock",
    "wagtailadmin_pages:move_confirm",
    "wagtailadmin_pages:set_page_position",
    "wagtailadmin_pages:set_privacy",
    "wagtailadmin_pages:unpublish",
    "wagtailadmin_workflows:disable",
    "wagtaildocs:add_multiple",
    "wagtaildocs:delete",
    "wagtaildocs:delete_multiple",
    "wagtaildocs:delete_upload_multiple",
    "wagtailimages:add_multiple",
    "wagtailimages:delete_multiple",
    "wagtailredirects:delete",
}


class Forms(HTMLParser):
    """The fields of every form of a page, as a browser would send them untouched."""

    def __init__(self, text):
        super().__init__()
        self.found, self._open, self._select, self._area = [], None, "", ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self._open = {}
            if (given.get("method") or "").lower() == "post":
                self.found.append(self._open)
        elif self._open is None:
            return
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and value:
            chosen = "selected" in given or self._select not in self._open
            self._open.update({self._select: value} if chosen else {})
        elif tag == "textarea":
            self._area = name
            self._open[name] = ""
        elif tag == "input" and name and given.get("type") != "file":
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            self._open[name] = value

    def handle_data(self, data):
        if self._area and self._open is not None:
            self._open[self._area] += data.strip()

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._open = None


def views(resolver, before="", names=()):
    """(address, name, arguments) of every view of Wagtail's or Django's own in the admin."""
    for pattern in resolver.url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern, here, (*names, *filter(None, [pattern.namespace])))
        elif isinstance(pattern, URLPattern) and pattern.name and f"/{here}".startswith(DOORS):
            is_list = pattern.name.endswith("results")
            if not is_list and module_of(pattern.callback).partition(".")[0] in NAMED:
                groups = getattr(pattern.pattern, "regex", None)
                taken = list(groups.groupindex) if groups else []
                yield ":".join((*names, pattern.name)), taken


class World:
    """One of each thing that the admin's own views write."""

    def __init__(self):
        member = make_province()
        make_division("620100", "兰州市")
        self.collection = member.collection
        self.user = make_user("superuser", is_superuser=True)
        self.column = make_column(member, "tzgg", "通知公告")
        with exempt("factory"):
            kind = type(self.column)
            self.page = self.column.add_child(instance=kind(title="甲", slug="jia"))
            self.column.add_child(instance=kind(title="乙", slug="yi"))
            self.page.save_revision(user=self.user)
            content = ContentFile(b"x", name="a.txt")
            picture = ImageFile(get_test_image_file(), name="a.png")
            at = {"collection": self.collection}
            self.image = Image.objects.create(title="图", description="大厅", file=picture, **at)
            self.document = Document.objects.create(title="文", file=content, **at)
            self.upload = UploadedFile.objects.create(
                for_content_type=ContentType.objects.get_for_model(Document),
                file=SimpleUploadedFile("b.txt", b"x"),
                uploaded_by_user=self.user,
            )
            self.redirect = Redirect.objects.create(old_path="/alt", redirect_link="/neu")
            self.task = GroupApprovalTask.objects.create(name="审核")
            self.workflow = Workflow.objects.create(name="流程")
            self.workflow.workflow_tasks.create(task=self.task, sort_order=0)
        self.client = sign_in(Client(raise_request_exception=False), self.user)
        self.signed_in = self.client.cookies.copy()

    def arguments(self, name, taken):
        """The values of a view's arguments; several sets where one view does several things."""
        if name == "wagtail_bulk_action":
            return [
                {"app_label": app, "model_name": model, "action": action}
                for app, model, actions in [
                    ("wagtailcore", "page", "delete move publish unpublish"),
                    ("wagtailimages", "image", "delete add_tags add_to_collection"),
                    ("wagtaildocs", "document", "delete add_tags add_to_collection"),
                ]
                for action in actions.split()
            ]
        return [{each: self.value(name, each) for each in taken}]

    def value(self, name, argument):
        plain = {
            "page_id": self.page.pk,
            "page_pk": self.page.pk,
            "page_to_move_id": self.page.pk,
            "destination_id": Page.objects.get(pk=self.column.pk).get_parent().pk,
            "parent_page_id": self.column.pk,
            "revision_id": Page.objects.get(pk=self.page.pk).latest_revision_id,
            "image_id": self.image.pk,
            "document_id": self.document.pk,
            "doc_id": self.document.pk,
            "uploaded_file_id": self.upload.pk,
            "redirect_id": self.redirect.pk,
            "workflow_pk": self.workflow.pk,
            "task_id": self.task.pk,
            "collection_id": self.collection.pk,
            "content_type_app_name": "pages",
            "content_type_model_name": "columnpage",
            "app_label": "wagtailcore",
            "model_name": "groupapprovaltask",
            "action_name": "publish",
            "instance_pk": "1",
        }
        if argument in plain:
            return plain[argument]
        if argument != "pk":
            return 1
        for part, thing in [
            ("collections", self.collection),
            ("task", self.task),
            ("workflows", self.workflow),
            ("users", self.user),
            ("groups", self.user.groups.model.objects.first()),
            ("pages", self.page),
            ("images", self.image),
            ("documents", self.document),
        ]:
            if part in name:
                return thing.pk
        return 1

    def query(self, name, given):
        if name == "wagtail_bulk_action":
            thing = {"page": self.page, "image": self.image, "document": self.document}
            return f"?id={thing[given['model_name']].pk}&next=/admin/"
        return "?position=1" if name.endswith("set_page_position") else ""

    def files(self, name):
        """What a form that takes files is sent, which no page shows beforehand."""
        picture = SimpleUploadedFile("n.png", get_test_image_file().file.getvalue(), "image/png")
        file = picture if "image" in name else SimpleUploadedFile("n.txt", b"x")
        return {"files[]": file, "file": file, "collection": self.collection.pk}

    def tries(self, name, given):
        """Send every form of a view, and what its form would be where it shows none."""
        address = reverse(name, kwargs=given) + self.query(name, given)
        shown = self.client.get(address)
        text = "" if shown.streaming else shown.content.decode(errors="replace")
        if shown.headers.get("Content-Type", "").startswith("application/json"):
            text = shown.json().get("html", "") if isinstance(shown.json(), dict) else ""
        own = {"chooser": self.value(name, "destination_id")}
        forms = {tuple(sorted(form)): form for form in [{}, *Forms(text).found]}
        for form in forms.values():
            if form and not form.keys() - {"csrfmiddlewaretoken"}:
                continue  # the button that signs out, or one without a field: tried by {}
            empty = {key: TYPED.get(key.rpartition("-")[2], "") for key, v in form.items() if not v}
            yield address, {**TYPED, **own, **self.files(name), **form, **empty}


def business(queries):
    """The tables of pages and of the admin that were written, but for the log itself."""
    known = places()
    found = {write.table for query in queries for write in written(query["sql"])}
    return {
        table
        for table in found
        if table in known and known[table].road is Road.PAGE and not known[table].append_only
    }


def test_every_view_of_the_admin_that_writes_has_a_line_in_the_log():
    world, wrote, silent = World(), set(), []
    for name, taken in sorted(dict(views(get_resolver())).items()):
        for given in world.arguments(name, taken):
            try:
                tries = list(world.tries(name, given))
            except NoReverseMatch:
                continue
            for address, typed in tries:
                with transaction.atomic(), CaptureQueriesContext(connection) as queries:
                    before = AuditLine.objects.order_by("-id").values_list("id", flat=True).first()
                    world.client.cookies = world.signed_in.copy()
                    answer = world.client.post(address, typed)
                    told = AuditLine.objects.filter(pk__gt=before or 0).exists()
                    tables = business(queries.captured_queries)
                    transaction.set_rollback(True)
                if answer.status_code < 500 and tables:
                    wrote.add(name)
                    silent += [] if told else [(address, sorted(tables))]
    assert silent == []
    assert wrote >= SURELY, SURELY - wrote
