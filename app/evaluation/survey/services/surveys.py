"""Making, opening and closing a survey; reminding; what the school answers."""

from collections.abc import Collection
from datetime import date, datetime
from secrets import token_hex

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounts.models import ConsentPurpose, Student
from app.accounts.queries.consent import answers_for
from app.audit.services import record
from app.core.text import N_
from app.evaluation.survey.errors import (
    ClosesTooEarly,
    EmptyReply,
    MonthTaken,
    NobodyToAsk,
    NoQuestions,
    NotADraft,
    NotOpen,
)
from app.evaluation.survey.models import (
    Invitation,
    Survey,
    SurveyChild,
    SurveyForm,
    SurveyKind,
    SurveyReply,
    SurveyState,
)
from app.evaluation.survey.queries.questions import offered_questions
from app.evaluation.survey.queries.surveys import (
    accounts_of_children,
    guardians_of_children,
    newest_form,
    pupils_to_ask_about,
)
from app.evaluation.survey.questions import stored
from app.evaluation.survey.services.ballots import hashed, token_of
from app.evaluation.survey.writing import check_order
from app.messages.services import send
from app.schools.models import School

INVITED = N_("The monthly survey is open until %(day)s: anonymous, a minute, all your children.")
REMINDED = N_("Until %(day)s you can still answer the monthly survey; it takes a minute.")
ASKED = N_("What would pupils like to do next term? Until %(day)s, without a name.")
LINK, POLL_LINK = "/survey", "/poll"


def make_survey(
    session: Session,
    school: School,
    keys: Collection[str],
    *,
    closes_on: date,
    actor_id: int,
    now: datetime,
    kind: SurveyKind = SurveyKind.MONTHLY,
) -> Survey:
    """Make this month's survey as a draft; other questions than last time are a new version.

    Raises:
        NoQuestions: nothing was chosen.
        ClosesTooEarly: the last day has passed.
        MonthTaken: the month has its survey.
        ConditionMissing: a question was chosen without the one that brings it up.
    """
    today = school.today(now)
    form = newest_form(session, school.id, kind)
    asked = [one for one in offered_questions(form, kind) if one.key in keys]
    if not asked:
        raise NoQuestions
    check_order(asked)
    if closes_on < today:
        raise ClosesTooEarly
    month = today.replace(day=1)
    taken = select(Survey.id).where(
        Survey.school_id == school.id, Survey.kind == kind, Survey.month == month
    )
    if session.scalar(taken) is not None:
        raise MonthTaken
    chosen = [stored(one) for one in asked]
    if form is None or form.questions != chosen:
        newest = newest_form(session, school.id)
        version = newest.version + 1 if newest else 1
        form = SurveyForm(school_id=school.id, version=version, kind=kind, questions=chosen)
    survey = Survey(school_id=school.id, form=form, kind=kind, month=month, closes_on=closes_on)
    session.add(survey)
    session.flush()
    _record(session, "make survey", survey, actor_id, now, questions=len(chosen))
    return survey


def drop_draft(session: Session, survey: Survey, *, actor_id: int, now: datetime) -> None:
    """Throw a draft away.

    Raises:
        NotADraft: it was opened.
    """
    if survey.state is not SurveyState.DRAFT:
        raise NotADraft
    _record(session, "drop survey", survey, actor_id, now)
    session.delete(survey)
    session.flush()


def pupils_with_consent(session: Session, school: School, *, today: date) -> list[Student]:
    """List the children about whom guardians are asked: those whose consent is not missing."""
    pupils = pupils_to_ask_about(session, school.id)
    answers = answers_for(session, pupils)
    return [
        one
        for one in pupils
        if not one.needs_consent(today) or answers[one.id].get(ConsentPurpose.SURVEY, False)
    ]


def open_survey(
    session: Session, school: School, survey: Survey, *, actor_id: int, now: datetime
) -> int:
    """Open a draft: fix the children, make each guardian's link, tell them; gives how many.

    Raises:
        NotADraft: it was opened already.
        ClosesTooEarly: its last day has passed.
        NobodyToAsk: no child has a guardian who agreed to be asked.
    """
    today = school.today(now)
    if survey.state is not SurveyState.DRAFT:
        raise NotADraft
    if survey.closes_on < today:
        raise ClosesTooEarly
    pupils = pupils_with_consent(session, school, today=today)
    if not pupils:
        raise NobodyToAsk
    survey.state, survey.opened_on = SurveyState.OPEN, today
    facts = {"school_id": school.id, "survey_id": survey.id}
    session.execute(
        insert(SurveyChild),
        [
            facts | {"student_id": one.id, "homeroom_id": one.homeroom_id, "is_used": False}
            for one in pupils
        ],
    )
    guardians = guardians_of_children(session, survey)
    day = survey.closes_on.isoformat()
    if survey.kind is SurveyKind.INTEREST:
        told = sorted({*guardians, *accounts_of_children(session, survey)})
        send(session, school.id, told, ASKED, link=POLL_LINK, now=now, day=day)
    else:
        session.execute(insert(Invitation), [facts | _link(one) for one in guardians])
        send(session, school.id, guardians, INVITED, link=LINK, now=now, day=day)
    session.flush()
    _record(session, "open survey", survey, actor_id, now, children=len(pupils))
    return len(guardians)


def close_survey(
    session: Session, school: School, survey: Survey, *, actor_id: int | None, now: datetime
) -> None:
    """Close a survey: nobody answers any more; results are shown after the last mixing.

    Raises:
        NotOpen: it is not open.
    """
    if survey.state is not SurveyState.OPEN:
        raise NotOpen
    survey.state, survey.closed_on = SurveyState.CLOSED, school.today(now)
    session.flush()
    _record(session, "close survey", survey, actor_id, now)


def remind(
    session: Session, school: School, survey: Survey, *, actor_id: int, now: datetime
) -> int:
    """Remind the guardians of children whose ballot was not used; gives how many.

    Raises:
        NotOpen: the survey takes no answers.
    """
    if not survey.takes_answers(school.today(now)):
        raise NotOpen
    waiting = guardians_of_children(session, survey, unused=True)
    day = survey.closes_on.isoformat()
    if survey.kind is SurveyKind.INTEREST:
        waiting = sorted({*waiting, *accounts_of_children(session, survey, unused=True)})
        told = send(session, school.id, waiting, ASKED, link=POLL_LINK, now=now, day=day)
    else:
        told = send(session, school.id, waiting, REMINDED, link=LINK, now=now, day=day)
    _record(session, "remind of survey", survey, actor_id, now, told=told)
    return told


def write_reply(
    session: Session, survey: Survey, said: str, done: str, *, actor_id: int, now: datetime
) -> SurveyReply:
    """Write what families said and what the school does; families read it with the next survey.

    Raises:
        EmptyReply: one side is empty.
    """
    if not said.strip() or not done.strip():
        raise EmptyReply
    reply = SurveyReply(
        school_id=survey.school_id, survey_id=survey.id, said=said.strip(), done=done.strip()
    )
    session.add(reply)
    session.flush()
    _record(session, "answer survey", survey, actor_id, now)
    return reply


def _link(account_id: int) -> dict[str, object]:
    salt = token_hex(16)
    return {"account_id": account_id, "salt": salt, "token_hash": hashed(token_of(salt))}


def _record(
    session: Session, act: str, survey: Survey, actor_id: int | None, now: datetime, **facts: int
) -> None:
    record(
        session,
        act,
        "survey",
        survey.id,
        school_id=survey.school_id,
        actor_id=actor_id,
        now=now,
        **facts,
    )
