"""What enabling creates: the list's page in 阳光政务."""

from core.contract import Column, Profile

PROFILE = Profile(
    columns=(
        Column(
            key="powers",
            title="行政权力清单",
            slug="qlqd",
            page_type="power_list.PowerListPage",
            parent="openness",
        ),
    )
)
