"""What the tests of the public side share: register pages and a small history."""

import datetime

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max

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


def multiply(register, filled, others):
    """Give every other member the same rows as the filled one, by one statement for each table.

    300,000 entries are made in seconds so. Only ids, sites and numbers differ: the bodies are those
    of the filled member.
    """
    version = register.Version._meta.model_name
    tables = [register.Entry, register.Version]
    tables += [getattr(register.Version, name).through for name in ("audiences", "subjects")]
    spans = {model: _span(model) for model in tables}
    links = {
        register.Version: {"entry_id": spans[register.Entry]},
        **{through: {f"{version}_id": spans[register.Version]} for through in tables[2:]},
    }
    with exempt("factory"), connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # else PostgreSQL joins as if the tables were still empty
        for nth, member in enumerate(others, 1):
            for model in tables:
                sql, values = _copy_rows(model, spans, links.get(model, {}), nth, filled, member)
                cursor.execute(sql, values)
        for sql in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(sql)


def _span(model):
    """How far the ids of a copy are from those of its original."""
    return model.objects.aggregate(span=Max("pk"))["span"] + 1


def _copy_rows(model, spans, links, nth, filled, member):
    """``INSERT … SELECT`` of the filled member's rows, with their values."""
    shifts = {"id": spans[model] * nth} | {column: span * nth for column, span in links.items()}
    columns, picked, values = [], [], []
    for field in model._meta.concrete_fields:
        name = connection.ops.quote_name(field.column)
        columns.append(name)
        if field.column in shifts:
            picked.append(f"{name} + %s")
            values.append(shifts[field.column])
        elif field.column == "member_id":
            picked.append("%s")
            values.append(member.pk)
        elif field.column == "number":
            picked.append(f"%s || substr({name}, 7)")
            values.append(member.division.code)
        else:
            picked.append(name)
    owner = next(iter(links)) if "member_id" not in {f.column for f in model._meta.fields} else ""
    if owner:
        version = model._meta.get_field(owner.removesuffix("_id")).related_model
        where = f"{owner} IN (SELECT id FROM {version._meta.db_table} WHERE member_id = %s)"
    else:
        where = "member_id = %s"
    table = connection.ops.quote_name(model._meta.db_table)
    sql = (
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {', '.join(picked)} FROM {table} WHERE {where}"
    )
    return sql, [*values, filled.pk]
