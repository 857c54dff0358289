from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.attendance.merging import Tap
from app.attendance.models import MarkState
from app.attendance.services import hand_in_roll, take_taps
from app.evaluation.actions.models import Action, ActionState, Severity
from app.evaluation.patrol.errors import NothingToSee, UnknownItem
from app.evaluation.patrol.models import (
    Finding,
    OwnerKind,
    PatrolForm,
    Praise,
    PraiseKind,
    Visit,
)
from app.evaluation.patrol.queries.forms import form_in_force
from app.evaluation.patrol.reports import Failed, FormLine, Report
from app.evaluation.patrol.services import change_form, save_visit
from app.files.models import Photo
from app.messages.models import Message
from app.timetable.queries.meetings import get_meeting
from tests import make
from tests.evaluation.patrol.conftest import BELL
from tests.files.pictures import jpeg

SEEN = BELL + timedelta(minutes=10)


def see(session, club, by, *failed, key="kkkkkkkk", now=SEEN, **values):
    session.expire_all()
    report = Report(key=key, version=values.pop("version", 1), failed=failed, **values)
    meeting = get_meeting(session, club.school.id, club.meeting.id)
    return save_visit(session, club.school, meeting, report, actor_id=by.id, now=now)


def inbox(session, account):
    found = session.scalars(select(Message).where(Message.account_id == account.id))
    return [one.sentence % one.facts for one in found]


def test_a_visit_where_all_is_well_has_full_points_and_tells_nobody(session, club, inspector):
    visit = see(session, club, inspector)

    assert (visit.score, visit.findings, visit.praises) == (100, [], [])
    assert session.scalar(select(func.count(Message.id))) == 0


def test_a_finding_becomes_an_action_of_its_owner_with_its_day(session, club, inspector, office):
    tidy = Failed("tidy", note="地上有纸")
    there = Failed("there", is_partly=True)

    visit = see(session, club, inspector, tidy, there)

    weekly, urgent = (one.action for one in visit.findings)
    assert (weekly.owner_id, weekly.due_on) == (club.teacher.id, date(2026, 9, 17))
    assert (urgent.owner_id, urgent.due_on) == (office.id, date(2026, 9, 10))
    assert (weekly.note, weekly.link) == ("地上有纸", f"/visits/{visit.id}")
    assert (visit.got, visit.full_points) == (100 - 5 - 5, 100)


def test_the_keeper_of_the_room_puts_its_hazards_right(session, club, inspector, office):
    room = make.room(session, school=club.school, keeper_id=club.lead.id)
    get_meeting(session, club.school.id, club.meeting.id).room_id = room.id
    session.flush()

    visit = see(session, club, inspector, Failed("hazard_free"))

    assert visit.findings[0].action.owner_id == club.lead.id


def test_what_is_not_allowed_is_always_put_right_at_once(session, club, inspector, office):
    visit = see(session, club, inspector, Failed("no_new_lesson", severity=Severity.WEEK))

    assert visit.findings[0].action.severity is Severity.NOW
    told = session.scalars(select(Message).where(Message.account_id == office.id)).one()
    assert told.is_urgent


def test_teacher_hears_at_once_of_findings_and_praise_alike(session, club, inspector):
    see(session, club, inspector, Failed("tidy"), praises=[PraiseKind.IDEA, PraiseKind.ORDER])

    assert "1 to put right, 2 to praise" in " ".join(inbox(session, club.teacher))


def test_the_same_report_sent_again_makes_nothing_new(session, club, inspector):
    first = see(session, club, inspector, Failed("tidy", photo=jpeg()), praises=[PraiseKind.IDEA])

    again = see(session, club, inspector, Failed("tidy", photo=jpeg()), praises=[PraiseKind.IDEA])

    counts = [
        session.scalar(select(func.count()).select_from(table))
        for table in (Visit, Finding, Action, Praise, Photo)
    ]
    assert (again.id, counts) == (first.id, [1, 1, 1, 1, 1])


def test_a_report_that_waited_for_a_signal_keeps_its_time(session, club, inspector):
    visit = see(session, club, inspector, now=SEEN + timedelta(hours=2), age=timedelta(hours=2))

    assert visit.seen_at == SEEN


def test_the_heads_are_held_against_the_roll(session, club, inspector):
    by = {"actor_id": club.teacher.id, "now": BELL}
    tap = Tap("aaaaaaaa", club.children[0].id, MarkState.ABSENT, timedelta())
    take_taps(session, club.school, club.meeting, [tap], **by)
    hand_in_roll(session, club.school, club.meeting, **by)

    counted = see(session, club, inspector, heads=3)

    assert (counted.heads_by_roll, counted.miscounted) == (2, 1)
    assert see(session, club, inspector, key="mmmmmmmm").miscounted is None


def test_a_meeting_that_lies_ahead_or_was_cancelled_is_not_visited(session, club, inspector):
    with pytest.raises(NothingToSee):
        see(session, club, inspector, now=BELL - timedelta(minutes=31))
    with pytest.raises(UnknownItem):
        see(session, club, inspector, Failed("nonsense"))
    with pytest.raises(UnknownItem):
        see(session, club, inspector, Failed("tidy"), version=7)

    assert session.scalar(select(func.count(Visit.id))) == 0


def line(key, label, points=10):
    return FormLine(key, "安全", label, points, Severity.WEEK, OwnerKind.TEACHER)


def test_older_visits_keep_the_form_they_were_made_with(session, club, inspector, office):
    old = see(session, club, inspector, Failed("tidy")).findings[0].item.label
    by = {"actor_id": office.id, "now": SEEN}

    change_form(session, club.school.id, [line("tidy", "离开时整洁"), line("", "门窗关好")], **by)

    new = see(session, club, inspector, Failed("tidy"), key="nnnnnnnn", version=2)
    assert new.findings[0].item.label == "离开时整洁" != old
    assert (new.got, new.full_points) == (10, 20)
    assert session.scalars(select(PatrolForm.version).order_by(PatrolForm.version)).all() == [1, 2]
    late = see(session, club, inspector, Failed("engaged"), key="pppppppp", version=1)
    assert late.full_points == 100  # a phone that was without a signal meanwhile


def test_a_text_that_stays_keeps_its_english(session, club, office):
    usual = form_in_force(session, club.school.id, now=SEEN).items[0]
    by = {"actor_id": office.id, "now": SEEN}

    made = change_form(session, club.school.id, [line(usual.key, usual.label)], **by)

    assert made.items[0].label_en == usual.label_en


def test_an_action_of_a_finding_starts_open(session, club, inspector):
    visit = see(session, club, inspector, Failed("tidy"))

    assert visit.findings[0].action.state is ActionState.OPEN
