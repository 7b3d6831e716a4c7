"""What the lists of the admin have in common that show a person the rows he may see.

No module of Wagtail's is imported here, so that plugins get this by ``core.api``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from core.security.spreadsheets import neutral


class PersonalReport:
    """Laid over Wagtail's ``ReportView``: its rows are those of ``rows_for``, whoever has none (or
    is not to look by ``may_look``) is refused, rows of equal rank keep one order (``last_order``),
    so that pages never overlap, and an export holds what the screen's filters leave.

    ``file_name`` is that of an export, ``texts`` the exported columns in which people write.
    """

    is_searchable = True
    search_backend_name = None
    file_name: ClassVar[str] = "rows"
    last_order: ClassVar[tuple[str, ...]] = ("-pk",)
    texts: ClassVar[tuple[str, ...]] = ()
    custom_field_preprocess: ClassVar[dict[str, Any]] = {}
    request: HttpRequest

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        written = {name: {"csv": neutral, "xlsx": neutral} for name in cls.texts}
        cls.custom_field_preprocess = written | cls.custom_field_preprocess

    def rows_for(self, user: Any) -> QuerySet[Any]:
        """The rows that a person may see."""
        raise NotImplementedError

    def may_look(self, user: Any) -> bool:
        """Whether a person has this list at all."""
        return self.rows_for(user).exists()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_look(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.rows_for(self.request.user)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """A filter offers what stands in the person's own rows, nothing of others'."""
        given: dict[str, Any] = super().get_filterset_kwargs()  # type: ignore[misc]
        return given | {"queryset": self.get_base_queryset()}

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        ordered = super().order_queryset(queryset)  # type: ignore[misc]
        return ordered.order_by(*ordered.query.order_by, *self.last_order)

    def get_filtered_queryset(self) -> QuerySet[Any]:
        return self.get_queryset()  # type: ignore[attr-defined]

    def get_filename(self) -> str:
        return self.file_name

    def boxes(
        self, choices: Iterable[tuple[str, Any]], counted: Mapping[str, int]
    ) -> list[dict[str, Any]]:
        """The states of the rows as links with their counts; the filter's own is marked."""
        here = self.request.GET.get("state", "")
        return [
            {
                "label": label,
                "count": counted.get(value, 0),
                "url": f"?state={value}",
                "here": value == here,
            }
            for value, label in choices
        ]
