"""plugins/responsibility_list/queries/lines.py: texts whose lines each begin with a name."""

from plugins.responsibility_list.queries.lines import named_lines


def test_stages_are_read_by_their_colon_wide_or_narrow():
    assert named_lines("受理：一次告知\n\n审查: 核对：两人\n兜底责任") == [
        ("受理", "一次告知"), ("审查", "核对：两人"), ("", "兜底责任"),
    ]  # fmt: skip
