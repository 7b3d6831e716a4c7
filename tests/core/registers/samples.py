"""What the tests of the public side share: register pages and a small history."""

import datetime

from core.actions.boundary import exempt
from core.registers import queries
from core.registers.choices import Verb
from core.registers.testing import make_term, make_version
from core.testing import make_organisation

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


def fill(register, members, each, *, bodies=3):
    """``each`` entries at every member: categories, bodies, levels, audiences and subjects in turn.

    Rows are written in bulk and directly: what a province's import of many years leaves behind.
    Every tenth has a past, every fiftieth is cancelled.
    """
    terms = queries.terms().by_dictionary
    for position, member in enumerate(members):
        own = [
            make_organisation(
                f"{member.short_name}第{n}局", member.division, code=f"{member.slug}-fill{n}"
            )
            for n in range(bodies)
        ]
        entries = [
            register.Entry(member=member, number=f"{member.division.code}-{n:06d}")
            for n in range(500_000 + position * each, 500_000 + (position + 1) * each)
        ]
        with exempt("factory"):
            register.Entry.objects.bulk_create(entries, batch_size=2000)
            versions = [
                version
                for n, entry in enumerate(entries)
                for version in _versions(register, entry, n, terms, own)
            ]
            register.Version.objects.bulk_create(versions, batch_size=1000)
            _give_terms(register, versions, audiences=terms["audience"], subjects=terms["subject"])


def _versions(register, entry, n, terms, own):
    """The versions of the n-th entry: one, or two where it has a past."""
    category = terms["power_category"][n % 10]
    subject = terms["subject"][n % len(terms["subject"])]
    said = {
        "entry": entry,
        "member": entry.member,
        "number": entry.number,
        "name": f"对{subject.name}方面第{n}类事项的{category.name}",
        "base_code": f"62{category.code}{n % 100:02d}{n % 1_000_000:06d}",
        "category": category,
        "organisation": own[n % len(own)],
        "level": terms["level"][1:4][n % 3],
        "verb": Verb.ADOPT,
        "change_ground": "甘政办发〔2014〕197号",
        "remarks": "样例" * 20,
    }
    first = D(2015, 8, 30) + datetime.timedelta(days=n % 1500)
    if n % 10:
        return [register.Version(**said, valid_from=first)]
    gone = n % 50 == 0
    later = said | {"verb": Verb.CANCEL if gone else Verb.ADJUST, "in_force": not gone}
    return [
        register.Version(**said, valid_from=first, valid_to=D(2021, 1, 1)),
        register.Version(**later, valid_from=D(2021, 1, 1)),
    ]


def _give_terms(register, versions, **pools):
    """One term of each pool to every version, in turn."""
    owner = f"{register.Version._meta.model_name}_id"
    for name, pool in pools.items():
        through = getattr(register.Version, name).through
        through.objects.bulk_create(
            (
                through(**{owner: version.pk, "term_id": pool[n % len(pool)].pk})
                for n, version in enumerate(versions)
            ),
            batch_size=5000,
        )
