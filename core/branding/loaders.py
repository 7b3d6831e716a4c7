"""Templates are looked up in the site's theme first, then in its parents, then in the apps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.template import Engine
from django.template.loaders import app_directories, cached, filesystem

from core.branding import themes


class ThemeLoader(filesystem.Loader):
    def get_dirs(self) -> list[Any]:
        return [folder / "templates" for folder in themes.current().folders]


class ThemeCachedLoader(cached.Loader):
    """Django's cached loader, with the theme in its key."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, [])
        self.loaders = [ThemeLoader(engine), app_directories.Loader(engine)]

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        return f"{themes.current().slug}:{super().cache_key(template_name, skip)}"

    def get_template_sources(self, template_name: str) -> Iterator[Any]:
        for loader in self.loaders:
            yield from loader.get_template_sources(template_name)
