"""The closed lists of a register: how a version came about, who handles, what is confidential.

Beside each stand the Chinese terms of files and commands, whatever language the screen has.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Verb(models.TextChoices):
    """How a version came about: 调整方式 of 甘政办发〔2014〕197号, and what stood before."""

    ESTABLISH = "establish", _("Established")  # 设立
    CANCEL = "cancel", pgettext_lazy("kind of change", "Cancelled")  # 取消
    TRANSFER = "transfer", _("Transferred")  # 转移
    DELEGATE = "delegate", _("Delegated to a lower level")  # 下放
    INTEGRATE = "integrate", _("Integrated")  # 整合
    MERGE = "merge", _("Merged and abolished")  # 撤并
    STRENGTHEN = "strengthen", _("Strengthened")  # 加强
    ADJUST = "adjust", _("Adjusted")  # 调整
    ADOPT = "adopt", _("Taken over as in force")  # 接收现行
    GENERALISE = "generalise", _("Taken into general transfer payments")  # 划入一般性转移支付


#: The Chinese terms, for files and commands, whatever language the screen has.
VERB_TERMS: dict[str, str] = {
    "设立": Verb.ESTABLISH,
    "取消": Verb.CANCEL,
    "转移": Verb.TRANSFER,
    "下放": Verb.DELEGATE,
    "整合": Verb.INTEGRATE,
    "撤并": Verb.MERGE,
    "加强": Verb.STRENGTHEN,
    "调整": Verb.ADJUST,
    "接收现行": Verb.ADOPT,
    "划入一般性转移支付": Verb.GENERALISE,
}
#: Back from what is kept to the term of files.
VERB_NAMES = {str(verb): term for term, verb in VERB_TERMS.items()}
#: After these the entry is no longer in force at its home site. An integrated power lives on in the
#: entry that carries it; those it swallowed are merged.
ENDING = frozenset({Verb.CANCEL, Verb.TRANSFER, Verb.DELEGATE, Verb.MERGE, Verb.GENERALISE})
#: Those of every register; money alone is taken into general transfer payments.
USUAL = tuple(verb for verb in Verb if verb != Verb.GENERALISE)
#: An entry begins with one of these.
BEGINNING = frozenset({Verb.ESTABLISH, Verb.ADOPT})


class Confidentiality(models.TextChoices):
    PUBLIC = "", _("Public")
    SECRET = "secret", _("State secret")  # 涉密
    LAWFUL = "lawful", _("Another legal ground")  # 其他法定事由


class HandlingKind(models.TextChoices):
    INTERNAL = "internal", _("Internal body")  # 内设机构
    ENTRUSTED = "entrusted", _("Entrusted institution")  # 受委托事业单位
    OTHER = "other", _("Other organisation")  # 其他组织


HANDLING_TERMS: dict[str, str] = {
    "内设机构": HandlingKind.INTERNAL,
    "受委托事业单位": HandlingKind.ENTRUSTED,
    "其他组织": HandlingKind.OTHER,
}
CONFIDENTIALITY_TERMS: dict[str, str] = {
    "涉密": Confidentiality.SECRET,
    "其他法定事由": Confidentiality.LAWFUL,
}
