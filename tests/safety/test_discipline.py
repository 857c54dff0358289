"""A place ends only after a warning, an approval and a hearing, and then for good (R37)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.roles import Role
from app.enrollment import errors as enrollment_errors
from app.enrollment.models import Place
from app.enrollment.queries.places import get_place, get_section, get_student
from app.enrollment.services import (
    announce_exchange,
    announce_free_seats,
    change_place,
    place_by_hand,
    take_free_seat,
    undo_drop,
    wish,
)
from app.messages.models import Message
from app.safety import errors
from app.safety.discipline_models import ConductKind, ProposalState
from app.safety.models import DayCorrection
from app.safety.queries.discipline import get_proposal, open_proposals, records_of
from app.safety.services.discipline import (
    Conduct,
    approve_end,
    decline_end,
    end_after_hearing,
    hear_family,
    propose_end,
    write_record,
)
from app.safety.services.forgetting import forget_child
from tests import make
from tests.attendance.conftest import BELL, club
from tests.safety.test_duty import DAY

__all__ = ["club"]
WHAT = "多次推搡同学，提醒后仍不改。"
AFTER_HEARING = BELL + timedelta(days=4)


@pytest.fixture
def office(session, club):
    return make.account(session, Role.SCHOOL_ADMIN, school=club.school, name="教务")


def by(club, now=BELL):
    return {"actor_id": club.lead.id, "now": now}


def write(session, club, *, is_warning, child=0):
    seen = Conduct(ConductKind.HURTS, WHAT, is_warning)
    return write_record(session, club.school, club.children[child], seen, **by(club))


def place_of(session, club, child=0):
    student_id = club.children[child].id
    return session.scalars(select(Place.id).where(Place.student_id == student_id)).one()


def propose(session, club):
    place_id = place_of(session, club)
    row = propose_end(session, club.term, club.children[0], place_id, WHAT, **by(club))
    return load(session, row)


def load(session, row):
    school_id, row_id = row.school_id, row.id
    session.commit()
    session.expire_all()
    return get_proposal(session, school_id, row_id)


def messages_to(session, account):
    statement = select(Message.sentence).where(Message.account_id == account.id)
    return session.scalars(statement.order_by(Message.id)).all()


def test_a_record_is_kept_and_a_warning_is_told(session, club):
    write(session, club, is_warning=False)
    assert messages_to(session, club.guardian) == []

    write(session, club, is_warning=True)

    assert "warned" in messages_to(session, club.guardian)[0]
    listed = records_of(session, club.school.id, [club.children[0].id])
    assert [one.is_warning for one in listed] == [True, False]


def test_without_a_warning_nothing_is_proposed(session, club, office):
    write(session, club, is_warning=False)

    with pytest.raises(errors.NoWarningYet):
        propose(session, club)
    write(session, club, is_warning=True, child=1)  # another child's warning is not this one's
    with pytest.raises(errors.NoWarningYet):
        propose(session, club)


def test_a_place_of_another_child_is_not_proposed(session, club, office):
    write(session, club, is_warning=True)
    other = place_of(session, club, child=1)

    with pytest.raises(errors.NoSuchPlace):
        propose_end(session, club.term, club.children[0], other, WHAT, **by(club))


def test_the_office_hears_of_a_proposal_and_there_is_one(session, club, office):
    write(session, club, is_warning=True)
    row = propose(session, club)

    with pytest.raises(errors.ProposedAlready):
        propose(session, club)
    assert len(messages_to(session, office)) == 1
    listed = open_proposals(session, club.school.id, homerooms={club.homeroom.id})
    assert [one.id for one in listed] == [row.id]
    assert open_proposals(session, club.school.id, homerooms=set()) == []


def test_nothing_ends_before_the_family_was_heard(session, club, office):
    write(session, club, is_warning=True)
    row = propose(session, club)
    with pytest.raises(errors.ProposalDecided):  # not approved
        end_after_hearing(session, club.school, row, **by(club))
    approve_end(session, club.school, row, **by(club))

    with pytest.raises(errors.StillBeingHeard):
        end_after_hearing(session, club.school, row, **by(club, BELL + timedelta(days=3)))

    assert get_place(session, club.school.id, row.place_id).ended_at is None


@pytest.mark.parametrize("speaks", [True, False])
def test_after_the_hearing_the_place_ends_for_good(session, club, office, speaks):
    waiting = make.student(session, school=club.school, homeroom=club.homeroom)
    make.waiting(session, waiting, club.section, number=1)
    write(session, club, is_warning=True)
    row = propose(session, club)
    approve_end(session, club.school, row, **by(club))
    row = load(session, row)
    if speaks:
        hear_family(session, row, "孩子已认识到错误。", actor_id=club.guardian.id, now=BELL)
    now = BELL if speaks else AFTER_HEARING

    end_after_hearing(session, club.school, row, **by(club, now))

    row = load(session, row)
    place = get_place(session, club.school.id, row.place_id)
    assert (row.state, place.is_final, place.is_given_up) == (ProposalState.ENDED, True, False)
    with pytest.raises(enrollment_errors.NotToBeUndone):
        undo_drop(session, place, actor_id=club.guardian.id, now=now)
    assert "ended" in messages_to(session, club.guardian)[-1]


def test_the_family_cannot_bring_the_child_back_but_the_office_can(session, club, office):
    by_office = {"actor_id": office.id, "now": BELL}
    write(session, club, is_warning=True)
    row = propose(session, club)
    approve_end(session, club.school, row, **by(club))
    end_after_hearing(session, club.school, load(session, row), **by(club, AFTER_HEARING))
    soon = AFTER_HEARING + timedelta(minutes=1)
    announcing = {"actor_id": office.id, "now": AFTER_HEARING}
    announce_free_seats(session, club.school, club.term, opens_at=soon, **announcing)
    session.commit()
    session.expire_all()
    section = get_section(session, club.school.id, club.section.id)
    child = get_student(session, club.school.id, club.children[0].id)

    with pytest.raises(enrollment_errors.EndedForGood):
        take_free_seat(session, club.school, section, child, actor_id=club.guardian.id, now=soon)
    place_by_hand(session, section, child, reason="已改正", **by_office)

    assert get_student(session, club.school.id, child.id).name == "陈一"


def test_neither_a_change_nor_a_swap_brings_the_child_back(session, club, office):
    write(session, club, is_warning=True)
    row = propose(session, club)
    approve_end(session, club.school, row, **by(club))
    end_after_hearing(session, club.school, load(session, row), **by(club, AFTER_HEARING))
    slot = make.the_slot(session, club.school, weekday=4, period=1)
    course = make.course(session, school=club.school, title="书法")
    other = make.section(session, term=club.term, slots=[slot], course=course)
    place = make.place(session, club.children[0], other)
    times = {"opens_at": AFTER_HEARING, "closes_at": AFTER_HEARING + timedelta(days=2)}
    exchange = announce_exchange(
        session, club.school, club.term, **times, **by(club, AFTER_HEARING)
    )
    session.commit()
    session.expire_all()
    section = get_section(session, club.school.id, club.section.id)
    child = get_student(session, club.school.id, club.children[0].id)
    later = {"actor_id": club.guardian.id, "now": AFTER_HEARING + timedelta(minutes=1)}

    with pytest.raises(enrollment_errors.EndedForGood):
        change_place(session, club.school, section, child, **later)
    with pytest.raises(enrollment_errors.EndedForGood):
        wish(session, exchange, child, place.id, [section.id], **later)


def test_a_proposal_is_declined_quietly_and_dropped_with_a_word(session, club, office):
    write(session, club, is_warning=True)
    declined = propose(session, club)
    told = len(messages_to(session, club.guardian))
    decline_end(session, declined, "先家访。", **by(club))
    assert len(messages_to(session, club.guardian)) == told
    dropped = propose(session, club)
    approve_end(session, club.school, dropped, **by(club))

    decline_end(session, load(session, dropped), "家校已商定。", **by(club))

    states = (load(session, declined).state, load(session, dropped).state)
    assert states == (ProposalState.DECLINED, ProposalState.DROPPED)
    assert len(messages_to(session, club.guardian)) == told + 2
    with pytest.raises(errors.ProposalDecided):
        decline_end(session, load(session, dropped), "x", **by(club))


def test_forgetting_a_child_leaves_no_word_of_it(session, club, office):
    write(session, club, is_warning=True)
    propose(session, club)
    by_name = {"school_id": club.school.id, "day": DAY}
    session.add(DayCorrection(**by_name, what="陈一其实到了", reason="看错", written_at=BELL))
    session.add(DayCorrection(**by_name, what="李二其实到了", reason="看错", written_at=BELL))
    session.flush()

    forget_child(session, club.children[0], "已删除")

    session.expire_all()
    assert records_of(session, club.school.id, [club.children[0].id]) == []
    assert open_proposals(session, club.school.id, homerooms=None) == []
    kept = session.scalars(select(DayCorrection.what).order_by(DayCorrection.id)).all()
    assert kept == ["已删除其实到了", "李二其实到了"]


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: BELL)


def page_of(club, child=0):
    return f"/students/{club.children[child].id}/conduct"


def test_the_way_from_a_record_to_the_end(session, client, club, office, today, monkeypatch):
    client.sign_in(club.lead)
    sent = {"kind": "hurts", "what": WHAT, "is_warning": "y"}
    client.post(page_of(club), data=sent)
    wish = {"place_id": place_of(session, club), "reason": "屡教不改"}
    client.post(f"{page_of(club)}/proposals", data=wish)
    (row,) = open_proposals(session, club.school.id, homerooms=None)
    assert client.post(f"/end-proposals/{row.id}/approve").status_code == 403
    client.sign_in(club.guardian)
    assert "屡教不改" not in client.get("/conduct/mine").text  # not decided
    assert client.post(f"/conduct/mine/{row.id}", data={"words": "x"}).status_code == 404
    client.sign_in(office)
    assert "围棋" in client.get("/conduct").text
    client.post(f"/end-proposals/{row.id}/approve")

    client.sign_in(club.guardian)
    client.post(f"/conduct/mine/{row.id}", data={"words": "请再给一次机会。"})
    client.sign_in(office)
    assert "请再给一次机会。" in client.get(page_of(club)).text
    client.post(f"/end-proposals/{row.id}/end")

    client.sign_in(club.guardian)
    page = client.get("/conduct/mine").text
    assert all(word in page for word in (WHAT, "已终止", "屡教不改"))
    assert load(session, row).state is ProposalState.ENDED


def test_few_read_records_and_each_look_is_recorded(session, client, club, office, today):
    write(session, club, is_warning=False)
    other_homeroom = make.homeroom(session, school=club.school)
    stranger = make.account(session, Role.HOMEROOM_TEACHER, school=club.school)
    make.homeroom_teacher(session, stranger, other_homeroom)
    elsewhere = make.account(session, Role.CLUB_TEACHER, school=club.school)

    for account in (stranger, elsewhere):
        client.sign_in(account)
        assert client.get(page_of(club)).status_code == 404
        assert client.post(page_of(club)).status_code == 404
    client.sign_in(stranger)
    assert "陈一" not in client.get("/conduct").text
    client.sign_in(club.lead)

    assert WHAT in client.get(page_of(club)).text
    seen = select(AuditEntry.actor_id).where(AuditEntry.action == "view conduct")
    assert session.scalars(seen).all() == [club.lead.id]


def test_a_club_teacher_writes_and_reads_back_only_that(session, client, club, today):
    write(session, club, is_warning=False)
    client.sign_in(club.teacher)

    client.post(page_of(club), data={"kind": "disturbs", "what": "上课大声喧哗"})

    page = client.get(page_of(club)).text
    assert ("上课大声喧哗" in page, WHAT in page) == (True, False)


def test_a_family_reads_of_its_own_child_alone(session, client, club, today):
    write(session, club, is_warning=True, child=2)
    client.sign_in(club.guardian)  # of the first two

    assert WHAT not in client.get("/conduct/mine").text


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_pages_take_a_fixed_number_of_statements(
    session, client, club, office, today, count_queries, how_many
):
    for n in range(how_many):
        write(session, club, is_warning=True, child=n)
        write(session, club, is_warning=True)
    client.sign_in(office)
    seen = []
    for path in ("/conduct", page_of(club)):
        count_queries.clear()
        client.get(path)
        seen.append(len(count_queries))

    assert seen == [8, 13]
