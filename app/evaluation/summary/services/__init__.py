"""What changes in the summary: weights, decisions, what the next term takes along."""

from app.evaluation.summary.services.decisions import (
    Decision,
    change_weights,
    decide,
    decided_for,
    summary_of,
)

__all__ = ["Decision", "change_weights", "decide", "decided_for", "summary_of"]
