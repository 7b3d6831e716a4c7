import warnings

from django.apps import AppConfig
from PIL import Image


class SecurityConfig(AppConfig):
    name = "core.security"
    label = "security"

    def ready(self) -> None:
        # A picture that unfolds to more than Pillow's limit is refused before it is unfolded.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
