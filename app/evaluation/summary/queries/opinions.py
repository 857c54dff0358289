"""What families said, for groups that the survey's own results show alone (promise 7).

Sums are made of such groups only: a survey in which a club's group is too small counts nothing, so
that no sum less another ever leaves a hidden group.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.evaluation.summary.evidence import Opinion
from app.evaluation.survey.models import Survey, SurveyAnswer, SurveyKind, SurveyState
from app.evaluation.survey.questions import Kind, Question
from app.evaluation.survey.tally import Distribution, Given, by_block, for_groups
from app.schools.models import Term


@dataclass(frozen=True)
class MonthScores:
    """The scale questions of a closed survey, over all who answered."""

    survey: Survey
    scores: Sequence[tuple[Question, Distribution]]


def closed_surveys(
    session: Session, school_id: int, term: Term, *, today: date
) -> Sequence[Survey]:
    """List the closed surveys of a term with their questions, the oldest first."""
    return session.scalars(
        select(Survey)
        .where(
            Survey.school_id == school_id,
            Survey.kind == SurveyKind.MONTHLY,
            Survey.state == SurveyState.CLOSED,
            Survey.month >= term.starts_on.replace(day=1),
            Survey.month <= min(today, term.ends_on),
        )
        .options(joinedload(Survey.form))
        .order_by(Survey.month)
    ).all()


def opinions(session: Session, school_id: int, term: Term, *, today: date) -> Mapping[int, Opinion]:
    """Add up, by section, the scale answers of every month in which its group stands alone."""
    surveys = closed_surveys(session, school_id, term, today=today)
    given = _club_answers(session, school_id, [one.id for one in surveys])
    answers: Counter[int] = Counter()
    satisfied: Counter[int] = Counter()
    shown: dict[int, set[int]] = {}
    asked: dict[int, set[int]] = {}
    for survey in surveys:
        for question in _scales(survey, per_club=True):
            of_question = given.get((survey.id, question.key), [])
            for one in of_question:
                asked.setdefault(one.group, set()).add(survey.id)
            for block, counted in by_block(question, of_question).items():
                if len(block) == 1:
                    (section_id,) = block
                    answers[section_id] += counted.size
                    satisfied[section_id] += counted.satisfied
                    shown.setdefault(section_id, set()).add(survey.id)
    return {
        section_id: Opinion(
            answers[section_id],
            satisfied[section_id],
            len(shown.get(section_id, ())),
            len(months - shown.get(section_id, set())),
        )
        for section_id, months in asked.items()
    }


def month_scores(
    session: Session, school_id: int, term: Term, *, today: date
) -> Sequence[MonthScores]:
    """Count the scale questions of each closed survey, where five or more answered."""
    surveys = closed_surveys(session, school_id, term, today=today)
    rows = session.execute(
        select(SurveyAnswer.survey_id, SurveyAnswer.key, SurveyAnswer.value).where(
            SurveyAnswer.school_id == school_id,
            SurveyAnswer.survey_id.in_([one.id for one in surveys]),
            SurveyAnswer.value != "",
        )
    )
    given: dict[tuple[int, str], list[Given[None]]] = {}
    for survey_id, key, value in rows:
        given.setdefault((survey_id, key), []).append(Given(None, value.split(",")))
    return [
        MonthScores(
            survey,
            [
                (question, counted)
                for question in _scales(survey)
                if (
                    counted := for_groups(
                        question, given.get((survey.id, question.key), []), [None]
                    )
                )
            ],
        )
        for survey in surveys
    ]


def _club_answers(
    session: Session, school_id: int, survey_ids: Iterable[int]
) -> Mapping[tuple[int, str], list[Given[int]]]:
    rows = session.execute(
        select(
            SurveyAnswer.survey_id, SurveyAnswer.key, SurveyAnswer.section_id, SurveyAnswer.value
        ).where(
            SurveyAnswer.school_id == school_id,
            SurveyAnswer.survey_id.in_(list(survey_ids)),
            SurveyAnswer.section_id.is_not(None),
            SurveyAnswer.value != "",
        )
    )
    found: dict[tuple[int, str], list[Given[int]]] = {}
    for survey_id, key, section_id, value in rows:
        if section_id is not None:
            found.setdefault((survey_id, key), []).append(Given(section_id, value.split(",")))
    return found


def _scales(survey: Survey, *, per_club: bool = False) -> list[Question]:
    return [
        one
        for one in survey.form.asked()
        if one.kind is Kind.SCALE and (one.is_per_club or not per_club)
    ]
