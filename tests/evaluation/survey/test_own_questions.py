"""Questions in the school's own words: written, ordered, for one club, suggested from elsewhere."""

import pytest
from sqlalchemy import select, text

from app.core import clock
from app.core.errors import NotFound
from app.evaluation.survey import services
from app.evaluation.survey.errors import (
    AlreadyDecided,
    ConditionMissing,
    NoQuestions,
    NotADraft,
    NoWording,
    NoWordsOfAClub,
    OptionsDiffer,
    SmallClub,
    TooFewOptions,
)
from app.evaluation.survey.models import SuggestionState, Survey, SurveyAnswer
from app.evaluation.survey.queries.questions import suggestions
from app.evaluation.survey.queries.results import results
from app.evaluation.survey.queries.surveys import get_survey
from app.evaluation.survey.questions import Kind, Question
from app.evaluation.survey.services import add_question, close_survey, open_survey
from app.evaluation.survey.writing import Written, check_order, composed, together, typed
from tests import make
from tests.evaluation.survey.conftest import CLOSES, TODAY

COLOURS = Written(Kind.SINGLE, "颜色", "Colour", "红\n蓝\n", "Red\nBlue")


@pytest.fixture
def by(asked):
    return {"actor_id": asked.office.id, "now": make.NOON}


def test_what_was_typed_is_a_question_and_comes_back_as_it_was():
    question = composed(COLOURS)

    assert [(one.label, one.label_en) for one in question.options] == [
        ("红", "Red"),
        ("蓝", "Blue"),
    ]
    assert typed(question) | {"kind": "single"} == typed(question)
    assert typed(question)["answers"] == "红\n蓝"
    again = composed(Written(Kind.TEN, "颜色？", options="红\n绿\n蓝"), question)
    assert (again.key, again.kind) == (question.key, Kind.SINGLE)
    assert [again.options[0].value, again.options[2].value] == list(question.values)


def test_one_language_is_enough():
    assert composed(Written(Kind.TEN, "", "How likely?")).label == "How likely?"


@pytest.mark.parametrize(
    ("written", "refusal"),
    [
        (Written(Kind.TEN, " "), NoWording),
        (Written(Kind.SINGLE, "颜色", options="红"), TooFewOptions),
        (Written(Kind.SINGLE, "颜色", options="红\n红"), TooFewOptions),
        (Written(Kind.SINGLE, "颜色", options="红\n蓝", options_en="Red"), OptionsDiffer),
        (Written(Kind.TEXT, "说说", asked_of="7"), NoWordsOfAClub),
        (Written(Kind.TEXT, "说说", asked_of="clubs"), NoWordsOfAClub),
    ],
)
def test_what_cannot_be_answered_is_refused(written, refusal):
    with pytest.raises(refusal):
        composed(written)


def test_a_question_stands_after_the_one_that_brings_it_up():
    first = Question("days", Kind.TEN, "几天")
    second = Question("why", Kind.TEXT, "为什么", show_if={"days": ["0"]})

    check_order([first, second])
    for wrong in ([second, first], [second], [Question("days", Kind.SCALE, "几天"), second]):
        with pytest.raises(ConditionMissing):
            check_order(wrong)


def test_next_month_begins_with_the_own_questions_but_not_with_those_of_one_club():
    own, single = (
        Question("own_1", Kind.TEN, "自己"),
        Question("own_2", Kind.TEN, "x", section_id=3),
    )
    usual = Question("overall", Kind.SCALE, "总体")

    assert together([own, single], [usual]) == [own, usual]


def test_a_draft_is_changed_and_what_was_asked_stays(session, asked, by):
    survey = asked.made({"overall", "fee"})

    own = add_question(session, survey, COLOURS, **by)
    services.move_question(session, survey, own.key, -1, **by)
    services.change_question(session, survey, "fee", Written(Kind.SCALE, "收费"), **by)
    services.remove_question(session, survey, "overall", **by)

    assert [(one.key, one.label) for one in survey.form.asked()] == [
        (own.key, "颜色"),
        ("fee", "收费"),
    ]
    assert survey.form.version == 1
    with pytest.raises(NotFound):
        services.remove_question(session, survey, "overall", **by)
    services.remove_question(session, survey, "fee", **by)
    with pytest.raises(NoQuestions):
        services.remove_question(session, survey, own.key, **by)


def test_a_version_that_was_asked_before_is_never_changed(session, asked, by):
    first = asked.opened({"overall"})
    later = {"closes_on": CLOSES.replace(month=10), "actor_id": asked.office.id}
    october = make.NOON.replace(month=10)
    made = services.make_survey(session, asked.school, {"overall"}, now=october, **later)
    second = get_survey(session, asked.school.id, made.id)

    add_question(session, second, COLOURS, **by)

    kept = get_survey(session, asked.school.id, first.id)
    assert [one.key for one in kept.form.asked()] == ["overall"]
    assert (kept.form.version, second.form.version) == (1, 2)
    with pytest.raises(NotADraft):
        add_question(session, kept, COLOURS, **by)


def test_a_question_of_one_club_is_asked_of_its_families_alone(session, asked, by):
    survey = asked.made({"overall"})
    of_club = Written(Kind.SCALE, "场地够大吗", asked_of=str(asked.section.id))
    own = add_question(session, survey, of_club, **by)
    open_survey(session, asked.school, survey, **by)
    session.flush()
    for number in range(6):
        sent = {("overall", None): ["5"], (own.key, asked.section.id): ["2"]}
        child = asked.child(survey, number)
        services.hand_in(session, survey, child, 3, [asked.section.id], sent, today=TODAY)
    elsewhere = {("overall", None): ["5"], (own.key, 99): ["1"]}
    services.hand_in(session, survey, asked.child(survey, 20), 3, [99], elsewhere, today=TODAY)
    close_survey(session, asked.school, survey, **by)

    found = results(session, survey)

    rows = session.scalars(select(SurveyAnswer).where(SurveyAnswer.key == own.key)).all()
    assert {one.section_id for one in rows} == {asked.section.id}
    assert [(club.section.id, club.answers[0][1].size) for club in found.clubs] == [
        (asked.section.id, 6)
    ]
    assert [question.key for question, _counted in found.questions] == ["overall"]


def test_a_club_of_four_gets_no_question_of_its_own(session, asked, by):
    survey = asked.made({"overall"})
    of_club = Written(Kind.SCALE, "场地够大吗", asked_of=str(asked.section.id))
    own = add_question(session, survey, of_club, **by)
    for place in session.execute(text("SELECT id FROM place")).scalars().all()[4:]:
        session.execute(text("DELETE FROM place WHERE id = :id"), {"id": place})
    open_survey(session, asked.school, survey, **by)

    sent = {("overall", None): ["5"], (own.key, asked.section.id): ["2"]}
    child = asked.child(survey, 0)
    services.hand_in(session, survey, child, 3, [asked.section.id], sent, today=TODAY)

    assert session.scalars(select(SurveyAnswer.key)).all() == ["overall"]
    with pytest.raises(SmallClub):
        add_question(session, survey, of_club, **by)


def test_a_suggested_question_is_accepted_or_dropped_once(session, asked, by):
    survey = asked.made({"overall"})
    first = services.suggest_question(
        session, asked.section, "器材够用吗", why="三周缺人", link="/x", **by
    )
    second = services.suggest_question(session, asked.section, "时间合适吗", **by)

    services.accept_suggestion(session, survey, first, **by)
    services.drop_suggestion(session, second, **by)

    assert (first.state, second.state) == (SuggestionState.ACCEPTED, SuggestionState.DROPPED)
    assert [one.section_id for one in survey.form.asked()] == [None, asked.section.id]
    assert suggestions(session, asked.school.id) == []
    with pytest.raises(AlreadyDecided):
        services.accept_suggestion(session, survey, second, **by)


def test_the_office_writes_orders_and_sees_its_questions(session, client, asked, by, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOON)
    base = f"/surveys/{asked.made({'overall', 'fee'}).id}"
    suggested = services.suggest_question(session, asked.section, "器材够用吗", **by).id
    session.commit()
    client.sign_in(asked.office)
    new = {"kind": "single", "label": "颜色", "answers": "红\n蓝", "asked_of": "all"}
    new |= {"condition": "overall=2,1"}

    added = client.post(f"{base}/questions/new", data=new)
    refused = client.post(f"{base}/questions/new", data=new | {"answers": "红"})
    blocked = client.post(f"{base}/questions/overall/order", data={"act": "remove"})
    moved = client.post(f"{base}/questions/fee/order", data={"act": "up"})
    accepted = client.post(f"{base}/suggestions/{suggested}", data={"act": "accept"})

    statuses = [one.status_code for one in (added, refused, blocked, moved, accepted)]
    assert statuses == [303, 422, 422, 303, 303]
    page, preview = client.get(f"{base}/questions").text, client.get(f"{base}/preview").text
    key = (
        get_survey(session, asked.school.id, int(base.removeprefix("/surveys/")))
        .form.asked()[2]
        .key
    )
    assert "颜色" in client.get(f"{base}/questions/{key}").text
    assert page.index("收费标准与公示") < page.index("总体满意度") < page.index("颜色")
    assert f"q-{key}" in preview
    assert "器材够用吗" in preview


def test_an_opened_survey_has_no_questions_to_change(client, asked, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOON)
    survey: Survey = asked.opened()
    client.sign_in(asked.office)

    assert client.get(f"/surveys/{survey.id}/questions").status_code == 409
