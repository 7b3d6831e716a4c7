"""A catalogue of three items, as a file has it."""

import csv
import io

import openpyxl

ROWS = [
    {
        "基本编码": "620105001000",
        "名称": "休学审批",
        "类别": "行政许可",
        "行使层级": "市级；县级",
        "设定依据": "《中华人民共和国义务教育法》第十一条；国发〔2014〕1号",
    },
    {
        "基本编码": "620105002000",
        "名称": "中外合作办学审批",
        "类别": "行政许可",
        "行使层级": "省级",
        "设定依据": "",
    },
    {
        "基本编码": "620105003000",
        "名称": "教师资格认定",
        "类别": "07",
        "行使层级": "县级",
        "设定依据": "《中华人民共和国教师法》第十三条",
    },
]


def as_file(rows):
    """The rows as csv."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ROWS[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_sheet(rows):
    """The rows as the first sheet of a workbook."""
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()
