"""Wagtail's bulk actions name and change what is on the editor's own sites and nothing else."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from core.actions.boundary import exempt

#: (app, model, what is done, what it is done to); each asks first, and names what was chosen.
BULK = [
    *(
        ("wagtailcore", "page", kind, "articles")
        for kind in ["delete", "move", "publish", "unpublish"]
    ),
    *(
        (app, model, kind, things)
        for app, model, things in [
            ("wagtailimages", "image", "images"),
            ("wagtaildocs", "document", "documents"),
        ]
        for kind in ("delete", "add_tags", "add_to_collection")
    ),
]


@pytest.mark.parametrize("role", ["chief", "editor", "auditor"])
@pytest.mark.parametrize(("app", "model", "kind", "things"), BULK)
def test_a_bulk_action_names_no_page_or_file_of_another_county(
    files, as_role, app, model, kind, things, role
):
    with exempt("factory"):
        Page.objects.filter(pk=files.articles["qilihe"].pk).update(live=False)
    theirs, own = getattr(files, things)["qilihe"], getattr(files, things)["chengguan"]
    url = reverse("wagtail_bulk_action", args=[app, model, kind])
    for query in (f"?id={theirs.pk}", f"?id={own.pk}&id={theirs.pk}"):
        answer = as_role(role).get(url + query)
        assert answer.status_code in (302, 403), query
        assert "七里河" not in answer.content.decode()
    if role == "chief":
        answer = as_role(role).get(f"{url}?id={own.pk}")
        assert answer.status_code == 200 and "城关" in answer.content.decode()


@pytest.mark.parametrize(("app", "model", "kind", "things"), BULK)
def test_all_that_a_bulk_action_takes_is_what_stands_below_an_own_page(
    files, as_role, app, model, kind, things
):
    url = reverse("wagtail_bulk_action", args=[app, model, kind])
    client, theirs = as_role("chief"), files.columns["qilihe"]
    for query in ("?id=all", f"?id=all&childOf={theirs.pk}", "?id=all&q=便民"):
        answer = client.get(url + query)
        assert answer.status_code < 500, query
        assert "七里河" not in answer.content.decode()
    answer = client.get(f"{url}?id=all&childOf={files.columns['chengguan'].pk}")
    if model == "page":
        assert "城关" in answer.content.decode()


def test_a_bulk_action_on_accounts_names_nobody(files, as_role):
    url = reverse("wagtail_bulk_action", args=["people", "user", "delete"])
    for query in (f"?id={files.users['other'].pk}", "?id=all"):
        answer = as_role("chief").get(url + query)
        assert answer.status_code in (302, 403)
        assert "other" not in answer.content.decode()


@pytest.mark.parametrize("kind", ["delete", "move", "publish", "unpublish"])
def test_a_bulk_action_on_another_countys_page_does_nothing(files, as_role, kind):
    page = files.articles["qilihe"]
    before = Page.objects.filter(pk=page.pk).values("live", "path", "latest_revision_id").get()
    url = (
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", kind])
        + f"?id={page.pk}&next=/admin/"
    )
    client = as_role("chief")
    client.get(url)
    answer = client.post(
        url, {"chooser": files.columns["chengguan"].pk, "include_descendants": "on"}
    )
    assert answer.status_code < 500
    assert (
        Page.objects.filter(pk=page.pk).values("live", "path", "latest_revision_id").get() == before
    )


@pytest.mark.parametrize(
    ("app", "model", "kind"),
    [("wagtailimages", "image", "images"), ("wagtaildocs", "document", "documents")],
)
def test_a_bulk_action_on_another_countys_files_does_nothing(files, as_role, app, model, kind):
    target = getattr(files, kind)["qilihe"]
    client = as_role("chief")
    url = (
        reverse("wagtail_bulk_action", args=[app, model, "delete"])
        + f"?id={target.pk}&next=/admin/"
    )
    assert client.post(url).status_code < 500
    assert type(target).objects.filter(pk=target.pk).exists()
