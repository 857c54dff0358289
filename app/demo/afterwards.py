"""After the draw of the demonstration: a second round, clubs to be swapped, a club that ends."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts.models import Account, Student
from app.courses.models import Section
from app.demo.choosing import SOURCE
from app.enrollment.queries import repair_problem
from app.enrollment.queries.places import get_section, get_student, places_of
from app.enrollment.queries.rosters import unplaced
from app.enrollment.services import exchanges, repair_plans, repairs
from app.lottery.eligibility import Card
from app.lottery.models import ChoiceRound
from app.lottery.plan import RoundPlan
from app.lottery.queries import choosing, draws, rounds
from app.lottery.services.choosing import Offer
from app.lottery.services.draws import freeze_entries, perform_draw
from app.lottery.services.paper import PaperList, enter_lists, read_codes
from app.lottery.services.publishing import publish_round
from app.lottery.services.rounds import announce_round
from app.lottery.services.second_rounds import create_second_round, free_days
from app.schools.models import School, Term

HOUR = timedelta(hours=1)
OPENS_AFTER, OPEN_FOR, DRAWN_AFTER = HOUR, timedelta(days=2), HOUR
SWAPS_FOR = timedelta(days=4)
DIGITS = "381 640 275"
WITHOUT_LIST = 5  # every fifth family without a club takes no part
MOST_CHOICES = 3
STILL_WANTING, IN_A_CIRCLE = 12, 3
ENOUGH = 0.6  # of the children of a club for whom there are other places
REASON = "外聘老师因病请长假，暂时没有能接手的老师。"


def hold_second_round(
    session: Session, school: School, term: Term, *, office: Account, now: datetime
) -> datetime:
    """Give the seats that the draw left by a second round; gives the moment of its result."""
    opens_at = now.replace(minute=0, second=0, microsecond=0) + OPENS_AFTER
    plan = RoundPlan(
        title="周四社团第二轮",
        slot_ids=(free_days(session, term)[0].slot.id,),
        opens_at=opens_at,
        closes_at=opens_at + OPEN_FOR,
        public_source=SOURCE,
    )
    made = create_second_round(session, term, plan, actor_id=office.id, now=now)
    session.expire(made)
    second = rounds.get_round(session, school.id, made.id)
    announce_round(session, school, second, actor_id=office.id, now=now)
    _hand_in(session, second, unplaced(session, school.id, term.id, plan.slot_ids[0]))
    drawn_at = second.closes_at + DRAWN_AFTER
    freeze_entries(session, second, actor_id=office.id, now=drawn_at)
    perform_draw(session, second, DIGITS, actor_id=office.id, now=drawn_at)
    publish_round(session, second, actor_id=office.id, now=drawn_at)
    return drawn_at


def open_swaps(
    session: Session,
    school: School,
    term: Term,
    first: ChoiceRound,
    *,
    office: Account,
    now: datetime,
) -> None:
    """Announce an exchange, with the wishes of some families."""
    row = exchanges.announce_exchange(
        session,
        school,
        term,
        opens_at=now,
        closes_at=now + SWAPS_FOR,
        actor_id=office.id,
        now=now,
    )
    for student_id, better in _wishes(session, first):
        student = get_student(session, school.id, student_id)
        held = places_of(session, school.id, term.id, [student_id])
        for place_id, sections in exchanges.wishable(session, held, student.grade).items():
            possible = {section.id for section in sections}
            wished = [section_id for section_id in better if section_id in possible]
            if wished:
                wanted = wished[:MOST_CHOICES]
                exchanges.wish(session, row, student, place_id, wanted, actor_id=office.id, now=now)


def propose_repair(
    session: Session, school: School, first: ChoiceRound, *, office: Account, now: datetime
) -> None:
    """Propose other places for the children of a club for most of whom there are some."""
    draw = draws.get_draw(session, school.id, first.id)
    drawn = draws.drawn_sections(session, school.id, draw.id)
    running = [row.section_id for row in drawn if row.closed_step is None and row.taken]
    share, best = 0.0, None
    for section_id in running:
        section = get_section(session, school.id, section_id)
        planned = _planned(session, section)
        found = sum(one.to_section_id is not None for one in planned) / max(len(planned), 1)
        if found > share:
            share, best = found, section
        if share >= ENOUGH:
            break
    if best is not None:
        repairs.propose_repair(session, best, reason=REASON, actor_id=office.id, now=now)


def _planned(session: Session, section: Section) -> Sequence[repair_plans.Planned]:
    members = repair_problem.members(session, section.school_id, section.id)
    return repair_plans.plan(session, section, members, frozenset())


def _hand_in(session: Session, second: ChoiceRound, students: Sequence[Student]) -> None:
    cards = choosing.cards(session, second.school_id, second.id)
    offer = Offer(second, cards)
    at = second.opens_at + HOUR
    lists = []
    for position, student in enumerate(students):
        codes = _some(cards, student, position)
        if codes and position % WITHOUT_LIST:
            draft = read_codes(offer, student, " ".join(codes), fallback=False)
            lists.append(PaperList(student, draft, at))
    enter_lists(session, offer, lists, actor_id=None, is_on_behalf=False, now=at)


def _some(cards: Sequence[Card], student: Student, position: int) -> list[str]:
    """Choose a few clubs that take a child, others for each."""
    codes = [card.code for card in cards if card.takes(student.grade)]
    turn = position % len(codes) if codes else 0
    return [*codes[turn:], *codes[:turn]][:MOST_CHOICES]


def _wishes(session: Session, first: ChoiceRound) -> Iterator[tuple[int, Sequence[int]]]:
    """Give children and what they would rather have: some of each grade have changed their minds.

    A draw leaves no circle among the lists it drew, so those who still want an earlier choice show
    that not everybody can swap.
    """
    draw = draws.get_draw(session, first.school_id, first.id)
    listed = draws.all_choices(session, first.school_id, first.id)
    lists = draws.handed_in_lists(session, first.school_id, first.id)
    grade_of = {row.student_id: row.student.grade for row in lists}
    circles: dict[int | None, dict[int, int]] = {}  # grade -> section -> a child of it
    still_wanting = 0
    for outcome in draws.outcomes(session, first.school_id, draw.id):
        circle = circles.setdefault(grade_of.get(outcome.student_id), {})
        if outcome.rank is not None and outcome.rank > 1 and still_wanting < STILL_WANTING:
            still_wanting += 1
            chosen = listed[outcome.student_id][outcome.slot_id]
            yield outcome.student_id, chosen[: outcome.rank - 1]
        elif outcome.section_id is not None and len(circle) < IN_A_CIRCLE:
            circle.setdefault(outcome.section_id, outcome.student_id)
    for circle in circles.values():
        sections = [*circle]
        for section_id, wanted in zip(sections, [*sections[1:], sections[0]], strict=True):
            yield circle[section_id], [wanted]
