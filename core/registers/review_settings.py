"""What a government settles of the reviews of a list: the settings of a plugin whose registers are
reviewed. Read by their keys in ``packages`` and ``review.offices``.

A plugin's ``apps.py`` adds them to its own: ``default_settings = {**REVIEW_SETTINGS, …}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

REVIEW_SETTINGS: Mapping[str, bool] = {
    "reviewed": False,
    "shortened": True,
    "consults_finance": False,
    "consults_supervision": False,
    "consults_audit": False,
    "consults_inspection": False,
    "consults_reform": False,
}
REVIEW_SETTING_LABELS: Mapping[str, Any] = {
    "reviewed": _("Changes are published only after review and approval"),
    "shortened": _("A single adjustment between rounds takes the shortened flow"),
    "consults_finance": _("In a review the finance department is heard"),
    "consults_supervision": _("In a review the supervision commission is heard"),
    "consults_audit": _("In a review the audit office is heard"),
    "consults_inspection": _("In a review the inspection office is heard"),
    "consults_reform": _("In a review the office for the reform of approvals is heard"),
}
