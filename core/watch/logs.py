"""Log lines for machines: JSON, with the request's id, and nothing that tells of a person."""

from __future__ import annotations

import logging
import traceback
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("the id of the request that is answered", default="")
ExcInfo = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


class RequestIdFilter(logging.Filter):
    """Adds ``request_id`` to every record, ``"-"`` outside a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get() or "-"
        return True


class Plain(JsonFormatter):
    """JSON without what an exception says: a database puts the values of a row into it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
            # Django's own records carry the request, which carries everything.
            reserved_attrs=[*vars(logging.makeLogRecord({})), "request", "message", "asctime"],
            **kwargs,
        )

    def formatException(self, ei: ExcInfo | Any) -> str:  # noqa: N802 logging's own name
        """The kind of the exception and where it came from."""
        kind, _error, trace = ei
        frames = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
        return " < ".join([getattr(kind, "__name__", "?"), *reversed(frames)])
