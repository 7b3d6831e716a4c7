"""The unified social credit code of GB 32100-2015."""

from django.utils.translation import gettext as _
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError


def uscc_problem(code: str) -> str:
    """What is wrong with an 18-character code by GB 32100-2015; empty if nothing is."""
    try:
        uscc.validate(code)
    except ValidationError as error:
        return _("%(code)s is no unified social credit code: %(why)s") % {
            "code": code,
            "why": error,
        }
    return ""
