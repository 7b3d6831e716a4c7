"""What search finds of the list of responsibilities."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from core.api import register_documents
from core.contract import SearchDocument

SEARCH_DOCUMENTS = (
    SearchDocument(
        "duty",
        partial(register_documents, "duty"),
        _("duties of powers"),
        acts=((_("Read the grounds"), "#grounds"),),
    ),
    SearchDocument(
        "responsibility",
        partial(register_documents, "responsibility"),
        _("responsibilities of bodies"),
    ),
    SearchDocument(
        "public_service",
        partial(register_documents, "public_service"),
        _("public services"),
        acts=((_("Read the grounds"), "#grounds"),),
    ),
)
