"""The round of the demonstration: announced, open, with the lists of the made-up families."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.courses.models import Admission, Section
from app.demo.files import ListRow
from app.enrollment.services import place_selected
from app.lottery.eligibility import Clubs
from app.lottery.models import ChoiceRound
from app.lottery.plan import RoundPlan
from app.lottery.queries import choosing as queries
from app.lottery.services import choosing as services
from app.lottery.services.choosing import Child, Offer
from app.lottery.services.paper import PaperList, enter_lists, read_codes
from app.lottery.services.rounds import announce_round, create_round
from app.schools import queries as schools
from app.schools.models import School, Term

THURSDAY, CLUB_PERIOD = 4, 2
ANNOUNCED_BEFORE = timedelta(days=1)
NOT_JUST_NOW = timedelta(minutes=10)
SHARE_WITH_FALLBACK = 4  # every fourth family would take another club
STARTED_ONLY = 12
SELECTED_AT_MOST = 10  # in each club that chooses by trial
RULES = (
    "先后提交都一样，截止前都可以改，以最后一次提交为准。每人最多填 5 个志愿，想去的排在前面。"
    "截止后在多功能厅公开抽签，家长代表抽出数字，任何人都可以核对结果。"
)
SOURCE = "家长代表在多功能厅当众抽出的 9 位数字"


def open_round(
    session: Session,
    school: School,
    term: Term,
    *,
    opens_at: datetime,
    closes_at: datetime,
) -> ChoiceRound:
    """Announce the round for the clubs of Thursday."""
    slots = schools.slots(session, school.id)
    thursday = [s.id for s in slots if (s.weekday, s.period) == (THURSDAY, CLUB_PERIOD)]
    at = opens_at - ANNOUNCED_BEFORE
    plan = RoundPlan(
        title=f"{term.title} 周四社团",
        slot_ids=tuple(thursday),
        opens_at=opens_at,
        closes_at=closes_at,
        public_source=SOURCE,
        rules=RULES,
        tells_odds=True,
    )
    choice_round = create_round(session, term, plan, actor_id=None, now=at)
    session.refresh(choice_round, ["slots"])
    for row in choice_round.slots:
        session.refresh(row, ["slot"])
    announce_round(session, school, choice_round, actor_id=None, now=at)
    return choice_round


def place_those_who_passed(
    session: Session,
    sections: Sequence[Section],
    undecided: Sequence[Student],
    *,
    now: datetime,
) -> set[int]:
    """Place some children without a list in the clubs that choose by trial; gives their ids."""
    placed: set[int] = set()
    for section in sections:
        if section.admission is not Admission.SELECTED:
            continue
        passed = [
            student
            for student in undecided
            if student.id not in placed and section.accepts(student.grade)
        ][:SELECTED_AT_MOST]
        place_selected(session, section, passed, actor_id=None, now=now)
        placed.update(student.id for student in passed)
    return placed


def hand_in_lists(
    session: Session,
    choice_round: ChoiceRound,
    students: Mapping[str, Student],
    rows: Sequence[ListRow],
    *,
    now: datetime,
) -> None:
    """Hand in the lists, spread over the time since the round has opened."""
    offer = Offer(choice_round, queries.cards(session, choice_round.school_id, choice_round.id))
    moments = _spread(rows, choice_round.opens_at, now - NOT_JUST_NOW)
    lists = []
    for position, (row, at) in enumerate(zip(rows, moments, strict=True)):
        student = students[row.student_no]
        takes_another = position % SHARE_WITH_FALLBACK == 0
        draft = read_codes(offer, student, " ".join(row.codes), fallback=takes_another)
        lists.append(PaperList(student, draft, at))
    enter_lists(session, offer, lists, actor_id=None, is_on_behalf=False, now=now)


def start_lists(
    session: Session, choice_round: ChoiceRound, students: Sequence[Student], *, now: datetime
) -> None:
    """Let a few families save a first club and go no further."""
    offer = Offer(choice_round, queries.cards(session, choice_round.school_id, choice_round.id))
    for student in students[:STARTED_ONLY]:
        first = next(
            card for card in offer.cards if _takes(card.grade_from, card.grade_to, student)
        )
        draft = read_codes(offer, student, first.code, fallback=False)
        child = Child(student, Clubs())
        services.save(session, offer, child, None, draft, version=0, now=now)


def _takes(grade_from: int, grade_to: int, student: Student) -> bool:
    return student.grade is not None and grade_from <= student.grade <= grade_to


def _spread(rows: Sequence[ListRow], first: datetime, last: datetime) -> list[datetime]:
    """Stretch the moments of the file over another time, in their order."""
    began, ended = rows[0].at, rows[-1].at
    return [first + (last - first) * ((row.at - began) / (ended - began)) for row in rows]
