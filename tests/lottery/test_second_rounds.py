"""Second rounds: the seats a draw left, with its numbers turned round."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

import verify_draw
from app.accounts.models import StudentStatus
from app.courses.models import Section
from app.enrollment import errors as enrollment_errors
from app.enrollment.models import FreeSeats, Offer, Place, Waiting
from app.enrollment.queries.places import get_section, get_student
from app.enrollment.services import place_by_hand, take_free_seat
from app.enrollment.services.waiting import move_on
from app.lottery import downloads, errors
from app.lottery.allocation.canonical import canonical, sha256
from app.lottery.allocation.second_round import turned_round
from app.lottery.plan import RoundPlan
from app.lottery.queries import draws as queries
from app.lottery.queries import rounds as round_queries
from app.lottery.services import (
    draws,
    explanation,
    invitations,
    publishing,
    rounds,
    second_rounds,
    summary,
)
from app.messages.models import Message
from tests import make
from tests.lottery.evaluator import TURNS, Turn

DAY = timedelta(days=1)
FIRST = {"actor_id": 1, "now": make.NOON + 2 * DAY}
OPENS, CLOSES = make.NOON + 3 * DAY, make.NOON + 4 * DAY
CHOOSING = {"now": OPENS + timedelta(hours=1)}
SECOND = {"actor_id": 1, "now": make.NOON + 5 * DAY}
KEY = bytes(range(32))


@pytest.fixture
def first(fair):
    """A published first round: six children want chess, which has two seats; drama is not full."""
    fair.chess.seats, fair.drama.seats, fair.art.seats = 2, 4, 0
    fair.session.flush()
    choice_round = fair.announce()
    fair.students = fair.lists(choice_round, *[[fair.chess]] * 6)
    finish(fair, choice_round, FIRST)
    return choice_round


def finish(fair, choice_round, by):
    draws.freeze_entries(fair.session, choice_round, **by)
    draw = draws.perform_draw(fair.session, choice_round, "207419553", **by)
    publishing.publish_round(fair.session, choice_round, **by)
    fair.session.expire_all()
    return draw


def prepare(fair, **values):
    plan = {
        "title": "第二轮",
        "slot_ids": (fair.thursday.id,),
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "public_source": "现场抽出的九个数字",
    }
    made = second_rounds.create_second_round(
        fair.session, fair.term, RoundPlan(**plan | values), **FIRST
    )
    fair.session.expire(made)
    return round_queries.get_round(fair.session, fair.school.id, made.id)


def announce(fair, **values):
    found = prepare(fair, **values)
    rounds.announce_round(fair.session, fair.school, found, **FIRST)
    return found


def numbers_of(fair, choice_round):
    found = round_queries.get_round(fair.session, fair.school.id, choice_round.id)
    return summary.summary(fair.session, publishing.drawn_round(fair.session, found))


def choose(fair, choice_round, student, *sections):
    for section in sections:
        fair.tap(choice_round, student, section, **CHOOSING)
    fair.hand_in(choice_round, student, **CHOOSING)


def numbers(fair, choice_round):
    """The numbers of a draw by student."""
    draw = queries.get_draw(fair.session, fair.school.id, choice_round.id)
    return {o.student_id: o.number for o in queries.outcomes(fair.session, fair.school.id, draw.id)}


def section_of(fair, student):
    statement = (
        select(Section.code)
        .join(Place, Place.section_id == Section.id)
        .where(Place.student_id == student.id, Place.ended_at.is_(None))
    )
    return fair.session.scalar(statement)


def place(fair, student, section, **by):
    found = get_section(fair.session, fair.school.id, section.id)
    child = get_student(fair.session, fair.school.id, student.id)
    place_by_hand(fair.session, found, child, reason="新转入", **FIRST | by)


def loaded(fair, choice_round):
    draw = queries.get_draw(fair.session, fair.school.id, choice_round.id, with_texts=True)
    assert draw.manifest.seed
    return draw


def without_place(fair):
    return [student for student in fair.students if section_of(fair, student) is None]


@given(
    before=st.lists(st.integers(0, 30), unique=True),
    tickets=st.lists(st.integers(0, 30), unique=True),
)
@settings(max_examples=200, deadline=None)
def test_the_order_is_turned_round_and_new_tickets_come_after(before, tickets):
    first = {f"T{n}": place for place, n in enumerate(before, start=1)}

    found = turned_round({f"T{n}": 1 for n in tickets}, first, KEY)

    order = sorted(found, key=found.__getitem__)
    known = [ticket for ticket in order if ticket in first]
    assert sorted(found.values()) == list(range(1, len(tickets) + 1))
    assert order[: len(known)] == known == sorted(known, key=lambda t: -first[t])
    entries = [{"ticket": f"T{n}", "extra_tickets": 0} for n in tickets]
    assert verify_draw.second_round_numbers(first, KEY, entries) == found


def test_the_worst_number_of_those_who_take_part_is_now_the_first(fair, first):
    before, losers = numbers(fair, first), without_place(fair)
    second = announce(fair)
    new = make.student(fair.session, homeroom=fair.homeroom)
    for student in [*losers, new]:
        choose(fair, second, student, fair.drama)

    finish(fair, second, SECOND)

    now = numbers(fair, second)
    worst_first = sorted(losers, key=lambda student: -before[student.id])
    assert [now[student.id] for student in worst_first] == [1, 2, 3, 4]
    assert now[new.id] == 5
    assert [section_of(fair, student) for student in worst_first] == ["X02"] * 4
    assert section_of(fair, new) is None


def test_only_free_seats_that_nobody_waits_for_are_given(fair, first):
    assert fair.session.scalar(select(Waiting.section_id).limit(1)) == fair.chess.id
    place(fair, make.student(fair.session, homeroom=fair.homeroom), fair.drama)

    second = announce(fair)

    rules = json.loads(round_queries.get_manifest(fair.session, fair.school.id, second.id).text)
    assert [(s["code"], s["seats"]) for s in rules["sections"]] == [("X02", 3)]
    draw = queries.get_draw(fair.session, fair.school.id, first.id)
    source = {"result_hash": draw.result_hash, "place": 0, "slots": 1}
    assert rules["numbers_from"] == source


def test_meanwhile_nobody_else_gets_these_seats(fair, first):
    announce(fair)
    student = without_place(fair)[0]
    drama = get_section(fair.session, fair.school.id, fair.drama.id)
    opened = {"opens_at": OPENS, "announced_at": make.NOON}
    fair.session.add(FreeSeats(school_id=fair.school.id, term_id=fair.term.id, **opened))
    fair.session.flush()

    with pytest.raises(enrollment_errors.SeatsPromised):
        place(fair, student, fair.drama)
    with pytest.raises(enrollment_errors.SeatsPromised):
        take_free_seat(fair.session, fair.school, drama, student, actor_id=1, **CHOOSING)
    move_on(fair.session, fair.school.id, [drama.id], now=OPENS)
    assert fair.session.scalars(select(Offer)).all() == []


def test_who_has_a_club_that_day_cannot_choose(fair, first):
    second = announce(fair)
    placed = next(s for s in fair.students if section_of(fair, s) is not None)

    with pytest.raises(errors.SectionNotForChild):
        choose(fair, second, placed, fair.drama)


def test_who_may_improve_keeps_the_club_unless_a_better_one_is_free(fair, first):
    fair.session.get_one(Section, fair.drama.id).seats = 1
    fair.session.flush()
    placed = [s for s in fair.students if section_of(fair, s) is not None]
    before = numbers(fair, first)
    placed.sort(key=lambda student: -before[student.id])
    second = announce(fair, may_improve=True)
    for student in placed:
        choose(fair, second, student, fair.drama)

    finish(fair, second, SECOND)

    assert [section_of(fair, student) for student in placed] == ["X02", "X01"]
    offered = fair.session.scalars(select(Offer)).all()
    assert [offer.section_id for offer in offered] == [fair.chess.id]  # the freed seat goes on
    sections = fair.session.scalars(select(Section).order_by(Section.code)).all()
    assert [(s.code, s.taken) for s in sections] == [("X01", 2), ("X02", 1), ("X03", 0)]


def test_fallback_places_of_the_first_round_are_not_counted_in_the_second(fair):
    fair.chess.seats, fair.drama.seats, fair.art.seats = 2, 9, 0
    fair.session.flush()
    first = fair.announce()
    fair.lists(first, *[[fair.chess]] * 6, fallback=True)
    finish(fair, first, FIRST)
    second = announce(fair)
    choose(fair, second, make.student(fair.session, homeroom=fair.homeroom), fair.drama)

    finish(fair, second, SECOND)

    told = [numbers_of(fair, one) for one in (first, second)]
    assert [(one.placed, one.fallback, one.without_place) for one in told] == [(2, 4, 0), (1, 0, 0)]


def test_a_club_got_after_the_freezing_is_not_given_up(fair, first):
    student = without_place(fair)[0]
    second = announce(fair, may_improve=True)
    choose(fair, second, student, fair.drama)
    other = make.section(fair.session, term=fair.term, slots=[fair.thursday], code="X08", seats=9)
    draws.freeze_entries(fair.session, second, **SECOND)
    draws.perform_draw(fair.session, second, "207419553", **SECOND)
    later = {"actor_id": 1, "now": SECOND["now"] + DAY}
    place(fair, student, other, **later)

    with pytest.raises(errors.PlacedSinceFreezing):
        publishing.publish_round(fair.session, second, **later)


def test_kept_seats_and_running_clubs_are_of_the_first_round(fair, first):
    fair.drama.reserved, fair.drama.min_size = 2, 4
    place(fair, without_place(fair)[0], fair.drama)
    fair.session.flush()

    second = announce(fair)

    rules = json.loads(round_queries.get_manifest(fair.session, fair.school.id, second.id).text)
    assert [(s["reserved"], s["continuing_share"], s["min_size"]) for s in rules["sections"]] == [
        (0, 0, 0)
    ]


def test_without_a_published_draw_or_free_seats_there_is_no_second_round(fair):
    with pytest.raises(errors.NoEarlierRound):
        prepare(fair)
    fair.chess.seats, fair.drama.seats, fair.art.seats = 1, 0, 0
    choice_round = fair.announce()
    fair.lists(choice_round, [fair.chess])
    finish(fair, choice_round, FIRST)
    with pytest.raises(errors.NothingLeft):
        prepare(fair)
    with pytest.raises(errors.SecondRoundStays):
        prepare(fair, mechanism="fewest-unplaced")


def test_the_day_of_a_second_round_stays(fair, first):
    second = prepare(fair)
    friday = make.slot(fair.session, weekday=5)
    plan = RoundPlan("x", (friday.id,), OPENS, CLOSES, "y")

    with pytest.raises(errors.SecondRoundStays):
        rounds.change_round(fair.session, second, plan, **FIRST)


@pytest.fixture
def households(fair, first):
    """A guardian of every child of the first round, and what each was told before."""
    made = {student.id: make.guardian(fair.session, student) for student in fair.students}
    fair.session.execute(delete(Message))
    return made


def told(fair):
    rows = fair.session.scalars(select(Message)).all()
    assert len({row.link for row in rows}) <= 1
    return {row.account_id for row in rows}


def invited(fair, choice_round):
    sections = rounds.offered_sections(fair.session, choice_round)
    return invitations.invited(fair.session, fair.school, choice_round, sections)


def test_families_of_children_without_a_club_are_told_and_nobody_else(fair, households):
    losers = without_place(fair)
    prepared = prepare(fair)
    make.guardian(fair.session, fair.students[0], is_active=False)
    make.student(fair.session, homeroom=fair.homeroom, status=StudentStatus.LEFT)
    make.student(fair.session, homeroom=make.homeroom(fair.session, grade=7))
    make.student(fair.session, school=make.school(fair.session))
    whom = invited(fair, prepared)

    rounds.announce_round(fair.session, fair.school, prepared, **FIRST)

    assert told(fair) == whom.account_ids == {households[s.id].id for s in losers}
    assert (whom.children, whom.mailed) == (len(losers), 0)
    message = fair.session.scalars(select(Message).limit(1)).one()
    assert message.link == f"/rounds/{prepared.id}/choose"
    assert message.facts == {"title": "第二轮", "opens": "09-06 12:00", "closes": "09-07 12:00"}


def test_who_may_improve_is_told_unless_only_the_own_club_is_free(fair, households):
    losers = without_place(fair)
    placed = next(student for student in fair.students if student not in losers)
    drama = get_section(fair.session, fair.school.id, fair.drama.id)
    child = get_student(fair.session, fair.school.id, losers[0].id)
    place_by_hand(fair.session, drama, child, reason="新转入", **FIRST)
    fair.session.execute(delete(Message))
    prepared = prepare(fair, may_improve=True)

    rounds.announce_round(fair.session, fair.school, prepared, **FIRST)

    everybody = {account.id for account in households.values()}
    assert households[placed.id].id in told(fair)
    assert told(fair) == everybody - {households[losers[0].id].id}


def test_the_first_announcement_of_a_round_tells_nobody(fair, households):
    friday = make.slot(fair.session, weekday=5)
    make.section(fair.session, term=fair.term, slots=[friday], code="X09")

    fair.announce(slots=[friday])

    assert told(fair) == set()


@pytest.fixture
def bundles(fair, first):
    """The full bundles of a second round with a new child, and of its first."""
    second = announce(fair)
    new = [make.student(fair.session, homeroom=fair.homeroom) for _ in range(2)]
    for student in [*without_place(fair)[:2], *new]:
        choose(fair, second, student, fair.drama)
    finish(fair, second, SECOND)
    draw, before = loaded(fair, second), loaded(fair, first)
    draws.check_draw(draw)
    return downloads.full_bundle(draw), downloads.full_bundle(before), draw


def checked(tmp_path, capsys, *texts):
    names = []
    for n, text in enumerate(texts):
        names.append(str(tmp_path / f"{n}.json"))
        (tmp_path / f"{n}.json").write_text(text, encoding="utf-8")
    code = verify_draw.main(names)
    return code, capsys.readouterr().out


def test_the_verifier_draws_a_second_round_again_alone_and_with_its_first(
    bundles, tmp_path, capsys
):
    second, before, draw = bundles

    assert checked(tmp_path, capsys, second)[0] == 0
    code, said = checked(tmp_path, capsys, second, before)
    assert (code, said.splitlines()[-1]) == (0, f"result_hash {draw.result_hash}")
    assert "turns round" in said
    assert checked(tmp_path, capsys, downloads.public_bundle(draw))[0] == 0
    assert checked(tmp_path, capsys, before, second)[0] == 1


def test_numbers_that_were_not_turned_round_are_found(bundles, tmp_path, capsys):
    """Numbers as they were, instead of turned round; another first result."""
    second, _before, draw = bundles
    bundle = json.loads(second)
    straight = {"numbers": {t: 5 - n for t, n in bundle["numbers"].items()}}
    result = {"format": "draw-result/1"} | {
        k: bundle[k] for k in ("places", "closed", "cutoffs", "numbers")
    }
    forged = bundle | straight
    forged["result_hash"] = sha256(canonical(result | straight))
    assert checked(tmp_path, capsys, canonical(forged) + "\n")[0] == 1

    other = bundle["earlier_result"]
    other["numbers"] = {t: 7 - n for t, n in other["numbers"].items()}
    code, said = checked(tmp_path, capsys, canonical(bundle) + "\n")
    assert (code, "not the one the manifest names" in said) == (1, True)
    del bundle["earlier_result"]
    code, said = checked(tmp_path, capsys, canonical(bundle) + "\n")
    assert (code, "is missing" in said) == (1, True)
    draw.earlier_result_text = draw.earlier_result_text.replace('":1', '":2')
    with pytest.raises(errors.DrawDiffers):
        draws.check_draw(draw)


def test_what_families_read_of_the_order_is_true_of_both_bundles(fair, bundles):
    second, before, draw = bundles
    files = json.loads(before), 0, 1, json.loads(second)
    tickets = files[-1]["numbers"]

    for ticket, number in tickets.items():
        turned = second_rounds.number_before(draw, ticket)
        said = explanation.turned(turned, number, draw.row_count)
        assert TURNS[said.sentence](Turn(*files, ticket), said.facts)
        worse = replace(turned, before=(turned.before or 1) % turned.last_before + 1)
        lie = explanation.turned(worse, number, draw.row_count)
        assert not TURNS[lie.sentence](Turn(*files, ticket), lie.facts)
    assert len(tickets) == 4


def test_a_second_round_of_one_of_several_days_turns_that_days_numbers_round(fair):
    friday = make.slot(fair.session, weekday=5)
    ball = make.section(fair.session, term=fair.term, slots=[friday], code="X09", seats=3)
    fair.chess.seats = 1
    first = fair.announce(slots=[fair.thursday, friday])
    students = fair.lists(first, *[[fair.chess]] * 5)
    finish(fair, first, FIRST)
    draw = queries.get_draw(fair.session, fair.school.id, first.id)
    rows = queries.outcomes(fair.session, fair.school.id, draw.id)
    before = {o.student_id: o.number for o in rows if o.slot_id == friday.id}

    second = announce(fair, slot_ids=(friday.id,))
    for student in students:
        choose(fair, second, student, ball)
    finish(fair, second, SECOND)

    now = numbers(fair, second)
    assert sorted(now, key=now.__getitem__) == sorted(before, key=lambda s: -before[s])
