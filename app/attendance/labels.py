"""Words for marks, outcomes and leave, as pages show them."""

from app.attendance.balance import Whereabouts
from app.attendance.collector_models import HomeWay
from app.attendance.gate_models import ReleaseWay
from app.attendance.models import LeaveState, MarkState, Outcome
from app.core.text import N_

STATES = {
    MarkState.PRESENT: N_("here"),
    MarkState.LATE: N_("late"),
    MarkState.LEAVE: N_("on leave"),
    MarkState.ABSENT: N_("absent"),
    MarkState.LEFT_EARLY: N_("left early"),
}
TONES = {
    MarkState.PRESENT: "ok",
    MarkState.LATE: "warn",
    MarkState.LEAVE: "",
    MarkState.ABSENT: "bad",
    MarkState.LEFT_EARLY: "warn",
}
# One sign a state, for thirty names on one screen; words stand beside it for those who listen.
SIGNS = {
    MarkState.PRESENT: "",
    MarkState.LATE: N_("L"),
    MarkState.LEAVE: N_("V"),
    MarkState.ABSENT: N_("A"),
    MarkState.LEFT_EARLY: N_("E"),
}
# What a tap on a name makes of its state.
NEXT = {
    MarkState.PRESENT: MarkState.ABSENT,
    MarkState.ABSENT: MarkState.LATE,
    MarkState.LATE: MarkState.PRESENT,
    MarkState.LEAVE: MarkState.PRESENT,
    MarkState.LEFT_EARLY: MarkState.PRESENT,
}
OUTCOMES = {
    Outcome.SICK: N_("sick"),
    Outcome.COLLECTED: N_("collected by the family"),
    Outcome.FOUND: N_("found in the school"),
    Outcome.ON_LEAVE: N_("leave given afterwards"),
    Outcome.CAME: N_("came after all"),
    Outcome.OTHER: N_("something else"),
}
# Why a child stays away, one tap each; anything else is said in words.
REASONS = {
    "ill": N_("Ill"),
    "doctor": N_("To the doctor"),
    "family": N_("Family matter"),
}
OTHER_REASON = "other"
LEAVE_STATES = {
    LeaveState.ASKED: N_("waits for an answer"),
    LeaveState.APPROVED: N_("on the roll"),
    LeaveState.DECLINED: N_("declined"),
    LeaveState.WITHDRAWN: N_("withdrawn"),
}
LEAVE_TONES = {
    LeaveState.ASKED: "warn",
    LeaveState.APPROVED: "ok",
    LeaveState.DECLINED: "bad",
    LeaveState.WITHDRAWN: "",
}
WAYS = {
    ReleaseWay.WAVE: N_("with the section"),
    ReleaseWay.COLLECTED: N_("collected"),
    ReleaseWay.ALONE: N_("went alone"),
    ReleaseWay.DORMITORY: N_("to the dormitory"),
    ReleaseWay.EARLY: N_("left early, collected"),
}
WHERE = {
    Whereabouts.IN_ROOM: N_("in the room"),
    Whereabouts.ON_LEAVE: N_("on leave"),
    Whereabouts.AT_NURSE: N_("with the nurse"),
    Whereabouts.RELEASED: N_("gone home"),
    Whereabouts.EXPLAINED: N_("explained"),
    Whereabouts.MISSING: N_("missing"),
    Whereabouts.NOT_CALLED: N_("not called"),
}
WHERE_TONES = {
    Whereabouts.IN_ROOM: "ok",
    Whereabouts.ON_LEAVE: "",
    Whereabouts.AT_NURSE: "warn",
    Whereabouts.RELEASED: "",
    Whereabouts.EXPLAINED: "",
    Whereabouts.MISSING: "bad",
    Whereabouts.NOT_CALLED: "warn",
}
HOME_WAYS = {
    HomeWay.COLLECTED: N_("is collected"),
    HomeWay.ALONE: N_("goes home alone"),
    HomeWay.EXTENDED: N_("stays in extended care"),
    HomeWay.BOARDER: N_("boards at the school"),
}
