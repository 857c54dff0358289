"""Mixing: answers are written anew in random order, and what the database remembers is wiped."""

from datetime import datetime
from secrets import SystemRandom, token_hex
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from app.accounts.queries.people import administrators
from app.accounts.queries.staff import staff_in_role
from app.core.engine import forget_deleted, overwrite_deleted
from app.core.text import N_
from app.evaluation.survey.models import Survey, SurveyAnswer, SurveyState
from app.evaluation.survey.policy import LEADER
from app.evaluation.survey.queries.surveys import get_survey, used_ballots
from app.evaluation.survey.tally import LEAST
from app.messages.services import send
from app.schools.models import School

ALARM = N_("Answers of the monthly survey that need your look: %(count)d")
DAY_ENDS = 20  # o'clock at the school: alarms of the day are passed on, however few ballots came

_chance = SystemRandom()


def mix(session: Session, school: School, *, now: datetime) -> int:
    """Mix the answers of a school that have not been mixed, and pass on alarms; commits.

    Everything of a survey is deleted and written again in random order with new ids, in one
    transaction; then the log and the pages of what was deleted are emptied. From then on nothing
    tells which answers were handed in together, by whom or in what order (promise 7).

    Returns:
        How many answers were written anew.
    """
    written = 0
    for survey_id in _unmixed(session, school.id):
        survey = get_survey(session, school.id, survey_id, for_update=True)
        written += _rewrite(session, survey)
        _pass_on_alarms(session, school, survey, now=now)
    is_open = session.scalar(select(exists().where(*_open(school.id)))) is True
    session.commit()
    if written or is_open:
        forget_deleted(session.get_bind(), SurveyAnswer.__tablename__)
    return written


def _open(school_id: int) -> tuple[ColumnElement[bool], ...]:
    return Survey.school_id == school_id, Survey.state == SurveyState.OPEN


def _unmixed(session: Session, school_id: int) -> list[int]:
    """Name the surveys with answers that were not mixed, or not yet passed on."""
    waits = exists().where(
        SurveyAnswer.school_id == school_id,
        SurveyAnswer.survey_id == Survey.id,
        SurveyAnswer.is_mixed.is_(False) | SurveyAnswer.is_told.is_(False),
    )
    return list(session.scalars(select(Survey.id).where(Survey.school_id == school_id, waits)))


def _rewrite(session: Session, survey: Survey) -> int:
    columns = [one for one in SurveyAnswer.__table__.columns if one.name not in ("id", "is_mixed")]
    mine = (SurveyAnswer.school_id == survey.school_id, SurveyAnswer.survey_id == survey.id)
    if session.scalar(select(exists().where(*mine, SurveyAnswer.is_mixed.is_(False)))) is False:
        return 0
    rows = [_anew(row) for row in session.execute(select(*columns).where(*mine))]
    _chance.shuffle(rows)
    overwrite_deleted(session)
    session.execute(delete(SurveyAnswer).where(*mine))
    session.execute(insert(SurveyAnswer), rows)
    return len(rows)


def _anew(row: Row[tuple[object, ...]]) -> dict[str, object]:
    return dict(row._mapping) | {"id": token_hex(16), "is_mixed": True}


def _pass_on_alarms(session: Session, school: School, survey: Survey, *, now: datetime) -> None:
    """Tell the leaders how many alarm answers came, with five ballots or more or at day's end."""
    used = used_ballots(session, survey)
    is_day_over = now.astimezone(ZoneInfo(school.time_zone)).hour >= DAY_ENDS
    if used - survey.told < LEAST and not is_day_over and survey.state is SurveyState.OPEN:
        return
    waiting = (
        SurveyAnswer.school_id == survey.school_id,
        SurveyAnswer.survey_id == survey.id,
        SurveyAnswer.is_told.is_(False),
    )
    alarming = {question.key: question.alarm_if for question in survey.form.asked()}
    rows = session.execute(select(SurveyAnswer.key, SurveyAnswer.value).where(*waiting)).all()
    count = sum(value in alarming.get(key, frozenset()) for key, value in rows)
    session.execute(update(SurveyAnswer).where(*waiting).values(is_told=True))
    survey.told = used
    if count:
        leaders = staff_in_role(session, school.id, LEADER, on=school.today(now))
        told = [*administrators(session, school.id), *(one.id for one in leaders)]
        link = f"/surveys/{survey.id}"
        send(session, school.id, told, ALARM, link=link, now=now, count=count)
