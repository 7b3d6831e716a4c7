"""The editing form of images. Apart from the forms of pages, which models import."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm


class DescribedImageForm(BaseImageForm):
    """An image needs a description: readers who cannot see it hear that (GB/T 37668-2019)."""

    description = forms.CharField(
        label=_("description"),
        max_length=255,
        help_text=_("What a reader who cannot see the picture must know. One sentence."),
    )
