"""What the tests of the public side share: register pages and a small history."""

import datetime

from core.actions.boundary import exempt
from core.registers.models import Verb
from core.registers.testing import make_term, make_version

D = datetime.date


def place_page(register, member, slug="powers", title="权力清单"):
    """The register's live page below a site's root."""
    with exempt("factory"):
        root = member.site.root_page.specific
        root.refresh_from_db()
        return root.add_child(instance=register.Page(title=title, slug=slug))


def make_chain(register, member, organisation, *steps, **fields):
    """One entry with a version for each ``(valid_from, verb, changes)``; the ends are set."""
    entry, made = None, []
    for at, (day, verb, changes) in enumerate(steps):
        end = steps[at + 1][0] if at + 1 < len(steps) else datetime.date(9999, 12, 31)
        version = make_version(
            register,
            member=member,
            entry=entry,
            organisation=organisation,
            valid_from=day,
            valid_to=end,
            verb=verb,
            in_force=verb not in (Verb.CANCEL, Verb.TRANSFER, Verb.DELEGATE, Verb.MERGE),
            **fields | changes,
        )
        entry = version.entry
        made.append(version)
    return made


def category(code):
    """A category of the power list by its code (the dictionaries are loaded)."""
    return make_term("power_category", code)
