"""What search finds of the list of special funds."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from core.api import register_documents
from core.contract import SearchDocument

SEARCH_DOCUMENTS = (
    SearchDocument(
        "fund",
        partial(register_documents, "fund"),
        _("special funds"),
        acts=((_("Read the grounds"), "#grounds"),),
    ),
)
