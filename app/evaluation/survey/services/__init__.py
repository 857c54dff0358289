"""Actions on surveys: making, opening, closing, answering, mixing; their own questions."""

from app.evaluation.survey.services.ballots import clubs_asked, hand_in, token_of
from app.evaluation.survey.services.mixing import mix
from app.evaluation.survey.services.own_questions import (
    add_question,
    change_question,
    move_question,
    question_of,
    remove_question,
)
from app.evaluation.survey.services.suggestions import (
    accept_suggestion,
    drop_suggestion,
    suggest_question,
)
from app.evaluation.survey.services.surveys import (
    close_survey,
    drop_draft,
    make_survey,
    open_survey,
    remind,
    write_reply,
)

__all__ = [
    "accept_suggestion",
    "add_question",
    "change_question",
    "close_survey",
    "clubs_asked",
    "drop_draft",
    "drop_suggestion",
    "hand_in",
    "make_survey",
    "mix",
    "move_question",
    "open_survey",
    "question_of",
    "remind",
    "remove_question",
    "suggest_question",
    "token_of",
    "write_reply",
]
