import pytest
from sqlalchemy import Date, DateTime, Time, insert, select, text
from sqlalchemy.exc import IntegrityError

from app.core.db import Model
from app.evaluation.survey.errors import (
    AlreadyAnswered,
    NotAnAnswer,
    NotOpen,
    ResultsNotYet,
    Unanswered,
)
from app.evaluation.survey.models import Invitation, SurveyAnswer, SurveyChild
from app.evaluation.survey.queries.results import results
from app.evaluation.survey.queries.surveys import (
    guardians_of_children,
    pupils_to_ask_about,
    responses,
)
from app.evaluation.survey.services import (
    close_survey,
    hand_in,
    make_survey,
    mix,
    open_survey,
    remind,
    token_of,
)
from app.messages.models import Message
from app.schools import queries as schools
from tests import make
from tests.evaluation.survey.conftest import CLOSES, TODAY, agrees

ALL = {"club_content", "overall", "forced", "advice"}


def test_a_ballot_falls_apart_and_leaves_only_that_it_was_used(session, asked):
    survey = asked.opened(ALL)

    asked.answers(survey, 0, forced="no", advice="门口等太久")

    found = session.scalars(select(SurveyAnswer)).all()
    assert {(one.key, one.grade, one.section_id, one.value, one.text) for one in found} == {
        ("club_content", None, asked.section.id, "5", ""),
        ("overall", 3, None, "5", ""),
        ("forced", 3, None, "no", ""),
        ("advice", None, None, "", "门口等太久"),
    }
    assert [one.is_used for one in session.scalars(select(SurveyChild))].count(True) == 1


def test_a_child_has_one_ballot_whoever_answers(session, asked):
    survey = asked.opened()
    asked.answers(survey, 0)

    with pytest.raises(AlreadyAnswered):
        asked.answers(survey, 0)

    assert len(session.scalars(select(SurveyAnswer)).all()) == 2


def test_what_is_missing_or_does_not_belong_is_refused(session, asked):
    survey = asked.opened()

    with pytest.raises(Unanswered):
        asked.answers(survey, 0, overall="")
    with pytest.raises(NotAnAnswer):
        asked.answers(survey, 0, overall="9")

    assert session.scalars(select(SurveyAnswer)).all() == []


def test_after_the_last_day_nobody_answers(session, asked):
    survey = asked.opened()
    child = asked.child(survey, 0)

    with pytest.raises(NotOpen):
        hand_in(session, survey, child, 3, [], {}, today=CLOSES.replace(day=11))


def test_a_club_of_four_is_answered_for_together_with_other_small_ones(session, asked):
    for place in asked.session.execute(text("SELECT id FROM place")).scalars().all()[4:]:
        session.execute(text(f"DELETE FROM place WHERE id = {place}"))  # noqa: S608 -- a number
    session.commit()
    survey = asked.opened()

    asked.answers(survey, 0)

    assert set(session.scalars(select(SurveyAnswer.section_id))) == {None}


def test_a_grade_of_four_is_not_kept(session, asked):
    other = make.homeroom(session, school=asked.school, grade=6)
    for pupil in asked.pupils[:4]:
        pupil.homeroom = other
    session.commit()
    survey = asked.opened()

    asked.answers(survey, 0, grade=6)
    asked.answers(survey, 9, grade=3)

    kept = session.scalars(select(SurveyAnswer.grade).where(SurveyAnswer.key == "overall"))
    assert sorted(kept, key=str) == [3, None]


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "1"},
        {"grade": 3, "section_id": 1},
        {"grade": 3, "text": "x"},
        {"value": "5", "text": "x"},
        {"value": "5" * 121},
    ],
)
def test_the_database_refuses_an_answer_that_could_point_at_somebody(session, asked, wrong):
    survey = asked.opened()
    if "section_id" in wrong:
        wrong = wrong | {"section_id": asked.section.id}
    row = {"id": "0" * 32, "school_id": asked.school.id, "survey_id": survey.id, "key": "overall"}

    with pytest.raises(IntegrityError):
        session.execute(insert(SurveyAnswer).values(row | wrong))
    session.rollback()

    session.execute(insert(SurveyAnswer).values(row))


def test_the_tables_have_no_column_for_a_person_or_a_time():
    answer = Model.metadata.tables["survey_answer"]
    child = Model.metadata.tables["survey_child"]

    assert {key.column.table.name for key in answer.foreign_keys} == {
        "school",
        "survey",
        "section",
    }
    timed = (Date, DateTime, Time)
    kinds = [getattr(one.type, "impl", one.type) for one in [*answer.columns, *child.columns]]
    assert not any(isinstance(kind, timed) for kind in kinds)
    assert {one.name for one in child.columns} == {
        "id",
        "school_id",
        "survey_id",
        "student_id",
        "homeroom_id",
        "is_used",
    }


def test_one_link_covers_all_children_and_only_its_hash_is_kept(session, asked):
    make.guardianship(session, asked.guardians[0], asked.pupils[1])
    survey = asked.opened()

    links = session.scalars(select(Invitation).where(Invitation.survey_id == survey.id)).all()

    assert len(links) == len(asked.guardians)
    assert all(token_of(one.salt) not in one.token_hash for one in links)


def test_a_guardian_who_did_not_agree_is_not_asked(session, asked):
    agrees(session, asked.guardians[0], asked.pupils[0], is_given=False)

    survey = asked.opened()

    assert asked.guardians[0].id not in guardians_of_children(session, survey)
    assert len(guardians_of_children(session, survey)) == 29


def test_only_who_has_not_answered_is_reminded(session, asked):
    survey = asked.opened()
    for number in range(28):
        asked.answers(survey, number, commit=False)
    session.query(Message).delete()

    told = remind(session, asked.school, survey, actor_id=asked.office.id, now=make.NOON)

    last = [guardian.id for guardian in asked.guardians[28:]]
    assert told == 2
    assert sorted(session.scalars(select(Message.account_id))) == last


def test_the_rate_stands_by_homeroom(session, asked):
    survey = asked.opened()
    for number in range(6):
        asked.answers(survey, number, commit=False)

    (one,) = responses(session, survey)

    assert (one.homeroom.id, one.used, one.whole) == (asked.homeroom.id, 6, 30)


def test_results_wait_until_the_survey_is_closed_and_need_five(session, asked):
    survey = asked.opened()
    for number in range(4):
        asked.answers(survey, number, commit=False)
    with pytest.raises(ResultsNotYet):
        results(session, survey)
    close_survey(session, asked.school, survey, actor_id=asked.office.id, now=make.NOON)

    found = results(session, survey)

    assert [counted for _question, counted in found.questions] == [None] * len(found.questions)
    assert (found.clubs, found.texts) == ([], [])


def test_results_say_their_sizes_and_mask_names(session, asked):
    survey = asked.opened(ALL)
    for number in range(8):
        asked.answers(survey, number, commit=False, advice="志奕等太久", overall="54"[number % 2])
    close_survey(session, asked.school, survey, actor_id=asked.office.id, now=make.NOON)

    found = results(session, survey)

    sizes = {question.key: counted.size for question, counted in found.questions if counted}
    assert sizes == {"club_content": 8, "overall": 8}
    assert [(club.section.id, club.answers[0][1].size) for club in found.clubs] == [
        (asked.section.id, 8)
    ]
    assert set(found.texts[0][1]) == {"○○等太久"}


def test_alarms_are_passed_on_with_five_ballots_and_not_with_four(session, asked):
    survey = asked.opened(ALL)
    session.query(Message).delete()
    for number in range(4):
        asked.answers(survey, number, forced="no")
    mix(session, asked.school, now=make.NOON)
    before = session.scalars(select(Message.account_id)).all()

    asked.answers(survey, 4)
    mix(session, asked.school, now=make.NOON)

    (message,) = session.scalars(select(Message)).all()
    assert before == []
    assert (message.account_id, message.facts) == (asked.office.id, {"count": 4})


def test_alarms_are_passed_on_at_the_end_of_the_day(session, asked):
    survey = asked.opened(ALL)
    session.query(Message).delete()
    asked.answers(survey, 0, forced="no")

    mix(session, asked.school, now=make.NOON.replace(hour=12))

    assert session.scalars(select(Message.facts)).all() == [{"count": 1}]


def test_other_questions_are_a_new_version_and_old_surveys_keep_theirs(session, asked):
    first = asked.made({"overall"})
    later = make.NOON.replace(month=10)
    days = {"closes_on": CLOSES.replace(month=10), "actor_id": asked.office.id, "now": later}

    second = make_survey(session, asked.school, {"overall", "fee"}, **days)

    assert [[one.key for one in survey.form.asked()] for survey in (first, second)] == [
        ["overall"],
        ["overall", "fee"],
    ]
    assert [first.form.version, second.form.version] == [1, 2]


def test_opening_tells_each_guardian_once(session, asked):
    survey = asked.made()

    told = open_survey(session, asked.school, survey, actor_id=asked.office.id, now=make.NOON)

    assert told == 30
    assert len(set(session.scalars(select(Message.account_id)))) == 30
    assert survey.takes_answers(TODAY)


def test_the_club_that_needs_a_look_stands_first(session, asked):
    liked = asked.section
    other = make.section(
        session,
        term=schools.get_current_term(session, asked.school.id, TODAY),
        course=make.course(session, school=asked.school, title="轮滑"),
    )
    for pupil in pupils_to_ask_about(session, asked.school.id)[10:20]:
        make.place(session, pupil, other)
    session.commit()
    survey = asked.opened()
    for number in range(6):
        asked.answers(survey, number, commit=False)
    asked.section = other
    for number in range(10, 16):
        asked.answers(survey, number, commit=False, club_content="2")
    close_survey(session, asked.school, survey, actor_id=asked.office.id, now=make.NOON)

    found = results(session, survey)

    assert [club.section.id for club in found.clubs] == [other.id, liked.id]
