from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core.roles import Role
from app.evaluation.actions.errors import NotThatFar, OwnLook, SaySomething
from app.evaluation.actions.models import ActionState, StepKind
from app.evaluation.actions.queries.actions import PENDING, Wanted, actions, get_action, steps_of
from app.evaluation.actions.services import hand_on, remind_owners, take_step
from app.messages.models import Message
from tests import make
from tests.evaluation.actions.conftest import BELL


def step(session, action, kind, by, **values):
    return take_step(session, action, kind, actor_id=by.id, now=BELL, **values)


def told(session, account):
    found = session.scalars(
        select(Message).where(Message.account_id == account.id).order_by(Message.id)
    )
    return [one.sentence.partition(":")[0] for one in found]


def test_the_way_of_an_action_with_a_second_look(session, club, inspector, action):
    step(session, action, StepKind.BEGUN, club.teacher)
    step(session, action, StepKind.DONE, club.teacher, note="换了新箱")
    step(session, action, StepKind.NOT_YET, inspector, note="还是卡")
    step(session, action, StepKind.DONE, club.teacher)
    step(session, action, StepKind.VERIFIED, inspector)

    assert action.state is ActionState.VERIFIED
    assert [one.kind.value for one in steps_of(session, action)] == [
        "begun",
        "done",
        "not_yet",
        "done",
        "verified",
    ]
    assert told(session, club.teacher) == [
        "To put right until %(day)s",
        "Looked at and not right yet",
        "Looked at and right",
    ]
    assert told(session, inspector)[-1] == "Put right, and waiting for a second look"


def test_who_put_it_right_does_not_verify_it(session, club, action):
    step(session, action, StepKind.DONE, club.teacher)

    with pytest.raises(OwnLook):
        step(session, action, StepKind.VERIFIED, club.teacher)

    assert action.state is ActionState.DONE


@pytest.mark.parametrize("kind", [StepKind.VERIFIED, StepKind.NOT_YET])
def test_nothing_is_verified_before_it_is_done(session, inspector, action, kind):
    with pytest.raises(NotThatFar):
        step(session, action, kind, inspector)


def test_an_answer_reaches_the_other_side(session, club, inspector, action):
    step(session, action, StepKind.ANSWERED, club.teacher, note="下课时才掉的")
    step(session, action, StepKind.ANSWERED, inspector, note="好的")

    assert told(session, inspector) == ["There is an answer to"]
    assert told(session, club.teacher)[-1] == "There is an answer to"
    with pytest.raises(SaySomething):
        step(session, action, StepKind.ANSWERED, club.teacher)


def test_handed_on_it_is_somebody_elses_and_no_more_the_teachers(session, club, office, action):
    hand_on(session, action, office, date(2026, 9, 20), actor_id=office.id, now=BELL)

    mine = Wanted(PENDING, owner_id=office.id)
    assert [one.id for one in actions(session, club.school.id, mine)] == [action.id]
    assert actions(session, club.school.id, Wanted(PENDING, owner_id=club.teacher.id)) == []


def test_owners_are_reminded_once_a_day_from_the_day_it_is_due(session, club, action):
    on_time, due = BELL + timedelta(days=6), BELL + timedelta(days=7)

    assert remind_owners(session, club.school, now=on_time) == 0
    assert remind_owners(session, club.school, now=due) == 1
    assert remind_owners(session, club.school, now=due + timedelta(hours=1)) == 0
    assert remind_owners(session, club.school, now=due + timedelta(days=1)) == 1
    step(session, action, StepKind.DONE, club.teacher)
    assert remind_owners(session, club.school, now=due + timedelta(days=2)) == 0


def test_it_is_overdue_from_the_day_after(session, action):
    assert not action.is_overdue(action.due_on)
    assert action.is_overdue(action.due_on + timedelta(days=1))


def test_the_teacher_answers_and_the_inspector_verifies_on_the_pages(
    session, client, club, inspector, action
):
    client.sign_in(club.teacher)
    client.post(f"/actions/{action.id}/steps", data={"kind": "done", "note": "修好了"})
    refused = client.post(f"/actions/{action.id}/steps", data={"kind": "verified"})
    client.sign_in(inspector)
    waiting = client.get("/actions?show=look")
    client.post(f"/actions/{action.id}/steps", data={"kind": "verified"})

    assert refused.status_code == 403
    assert "灭火器箱打不开" in waiting.text
    session.expire_all()
    assert get_action(session, club.school.id, action.id).state is ActionState.VERIFIED


def test_another_teacher_does_not_see_it(session, client, club, action):
    other = make.account(session, Role.CLUB_TEACHER, school=club.school)
    client.sign_in(other)

    assert client.get(f"/actions/{action.id}").status_code == 403
    assert client.get(f"/actions/{action.id}/photos/1").status_code == 403
