"""What was exported imports back identical: any cells, main entries and sub-items, any format."""

import datetime
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.people.models import OrganisationKind
from core.registers import actions
from core.registers.exchange import cells, exporting, files
from core.registers.queries import terms
from core.testing import SYSTEM, make_organisation
from tests.core.registers.editors import new_draft, publish
from tests.core.registers.exchange.samples import check, write

pytestmark = pytest.mark.django_db


def _text(**bounds):
    """What a person could put into a cell: Chinese, quotes, formulas, lines; no control code."""
    alphabet = st.sampled_from(
        list(
            "=+-@'\"，；;^,\n\t|甲乙丙行政许可《》〔〕" + string.ascii_letters + string.digits + " "
        )
    )
    return st.text(alphabet, **bounds).map(cells.clean)


RISKY = st.one_of(
    _text(max_size=40),
    st.sampled_from(
        ["=1+1", "+86", "-3", "@x", "'x", "''", "'=x", '=HYPERLINK("x")', "1e5", "007"]
    ),
)
GROUND = st.fixed_dictionaries(
    {
        "law": RISKY.filter(bool),
        "document_number": RISKY,
        "article": RISKY,
        "text": RISKY,
        "law_date": st.one_of(
            st.none(), st.dates(datetime.date(1950, 1, 1), datetime.date(2030, 1, 1))
        ),
    }
)


def _office(group):
    """An office inside the county's bureau, as a file names it: by its code."""
    return make_organisation(
        "学籍科",
        group.chengguan.division,
        code="chengguan-xjk",
        parent=group.chengguan_body,
        kind=OrganisationKind.INTERNAL,
    )


@st.composite
def contents(draw):
    known = terms()
    return {
        "name": draw(RISKY.filter(bool)),
        "handling_body": draw(RISKY),
        "handling_kind": draw(st.sampled_from(["", "internal", "entrusted", "other"])),
        "remarks": draw(RISKY),
        "base_code": draw(st.sampled_from(["", "620105001000", "007", "-1"])),
        "local_scheme": draw(st.sampled_from(["", "gansu2015", "gansu-early"])),
        "category": draw(st.sampled_from([None, *known.by_dictionary["power_category"]])),
        "level": draw(st.sampled_from([None, *known.by_dictionary["level"]])),
        "confidentiality": draw(st.sampled_from(["", "secret", "lawful"])),
        "confidentiality_reason": draw(RISKY),
        "audiences": draw(st.lists(st.sampled_from(known.by_dictionary["audience"]), unique=True)),
        "subjects": draw(
            st.lists(st.sampled_from(known.by_dictionary["subject"]), unique=True, max_size=4)
        ),
        "grounds": draw(st.lists(GROUND, max_size=3)),
    }


@st.composite
def rows(draw):
    """Contents of drafts, each with its body and with what it stands below, both as a number."""
    listed = draw(st.lists(contents(), min_size=1, max_size=4))
    return [
        (content, draw(st.integers(0, 2)), draw(st.integers(0, 1 + at)))
        for at, content in enumerate(listed)
    ]


def drafted(powers):
    return powers.Draft.objects.order_by("local_code")


def tree(powers):
    return list(drafted(powers).values_list("local_code", "parent", "parent_draft__local_code"))


def draft_all(powers, group, listed, main):
    """Main entries, sub-items of ``main``, and sub-items of the drafts of main entries."""
    bodies = [None, group.chengguan_body, group.office]
    above: list = [None, main]
    for at, (content, body, place) in enumerate(listed):
        content = {**content}
        parts = {name: content.pop(name) for name in ("audiences", "subjects", "grounds")}
        draft = powers.Draft(member=group.chengguan, local_code=f"={at}", **content)
        draft.organisation, parent = bodies[body], above[place % len(above)]
        if isinstance(parent, powers.Draft):
            draft.parent_draft, draft.local_scheme = parent, parent.local_scheme
        else:
            draft.parent = parent
        actions.save_draft(powers, draft, actor=SYSTEM, grounds=parts.pop("grounds"), many=parts)
        above += [draft] if parent is None else []


def discard_all(powers):
    for is_main in (False, True):
        for draft in drafted(powers).filter(parent_draft__isnull=is_main):
            actions.discard_draft(powers, draft, actor=SYSTEM)


@pytest.mark.parametrize("kind", files.FORMATS)
def test_what_was_exported_imports_back_identical(powers, group, kind):
    """Drafts are written to a file, thrown away and read from it: both files are the same."""
    main = publish(powers, group, new_draft(powers, group)).entry
    group.office = _office(group)

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(listed=rows())
    def holds(listed):
        discard_all(powers)
        draft_all(powers, group, listed, main)
        first, stood = exporting.export(powers, drafted(powers), kind), tree(powers)
        discard_all(powers)
        write(powers, check(powers, first, group.chengguan, kind), group.chengguan)
        second = exporting.export(powers, drafted(powers), kind)
        assert tree(powers) == stood
        if kind == "xlsx":  # the archive holds the time of writing
            assert list(files.read(first, kind)) == list(files.read(second, kind))
        else:
            assert first == second

    holds()
