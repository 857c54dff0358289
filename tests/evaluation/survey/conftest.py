"""Thirty families of one homeroom with a club, and a survey they are asked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from app.accounts.models import Consent, ConsentPurpose
from app.core.roles import Role
from app.evaluation.survey.models import Survey, SurveyChild
from app.evaluation.survey.queries.surveys import get_survey
from app.evaluation.survey.services import hand_in, make_survey, open_survey
from app.evaluation.survey.usual_form import CHOSEN_AT_FIRST
from tests import make

CLOSES = date(2026, 9, 10)
TODAY = date(2026, 9, 3)


@dataclass
class Asked:
    """A school whose guardians are asked."""

    session: Any
    school: Any
    office: Any
    homeroom: Any
    section: Any
    pupils: list[Any]
    guardians: list[Any]

    def made(self, keys=CHOSEN_AT_FIRST) -> Survey:
        made = make_survey(
            self.session,
            self.school,
            keys,
            closes_on=CLOSES,
            actor_id=self.office.id,
            now=make.NOON,
        )
        self.session.commit()
        return get_survey(self.session, self.school.id, made.id)

    def opened(self, keys=CHOSEN_AT_FIRST) -> Survey:
        survey = self.made(keys)
        open_survey(self.session, self.school, survey, actor_id=self.office.id, now=make.NOON)
        self.session.commit()
        return get_survey(self.session, self.school.id, survey.id)

    def child(self, survey, number) -> SurveyChild:
        return (
            self.session.query(SurveyChild)
            .filter_by(survey_id=survey.id, student_id=self.pupils[number].id)
            .one()
        )

    def answers(self, survey, number, /, *, grade=3, commit=True, **values) -> None:
        """Hand in the ballot of a child; `club_content` and `club_teacher` are of its club."""
        said = {"club_content": "5", "overall": "5"} | values
        sent = {
            (key, self.section.id if key.startswith("club_") else None): [value]
            for key, value in said.items()
        }
        child = self.child(get_survey(self.session, self.school.id, survey.id), number)
        hand_in(self.session, survey, child, grade, [self.section.id], sent, today=TODAY)
        if commit:
            self.session.commit()


def agrees(session, guardian, pupil, *, is_given=True) -> None:
    session.add(
        Consent(
            school_id=pupil.school_id,
            account_id=guardian.id,
            student_id=pupil.id,
            purpose=ConsentPurpose.SURVEY,
            is_given=is_given,
            at=make.NOON,
        )
    )


@pytest.fixture
def asked(session, school, term):
    homeroom = make.homeroom(session, school=school)
    section = make.section(session, term=term)
    pupils, guardians = [], []
    for _number in range(30):
        pupil = make.student(session, school=school, homeroom=homeroom)
        guardian = make.guardian(session, pupil, school=school)
        agrees(session, guardian, pupil)
        pupils.append(pupil)
        guardians.append(guardian)
    for pupil in pupils[:10]:
        make.place(session, pupil, section)
    office = make.account(session, Role.SCHOOL_ADMIN, school=school, name="何主任")
    session.commit()
    return Asked(session, school, office, homeroom, section, pupils, guardians)
