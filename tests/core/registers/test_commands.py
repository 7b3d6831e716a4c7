"""``manage.py registers``: the command lines of import, publish and export."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from core.registers import queries
from core.registers.spec import register
from core.settings.base import BASE_DIR

pytestmark = pytest.mark.django_db
ITEMS = str(BASE_DIR / "sites/gansu/content/powers/guangan-items.json")
MINE = {
    "名称": "休学审批",
    "类别": "行政许可",
    "实施主体": "城关区教育局",
    "本地编码": "A1",
    "实施依据": [{"名称": "中华人民共和国义务教育法", "条款": "第十一条"}],
}


@pytest.fixture
def run(capsys):
    def _run(*arguments):
        call_command("registers", *map(str, arguments))
        return capsys.readouterr().out

    return _run


def written(path, *rows):
    path.write_text(json.dumps(rows, ensure_ascii=False))
    return path


def test_a_file_is_imported_published_and_exported(powers, group, run, tmp_path):
    path = written(tmp_path / "a.json", MINE)
    run("import", "power_list", path, "--site", "chengguan", "--dry-run")
    assert not powers.Draft.objects.exists()
    run("import", "power_list", path, "--site", "chengguan")
    run(
        "publish",
        "power_list",
        "--site",
        "chengguan",
        "--verb",
        "接收现行",
        "--date",
        "2015-07-01",
        "--all",
    )
    assert queries.in_force(powers).get().name == "休学审批"
    for kind in ("csv", "xlsx", "json"):
        out = tmp_path / f"out.{kind}"
        run("export", "power_list", out, "--site", "chengguan", "--as-of", "2016-01-01")
        run("import", "power_list", out, "--site", "chengguan")
    assert not powers.Draft.objects.exists()


def test_errors_are_printed_one_to_a_line_and_the_command_fails(powers, group, tmp_path, capsys):
    path = written(tmp_path / "a.json", MINE | {"类别": "行政恩准"})
    with pytest.raises(CommandError):
        call_command("registers", "import", "power_list", str(path), "--site", "chengguan")
    fields = next(
        line for line in capsys.readouterr().out.splitlines() if "行政恩准" in line
    ).split("\t")
    assert fields[1:5] == ["1", "类别", "term", "行政恩准"]


def test_publishing_names_what_each_draft_lacks_and_fails(powers, group, run, tmp_path, capsys):
    run(
        "import",
        "power_list",
        written(tmp_path / "a.json", MINE, {"名称": "缺依据", "本地编码": "A2"}),
        "--site",
        "chengguan",
    )
    with pytest.raises(CommandError):
        call_command(
            "registers",
            "publish",
            "power_list",
            "--site",
            "chengguan",
            "--verb",
            "接收现行",
            "--date",
            "2015-07-01",
            "--all",
        )
    out = capsys.readouterr().out
    assert all(
        str(powers.field(name).label) in out for name in ("category", "organisation", "grounds")
    )
    assert powers.Version.objects.count() == 1 and powers.Draft.objects.get().name == "缺依据"


def test_only_the_named_codes_are_published(powers, group, run, tmp_path):
    run(
        "import",
        "power_list",
        written(tmp_path / "a.json", MINE, MINE | {"本地编码": "A2"}),
        "--site",
        "chengguan",
    )
    run(
        "publish",
        "power_list",
        "--site",
        "chengguan",
        "--verb",
        "接收现行",
        "--date",
        "2015-07-01",
        "--codes",
        "A2",
    )
    assert powers.Version.objects.get().local_code == "A2"


def test_the_items_of_guangan_pass_a_dry_run_for_both_registers(powers, group, run):
    for one, skipped in (("power_list", "348"), ("public_service", "536")):
        out = run(
            "import", one, ITEMS, "--site", "chengguan", "--mapping", "guangan-items", "--dry-run"
        )
        assert skipped in out
    assert not register("public_service").Draft.objects.exists()


def test_a_mapping_of_ones_own_is_a_file_beside_the_data(powers, group, run, tmp_path):
    mapping = tmp_path / "ours.toml"
    mapping.write_text(
        """
        title = "本区台账"
        [columns]
        name = "事项"
        category = "种类"
        "ground.law" = "依据"
        [fixed]
        remarks = "来自{科室}"
        [values.category]
        "许可" = "行政许可"
        [options]
        ignore = ["科室"]
        """
    )
    data = written(
        tmp_path / "a.json",
        {"事项": "休学审批", "种类": "许可", "依据": "义务教育法", "科室": "基教科"},
    )
    run("import", "power_list", data, "--site", "chengguan", "--mapping", mapping)
    draft = powers.Draft.objects.get()
    assert (draft.name, draft.category.name, draft.remarks) == (
        "休学审批",
        "行政许可",
        "来自基教科",
    )
    assert draft.grounds.get().law == "义务教育法"


def test_a_wrong_mapping_is_told_by_its_file_and_nothing_is_imported(powers, group, run, tmp_path):
    mapping = tmp_path / "ours.toml"
    mapping.write_text('[types]\ncolumn = "种类"\npower_list = 5\n[values]\norganisation = "x"')
    data = written(tmp_path / "a.json", MINE)
    with pytest.raises(CommandError) as refused:
        run("import", "power_list", data, "--site", "chengguan", "--mapping", mapping)
    told = str(refused.value)
    assert all(
        part in told for part in ("ours.toml", "[types] power_list", "[values] organisation")
    )
    assert not powers.Draft.objects.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "nothing", "x.csv", "--site", "chengguan"),
        ("import", "power_list", "absent.csv", "--site", "chengguan"),
        ("import", "power_list", "x.pdf", "--site", "chengguan"),
        ("import", "power_list", "x.csv", "--site", "nowhere"),
        ("import", "power_list", "x.csv", "--site", "chengguan", "--mapping", "none"),
        (
            "publish",
            "power_list",
            "--site",
            "chengguan",
            "--verb",
            "接收现行",
            "--date",
            "2015-13-01",
            "--all",
        ),
        (
            "publish",
            "power_list",
            "--site",
            "chengguan",
            "--verb",
            "废除",
            "--date",
            "2015-07-01",
            "--all",
        ),
        ("export", "power_list", "out.pdf"),
    ],
)
def test_what_is_wrong_with_a_command_line_is_said_in_one_line(group, arguments):
    with pytest.raises(CommandError):
        call_command("registers", *arguments)


def test_what_was_done_is_counted_as_people_count(powers, group, run, tmp_path):
    given = ("--site", "chengguan", "--dry-run")
    one, two = written(tmp_path / "1.json", MINE), {**MINE, "本地编码": "A2"}
    with translation.override("en"):
        assert "1 row becomes a draft." in run("import", "power_list", one, *given)
        both = written(tmp_path / "2.json", MINE, two)
        assert "2 rows become drafts." in run("import", "power_list", both, *given)
