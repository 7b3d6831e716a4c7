"""Pictures say what they show, to those who cannot see them."""

import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from core.actions.boundary import exempt
from core.pages.blocks import ArticleBody


def upload(client, **fields):
    file = SimpleUploadedFile("hall.png", get_test_image_file().file.getvalue(), "image/png")
    return client.post(
        reverse("wagtailimages:add"), {"title": "大厅", "file": file, "tags": "", **fields}
    )


def test_an_image_without_a_description_is_refused_beside_the_field(group, as_role):
    client = as_role("chief")
    answer = upload(client, collection=group.chengguan.collection_id, description="")
    assert answer.status_code == 200 and answer.context["form"].errors["description"]
    assert answer.context["form"]["title"].value() == "大厅"
    assert not Image.objects.exists()
    answer = upload(client, collection=group.chengguan.collection_id, description="市民在大厅取号")
    assert answer.status_code == 302
    assert Image.objects.get().default_alt_text == "市民在大厅取号"


def test_an_image_cannot_be_put_into_another_sites_collection(group, as_role):
    client = as_role("chief")
    upload(client, collection=group.qilihe.collection_id, description="x")
    assert not Image.objects.filter(collection=group.qilihe.collection).exists()


@pytest.mark.parametrize(
    ("alt", "decorative", "accepted"), [("", False, False), ("大厅", False, True), ("", True, True)]
)
def test_a_picture_in_a_text_needs_words_unless_it_is_decoration(group, alt, decorative, accepted):
    with exempt("factory"):
        image = Image.objects.create(
            title="大厅", description="大厅", file=ImageFile(get_test_image_file(), name="a.png"),
            collection=group.chengguan.collection,
        )  # fmt: skip
    block = ArticleBody().child_blocks["picture"]
    image.contextual_alt_text, image.decorative = alt, decorative
    if accepted:
        assert block.clean(image)
    else:
        with pytest.raises(StructBlockValidationError):
            block.clean(image)
