"""No change of a power comes into force while its duties describe what it was."""

from core.contract import DraftGuard
from plugins.responsibility_list.queries.duties import outdated_duties

GUARDS = [DraftGuard("power_list", outdated_duties)]
