"""The blueprint that the pages of actions share, and the words they need."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext

from app.evaluation.actions import labels
from app.evaluation.actions.models import Action, ActionState, Severity, StepKind
from app.web import translation

bp = Blueprint("actions", __name__)


def severity_name(severity: Severity) -> str:
    """Say how soon something must be right."""
    return str(gettext(labels.SEVERITIES[severity]))


def action_state_name(state: ActionState) -> str:
    """Say how far an action is."""
    return str(gettext(labels.STATES[state]))


def action_title(action: Action) -> str:
    """Say what an action is about in the reader's language."""
    return action.what_en or action.what if translation.current() == "en" else action.what


@bp.app_context_processor
def words() -> dict[str, Any]:
    """Give the words of actions to the pages of patrol and diagnosis too."""
    return {
        "severity_name": severity_name,
        "action_state_name": action_state_name,
        "action_state_tone": labels.TONES.__getitem__,
        "action_title": action_title,
    }


@bp.context_processor
def step_words() -> dict[str, Any]:
    """Give the words of steps."""
    return {"step_name": step_name}


def step_name(kind: StepKind) -> str:
    """Say what happened to an action."""
    return str(gettext(labels.STEPS[kind]))
