"""core/search/kinds.py: what kinds of things there are."""

from core.search.kinds import CORE, core_kinds, kinds, named


def test_cores_rooms_and_the_plugins_declare_kinds_each_with_a_name_for_readers():
    found = [(slug, declared.kind) for slug, declared in kinds()]
    assert len(set(found)) == len(found)
    own = {"article", "page", "site", "body"}
    assert {(CORE, kind) for kind in own} | {("law_library", "law")} <= set(found)
    assert {("power_list", "power"), ("fund_list", "fund")} <= set(found)
    named = [declared for slug, declared in kinds() if slug != "dummy_plugin"]
    assert all(str(declared.title) for declared in named)


def test_cores_kinds_come_first_and_none_is_a_plugins():
    declared = list(kinds())
    assert [kind for slug, kind in declared if slug == CORE] == list(core_kinds())
    assert [slug for slug, _kind in declared[: len(core_kinds())]] == [CORE] * len(core_kinds())


def test_a_kind_is_shown_by_its_title_and_the_links_its_hits_have():
    found = named()
    assert set(found) == {f"{slug}.{declared.kind}" for slug, declared in kinds()}
    assert [mark for _title, mark in found["power_list.power"].acts] == ["#grounds"]
    assert found["core.article"].title and found["core.article"].acts == ()
