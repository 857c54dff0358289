"""Actions on suggestions and complaints."""

from app.evaluation.voices.services.complaints import (
    acknowledge,
    close,
    complain,
    look_at,
    name_reader,
    remind_readers,
    unname_reader,
)
from app.evaluation.voices.services.suggestions import (
    answer,
    found_by_code,
    hand_over,
    mix_suggestions,
    remind_owners,
    suggest,
)

__all__ = [
    "acknowledge",
    "answer",
    "close",
    "complain",
    "found_by_code",
    "hand_over",
    "look_at",
    "mix_suggestions",
    "name_reader",
    "remind_owners",
    "remind_readers",
    "suggest",
    "unname_reader",
]
