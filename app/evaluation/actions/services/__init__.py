"""Acts on actions."""

from app.evaluation.actions.services.actions import Asked, hand_on, open_action, take_step
from app.evaluation.actions.services.reminders import remind_owners

__all__ = ["Asked", "hand_on", "open_action", "remind_owners", "take_step"]
