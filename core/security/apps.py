import warnings

from django.apps import AppConfig
from django.conf import settings
from PIL import Image


class SecurityConfig(AppConfig):
    name = "core.security"
    label = "security"

    def ready(self) -> None:
        Image.MAX_IMAGE_PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
        # A picture that unfolds to more than Pillow's limit is refused before it is unfolded.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
