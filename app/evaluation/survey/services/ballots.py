"""Handing in a ballot: it falls apart into answers that know nothing of each other."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from secrets import token_hex

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.accounts.hashing import keyed_hash
from app.evaluation.survey.errors import AlreadyAnswered, NotAnAnswer, NotOpen, Unanswered
from app.evaluation.survey.models import Survey, SurveyAnswer, SurveyChild
from app.evaluation.survey.queries.questions import large_enough
from app.evaluation.survey.queries.surveys import children_by_grade
from app.evaluation.survey.questions import Kind, Question, Sent
from app.evaluation.survey.tally import LEAST


def token_of(salt: str) -> str:
    """Make the token of a personal link; without the server's key the salt says nothing."""
    return keyed_hash(f"survey/{salt}")[:32]


def hashed(token: str) -> str:
    """Hash a token as it is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def hand_in(
    session: Session,
    survey: Survey,
    child: SurveyChild,
    grade: int | None,
    section_ids: Collection[int],
    sent: Sent,
    *,
    today: date,
) -> None:
    """Take the one ballot about a child; of the child only the used ballot is kept.

    Args:
        session: the request's transaction.
        survey: with its questions.
        child: whose ballot it is.
        grade: of the child.
        section_ids: the child's clubs; only answers about these are taken.
        sent: what was tapped and written, by question and club.
        today: the school's day.

    Raises:
        NotOpen: the survey takes no answers.
        NotAnAnswer: something does not belong to its question.
        Unanswered: a question needs an answer.
        AlreadyAnswered: the ballot was used.
    """
    if not survey.takes_answers(today):
        raise NotOpen
    large = large_enough(session, survey.school_id, section_ids)
    answers = list(_checked(survey.form.asked(), section_ids, large, sent))
    used = session.execute(
        update(SurveyChild)
        .where(
            SurveyChild.school_id == survey.school_id,
            SurveyChild.id == child.id,
            SurveyChild.is_used.is_(False),
        )
        .values(is_used=True)
        .returning(SurveyChild.id)
    ).all()
    if not used:
        raise AlreadyAnswered
    kept_grade = grade if children_by_grade(session, survey)[grade] >= LEAST else None
    rows = [_row(survey, *answer, kept_grade, large) for answer in answers]
    if rows:
        session.execute(insert(SurveyAnswer), rows)


def _checked(
    asked: Sequence[Question],
    section_ids: Collection[int],
    large: Collection[int],
    sent: Sent,
) -> Iterator[tuple[Question, int | None, Sequence[str]]]:
    general = {key: values for (key, section_id), values in sent.items() if section_id is None}
    for question in asked:
        if not question.is_shown(general):
            continue
        for section_id in clubs_asked(question, section_ids, large):
            values = [
                one.strip() for one in sent.get((question.key, section_id), ()) if one.strip()
            ]
            if values and not question.accepts(values):
                raise NotAnAnswer(question=question.label)
            if question.is_required and not values:
                raise Unanswered(question=question.label)
            if values:
                yield question, section_id, values


def clubs_asked(
    question: Question, section_ids: Collection[int], large: Collection[int]
) -> Sequence[int | None]:
    """Name the clubs of a child a question is asked about; none stands for the whole service.

    A question for one club is asked only while five children go there: its answers cannot hide
    among those of other clubs.
    """
    if not question.is_per_club:
        return [None]
    reach = large if question.section_id is not None else section_ids
    return [one for one in section_ids if one in reach and question.is_of(one)]


def _row(
    survey: Survey,
    question: Question,
    section_id: int | None,
    values: Sequence[str],
    grade: int | None,
    large: Collection[int],
) -> dict[str, object]:
    is_text = question.kind is Kind.TEXT
    return {
        "id": token_hex(16),
        "school_id": survey.school_id,
        "survey_id": survey.id,
        "key": question.key,
        "grade": None if is_text or question.is_per_club else grade,
        "section_id": section_id if section_id in large and not is_text else None,
        "value": "" if is_text else ",".join(values),
        "text": values[0] if is_text else "",
        "is_mixed": False,
        "is_told": False,
    }
