"""The questions of a draft in the school's own words; a form that was asked stays as it was."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.errors import NotFound
from app.evaluation.survey.errors import NoQuestions, NotADraft, SmallClub, TooManyQuestions
from app.evaluation.survey.models import Survey, SurveyForm, SurveyState
from app.evaluation.survey.queries.questions import large_enough
from app.evaluation.survey.queries.surveys import newest_form
from app.evaluation.survey.questions import Question, stored
from app.evaluation.survey.writing import Written, check_order, composed, moved

MOST_QUESTIONS = 30


def add_question(
    session: Session, survey: Survey, written: Written, *, actor_id: int, now: datetime
) -> Question:
    """Add a question at the end of a draft.

    Raises:
        NotADraft: the survey was opened.
        SmallClub: it is for one club with fewer than five children.
        TooManyQuestions: there are thirty.
        NoWording, NoWordsOfAClub, TooFewOptions, OptionsDiffer, ConditionMissing: as it is written.
    """
    question = composed(written)
    _check_club(session, survey, question)
    keep_questions(session, survey, [*survey.form.asked(), question], actor_id=actor_id, now=now)
    return question


def change_question(
    session: Session, survey: Survey, key: str, written: Written, *, actor_id: int, now: datetime
) -> Question:
    """Write a question of a draft anew; it keeps its key, so that months can be compared.

    Raises:
        NotFound: the draft has no such question.
        NotADraft, SmallClub, ConditionMissing, NoWording, NoWordsOfAClub, TooFewOptions,
            OptionsDiffer: as for a new one.
    """
    asked = survey.form.asked()
    question = composed(written, question_of(asked, key))
    _check_club(session, survey, question)
    changed = [question if one.key == key else one for one in asked]
    keep_questions(session, survey, changed, actor_id=actor_id, now=now)
    return question


def move_question(
    session: Session, survey: Survey, key: str, by: int, *, actor_id: int, now: datetime
) -> None:
    """Move a question up (-1) or down (1).

    Raises:
        NotFound: the draft has no such question.
        NotADraft: the survey was opened.
        ConditionMissing: a question would stand before the one that brings it up.
    """
    asked = survey.form.asked()
    question_of(asked, key)
    keep_questions(session, survey, moved(asked, key, by), actor_id=actor_id, now=now)


def remove_question(
    session: Session, survey: Survey, key: str, *, actor_id: int, now: datetime
) -> None:
    """Take a question out of a draft.

    Raises:
        NotFound: the draft has no such question.
        NotADraft: the survey was opened.
        ConditionMissing: its answer brings another one up.
        NoQuestions: it is the last.
    """
    asked = survey.form.asked()
    question_of(asked, key)
    left = [one for one in asked if one.key != key]
    keep_questions(session, survey, left, actor_id=actor_id, now=now)


def question_of(asked: Sequence[Question], key: str) -> Question:
    """Give the question with a key.

    Raises:
        NotFound: there is none.
    """
    found = next((one for one in asked if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def keep_questions(
    session: Session,
    survey: Survey,
    questions: Sequence[Question],
    *,
    actor_id: int,
    now: datetime,
) -> None:
    """Keep the questions of a draft: in its own version, or a new one if others were asked with it.

    Raises:
        NotADraft, NoQuestions, TooManyQuestions, ConditionMissing: they cannot be asked so.
    """
    if survey.state is not SurveyState.DRAFT:
        raise NotADraft
    if not questions:
        raise NoQuestions
    if len(questions) > MOST_QUESTIONS:
        raise TooManyQuestions
    check_order(questions)
    wanted = [stored(one) for one in questions]
    if _is_asked_elsewhere(session, survey):
        newest = newest_form(session, survey.school_id)
        version = newest.version + 1 if newest else 1
        survey.form = SurveyForm(
            school_id=survey.school_id, version=version, kind=survey.kind, questions=wanted
        )
    else:
        survey.form.questions = wanted
    session.flush()
    record(
        session,
        "change survey questions",
        "survey",
        survey.id,
        school_id=survey.school_id,
        actor_id=actor_id,
        now=now,
        questions=len(wanted),
    )


def _is_asked_elsewhere(session: Session, survey: Survey) -> bool:
    users = select(func.count()).where(
        Survey.school_id == survey.school_id, Survey.form_id == survey.form_id
    )
    return (session.scalar(users) or 0) > 1


def _check_club(session: Session, survey: Survey, question: Question) -> None:
    one = question.section_id
    if one is not None and one not in large_enough(session, survey.school_id, [one]):
        raise SmallClub
