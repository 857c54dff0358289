from datetime import timedelta

import pytest
from sqlalchemy import select

from app.lottery.jobs import remind_before_closing
from app.lottery.services.reminders import remind_started
from app.messages.models import Message
from tests import make
from tests.make import NOON

NIGHT = NOON + timedelta(hours=9)  # 21:00 at the school


@pytest.fixture
def choice_round(fair):
    return fair.announce()


@pytest.fixture
def guardians(session, fair, choice_round):
    """A guardian whose child's list is only started, and one whose child's is handed in."""
    started, handed_in = make.student(session), make.student(session)
    for student in (started, handed_in):
        fair.tap(choice_round, student, fair.chess)
    fair.hand_in(choice_round, handed_in)
    return make.guardian(session, started), make.guardian(session, handed_in)


def told(session, guardian):
    sentences = session.scalars(select(Message.sentence).where(Message.account_id == guardian.id))
    return [sentence for sentence in sentences if "not handed in" in sentence]


def test_a_started_list_is_reminded_of_once_on_the_last_day(session, guardians):
    remind_before_closing(session, now=NOON - timedelta(minutes=1))
    before = told(session, guardians[0])

    for minutes in (0, 30):
        remind_before_closing(session, now=NOON + timedelta(minutes=minutes))

    assert before == []
    assert [len(told(session, guardian)) for guardian in guardians] == [1, 0]


def test_nobody_is_reminded_at_night_or_after_closing(session, guardians):
    for now in (NIGHT, NOON + timedelta(days=1)):
        remind_before_closing(session, now=now)

    assert told(session, guardians[0]) == []


def test_who_was_reminded_by_hand_is_not_reminded_by_the_clock(session, guardians, choice_round):
    remind_started(session, choice_round, actor_id=None, now=NOON - timedelta(hours=3))

    remind_before_closing(session, now=NOON)

    assert len(told(session, guardians[0])) == 1
