"""Any sequence of enabling and disabling keeps the requirement graph closed on every site."""

from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.contract import Scope
from core.plugins.closure import Picture

REACH = [Scope.SITE, Scope.GROUP, Scope.PLATFORM]


@st.composite
def groups(draw):
    """A tree of sites, and plugins that require only earlier ones of at least their own reach."""
    parents = {1: None}
    for site in range(2, draw(st.integers(2, 7)) + 1):
        parents[site] = draw(st.integers(1, site - 1))
    declared = {}
    for number in range(draw(st.integers(1, 6))):
        scope = draw(st.sampled_from(REACH))
        wide = [
            slug for slug, app in declared.items() if REACH.index(app.scope) >= REACH.index(scope)
        ]
        requires = tuple(draw(st.lists(st.sampled_from(wide), unique=True))) if wide else ()
        declared[f"p{number}"] = SimpleNamespace(scope=scope, requires=requires)
    return Picture(parents, {}, declared)


def attempt(picture, slug, site, on):
    """What the actions do: switch, unless the rules refuse."""
    if picture.declared[slug].scope is Scope.PLATFORM:
        return picture
    refused = picture.missing(slug, site) if on else picture.needed_by(slug, site)
    return picture if refused else picture.switched(slug, site, on)


@settings(max_examples=300, deadline=None)
@given(groups(), st.data())
def test_any_sequence_keeps_the_graph_closed_on_every_site(picture, data):
    slugs, sites = sorted(picture.declared), sorted(picture.parents)
    steps = data.draw(
        st.lists(
            st.tuples(st.sampled_from(slugs), st.sampled_from(sites), st.booleans()), max_size=40
        )
    )
    for slug, site, on in steps:
        picture = attempt(picture, slug, site, on)
        assert picture.violations() == []


@settings(max_examples=200, deadline=None)
@given(groups(), st.data())
def test_a_refusal_is_never_needless(picture, data):
    """What is refused would in truth have left a requirement open."""
    slugs, sites = sorted(picture.declared), sorted(picture.parents)
    for slug, site, on in data.draw(
        st.lists(
            st.tuples(st.sampled_from(slugs), st.sampled_from(sites), st.booleans()), max_size=25
        )
    ):
        after = attempt(picture, slug, site, on)
        if after is picture and picture.declared[slug].scope is not Scope.PLATFORM:
            assert picture.switched(slug, site, on).violations()
        picture = after


@settings(max_examples=200, deadline=None)
@given(groups(), st.data())
def test_switching_changes_only_the_sites_it_reaches(picture, data):
    for _ in range(data.draw(st.integers(1, 15))):
        slug = data.draw(st.sampled_from(sorted(picture.declared)))
        site = data.draw(st.sampled_from(sorted(picture.parents)))
        after = attempt(picture, slug, site, data.draw(st.booleans()))
        reached = set(picture.reach(slug, site))
        changed = {other for other in picture.parents if picture.on[other] != after.on[other]}
        assert changed <= reached
        assert all(picture.on[other] ^ after.on[other] == {slug} for other in changed)
        picture = after
