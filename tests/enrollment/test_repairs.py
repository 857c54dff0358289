"""A club is given up: other places are proposed, families asked, moves applied or dropped."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Student
from app.audit.services import broken_links
from app.core.errors import NotFound
from app.courses.errors import IsCancelled
from app.courses.models import SectionState
from app.courses.queries.catalogue import catalogue
from app.courses.queries.sections import get_section
from app.courses.services import publish
from app.enrollment import errors, services
from app.enrollment.jobs import end_questions
from app.enrollment.models import Offer, OfferState, Place, PlaceSource, PromisedSection, Waiting
from app.enrollment.queries import repair_problem
from app.enrollment.queries.rosters import running_sections
from app.enrollment.repair_models import MoveState, RepairState
from app.enrollment.services.repair_plans import plan
from app.messages.models import Message
from tests import make
from tests.enrollment.closing import REASON, Closing

LATER = make.NOON + timedelta(hours=49)


@pytest.fixture
def closing(session):
    return Closing(session)


def test_children_are_proposed_the_best_of_their_own_lists(closing):
    c = closing
    c.member(c.chess, "周小满", wants=[c.chess, c.drama, c.art], number=3)
    c.member(c.chess, "沈一诺", wants=[c.art, c.chess, c.choir], number=9)
    c.fill(c.art)

    repair = c.propose()

    assert c.plan(repair) == [[("周小满", "戏剧")], [("沈一诺", "合唱")]]
    moves = c.moves(repair)
    assert [move.facts for move in moves] == [{"rank": 2}, {"rank": 3}]
    assert {move.state for move in moves} == {MoveState.PROPOSED}


def test_the_last_seat_goes_to_the_better_number(closing):
    c = closing
    c.member(c.chess, "许知远", wants=[c.chess, c.drama], number=8)
    c.member(c.chess, "周小满", wants=[c.chess, c.drama], number=3)
    c.fill(c.drama, free=1)
    c.fill(c.art)
    c.fill(c.choir)

    assert c.plan(c.propose()) == [[("周小满", "戏剧")], [("许知远", None)]]


def test_what_was_not_chosen_is_proposed_last_the_emptiest_first(closing):
    c = closing
    c.member(c.chess, "周小满", wants=[c.chess, c.drama], number=3)
    c.member(c.chess, "陆子航")
    c.fill(c.drama)
    c.fill(c.art, free=1)

    repair = c.propose()

    assert c.plan(repair) == [[("周小满", "合唱")], [("陆子航", "合唱")]]
    said = [move.sentence for move in c.moves(repair)]
    assert "No club of the list" in said[0]
    assert "No list was handed in" in said[1]


def test_a_child_is_not_proposed_what_does_not_fit(session, closing):
    c = closing
    child = c.member(c.chess, "周小满")
    for club in (c.drama, c.art, c.choir):
        c.fill(club)
    friday = make.slot(session, weekday=5)
    c.club("高年级", grade_from=7, grade_to=9)
    c.club("周五", slots=[friday])
    busy = c.club("周四周五", slots=[c.thursday, friday])
    by_trial = c.club("校队", admission="selected")
    promised = c.club("正在抽签")
    session.add(PromisedSection(section_id=promised.id, school_id=c.school.id))
    make.place(session, child, c.club("周五书法", slots=[friday]))

    assert c.plan(c.propose()) == [[("周小满", None)]]
    assert {busy.taken, by_trial.taken} == {0}


def test_a_child_that_waits_elsewhere_makes_room(closing):
    c = closing
    c.member(c.chess, "周小满", wants=[c.chess, c.drama], number=3)
    c.fill(c.drama, free=1)
    c.member(c.drama, "沈一诺", wants=[c.art, c.drama], number=20)
    c.fill(c.choir)
    _only_for(c, c.art)

    repair = c.propose()

    assert c.plan(repair) == [[("周小满", "戏剧"), ("沈一诺", "陶艺")]]
    assert [move.facts for move in c.moves(repair)] == [
        {"rank": 2},
        {"wanted": {"zh": "陶艺", "en": "陶艺"}, "held": {"zh": "戏剧", "en": "戏剧"}},
    ]


def test_who_would_not_make_room_is_not_asked_to_again(session, closing):
    c = closing
    _, leaver = _chain(c)
    members = repair_problem.members(session, c.school.id, c.chess.id)

    found = plan(session, c.loaded(c.chess), members, {(leaver.id, c.art.id)})

    assert [one.to_section_id for one in found] == [None]


def _only_for(c, section):
    """Let a section take other grades than those of the children whose club ends."""
    for place in c.session.scalars(select(Place).where(Place.section_id == c.chess.id)):
        student = c.session.get_one(Student, place.student_id)
        student.homeroom = make.homeroom(c.session, school=c.school, grade=6)
    section.grade_to = 5
    c.session.flush()


def test_a_proposal_changes_nothing_and_tells_nobody(session, closing):
    c = closing
    child = c.member(c.chess, "周小满", wants=[c.chess, c.drama], number=3)

    repair = c.propose()

    assert repair.state is RepairState.DRAFT
    assert c.clubs_of(child) == ["围棋"]
    assert c.chess.state is SectionState.PUBLISHED
    assert c.told(child) == []
    c.assert_seats_are_counted()
    assert c.logged()[-1] == "propose repair"


def test_asking_cancels_the_club_holds_the_seats_and_tells_only_those_families(session, closing):
    c = closing
    child = c.member(c.chess, "周小满", wants=[c.chess, c.drama], number=3)
    without = c.member(c.chess, "许知远", wants=[c.chess, c.drama], number=8)
    other = c.member(c.art, "沈一诺")
    c.fill(c.drama, free=1)
    c.fill(c.art)
    c.fill(c.choir)

    c.asked()

    assert c.told(child) == [
        "围棋 is given up (老师生病). 周小满 can go to 戏剧. Please answer until 09-05 12:00."
    ]
    assert c.told(without) == [
        "围棋 is given up (老师生病). No other club has a seat for 许知远 yet."
    ]
    assert c.told(other) == []
    assert c.clubs_of(child) == ["围棋"]
    assert c.chess.state is SectionState.CANCELLED
    assert c.loaded(c.drama).taken == 4
    assert "围棋" not in {club.title for club in catalogue(session, c.term)}
    c.assert_seats_are_counted()


def test_nobody_enters_a_cancelled_club(session, closing):
    c = closing
    c.member(c.chess, "周小满")
    late = make.student(session, school=c.school)
    make.waiting(session, late, c.chess, number=1)
    c.asked()

    with pytest.raises(errors.NotRunning):
        make.place(session, late, c.loaded(c.chess))
    services.sweep(session, c.school.id, now=make.NOON)

    c.assert_seats_are_counted()
    assert c.lists_of(late) == {"围棋": (1, 1)}  # until the repair is applied


def test_a_changed_school_is_proposed_anew_before_anybody_is_asked(session, closing):
    c = closing
    child = c.member(c.chess, "周小满", wants=[c.chess, c.drama, c.art], number=3)
    repair = c.propose()
    c.fill(c.drama)

    assert not c.act(services.ask_families, repair)

    assert c.plan(repair) == [[("周小满", "陶艺")]]
    assert c.told(child) == []
    assert c.chess.state is SectionState.PUBLISHED
    assert c.act(services.ask_families, repair)


def test_agreed_moves_are_applied_in_one_go(session, closing):
    c = closing
    child = c.member(
        c.chess, "周小满", wants=[c.art, c.chess, c.drama, c.choir], number=3, got=c.chess
    )
    c.fill(c.art)
    teacher = c.teacher(c.drama)
    repair = c.asked()
    c.answer(services.agree, repair, child)

    applied = c.act(services.apply_repair, repair)

    assert (applied.moved, applied.without) == (1, 0)
    assert c.clubs_of(child) == ["戏剧"]
    assert c.lists_of(child) == {"陶艺": (3, 1)}
    assert c.told(child)[-1] == "周小满 has a place in 戏剧."
    ended = session.scalars(
        select(Place).where(Place.student_id == child.id, Place.ended_at.is_not(None))
    ).one()
    assert ended.end_reason == f"停开：{REASON}"
    source = select(Place.source).where(Place.student_id == child.id, Place.ended_at.is_(None))
    assert session.scalars(source).one() is PlaceSource.REPAIR
    assert teacher.id in set(session.scalars(select(Message.account_id)))
    assert c.loaded(c.chess).taken == 0
    assert c.chess.id not in {one.id for one in running_sections(session, c.school.id, c.term.id)}
    c.assert_seats_are_counted()
    assert broken_links(session) == []
    assert "apply repair" in c.logged()


def test_a_chain_moves_when_all_of_it_agree(session, closing):
    c = closing
    child, leaver = _chain(c)
    repair = c.asked()
    c.answer(services.agree, repair, child)
    c.answer(services.agree, repair, leaver)
    c.assert_seats_are_counted()

    c.act(services.apply_repair, repair)

    assert (c.clubs_of(child), c.clubs_of(leaver)) == (["戏剧"], ["陶艺"])
    assert c.lists_of(leaver) == {}
    c.assert_seats_are_counted()


def _chain(c):
    child = c.member(c.chess, "周小满", wants=[c.chess, c.drama], number=3)
    c.fill(c.drama, free=1)
    leaver = c.member(c.drama, "沈一诺", wants=[c.art, c.drama], number=20)
    c.fill(c.choir)
    _only_for(c, c.art)
    return child, leaver


def test_a_no_lets_the_whole_chain_fall_and_frees_the_seat(session, closing):
    c = closing
    child, leaver = _chain(c)
    repair = c.asked()
    c.answer(services.agree, repair, child)

    c.answer(services.decline, repair, leaver)

    assert c.states(repair) == {"周小满": "released", "沈一诺": "declined"}
    assert "could not be kept" in c.told(child)[-1]
    assert [move.holds_section_id for move in c.moves(repair)] == [None, None]
    c.assert_seats_are_counted()


def test_the_one_who_makes_room_is_told_when_it_is_not_needed(session, closing):
    c = closing
    child, leaver = _chain(c)
    repair = c.asked()

    c.answer(services.decline, repair, child)

    assert c.states(repair) == {"周小满": "declined", "沈一诺": "released"}
    assert c.told(leaver)[-2:] == [
        "沈一诺 stays in 戏剧: the place in 陶艺 is not needed any more.",
        "陶艺 has a seat for 沈一诺. Please answer until 09-05 12:00.",  # from the waiting list
    ]
    assert c.clubs_of(leaver) == ["戏剧"]


def test_who_fell_with_another_is_proposed_again_and_who_declined_is_not(session, closing):
    c = closing
    _, leaver = _chain(c)
    declined = c.member(c.chess, "许知远", wants=[c.chess, c.drama], number=50)
    repair = c.asked()
    c.answer(services.decline, repair, leaver)
    c.club("书法", code="A5")

    assert c.act(services.look_again, repair)
    assert c.act(services.ask_families, repair)

    assert c.states(repair)["周小满"] == "asked"
    assert c.plan(repair)[-2:] == [[("许知远", "陶艺")], [("周小满", "书法")]]
    c.answer(services.decline, repair, declined)
    assert not c.act(services.look_again, repair)
    c.assert_seats_are_counted()


def test_others_are_put_on_the_waiting_lists_at_their_numbers(session, closing):
    c = closing
    silent = c.member(c.chess, "周小满", wants=[c.chess, c.drama, c.art], number=3)
    declined = c.member(
        c.chess, "许知远", wants=[c.choir, c.chess, c.drama, c.art], number=8, got=c.chess
    )
    c.fill(c.choir)
    ahead = c.member(c.art, "陆子航", wants=[c.drama, c.art], number=5)
    repair = c.asked()
    c.fill(c.drama)
    c.fill(c.art)
    c.answer(services.decline, repair, declined)
    c.fill(c.drama)

    c.act(services.apply_repair, repair)

    assert c.clubs_of(silent) == c.clubs_of(declined) == []
    assert c.lists_of(declined) == {"合唱": (8, 1), "陶艺": (8, 4)}
    assert c.lists_of(silent) == {"戏剧": (3, 2), "陶艺": (3, 3)}
    line = (
        select(Waiting.student_id).where(Waiting.section_id == c.drama.id).order_by(Waiting.number)
    )
    assert list(session.scalars(line)) == [silent.id, ahead.id]
    assert any("stands on the waiting lists" in said for said in c.told(silent))
    c.assert_seats_are_counted()


def test_a_move_down_the_list_joins_the_lists_in_between(session, closing):
    c = closing
    child = c.member(c.chess, "周小满", wants=[c.chess, c.drama, c.art], number=3)
    c.fill(c.drama)
    repair = c.asked()
    c.answer(services.agree, repair, child)

    c.act(services.apply_repair, repair)

    assert c.clubs_of(child) == ["陶艺"]
    assert c.lists_of(child) == {"戏剧": (3, 2)}


def test_a_later_round_counts_first_and_the_first_round_after_it(session, closing):
    c = closing
    child = c.member(c.chess, "周小满", wants=[c.chess, c.choir, c.drama], number=3)
    c.draw = None
    c.list_of(child, [c.art, c.drama], number=40, got=None)
    c.fill(c.art)
    c.fill(c.drama)

    repair = c.propose()

    assert c.plan(repair) == [[("周小满", "合唱")]]
    c.act(services.ask_families, repair)
    c.answer(services.agree, repair, child)
    c.act(services.apply_repair, repair)
    assert c.lists_of(child) == {"陶艺": (40, 1), "戏剧": (40, 2)}


def test_the_waiting_list_of_the_club_ends_with_a_message(session, closing):
    c = closing
    c.member(c.chess, "周小满")
    waiting = c.member(c.art, "陆子航", wants=[c.chess, c.art], number=5)
    repair = c.asked()

    c.act(services.apply_repair, repair)

    assert c.lists_of(waiting) == {}
    assert c.told(waiting) == ["围棋 does not take place any more; 陆子航 no longer waits for it."]


def test_an_open_offer_of_the_club_ends_when_it_is_given_up(session, closing):
    c = closing
    c.fill(c.chess)
    leaving = session.scalars(select(Place).where(Place.section_id == c.chess.id)).first()
    waiting = c.member(c.art, "陆子航", wants=[c.chess, c.art], number=5)
    services.end_place(session, leaving, reason="退社", **c.by)

    c.asked()

    assert "its offer for 陆子航 has ended" in c.told(waiting)[-1]
    assert list(session.scalars(select(Offer.state))) == [OfferState.WITHDRAWN]
    c.assert_seats_are_counted()


def test_dropping_lets_everything_stay_and_tells_all(session, closing):
    c = closing
    child, leaver = _chain(c)
    repair = c.asked()
    c.answer(services.agree, repair, child)

    c.act(services.drop_repair, repair)

    assert c.chess.state is SectionState.PUBLISHED
    assert (c.clubs_of(child), c.clubs_of(leaver)) == (["围棋"], ["戏剧"])
    assert c.told(child)[-1] == "围棋 takes place after all: nothing changes for 周小满."
    assert any(said.startswith("沈一诺 stays in 戏剧") for said in c.told(leaver))
    c.assert_seats_are_counted()
    with pytest.raises(errors.RepairEnded):
        c.act(services.apply_repair, repair)


def test_a_proposal_nobody_was_asked_about_is_dropped_without_a_word(session, closing):
    c = closing
    child = c.member(c.chess, "周小满")
    repair = c.propose()

    c.act(services.drop_repair, repair)

    assert c.told(child) == []
    assert c.propose().id != repair.id


def test_questions_that_nobody_answers_run_out(session, closing):
    c = closing
    child = c.member(c.chess, "周小满", wants=[c.chess, c.drama], number=3)
    repair = c.asked()
    session.commit()

    end_questions(session, now=LATER)

    assert c.states(repair) == {"周小满": "expired"}
    assert "not answered in time" in c.told(child)[-1]
    with pytest.raises(errors.QuestionEnded):
        c.answer(services.agree, repair, child, now=LATER)
    told = session.scalars(select(Message).where(Message.account_id == c.admin.id)).all()
    assert [one.link for one in told] == [f"/repairs/{repair.id}"]
    c.assert_seats_are_counted()


def test_after_its_time_a_question_is_not_agreed_to_even_if_the_clock_was_not_there(closing):
    c = closing
    child = c.member(c.chess, "周小满", wants=[c.chess, c.drama], number=3)
    repair = c.asked()

    for act in (services.agree, services.decline):
        with pytest.raises(errors.QuestionEnded):
            c.answer(act, repair, child, now=LATER)


def test_a_family_may_change_its_mind_until_it_is_applied(closing):
    c = closing
    child = c.member(c.chess, "周小满", wants=[c.chess, c.drama], number=3)
    repair = c.asked()
    c.answer(services.agree, repair, child)

    c.answer(services.decline, repair, child)

    assert c.states(repair) == {"周小满": "declined"}
    c.assert_seats_are_counted()


def test_a_child_that_left_the_club_meanwhile_is_not_moved(session, closing):
    c = closing
    child = c.member(c.chess, "周小满", wants=[c.chess, c.drama], number=3)
    repair = c.asked()
    c.answer(services.agree, repair, child)
    place = session.scalars(select(Place).where(Place.student_id == child.id)).one()
    services.end_place(session, place, reason="退社", **c.by)

    c.act(services.apply_repair, repair)

    assert c.clubs_of(child) == []
    c.assert_seats_are_counted()


def test_two_repairs_do_not_take_each_others_seats(session, closing):
    c = closing
    child = c.member(c.chess, "周小满", wants=[c.chess, c.drama], number=3)
    repair = c.asked()
    c.answer(services.agree, repair, child)
    other = c.asked(c.drama)

    assert c.states(repair) == {"周小满": "released"}
    c.assert_seats_are_counted()
    c.act(services.apply_repair, repair)
    c.act(services.apply_repair, other)

    assert c.clubs_of(child) == []
    c.assert_seats_are_counted()


@pytest.mark.parametrize("state", [SectionState.DRAFT, SectionState.CANCELLED])
def test_only_a_running_club_is_given_up(session, closing, state):
    closing.chess.state = state

    with pytest.raises(errors.NotRunning):
        closing.propose()


def test_what_stands_against_a_proposal(session, closing):
    c = closing
    with pytest.raises(errors.ReasonMissing):
        services.propose_repair(session, c.loaded(c.chess), reason=" ", **c.by)
    session.add(PromisedSection(section_id=c.art.id, school_id=c.school.id))
    session.flush()
    with pytest.raises(errors.BeingDrawn):
        c.propose(c.art)
    repair = c.propose()
    with pytest.raises(errors.UnderRepair):
        c.propose()
    with pytest.raises(errors.NobodyAsked):
        c.act(services.apply_repair, repair)
    c.act(services.ask_families, repair)
    with pytest.raises(errors.NothingToAsk):
        c.act(services.ask_families, repair)


def test_what_a_round_announced_meanwhile_is_not_cancelled(session, closing):
    c = closing
    child = c.member(c.chess, "周小满")
    repair = c.propose()
    session.add(PromisedSection(section_id=c.chess.id, school_id=c.school.id))
    session.flush()

    with pytest.raises(errors.BeingDrawn):
        c.act(services.ask_families, repair)

    assert c.told(child) == []
    assert c.chess.state is SectionState.PUBLISHED


def test_another_school_has_no_such_repair(session, closing):
    c = closing
    child = c.member(c.chess, "周小满", wants=[c.chess, c.drama], number=3)
    repair = c.asked()
    other = make.school(session)
    move = c.moves(repair)[0]

    for act in (
        services.ask_families,
        services.apply_repair,
        services.drop_repair,
        services.look_again,
    ):
        with pytest.raises(NotFound):
            act(session, other.id, repair.id, **c.by)
    for answer in (services.agree, services.decline):
        with pytest.raises(NotFound):
            answer(session, other.id, move.id, **c.by)
    assert c.clubs_of(child) == ["围棋"]


def test_a_cancelled_club_is_not_published_again(session, closing):
    c = closing
    c.act(services.apply_repair, c.asked())

    with pytest.raises(IsCancelled):
        publish(session, get_section(session, c.school.id, c.chess.id), **c.by)


@pytest.mark.parametrize("members", [1, 5])
def test_a_proposal_takes_a_fixed_number_of_statements(session, closing, count_queries, members):
    c = closing
    c.chess.seats = 5
    for number in range(members):
        c.member(c.chess, f"孩子{number}", wants=[c.chess, c.drama, c.art], number=number + 1)
    session.commit()
    count_queries.clear()

    c.propose()

    reads = [statement for statement in count_queries if statement.startswith("SELECT")]
    assert len(reads) == 17
