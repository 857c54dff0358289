"""The list of children whom luck has passed over."""

from datetime import date, timedelta

import pytest

from app.enrollment.queries.places import get_section
from app.enrollment.services import place_by_hand
from app.lottery.models import Choice
from app.lottery.queries.luck import without_first_choice
from app.lottery.services import draws, publishing
from tests import make
from tests.make import NOON

BY = {"actor_id": 1, "now": NOON + timedelta(days=2)}


@pytest.fixture
def fair(fair):
    """One seat in chess, so that of two who wish for it one goes without."""
    fair.chess.seats = 1
    return fair


def published(fair, *lists):
    """Draw and publish a round of some lists; gives the round and the students."""
    choice_round = fair.announce()
    students = fair.lists(choice_round, *lists)
    draws.freeze_entries(fair.session, choice_round, **BY)
    draws.perform_draw(fair.session, choice_round, "207419553", **BY)
    publishing.publish_round(fair.session, choice_round, **BY)
    return choice_round, students


def earlier(session, fair, student, *, year, is_lucky):
    """A published round of an earlier term in which a student wished for one club."""
    term = make.term(
        session, school=fair.school, starts_on=date(year, 2, 20), ends_on=date(year, 7, 1)
    )
    club = make.section(session, term=term, slots=[fair.thursday])
    made = make.choice_round(session, term=term, slots=[fair.thursday])
    made.published_at = NOON
    link = {"school_id": fair.school.id, "student_id": student.id}
    session.add(
        Choice(**link, round_id=made.id, slot_id=fair.thursday.id, section_id=club.id, rank=1)
    )
    session.flush()
    if is_lucky:
        make.place(session, student, club)


def listed(session, choice_round):
    return [(one.student.id, one.terms) for one in without_first_choice(session, choice_round)]


def names(sections):
    return [section.course.title for section in sections]


def test_who_got_no_first_choice_is_listed_with_what_it_has_and_waits_for(session, fair):
    choice_round, students = published(fair, [fair.chess, fair.drama], [fair.chess, fair.drama])

    (one,) = without_first_choice(session, choice_round)

    assert one.student in students
    assert (names(one.wished), names(one.places), one.waits) == (["围棋"], ["戏剧"], 1)


def test_a_first_choice_that_came_later_counts(session, fair):
    choice_round, _students = published(fair, [fair.chess], [fair.chess])
    (one,) = without_first_choice(session, choice_round)
    fair.chess.seats = 2
    session.flush()

    chess = get_section(session, fair.school.id, fair.chess.id)
    place_by_hand(session, chess, one.student, reason="加座", actor_id=None, now=NOON)

    assert listed(session, choice_round) == []


def test_terms_in_a_row_are_counted_back_to_the_last_first_choice(session, fair):
    choice_round, _students = published(fair, [fair.chess], [fair.chess])
    (one,) = without_first_choice(session, choice_round)
    for year, is_lucky in ((2026, False), (2025, False), (2024, True), (2023, False)):
        earlier(session, fair, one.student, year=year, is_lucky=is_lucky)

    assert listed(session, choice_round) == [(one.student.id, 3)]


def test_who_was_lucky_now_is_not_listed_for_earlier_terms(session, fair):
    choice_round, (student,) = published(fair, [fair.chess])
    earlier(session, fair, student, year=2026, is_lucky=False)

    assert listed(session, choice_round) == []


def test_the_longest_without_luck_stand_first_then_those_without_a_place(session, fair):
    lists = [[fair.chess, fair.drama], [fair.chess], [fair.chess], [fair.chess]]
    choice_round, _students = published(fair, *lists)
    longest = without_first_choice(session, choice_round)[-1].student
    earlier(session, fair, longest, year=2026, is_lucky=False)

    found = without_first_choice(session, choice_round)

    assert found[0].student is longest
    assert [bool(one.places) for one in found[1:]] == sorted(bool(one.places) for one in found[1:])
    assert len(found) == 3


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(session, fair, count_queries, how_many):
    choice_round, _students = published(fair, *[[fair.chess]] * (how_many + 1))
    session.expire_all()
    session.refresh(choice_round)
    count_queries.clear()

    found = without_first_choice(session, choice_round)

    assert (len(found), len(count_queries)) == (how_many, 5)
