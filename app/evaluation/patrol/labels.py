"""Words of patrols for people."""

from collections.abc import Mapping

from app.core.text import N_
from app.evaluation.patrol.models import OwnerKind, PraiseKind

PRAISES: Mapping[PraiseKind, str] = {
    PraiseKind.ORDER: N_("well organised"),
    PraiseKind.HANDS_ON: N_("everybody takes part"),
    PraiseKind.CARE: N_("attention for each child"),
    PraiseKind.TIDY: N_("left tidy"),
    PraiseKind.IDEA: N_("a good idea"),
}
OWNERS: Mapping[OwnerKind, str] = {
    OwnerKind.TEACHER: N_("the teacher"),
    OwnerKind.KEEPER: N_("who answers for the room"),
    OwnerKind.OFFICE: N_("the office"),
}
