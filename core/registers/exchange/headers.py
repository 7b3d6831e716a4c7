"""What the columns of files are called that are no field of a register: grounds, and the change."""

from __future__ import annotations

#: The parts of a ground, and what their columns are called in files.
GROUND_HEADERS = {
    "law": "名称",
    "law_date": "文本日期",
    "document_number": "文号",
    "article": "条款",
    "text": "原文",
}
GROUND = tuple(GROUND_HEADERS)
#: What a row may say of the change itself, beside the content.
CHANGE = {
    "number": "编号",
    "parent": "上级编号",
    "verb": "变动方式",
    "valid_from": "生效日期",
    "change_ground": "变动依据",
}
#: The column that only counts the rows.
COUNT = "序号"
