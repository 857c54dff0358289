import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.courses.models import SectionState
from app.enrollment.models import Place, PlaceSource
from app.enrollment.services import end_place, place_by_hand
from app.lottery import bundle, errors
from app.lottery.eligibility import Clubs, why_not
from app.lottery.models import Draw
from app.lottery.queries import choosing as queries
from app.lottery.services import changes, choosing
from app.lottery.services.choosing import Step, draft_of
from app.lottery.services.draws import freeze_entries
from tests import make

CLOSING = make.NOON + timedelta(days=1)


def _handed_in(session, choice_round, student):
    ranked = queries.ranked_choices(session, student.school_id, choice_round.id, student.id)
    return [(c.rank, c.section.course.title) for c in ranked]


@pytest.fixture
def choice_round(fair):
    return fair.announce(max_choices=2)


def test_plus_puts_a_club_last_and_every_tap_is_saved(fair, choice_round, student):
    for section in (fair.chess, fair.drama):
        fair.tap(choice_round, student, section)

    saved = fair.list_of(choice_round, student)
    assert draft_of(saved).of(fair.thursday.id) == (fair.chess.id, fair.drama.id)
    assert saved.handed_in_at is None
    assert len(saved.ticket) == 17


@pytest.mark.parametrize(
    ("step", "of", "order"),
    [
        (Step.UP, "drama", ["drama", "chess"]),
        (Step.DOWN, "chess", ["drama", "chess"]),
        (Step.UP, "chess", ["chess", "drama"]),
        (Step.REMOVE, "chess", ["drama"]),
        (Step.ADD, "chess", ["chess", "drama"]),
    ],
)
def test_up_down_and_remove_change_the_order(fair, choice_round, student, step, of, order):
    for section in (fair.chess, fair.drama):
        fair.tap(choice_round, student, section)

    fair.tap(choice_round, student, getattr(fair, of), step=step)

    saved = draft_of(fair.list_of(choice_round, student))
    assert list(saved.of(fair.thursday.id)) == [getattr(fair, name).id for name in order]


def test_the_list_is_not_longer_than_the_round_allows(fair, choice_round, student):
    fair.tap(choice_round, student, fair.chess)
    fair.tap(choice_round, student, fair.drama)

    with pytest.raises(errors.TooManyChoices, match="2"):
        fair.tap(choice_round, student, fair.art)


def test_a_club_for_another_grade_cannot_enter_the_list(session, fair, student):
    young = make.section(session, term=fair.term, slots=[fair.thursday], grade_to=2)
    choice_round = fair.announce()

    with pytest.raises(errors.SectionNotForChild):
        fair.tap(choice_round, student, young)


def test_a_club_at_the_time_of_another_place_cannot_enter_the_list(session, fair, student):
    team = make.section(session, term=fair.term, slots=[fair.thursday], admission="selected")
    choice_round = fair.announce()
    place_by_hand(session, team, student, reason="r", actor_id=1, now=make.NOON)

    with pytest.raises(errors.SectionNotForChild):
        fair.tap(choice_round, student, fair.chess)


def test_a_club_outside_the_round_cannot_enter_the_list(session, fair, choice_round, student):
    other = make.section(session, term=fair.term, slots=[fair.thursday])

    with pytest.raises(errors.SectionNotInRound):
        fair.tap(choice_round, student, other)


def test_a_second_device_is_told_instead_of_losing_work(fair, choice_round, student):
    fair.tap(choice_round, student, fair.chess)
    seen_by_both = fair.list_of(choice_round, student).version
    fair.tap(choice_round, student, fair.drama, version=seen_by_both)

    with pytest.raises(errors.ChangedElsewhere):
        fair.tap(choice_round, student, fair.chess, step=Step.REMOVE, version=seen_by_both)

    saved = draft_of(fair.list_of(choice_round, student))
    assert saved.of(fair.thursday.id) == (fair.chess.id, fair.drama.id)


def test_two_devices_that_both_begin_do_not_make_two_lists(fair, choice_round, student):
    fair.tap(choice_round, student, fair.chess)

    with pytest.raises(errors.ChangedElsewhere):
        choosing.tap(
            fair.session,
            fair.offer(choice_round),
            fair.child(student, choice_round),
            None,
            step=Step.ADD,
            section_id=fair.drama.id,
            version=0,
            now=make.NOON,
        )


def test_only_a_handed_in_list_counts(session, fair, choice_round, student):
    fair.tap(choice_round, student, fair.chess)
    assert _handed_in(session, choice_round, student) == []

    fair.hand_in(choice_round, student)

    assert _handed_in(session, choice_round, student) == [(1, "围棋")]


def test_a_changed_list_leaves_the_handed_in_one_valid(session, fair, choice_round, student):
    fair.tap(choice_round, student, fair.chess)
    fair.hand_in(choice_round, student)
    first = fair.list_of(choice_round, student).receipt_hash

    fair.tap(choice_round, student, fair.chess, step=Step.REMOVE)
    fair.tap(choice_round, student, fair.drama)
    between = _handed_in(session, choice_round, student)
    assert fair.list_of(choice_round, student).is_changed
    fair.hand_in(choice_round, student)

    assert between == [(1, "围棋")]
    assert _handed_in(session, choice_round, student) == [(1, "戏剧")]
    after = fair.list_of(choice_round, student)
    assert (after.is_changed, after.receipt_hash == first) == (False, False)


def test_the_same_hand_in_sent_twice_counts_once(session, fair, choice_round, student):
    fair.tap(choice_round, student, fair.chess)
    version = fair.list_of(choice_round, student).version
    fair.hand_in(choice_round, student, key="k1", version=version)
    at = fair.list_of(choice_round, student).handed_in_at

    fair.hand_in(
        choice_round, student, key="k1", version=version, now=make.NOON + timedelta(hours=1)
    )

    assert fair.list_of(choice_round, student).handed_in_at == at
    assert _handed_in(session, choice_round, student) == [(1, "围棋")]


def test_what_was_not_reviewed_is_not_handed_in(fair, choice_round, student):
    fair.tap(choice_round, student, fair.chess)
    reviewed = fair.list_of(choice_round, student).version
    fair.tap(choice_round, student, fair.drama)

    with pytest.raises(errors.ChangedElsewhere):
        fair.hand_in(choice_round, student, version=reviewed)


def test_closed_is_closed_to_the_second(fair, choice_round, student):
    fair.tap(choice_round, student, fair.chess, now=CLOSING - timedelta(seconds=1))

    with pytest.raises(errors.RoundClosed):
        fair.tap(choice_round, student, fair.drama, now=CLOSING)
    with pytest.raises(errors.RoundClosed):
        fair.hand_in(choice_round, student, now=CLOSING)
    fair.hand_in(choice_round, student, now=CLOSING - timedelta(microseconds=1))


def test_nothing_is_taken_before_the_opening(fair, choice_round, student):
    with pytest.raises(errors.RoundNotYetOpen):
        fair.tap(choice_round, student, fair.chess, now=make.NOON - timedelta(days=2))


def test_an_empty_list_says_nothing_unless_a_fallback_is_wanted(session, fair, student):
    choice_round = fair.announce()
    offer, child = fair.offer(choice_round), fair.child(student, choice_round)
    choosing.save(session, offer, child, None, choosing.Draft(), version=0, now=make.NOON)
    with pytest.raises(errors.NothingChosen):
        fair.hand_in(choice_round, student)

    choosing.save(
        session,
        offer,
        child,
        fair.list_of(choice_round, student),
        choosing.Draft(fallback=True),
        version=1,
        now=make.NOON,
    )
    fair.hand_in(choice_round, student)

    handed_in = fair.list_of(choice_round, student)
    assert (handed_in.accepts_fallback, handed_in.handed_in_at) == (True, make.NOON)


def test_a_withdrawn_club_is_taken_off_before_handing_in(session, fair, choice_round, student):
    fair.tap(choice_round, student, fair.chess)
    fair.tap(choice_round, student, fair.drama)
    row = changes.queries.get_round_section(session, fair.school.id, choice_round.id, fair.chess.id)
    changes.withdraw_section(
        session, fair.school, choice_round, row, reason="老师生病", actor_id=1, now=make.NOON
    )
    assert fair.chess.state is SectionState.WITHDRAWN

    with pytest.raises(errors.SectionNotForChild):
        fair.hand_in(choice_round, student)
    fair.tap(choice_round, student, fair.chess, step=Step.REMOVE)
    fair.hand_in(choice_round, student)

    assert _handed_in(session, choice_round, student) == [(1, "戏剧")]


def test_a_grade_outside_the_pilot_chooses_nothing(session, fair, choice_round, student):
    fair.school.pilot_grades = "1,2"
    session.flush()
    (card, *_others) = queries.cards(session, fair.school.id, choice_round.id)

    assert (card.pilot_grades, student.grade) == ((1, 2), 3)
    assert why_not(card, 3, Clubs()).sentence == "This grade does not take part in the service yet"
    assert why_not(card, 2, Clubs()) is None
    with pytest.raises(errors.SectionNotForChild):
        fair.tap(choice_round, student, fair.chess)


@pytest.mark.parametrize("is_final", [True, False])
def test_a_club_that_the_school_ended_for_a_child_is_not_chosen_again(
    session, fair, student, is_final
):
    acts = {"reason": "三次提醒", "actor_id": 1, "now": make.NOON}
    place = place_by_hand(session, fair.chess, student, **acts)
    end_place(session, place, is_final=is_final, **acts)
    choice_round = fair.announce()
    cards = {c.section_id: c for c in queries.cards(session, fair.school.id, choice_round.id)}
    child = fair.child(student, choice_round)

    reason = why_not(cards[fair.chess.id], student.grade, child.clubs)
    fair.tap(choice_round, student, fair.drama)

    if is_final:
        assert reason.sentence == "The school ended the place here for this term. Ask the office"
        with pytest.raises(errors.SectionNotForChild):
            fair.tap(choice_round, student, fair.chess)
    else:
        assert reason is None
        fair.tap(choice_round, student, fair.chess)


def test_a_place_ended_for_good_before_the_freeze_leaves_the_list(
    session, fair, choice_round, student
):
    for section in (fair.chess, fair.drama):
        fair.tap(choice_round, student, section)
    fair.hand_in(choice_round, student)
    link = {"school_id": fair.school.id, "section": fair.chess, "student": student}
    times = {"began_at": make.NOON, "ended_at": make.NOON}
    session.add(Place(**link, **times, source=PlaceSource.FIRST_COME, is_final=True))

    freeze_entries(session, choice_round, actor_id=1, now=make.NOON + timedelta(days=9))

    (draw,) = session.scalars(select(Draw))
    (entry,) = map(json.loads, bundle.rows(draw.entries_text))
    assert list(entry["choices"].values()) == [["X02"]]
