"""A form that lists the rows of the site whose round it is."""

from core.api import Annex, AnnexColumn

from .models import DummyRow


def rows(round, asked):
    return [{"name": row.name} for row in DummyRow.objects.filter(site=round.seat)]


ANNEXES = (
    Annex(
        number=9,
        title="样例表",
        columns=(AnnexColumn("no", "序号"), AnnexColumn("name", "名称")),
        lines=rows,
        plugin="dummy_plugin",
    ),
)
