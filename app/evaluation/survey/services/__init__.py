"""Actions on surveys: making, opening, closing, answering, mixing."""

from app.evaluation.survey.services.ballots import hand_in, token_of
from app.evaluation.survey.services.mixing import mix
from app.evaluation.survey.services.surveys import (
    close_survey,
    drop_draft,
    make_survey,
    open_survey,
    remind,
    write_reply,
)

__all__ = [
    "close_survey",
    "drop_draft",
    "hand_in",
    "make_survey",
    "mix",
    "open_survey",
    "remind",
    "token_of",
    "write_reply",
]
