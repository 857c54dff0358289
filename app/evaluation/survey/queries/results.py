"""Results of closed surveys; small groups stand together or are hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Student
from app.courses.models import Section
from app.evaluation.survey import tally
from app.evaluation.survey.errors import ResultsNotYet
from app.evaluation.survey.masking import masked
from app.evaluation.survey.models import Survey, SurveyAnswer, SurveyState
from app.evaluation.survey.questions import Kind, Question
from app.evaluation.survey.tally import LEAST, Distribution, Given


@dataclass(frozen=True)
class ClubResult:
    """How a club, or the small ones together (no section), was answered."""

    section: Section | None
    how_many: int  # clubs that stand together
    answers: Sequence[tuple[Question, Distribution]]

    @property
    def satisfied(self) -> float:
        """The lowest share of satisfied answers, so that what needs a look stands first."""
        shares = [one.satisfied / one.size for _question, one in self.answers if one.is_scale]
        return min(shares, default=1.0)


@dataclass(frozen=True)
class Results:
    """What a closed survey says."""

    questions: Sequence[tuple[Question, Distribution | None]]
    clubs: Sequence[ClubResult]
    texts: Sequence[tuple[Question, Sequence[str]]]
    grades: Sequence[int]  # that were answered for


def results(session: Session, survey: Survey, *, grade: int | None = None) -> Results:
    """Count the answers of a closed survey, of all grades or of one.

    Raises:
        ResultsNotYet: it still takes answers; two looks would show the one between.
    """
    if survey.state is not SurveyState.CLOSED:
        raise ResultsNotYet
    answers = _answers(session, survey)
    asked = survey.form.asked()
    given: dict[str, list[Given[int | None]]] = {}
    for one in answers:
        if one.value:
            given.setdefault(one.key, []).append(Given(one.grade, one.value.split(",")))
    grades = sorted({one.grade for one in answers if one.grade is not None})
    return Results(
        questions=[
            (question, _counted(question, given.get(question.key, []), grade))
            for question in asked
            if question.kind is not Kind.TEXT
            and question.section_id is None  # it stands with its club
            and (grade is None or not question.is_per_club)
        ],
        clubs=_clubs(asked, answers) if grade is None else [],
        texts=_texts(session, survey, asked, answers) if grade is None else [],
        grades=grades,
    )


def satisfaction(
    session: Session, school_id: int, listed: Sequence[Survey], key: str
) -> list[tuple[date, Distribution]]:
    """Count one scale question month by month, oldest first, where five or more answered."""
    closed = {one.id: one for one in listed if one.state is SurveyState.CLOSED}
    rows = session.execute(
        select(SurveyAnswer.survey_id, SurveyAnswer.value).where(
            SurveyAnswer.school_id == school_id,
            SurveyAnswer.survey_id.in_(list(closed)),
            SurveyAnswer.key == key,
        )
    )
    given: dict[int, list[Given[None]]] = {}
    for survey_id, value in rows:
        given.setdefault(survey_id, []).append(Given(None, [value]))
    question = next(
        (one for s in closed.values() for one in s.form.asked() if one.key == key), None
    )
    if question is None:
        return []
    months = sorted(closed.values(), key=lambda one: one.month)
    counted = [
        (one.month, tally.for_groups(question, given.get(one.id, []), [None])) for one in months
    ]
    return [(month, found) for month, found in counted if found is not None]


def _answers(session: Session, survey: Survey) -> Sequence[SurveyAnswer]:
    return session.scalars(
        select(SurveyAnswer)
        .where(SurveyAnswer.school_id == survey.school_id, SurveyAnswer.survey_id == survey.id)
        .options(joinedload(SurveyAnswer.section).joinedload(Section.course))
        .order_by(SurveyAnswer.id)
    ).all()


def _counted(
    question: Question, given: Sequence[Given[int | None]], grade: int | None
) -> Distribution | None:
    wanted = {one.group for one in given} if grade is None else {grade}
    return tally.for_groups(question, given, wanted)


def _clubs(asked: Sequence[Question], answers: Sequence[SurveyAnswer]) -> list[ClubResult]:
    sections = {one.section_id: one.section for one in answers}
    found: dict[frozenset[int | None], list[tuple[Question, Distribution]]] = {}
    for question in asked:
        if question.is_per_club:
            given = [
                Given(one.section_id, one.value.split(","))
                for one in answers
                if one.key == question.key
            ]
            for block, counted in tally.by_block(question, given).items():
                found.setdefault(block, []).append((question, counted))
    clubs = [
        ClubResult(sections[next(iter(block))] if len(block) == 1 else None, len(block), counted)
        for block, counted in found.items()
    ]
    return sorted(clubs, key=lambda club: (club.section is None, club.satisfied))


def _texts(
    session: Session, survey: Survey, asked: Sequence[Question], answers: Sequence[SurveyAnswer]
) -> list[tuple[Question, list[str]]]:
    """List what was written, masked, if five or more wrote something."""
    written: Mapping[str, list[str]] = {one.key: [] for one in asked if one.kind is Kind.TEXT}
    for one in answers:
        if one.text and one.key in written:
            written[one.key].append(one.text)
    if sum(len(texts) for texts in written.values()) < LEAST:
        return []
    names = session.scalars(select(Student.name).where(Student.school_id == survey.school_id)).all()
    return [
        (question, [masked(text, names) for text in written[question.key]])
        for question in asked
        if written.get(question.key)
    ]
