"""The control panel: for many sites at once, a result for each, and nobody beyond his own."""

import csv
import io

import pytest
from django.urls import reverse

from core.people.rights import Reach
from core.plugins.actions import enable
from core.plugins.gate import is_enabled, settings_of
from core.sitegroup.models import Level
from core.testing import SYSTEM, make_member, make_user, sign_in
from tests.core.plugins.conftest import GROUP

DUMMY = "dummy_plugin"
PANEL, SWITCH, EXPORT = "/admin/plugins/", "/admin/plugins/switch/", "/admin/plugins/export/"


@pytest.fixture
def officer(lanzhou):
    """Lanzhou's IT officer: the prefecture and all below it."""
    return make_user("lanzhou-it", "site_administrator", Reach.SUBTREE, lanzhou)


@pytest.fixture
def signed_in(client, officer):
    return sign_in(client, officer)


def post(client, verb, sites, plugin=DUMMY, follow=True, **more):
    data = {"do": verb, "plugin": plugin, "site": [site.pk for site in sites], **more}
    return client.post(SWITCH, data, follow=follow)


def test_the_menu_leads_to_the_panel_for_those_who_may_switch_plugins(
    signed_in, officer, chengguan
):
    assert PANEL in signed_in.get("/admin/").content.decode()
    editor = make_user("editor", "editor", Reach.SITE, chengguan)
    sign_in(signed_in, editor)
    assert f'"{PANEL}"' not in signed_in.get("/admin/").content.decode()
    assert signed_in.get(PANEL).status_code == 302  # Wagtail sends a refusal to its home page


def test_the_panel_shows_the_officers_sites_and_no_other(signed_in, chengguan, tianshui):
    shown = signed_in.get(PANEL).content.decode()
    assert "兰州市" in shown and "城关区" in shown
    assert "天水市" not in shown


def test_each_state_is_shown_in_words_with_its_reason(
    signed_in, province, lanzhou, chengguan, installed
):
    from core.contract import upgrade_step

    @upgrade_step("Later")
    def later(site): ...

    installed(
        net={"scope": GROUP},
        base={},
        poll={"requires": ("base",)},
        old={},
        far={"is_available": lambda self, site: False},
    )
    enable("net", province, actor=SYSTEM)
    for slug in ("base", "poll", "old"):
        enable(slug, lanzhou, actor=SYSTEM)
    installed(old={"rooms": {"upgrades": {"STEPS": [later]}}})
    cells = {
        (row.site.slug, app.label): (cell.state, cell.note)
        for row in signed_in.get(PANEL).context["rows"]
        for app, cell in zip(signed_in.get(PANEL).context["apps"], row.cells, strict=True)
    }
    assert (
        cells["lanzhou", "net"][0] == "above" and province.short_name in cells["lanzhou", "net"][1]
    )
    assert cells["lanzhou", "base"] == ("on", "required by poll")
    assert cells["lanzhou", "poll"] == ("on", "")
    assert cells["chengguan", "poll"] == ("off", "needs base")
    assert cells["lanzhou", "old"] == ("outdated", "1 steps")
    assert cells["lanzhou", "far"] == ("unavailable", "")
    assert cells["lanzhou", "law_library"] == ("always", "")


def test_an_officer_enables_for_two_sites_and_disables_for_a_third(signed_in, lanzhou, chengguan):
    gaolan = make_member("gaolan", lanzhou, Level.COUNTY)
    enable(DUMMY, gaolan, actor=SYSTEM)
    shown = post(signed_in, "enable", [lanzhou, chengguan])
    assert [is_enabled(DUMMY, site) for site in (lanzhou, chengguan, gaolan)] == [True, True, True]
    assert shown.context["result"]["good"] == 2
    post(signed_in, "disable", [gaolan])
    assert [is_enabled(DUMMY, site) for site in (lanzhou, chengguan, gaolan)] == [True, True, False]


def test_one_sites_failure_leaves_the_others_done_and_itself_untouched(signed_in, lanzhou):
    no_way = make_member("no-way", lanzhou, Level.COUNTY, name="永登县", short_name="永登县")
    fine = make_member("gaolan", lanzhou, Level.COUNTY)
    shown = post(signed_in, "enable", [no_way, fine])
    assert (is_enabled(DUMMY, no_way), is_enabled(DUMMY, fine)) == (False, True)
    result = shown.context["result"]
    assert (result["good"], result["bad"]) == (1, 1)
    assert result["lines"][0][0] == "永登县", "what went wrong stands first"
    assert "name without" in shown.content.decode()


def test_a_plugin_that_breaks_on_one_site_breaks_nothing_else(
    signed_in, lanzhou, chengguan, installed
):
    def on_enable(self, site, **kwargs):
        if site.slug == "lanzhou":
            raise ZeroDivisionError

    installed(poll={"on_enable": on_enable})
    shown = post(signed_in, "enable", [lanzhou, chengguan], plugin="poll")
    assert shown.status_code == 200
    assert (is_enabled("poll", lanzhou), is_enabled("poll", chengguan)) == (False, True)


def test_a_whole_subtree_is_switched_by_one_tick(signed_in, lanzhou, chengguan):
    post(signed_in, "enable", [lanzhou], below="1")
    assert is_enabled(DUMMY, lanzhou) and is_enabled(DUMMY, chengguan)


def test_all_that_a_filter_finds_is_switched_also_beyond_the_page(signed_in, lanzhou):
    counties = [make_member(f"county-{number}", lanzhou, Level.COUNTY) for number in range(3)]
    post(signed_in, "enable", [], every="1", level=Level.COUNTY)
    assert all(is_enabled(DUMMY, site) for site in counties)
    assert not is_enabled(DUMMY, lanzhou)


def test_the_plan_changes_nothing_and_leads_on_to_doing_it(signed_in, lanzhou, chengguan):
    shown = post(signed_in, "enable", [lanzhou, chengguan], plan="1").content.decode()
    assert "Dummy、Inner" in shown
    assert not is_enabled(DUMMY, lanzhou)
    for site in (lanzhou, chengguan):
        assert f'name="site" value="{site.pk}"' in shown
    assert 'name="do" value="enable"' in shown


class TestAnotherPrefecturesOfficerIsRefusedByEveryDoor:
    @pytest.fixture
    def stranger(self, client, tianshui, lanzhou):
        enable(DUMMY, lanzhou, actor=SYSTEM)
        return sign_in(
            client, make_user("tianshui-it", "site_administrator", Reach.SUBTREE, tianshui)
        )

    @pytest.mark.parametrize("verb", ["enable", "disable", "upgrade"])
    @pytest.mark.parametrize("more", [{}, {"plan": "1"}, {"below": "1"}])
    def test_the_form(self, stranger, lanzhou, chengguan, verb, more):
        post(stranger, verb, [lanzhou], **more)
        assert is_enabled(DUMMY, lanzhou) and not is_enabled(DUMMY, chengguan)

    def test_the_form_mixing_own_and_other_sites_does_nothing_at_all(
        self, stranger, lanzhou, tianshui
    ):
        post(stranger, "disable", [lanzhou, tianshui])
        post(stranger, "enable", [lanzhou, tianshui])
        assert is_enabled(DUMMY, lanzhou) and not is_enabled(DUMMY, tianshui)

    def test_the_page_of_a_site_and_its_settings(self, stranger, lanzhou):
        address = reverse("plugins_site", args=[DUMMY, "lanzhou"])
        assert stranger.get(address).status_code == 302
        assert stranger.post(address, {"greeting": "x", "count": "1"}).status_code == 302
        assert settings_of(DUMMY, lanzhou)["greeting"] == "hello"

    def test_the_export(self, stranger):
        assert "lanzhou" not in stranger.get(EXPORT).content.decode()

    def test_the_api_takes_no_writes_at_all(self, stranger):
        for method in (stranger.post, stranger.put, stranger.delete, stranger.patch):
            assert method("/api/v1/sites/lanzhou/plugins").status_code == 405


def test_an_editor_and_an_auditor_are_refused_everything(client, lanzhou):
    for role in ("editor", "chief_editor", "auditor"):
        sign_in(client, make_user(role, role, Reach.SUBTREE, lanzhou))
        for address in (PANEL, EXPORT, reverse("plugins_site", args=[DUMMY, "lanzhou"])):
            assert client.get(address).status_code == 302
        post(client, "enable", [lanzhou])
        assert not is_enabled(DUMMY, lanzhou)


def test_whoever_is_not_signed_in_comes_to_the_sign_in_page(client, lanzhou):
    for answer in (client.get(PANEL), client.post(SWITCH)):
        assert answer.status_code == 302 and "login" in answer.url


class TestSettings:
    address = "/admin/plugins/dummy_plugin/lanzhou/"

    def test_they_are_saved_for_the_site(self, signed_in, lanzhou):
        answer = signed_in.post(
            self.address, {"greeting": "你好", "count": "7", "loud": "on", "words": "a\nb\n"}
        )
        assert answer.status_code == 302
        assert settings_of(DUMMY, lanzhou) == {
            "greeting": "你好",
            "count": 7,
            "loud": True,
            "words": ["a", "b"],
        }

    def test_a_mistake_stands_beside_its_field_and_what_was_typed_stays(self, signed_in, lanzhou):
        enable(DUMMY, lanzhou, actor=SYSTEM)
        shown = signed_in.post(self.address, {"greeting": "", "count": "seven", "words": "keep me"})
        assert shown.status_code == 200
        assert "count" in shown.context["form"].errors
        assert "keep me" in shown.content.decode()
        shown = signed_in.post(self.address, {"greeting": "", "count": "7"})
        assert "greeting" in shown.context["form"].errors

    def test_the_page_says_what_each_switch_would_do(self, signed_in, lanzhou):
        assert "Dummy、Inner" in signed_in.get(self.address).content.decode()

    def test_a_refused_switch_shows_its_reason_instead(self, signed_in, lanzhou):
        make_member("no-way", lanzhou, Level.COUNTY)
        shown = signed_in.get("/admin/plugins/dummy_plugin/no-way/").content.decode()
        assert "name without" in shown and "disabled>" in shown

    def test_switching_from_there_comes_back_there(self, signed_in, lanzhou):
        answer = post(signed_in, "enable", [lanzhou], follow=False, **{"from": DUMMY})
        assert answer.url == self.address
        assert "It is on" in signed_in.get(self.address).content.decode() or is_enabled(
            DUMMY, lanzhou
        )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=城关", ["chengguan"]),
        ("level=county", ["chengguan"]),
        ("place=lanzhou", ["lanzhou", "chengguan"]),
        ("order=level&q=", ["lanzhou", "chengguan"]),
        ("level=nonsense", ["lanzhou", "chengguan"]),
        ("q=nothing-like-that", []),
        ("p=99", ["lanzhou", "chengguan"]),
    ],
)
def test_sites_are_found_by_name_level_and_prefecture(signed_in, chengguan, asked, found):
    rows = signed_in.get(f"{PANEL}?{asked}").context["rows"]
    assert [row.site.slug for row in rows] == found


def test_the_export_holds_the_filtered_matrix_without_formulas(signed_in, lanzhou, chengguan):
    make_member("bad", lanzhou, Level.COUNTY, name="=HYPERLINK(1)")
    text = signed_in.get(f"{EXPORT}?level=county").content.decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text))
    assert DUMMY in head
    assert {line[0] for line in lines} == {"chengguan", "bad"}
    assert all(not cell.startswith("=") for line in lines for cell in line)


def test_recent_changes_name_who_did_what_where(signed_in, lanzhou, officer):
    post(signed_in, "enable", [lanzhou])
    (change,) = signed_in.get(PANEL).context["recent"]
    assert (change["site"], change["who"], str(change["plugin"])) == (
        "兰州市",
        officer.username,
        "Dummy",
    )


def test_the_panel_costs_the_same_for_any_number_of_sites(
    signed_in, lanzhou, django_assert_max_num_queries
):
    counties = [make_member(f"county-{number}", lanzhou, Level.COUNTY) for number in range(3)]
    enable(DUMMY, counties[0], actor=SYSTEM)
    signed_in.get(PANEL)
    with django_assert_max_num_queries(40) as few:
        signed_in.get(PANEL)
    for number in range(3, 60):
        counties.append(make_member(f"county-{number}", lanzhou, Level.COUNTY))
    enable(DUMMY, counties[-1], actor=SYSTEM)
    signed_in.get(PANEL)
    with django_assert_max_num_queries(40) as many:
        answer = signed_in.get(PANEL)
    assert len(answer.context["rows"]) == 50
    assert len(many) == len(few)


def test_no_inline_style_or_script_stands_in_the_panels_own_templates():
    from pathlib import Path

    import core.plugins

    for file in (Path(core.plugins.__file__).parent / "templates").rglob("*.html"):
        text = file.read_text()
        assert "style=" not in text and "<script" not in text and "onclick" not in text


@pytest.mark.parametrize("junk", ["²", "abc", "9" * 30, "9" * 5000, "-1", "1.5", ""])
@pytest.mark.parametrize("more", [{}, {"plan": "1"}, {"below": "1"}, {"from": DUMMY}])
def test_a_site_that_is_no_number_is_no_site(signed_in, junk, more):
    data = {"do": "enable", "plugin": DUMMY, "site": junk, **more}
    answer = signed_in.post(SWITCH, data)
    assert (answer.status_code, answer["Location"]) == (302, PANEL)


def test_a_plugins_page_says_what_it_uses_if_it_is_on(signed_in):
    page = signed_in.get(reverse("plugins_site", args=[DUMMY, "lanzhou"])).content.decode()
    assert "Uses if it is on" in page
