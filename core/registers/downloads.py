"""A reader's files: the very result a list shows, or one entry with all its versions."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse


def list_response(page: Any, asked: Any) -> HttpResponse:
    raise NotImplementedError


def entry_response(page: Any, versions: list[Any], kind: str) -> HttpResponse:
    raise NotImplementedError
