"""Acts of the diagnosis: drafting a week, saying why, promising, publishing."""

from app.evaluation.diagnosis.services.drafting import draft_past_weeks, draft_week
from app.evaluation.diagnosis.services.writing import comment, promise, publish, write_cause

__all__ = ["comment", "draft_past_weeks", "draft_week", "promise", "publish", "write_cause"]
