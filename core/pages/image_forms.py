"""The editing form of images. Apart from the forms of pages, which models import."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from core.security.room import check_room


class DescribedImageForm(BaseImageForm):
    """An image needs a description: readers who cannot see it hear that (GB/T 37668-2019)."""

    description = forms.CharField(
        label=_("description"),
        max_length=255,
        help_text=_("What a reader who cannot see the picture must know. One sentence."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            check_room(file)
        return file
