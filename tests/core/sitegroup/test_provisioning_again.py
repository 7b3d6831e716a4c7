"""A definition applied to a group that stands: changes reach it, what is a site's own stays."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect

from core.actions.boundary import exempt
from core.pages.models import ArticlePage, ColumnPage
from core.plugins.actions import disable, enable
from core.plugins.gate import is_enabled
from core.sitegroup.addresses import table
from core.sitegroup.content import load_content
from core.sitegroup.definition import DefinitionError, read
from core.sitegroup.models import Column, Member, Placement
from core.sitegroup.planning import make_plan
from core.testing import SYSTEM
from tests.core.sitegroup.province import address, column_page, member, placed


def test_a_sites_own_content_and_edits_are_never_undone(apply, edit):
    apply()
    notices = column_page("dongdu", "notices")
    about = column_page("dongdu", "about")
    with exempt("factory"):
        notices.add_child(instance=ArticlePage(title="本区公告", slug="own", source="东渡区"))
        about.title = about.draft_title = "本区概况"
        about.save()
        Member.objects.filter(slug="dongdu").update(phone="0990-7654321")
    plan, _outcome = apply()
    assert not plan.needed
    edit("columns.toml", 'title = "机构概况"', 'title = "单位概况"')
    apply()
    assert column_page("dongdu", "about").title == "本区概况"
    assert column_page("jyt", "about").title == "单位概况"
    assert ArticlePage.objects.filter(slug="own").exists()
    assert member("dongdu").phone == "0990-7654321"


def test_a_locked_column_is_put_back_and_an_unlocked_one_is_not(apply):
    apply()
    notices = column_page("dongdu", "notices")
    with exempt("factory"):
        notices.title = notices.draft_title = "消息"
        notices.save()
    plan, _outcome = apply()
    assert [step.verb for step in plan.sites[0].columns] == ["change"]
    assert column_page("dongdu", "notices").title == "通知公告"


def test_a_change_of_the_template_reaches_every_site(apply, edit):
    apply()
    edit("columns.toml", 'title = "通知公告"', 'title = "公告公示"')
    plan, _outcome = apply()
    assert len(plan.sites) == 5
    assert {column_page(slug, "notices").title for slug in ("yunze", "dongdu", "jyt")} == {
        "公告公示"
    }
    assert not apply()[0].needed


def test_a_draft_does_not_bring_an_old_title_back(apply, edit):
    apply()
    notices = column_page("dongdu", "notices")
    with exempt("factory"):
        notices.intro = "草稿"
        notices.save_revision()
    edit("columns.toml", 'title = "通知公告"', 'title = "公告公示"')
    apply()
    draft = column_page("dongdu", "notices").get_latest_revision_as_object()
    assert (draft.title, draft.intro) == ("公告公示", "草稿")


def test_a_new_slug_of_the_template_leaves_redirects_from_all_old_addresses(
    apply, files, edit, client
):
    apply()
    load_content(files, actor=SYSTEM)
    edit("columns.toml", 'slug = "tzgg"', 'slug = "gonggao"')
    apply()
    assert address("dongdu", "notices") == "/dongdu/ygzw/gonggao/"
    redirect = Redirect.objects.get(
        old_path="/dongdu/ygzw/tzgg/kaitong", site=member("dongdu").site
    )
    assert redirect.redirect_page.slug == "kaitong"
    answer = client.get("/dongdu/ygzw/tzgg/")
    assert (answer.status_code, answer.url) == (301, "/dongdu/ygzw/gonggao/")


def test_a_column_under_another_parent_is_moved_with_its_content(apply, edit):
    apply()
    with exempt("factory"):
        column_page("dongdu", "notices").add_child(
            instance=ArticlePage(title="本区公告", slug="own", source="东渡区")
        )
    edit("columns.toml", 'parent = "openness"\n', "")
    apply()
    assert ArticlePage.objects.get(slug="own").url_path == "/yunze/chengjiang/dongdu/home/tzgg/own/"
    assert not apply()[0].needed


def test_a_column_taken_out_of_the_template_leaves_its_pages_to_the_sites(apply, files):
    apply()
    page_id = placed("dongdu", "about").page_id
    path = files / "columns.toml"
    path.write_text(path.read_text().rpartition("[[column]]")[0])
    plan, _outcome = apply()
    assert plan.retired == ["机构概况"]
    assert ColumnPage.objects.filter(pk=page_id).exists()
    assert not Column.objects.filter(key="about").exists()
    assert not apply()[0].needed


def test_a_page_of_the_sites_own_becomes_the_column_and_keeps_what_its_editor_wrote(apply, edit):
    apply()
    with exempt("factory"):
        own = member("dongdu").site.root_page.specific.add_child(
            instance=ColumnPage(title="规划", slug="ghjh", intro="自己写的", summary="自己的摘要")
        )
    path = 'key = "about"'
    edit(
        "columns.toml",
        f"[[column]]\n{path}",
        f'[[column]]\nkey = "plans"\ntitle = "规划计划"\nslug = "ghjh"\n'
        f'description = "模板的"\nkind = "工作动态"\norder = 40\n\n[[column]]\n{path}',
    )
    apply()
    page = column_page("dongdu", "plans")
    assert page.pk == own.pk
    assert (page.title, page.intro, page.summary, page.column_type) == (
        "规划计划",
        "自己写的",
        "自己的摘要",
        "工作动态",
    )
    assert not apply()[0].needed


def test_a_page_of_another_kind_in_the_way_is_named_and_stops_that_site_alone(apply, edit):
    apply()
    with exempt("factory"):
        column_page("dongdu", "openness").add_child(
            instance=ArticlePage(title="挡路的", slug="ghjh", source="东渡区")
        )
    edit(
        "columns.toml",
        '[[column]]\nkey = "about"',
        '[[column]]\nkey = "plans"\ntitle = "规划计划"\nslug = "ghjh"\n'
        'parent = "openness"\norder = 40\n\n[[column]]\nkey = "about"',
    )
    _plan, outcome = apply()
    assert outcome.failed.keys() == {"dongdu"}
    assert "挡路的" in outcome.failed["dongdu"] and "规划计划" in outcome.failed["dongdu"]
    assert placed("xidu", "plans")


def test_a_sites_own_choice_of_plugins_is_never_reversed(apply):
    apply()
    disable("dummy_plugin", member("dongdu"), actor=SYSTEM)
    enable("dummy_plugin", member("chengjiang"), actor=SYSTEM)
    plan, _outcome = apply()
    assert not plan.needed
    assert not is_enabled("dummy_plugin", member("dongdu"))
    assert is_enabled("dummy_plugin", member("chengjiang"))


def test_a_rule_taken_back_switches_off_where_nobody_has_chosen(apply, edit):
    apply()
    enable("dummy_plugin", member("xidu"), actor=SYSTEM)
    edit("site.toml", 'levels = ["province", "county"]', 'levels = ["province"]')
    apply()
    assert not is_enabled("dummy_plugin", member("dongdu"))
    assert is_enabled("dummy_plugin", member("xidu"))


def test_a_site_moved_in_the_tree_keeps_its_address_and_its_subtree_follows(apply, edit, client):
    apply()
    before = address("dongdu", "notices")
    edit("members.csv", "dongdu,东渡区,county,chengjiang", "dongdu,东渡区,county,yunze")
    plan, _outcome = apply()
    assert plan.sites[0].fields["parent"] == ("chengjiang", "yunze")
    moved = member("dongdu")
    assert moved.folder.get_parent().pk == member("yunze").folder_id
    assert moved.collection.get_parent().get_parent() == member("yunze").collection.get_parent()
    assert address("dongdu", "notices") == before == "/dongdu/ygzw/tzgg/"
    assert client.get(before).status_code == 200
    assert not Redirect.objects.exists()
    assert not apply()[0].needed


def test_a_new_name_reaches_pages_site_and_collections(apply, edit):
    apply()
    edit("members.csv", "dongdu,东渡区,county", "dongdu,东港区,county")
    apply()
    renamed = Member.objects.select_related("site__root_page", "folder", "collection").get(
        slug="dongdu"
    )
    assert (
        renamed.site.root_page.title
        == renamed.folder.title
        == renamed.site.site_name
        == "云泽政务服务网·东港区"
    )
    assert renamed.collection.get_parent().name == "东港区"


def test_a_site_gets_a_host_and_loses_it_again(apply, edit, client):
    apply()
    edit("members.csv", "dongdu-zf,10,,", "dongdu-zf,10,dongdu.yunze.example,")
    apply()
    assert table().by_member[member("dongdu").pk].url == "http://dongdu.yunze.example/"
    assert client.get("/dongdu/").url.startswith("http://dongdu.yunze.example/")
    edit("members.csv", "dongdu-zf,10,dongdu.yunze.example,", "dongdu-zf,10,,")
    apply()
    assert table().by_member[member("dongdu").pk].url.endswith("/dongdu/")


def test_a_site_comes_home_from_elsewhere(apply, edit):
    apply()
    edit("members.csv", "https://xinqu.example/", "")
    apply()
    assert address("xinqu", "notices") == "/xinqu/ygzw/tzgg/"
    assert not apply()[0].needed


def test_a_province_page_in_the_way_of_a_new_site_is_named(apply, files, edit):
    apply()
    with exempt("factory"):
        member("yunze").site.root_page.specific.add_child(
            instance=ColumnPage(title="专题", slug="beidu")
        )
    path = files / "members.csv"
    path.write_text(path.read_text() + "beidu,北渡县,county,chengjiang,990102,,30,,,\n")
    with pytest.raises(DefinitionError) as caught:
        apply()
    assert "members.csv:7" in str(caught.value) and "专题" in str(caught.value)


def test_another_province_is_refused_where_one_stands(apply, files, edit):
    apply()
    edit("site.toml", 'slug = "yunze"', 'slug = "other"')
    for name in ("members.csv",):
        path = files / name
        path.write_text(path.read_text().replace(",yunze,", ",other,"))
    with pytest.raises(DefinitionError, match="yunze"):
        apply()


def test_a_site_that_left_the_definition_is_left_alone(apply, files):
    apply()
    path = files / "members.csv"
    path.write_text(
        "\n".join(line for line in path.read_text().splitlines() if not line.startswith("jyt"))
    )
    plan, _outcome = apply()
    assert plan.left_alone == ["云泽政务服务网·省教育厅"]
    assert member("jyt").placements.exists()


def test_planning_takes_the_same_number_of_queries_for_more_sites(apply, files):
    apply()
    counts = []
    for more in (0, 12):
        path = files / "members.csv"
        rows = "".join(
            f"more{number},县{number},county,chengjiang,990102,,{number},,,\n"
            for number in range(more)
        )
        path.write_text(path.read_text() + rows)
        apply()
        definition = read(files)
        make_plan(definition)
        with CaptureQueriesContext(connection) as captured:
            assert not make_plan(definition).needed
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 16


def test_a_column_that_a_plugin_brings_is_uniform_at_once(apply, edit, client):
    """Switched on by the site: in its place, in the menus, nothing left for a next run."""
    from core.plugins import registry

    profile = registry.get("dummy_plugin").room("profile", "PROFILE")
    given = profile.columns[0]
    edit(
        "columns.toml",
        '[[column]]\nkey = "about"',
        f'[[column]]\nkey = "{given.key}"\ntitle = "附加栏目"\nslug = "fujia"\n'
        f'plugin = "dummy_plugin"\n'
        f'page_type = "{given.page_type}"\nrequired = false\n'
        f'order = 25\n\n[[column]]\nkey = "about"',
    )
    apply()
    assert not Placement.objects.filter(member__slug="chengjiang", column__key=given.key).exists()
    enable("dummy_plugin", member("chengjiang"), actor=SYSTEM)
    page = column_page("chengjiang", given.key)
    assert (page.title, page.slug) == ("附加栏目", "fujia")
    assert not apply()[0].needed


def test_a_site_added_alone_gets_a_plugin_that_requires_another(apply, files, edit):
    """Nothing else has changed, so what the process remembers is from before the site."""
    edit("site.toml", 'slug = "dummy_plugin"', 'slug = "power_list"')
    apply()
    path = files / "members.csv"
    path.write_text(path.read_text() + "beidu,北渡县,county,chengjiang,990102,,30,,,\n")
    _plan, outcome = apply()
    assert (outcome.done, outcome.failed) == (["beidu"], {})
    assert is_enabled("power_list", member("beidu"))
