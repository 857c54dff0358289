"""What can be asked, of which clubs, and what was suggested."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import NotFound
from app.courses.models import Section
from app.enrollment.models import Place
from app.evaluation.survey.interest_form import INTEREST_QUESTIONS
from app.evaluation.survey.models import SuggestedQuestion, SuggestionState, SurveyForm, SurveyKind
from app.evaluation.survey.questions import Question
from app.evaluation.survey.tally import LEAST
from app.evaluation.survey.usual_form import USUAL_QUESTIONS
from app.evaluation.survey.writing import together


def offered_questions(
    form: SurveyForm | None, kind: SurveyKind = SurveyKind.MONTHLY
) -> list[Question]:
    """List what a new survey can ask: what was asked last, then what else is usual."""
    usual = INTEREST_QUESTIONS if kind is SurveyKind.INTEREST else USUAL_QUESTIONS
    return together(form.asked() if form else (), usual)


def large_enough(session: Session, school_id: int, section_ids: Collection[int]) -> frozenset[int]:
    """Name the clubs with five children or more; smaller ones are answered for together."""
    large = session.scalars(
        select(Place.section_id)
        .where(
            Place.school_id == school_id,
            Place.section_id.in_(section_ids),
            Place.ended_at.is_(None),
        )
        .group_by(Place.section_id)
        .having(func.count() >= LEAST)
    )
    return frozenset(large)


def suggestions(session: Session, school_id: int) -> Sequence[SuggestedQuestion]:
    """List the suggested questions that wait, oldest first."""
    return session.scalars(
        select(SuggestedQuestion)
        .where(
            SuggestedQuestion.school_id == school_id,
            SuggestedQuestion.state == SuggestionState.WAITING,
        )
        .options(joinedload(SuggestedQuestion.section).joinedload(Section.course))
        .order_by(SuggestedQuestion.id)
    ).all()


def get_suggestion(session: Session, school_id: int, suggestion_id: int) -> SuggestedQuestion:
    """Load a suggested question to decide about it.

    Raises:
        NotFound: the school has none such.
    """
    found = session.scalars(
        select(SuggestedQuestion)
        .where(SuggestedQuestion.school_id == school_id, SuggestedQuestion.id == suggestion_id)
        .with_for_update(of=SuggestedQuestion)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
