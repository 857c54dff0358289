"""Surveys, who may answer, and how many did."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Account, Guardianship, Student, StudentStatus
from app.core.errors import NotFound
from app.evaluation.survey.models import (
    Invitation,
    Survey,
    SurveyAnswer,
    SurveyChild,
    SurveyForm,
    SurveyKind,
    SurveyReply,
    SurveyState,
)
from app.schools.models import Homeroom


@dataclass(frozen=True)
class Response:
    """How many ballots of a homeroom were used; never which."""

    homeroom: Homeroom
    used: int
    whole: int


@dataclass(frozen=True)
class Family:
    """A guardian and the children the link covers."""

    account: Account
    children: Sequence[Student]
    invitation: Invitation


def surveys(session: Session, school_id: int) -> Sequence[Survey]:
    """List a school's surveys with their questions, newest first."""
    return session.scalars(
        select(Survey)
        .where(Survey.school_id == school_id)
        .options(joinedload(Survey.form))
        .order_by(Survey.month.desc())
    ).all()


def get_survey(
    session: Session, school_id: int, survey_id: int, *, for_update: bool = False
) -> Survey:
    """Load a survey with its questions.

    Raises:
        NotFound: the school has no such survey.
    """
    statement = (
        select(Survey)
        .where(Survey.school_id == school_id, Survey.id == survey_id)
        .options(joinedload(Survey.form, innerjoin=True))
    )
    if for_update:
        statement = statement.with_for_update(of=Survey).execution_options(populate_existing=True)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def newest_form(
    session: Session, school_id: int, kind: SurveyKind | None = None
) -> SurveyForm | None:
    """Load the newest version of the form, of one kind or of all."""
    of_kind = (SurveyForm.kind == kind,) if kind else ()
    return session.scalars(
        select(SurveyForm)
        .where(SurveyForm.school_id == school_id, *of_kind)
        .order_by(SurveyForm.version.desc())
        .limit(1)
    ).one_or_none()


def open_survey(
    session: Session, school_id: int, *, today: date, kind: SurveyKind = SurveyKind.MONTHLY
) -> Survey | None:
    """Load the survey that takes answers today."""
    return session.scalars(
        select(Survey)
        .where(
            Survey.school_id == school_id,
            Survey.kind == kind,
            Survey.state == SurveyState.OPEN,
            Survey.closes_on >= today,
        )
        .options(joinedload(Survey.form))
        .order_by(Survey.month.desc())
        .limit(1)
    ).one_or_none()


def survey_to_answer(
    session: Session, school_id: int, account_id: int, *, today: date
) -> Survey | None:
    """Load the open survey in which a guardian has a child without a ballot."""
    waits = (
        select(SurveyChild.id)
        .join(Guardianship, Guardianship.student_id == SurveyChild.student_id)
        .join(
            Invitation,
            (Invitation.survey_id == SurveyChild.survey_id)
            & (Invitation.account_id == Guardianship.account_id),
        )
        .where(
            SurveyChild.school_id == school_id,
            SurveyChild.survey_id == Survey.id,
            SurveyChild.is_used.is_(False),
            Guardianship.school_id == school_id,
            Guardianship.account_id == account_id,
        )
    )
    return session.scalars(
        select(Survey)
        .where(
            Survey.school_id == school_id,
            Survey.state == SurveyState.OPEN,
            Survey.closes_on >= today,
            waits.exists(),
        )
        .order_by(Survey.month.desc())
        .limit(1)
    ).one_or_none()


def invitation_of(session: Session, survey: Survey, account_id: int) -> Invitation | None:
    """Load a guardian's invitation to a survey."""
    return session.scalars(
        select(Invitation).where(
            Invitation.school_id == survey.school_id,
            Invitation.survey_id == survey.id,
            Invitation.account_id == account_id,
        )
    ).one_or_none()


def invitation_by_token(session: Session, token_hash: str) -> Invitation:
    """Load the invitation of a personal link.

    Raises:
        NotFound: there is none.
    """
    found = session.scalars(
        select(Invitation).where(Invitation.token_hash == token_hash)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def children_of(session: Session, invitation: Invitation) -> Sequence[tuple[SurveyChild, Student]]:
    """List the children a link covers, with whether their ballot was used."""
    statement = (
        select(SurveyChild, Student)
        .join(Student, Student.id == SurveyChild.student_id)
        .join(Guardianship, Guardianship.student_id == Student.id)
        .where(
            SurveyChild.school_id == invitation.school_id,
            SurveyChild.survey_id == invitation.survey_id,
            Guardianship.school_id == invitation.school_id,
            Guardianship.account_id == invitation.account_id,
        )
        .options(joinedload(Student.homeroom))
        .order_by(Student.student_no)
    )
    return [(child, student) for child, student in session.execute(statement)]


def pupils_to_ask_about(session: Session, school_id: int) -> Sequence[Student]:
    """List the enrolled children who have a guardian that can sign in, homeroom by homeroom."""
    return session.scalars(
        select(Student)
        .join(Student.homeroom)
        .where(
            Student.school_id == school_id,
            Student.status == StudentStatus.ENROLLED,
            Student.id.in_(
                select(Guardianship.student_id)
                .join(Guardianship.account)
                .where(Guardianship.school_id == school_id, Account.is_active)
            ),
        )
        .options(joinedload(Student.homeroom))
        .order_by(Homeroom.grade, Homeroom.class_no, Student.student_no)
    ).all()


def guardians_of_children(session: Session, survey: Survey, *, unused: bool = False) -> list[int]:
    """List the accounts of the guardians of a survey's children, or of those without a ballot."""
    statement = (
        select(Guardianship.account_id)
        .join(Guardianship.account)
        .join(SurveyChild, SurveyChild.student_id == Guardianship.student_id)
        .where(
            SurveyChild.school_id == survey.school_id,
            SurveyChild.survey_id == survey.id,
            Guardianship.school_id == survey.school_id,
            Account.is_active,
        )
        .distinct()
        .order_by(Guardianship.account_id)
    )
    if unused:
        statement = statement.where(SurveyChild.is_used.is_(False))
    return list(session.scalars(statement))


def ballot_of(session: Session, survey: Survey, student_id: int) -> SurveyChild | None:
    """Load the ballot of a child, if it is asked about."""
    return session.scalars(
        select(SurveyChild).where(
            SurveyChild.school_id == survey.school_id,
            SurveyChild.survey_id == survey.id,
            SurveyChild.student_id == student_id,
        )
    ).one_or_none()


def poll_to_answer(
    session: Session, school_id: int, student_id: int, *, today: date
) -> Survey | None:
    """Load the open interest poll in which a child has a free ballot."""
    return session.scalars(
        select(Survey)
        .join(SurveyChild, SurveyChild.survey_id == Survey.id)
        .where(
            Survey.school_id == school_id,
            Survey.kind == SurveyKind.INTEREST,
            Survey.state == SurveyState.OPEN,
            Survey.closes_on >= today,
            SurveyChild.school_id == school_id,
            SurveyChild.student_id == student_id,
            SurveyChild.is_used.is_(False),
        )
        .limit(1)
    ).one_or_none()


def newest_poll(session: Session, school_id: int) -> Survey | None:
    """Load the newest interest poll that was closed."""
    return session.scalars(
        select(Survey)
        .where(
            Survey.school_id == school_id,
            Survey.kind == SurveyKind.INTEREST,
            Survey.state == SurveyState.CLOSED,
        )
        .order_by(Survey.month.desc())
        .limit(1)
    ).one_or_none()


def accounts_of_children(session: Session, survey: Survey, *, unused: bool = False) -> list[int]:
    """List the children's own accounts, or of those without a ballot."""
    statement = (
        select(Student.account_id)
        .join(SurveyChild, SurveyChild.student_id == Student.id)
        .where(
            SurveyChild.school_id == survey.school_id,
            SurveyChild.survey_id == survey.id,
            Student.account_id.is_not(None),
        )
    )
    if unused:
        statement = statement.where(SurveyChild.is_used.is_(False))
    return [one for one in session.scalars(statement) if one is not None]


def responses(session: Session, survey: Survey) -> list[Response]:
    """Count the used ballots by homeroom."""
    statement = (
        select(Homeroom, SurveyChild.is_used, func.count())
        .join(Homeroom, Homeroom.id == SurveyChild.homeroom_id)
        .where(SurveyChild.school_id == survey.school_id, SurveyChild.survey_id == survey.id)
        .group_by(Homeroom.id, SurveyChild.is_used)
        .order_by(Homeroom.grade, Homeroom.class_no)
    )
    homerooms: dict[int, Homeroom] = {}
    used: Counter[int] = Counter()
    whole: Counter[int] = Counter()
    for homeroom, is_used, count in session.execute(statement):
        homerooms[homeroom.id] = homeroom
        whole[homeroom.id] += count
        used[homeroom.id] += count if is_used else 0
    return [Response(homerooms[one], used[one], whole[one]) for one in homerooms]


def used_ballots(session: Session, survey: Survey) -> int:
    """Count the ballots that were used."""
    return (
        session.scalar(
            select(func.count())
            .select_from(SurveyChild)
            .where(
                SurveyChild.school_id == survey.school_id,
                SurveyChild.survey_id == survey.id,
                SurveyChild.is_used,
            )
        )
        or 0
    )


def children_by_grade(session: Session, survey: Survey) -> Counter[int | None]:
    """Count the children of a survey by grade."""
    rows = session.execute(
        select(Homeroom.grade, func.count())
        .join(SurveyChild, SurveyChild.homeroom_id == Homeroom.id)
        .where(SurveyChild.school_id == survey.school_id, SurveyChild.survey_id == survey.id)
        .group_by(Homeroom.grade)
    )
    counted: Counter[int | None] = Counter()
    for grade, count in rows:
        counted[grade] += count
    return counted


def families_of(session: Session, survey: Survey, homeroom_id: int) -> Sequence[Family]:
    """List the guardians of a homeroom's children, each with the invitation; for paper."""
    statement = (
        select(Account, Student, Invitation)
        .join(Guardianship, Guardianship.account_id == Account.id)
        .join(Student, Student.id == Guardianship.student_id)
        .join(SurveyChild, SurveyChild.student_id == Student.id)
        .join(Invitation, Invitation.account_id == Account.id)
        .where(
            Guardianship.school_id == survey.school_id,
            SurveyChild.survey_id == survey.id,
            SurveyChild.homeroom_id == homeroom_id,
            Invitation.survey_id == survey.id,
        )
        .order_by(Student.seat_no, Student.student_no, Account.id)
    )
    found: dict[int, tuple[Account, list[Student], Invitation]] = {}
    for account, student, invitation in session.execute(statement):
        found.setdefault(account.id, (account, [], invitation))[1].append(student)
    return [Family(*one) for one in found.values()]


def replies(session: Session, survey: Survey) -> Sequence[SurveyReply]:
    """List what the school wrote about a survey."""
    return session.scalars(
        select(SurveyReply)
        .where(SurveyReply.school_id == survey.school_id, SurveyReply.survey_id == survey.id)
        .order_by(SurveyReply.id)
    ).all()


def last_replies(session: Session, school_id: int) -> Sequence[SurveyReply]:
    """List what the school wrote about the last survey it answered to."""
    newest = (
        select(Survey.id)
        .join(SurveyReply, SurveyReply.survey_id == Survey.id)
        .where(Survey.school_id == school_id, Survey.state == SurveyState.CLOSED)
        .order_by(Survey.month.desc())
        .limit(1)
        .scalar_subquery()
    )
    return session.scalars(
        select(SurveyReply)
        .where(SurveyReply.school_id == school_id, SurveyReply.survey_id == newest)
        .order_by(SurveyReply.id)
    ).all()


def alarms(session: Session, survey: Survey) -> Counter[tuple[str, str]]:
    """Count the alarm answers that were passed on, by question and value."""
    alarming = {question.key: question.alarm_if for question in survey.form.asked()}
    rows = session.execute(
        select(SurveyAnswer.key, SurveyAnswer.value, func.count())
        .where(
            SurveyAnswer.school_id == survey.school_id,
            SurveyAnswer.survey_id == survey.id,
            SurveyAnswer.is_told,
        )
        .group_by(SurveyAnswer.key, SurveyAnswer.value)
    )
    counted: Counter[tuple[str, str]] = Counter()
    for key, value, count in rows:
        if value in alarming.get(key, frozenset()):
            counted[key, value] += count
    return counted
