from viewflow import this
from viewflow.workflow import nodes

from core.api import At, Flow, System, Work, start_at

from .actions import make_row

ACTOR = System("dummy flow")


class MatterFlow(Flow):
    """A clerk clears a matter, two offices look at it side by side, the head signs it."""

    title = "一件事"

    start = start_at(this.clear)
    clear = Work("清理", office="clerk", at=At.BODY, days=5).way("hand_in", "报送", this.split)
    split = nodes.Split().Always(this.legal).Always(this.establishment)
    legal = Work("合法性审查", office="legal", days=10).way("pass", "合法", this.join, bulk=True)
    establishment = Work("初审", office="establishment").way("pass", "通过", this.join, bulk=True)
    join = nodes.Join().Next(this.sign)
    sign = (
        Work("签批", office="head", at=At.BODY, days=3)
        .way("sign", "同意", this.record, password=True)
        .back("back", "退回", this.clear)
    )
    record = nodes.Function(this.keep).Annotation(title="登记").Next(this.end)
    end = nodes.End()

    def keep(self, activation):
        make_row(activation.process.member, activation.process.title, actor=ACTOR)


FLOWS = [MatterFlow]
