"""What search finds of the list of responsibilities."""

from functools import partial

from core.api import register_documents
from core.contract import SearchDocument

SEARCH_DOCUMENTS = (
    SearchDocument("duty", partial(register_documents, "duty")),
    SearchDocument("responsibility", partial(register_documents, "responsibility")),
    SearchDocument("public_service", partial(register_documents, "public_service")),
)
