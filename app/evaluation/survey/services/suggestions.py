"""Questions for one club that somebody suggests, from a diagnosis for example."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.services import record
from app.courses.models import Section
from app.evaluation.survey.errors import AlreadyDecided, NoWording
from app.evaluation.survey.models import SuggestedQuestion, SuggestionState, Survey
from app.evaluation.survey.questions import Kind
from app.evaluation.survey.services.own_questions import add_question
from app.evaluation.survey.writing import Written


def suggest_question(
    session: Session,
    section: Section,
    label: str,
    *,
    actor_id: int,
    now: datetime,
    label_en: str = "",
    why: str = "",
    link: str = "",
) -> SuggestedQuestion:
    """Suggest a question with five faces for the families of one club.

    Args:
        session: the request's transaction.
        section: the club.
        label: the question in Chinese.
        actor_id: who suggests it.
        now: the server's time.
        label_en: the same in English, if there is one.
        why: what stands behind it, for who prepares the survey.
        link: the page it comes from, as a path.

    Raises:
        NoWording: the question says nothing.
    """
    if not label.strip():
        raise NoWording
    row = SuggestedQuestion(
        school_id=section.school_id,
        section_id=section.id,
        label=label.strip(),
        label_en=label_en.strip(),
        why=why.strip(),
        link=link,
        suggested_at=now,
        suggested_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    _record(session, "suggest survey question", row, actor_id, now)
    return row


def accept_suggestion(
    session: Session, survey: Survey, row: SuggestedQuestion, *, actor_id: int, now: datetime
) -> None:
    """Ask a suggested question in a draft, of the families of its club alone.

    Raises:
        AlreadyDecided: it was accepted or dropped meanwhile.
        NotADraft, SmallClub, TooManyQuestions: it cannot be asked.
    """
    _check_waits(row)
    written = Written(Kind.SCALE, row.label, row.label_en, asked_of=str(row.section_id))
    add_question(session, survey, written, actor_id=actor_id, now=now)
    row.state = SuggestionState.ACCEPTED
    session.flush()
    _record(session, "accept survey question", row, actor_id, now)


def drop_suggestion(
    session: Session, row: SuggestedQuestion, *, actor_id: int, now: datetime
) -> None:
    """Do not ask a suggested question.

    Raises:
        AlreadyDecided: it was accepted or dropped meanwhile.
    """
    _check_waits(row)
    row.state = SuggestionState.DROPPED
    session.flush()
    _record(session, "drop survey question", row, actor_id, now)


def _check_waits(row: SuggestedQuestion) -> None:
    if row.state is not SuggestionState.WAITING:
        raise AlreadyDecided


def _record(
    session: Session, act: str, row: SuggestedQuestion, actor_id: int, now: datetime
) -> None:
    record(
        session,
        act,
        "survey_suggestion",
        row.id,
        school_id=row.school_id,
        actor_id=actor_id,
        now=now,
        section_id=row.section_id,
    )
