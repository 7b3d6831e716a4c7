"""What stands on the benchmark's county, and on the bare Wagtail site as well."""

COLUMNS = [
    ("news", "工作动态"), ("approvals", "行政审批"), ("services", "便民服务"),
    ("openness", "阳光政务"), ("feedback", "咨询投诉"), ("about", "本地概况"),
]  # fmt: skip
TEXT = "<h2>一、适用范围</h2><p>本通知适用于本行政区域内<b>食品经营许可</b>的申请和受理。</p>" * 8
THEMES = ("approvals", "services", "openness")
IDENTITY = {
    "sponsor": "县人民政府办公室",
    "site_code": "6201000001",
    "icp_number": "陇ICP备00000000号",
    "phone": "0931-0000000",
}
