"""What the tests of the public side share: register pages and a small history."""

import datetime

from core.actions.boundary import exempt
from core.registers.choices import Verb
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


def fill(register, members, each, *, bodies=3):
    """``each`` entries at every member: categories, bodies, levels, audiences and subjects in turn.

    Rows are written in bulk and directly: what a province's import of many years leaves behind.
    Every tenth has a past, every fiftieth is cancelled.
    """
    from core.registers import queries
    from core.testing import make_organisation

    terms = queries.terms().by_dictionary
    categories, levels = terms["power_category"][:10], terms["level"][1:4]
    audiences, subjects = terms["audience"], terms["subject"]
    through = {name: getattr(register.Version, name).through for name in ("audiences", "subjects")}
    owner = f"{register.Version._meta.model_name}_id"
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
            versions = []
            for n, entry in enumerate(entries):
                said = {
                    "entry": entry,
                    "member": member,
                    "number": entry.number,
                    "name": f"对{subjects[n % len(subjects)].name}方面第{n}类事项的{categories[n % 10].name}",
                    "base_code": f"62{categories[n % 10].code}{n % 100:02d}{n % 1_000_000:06d}",
                    "category": categories[n % 10],
                    "organisation": own[n % bodies],
                    "level": levels[n % len(levels)],
                    "verb": Verb.ADOPT,
                    "change_ground": "甘政办发〔2014〕197号",
                    "remarks": "样例" * 20,
                }
                first = D(2015, 8, 30) + datetime.timedelta(days=n % 1500)
                if n % 10 == 0:
                    versions.append(
                        register.Version(**said, valid_from=first, valid_to=D(2021, 1, 1))
                    )
                    gone = n % 50 == 0
                    said |= {"verb": Verb.CANCEL if gone else Verb.ADJUST, "in_force": not gone}
                    first = D(2021, 1, 1)
                versions.append(register.Version(**said, valid_from=first))
            register.Version.objects.bulk_create(versions, batch_size=1000)
            for name, pool in (("audiences", audiences), ("subjects", subjects)):
                through[name].objects.bulk_create(
                    (
                        through[name](**{owner: v.pk, "term_id": pool[n % len(pool)].pk})
                        for n, v in enumerate(versions)
                    ),
                    batch_size=5000,
                )
