"""Words of actions for people."""

from collections.abc import Mapping

from app.core.text import N_
from app.evaluation.actions.models import ActionState, Severity, StepKind

SEVERITIES: Mapping[Severity, str] = {
    Severity.NOW: N_("at once"),
    Severity.TODAY: N_("by today"),
    Severity.WEEK: N_("within a week"),
}
STATES: Mapping[ActionState, str] = {
    ActionState.OPEN: N_("to put right"),
    ActionState.DOING: N_("being put right"),
    ActionState.DONE: N_("waits for a second look"),
    ActionState.VERIFIED: N_("put right"),
}
TONES: Mapping[ActionState, str] = {
    ActionState.OPEN: "warn",
    ActionState.DOING: "warn",
    ActionState.DONE: "",
    ActionState.VERIFIED: "ok",
}
STEPS: Mapping[StepKind, str] = {
    StepKind.ANSWERED: N_("answered"),
    StepKind.BEGUN: N_("begins to put it right"),
    StepKind.DONE: N_("has put it right"),
    StepKind.VERIFIED: N_("looked: it is right"),
    StepKind.NOT_YET: N_("looked: not right yet"),
    StepKind.HANDED_ON: N_("handed on to"),
}
