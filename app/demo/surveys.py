"""Surveys of the demonstration: last month's with its results, this month's open, later ones."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Consent, ConsentPurpose, Guardianship
from app.accounts.queries.people import account_by_login
from app.enrollment.models import Place
from app.evaluation.survey.interest_form import INTEREST_QUESTIONS
from app.evaluation.survey.models import Survey, SurveyAnswer, SurveyChild, SurveyKind, SurveyState
from app.evaluation.survey.queries.surveys import get_survey
from app.evaluation.survey.services import close_survey, make_survey, open_survey, write_reply
from app.evaluation.survey.services.mixing import mix
from app.evaluation.survey.tally import LEAST
from app.schools.models import Homeroom, School

KEYS = frozenset(
    {"club_content", "club_teacher", "safety", "hours", "overall", "forced", "worry", "advice"}
)
ASKED_BEFORE, OPEN_FOR = timedelta(days=31), timedelta(days=6)
OPENS_AFTER = timedelta(days=19)  # the first of a month
OPENS, CLOSES = time(8), time(21)
SHARE = 0.62  # of the families answer
SCALES = {
    "club_content": (46, 36, 13, 4, 1),
    "club_teacher": (58, 30, 9, 2, 1),
    "safety": (58, 30, 9, 2, 1),
    "hours": (33, 34, 19, 10, 4),
    "overall": (45, 38, 12, 4, 1),
}
WORRIES = ("time", "places", "variety", "info", "none")
WORDS = (
    "接早了在门口干等，第二批放学能不能准时",
    "轮滑总是抽不上，希望多开一班",
    "老师很耐心，孩子每周都盼着去",
    "作业多数还是带回家做",
    "希望提前一天告诉家长展示活动",
    "场地灯光有点暗",
)
LESS_CONTENT = (4, 12, 34, 30, 20)  # with a club in which that is planted
LIKED = ("sports", "science", "arts", "play", "reading", "practice", "outward", "homework")
LIKED_BY = (30, 22, 16, 12, 8, 5, 4, 3)
MISSED = ("攀岩", "无人机", "动漫绘画", "烘焙")
REPLIES = (
    ("接早了在门口干等", "第二批放学改为 17:20 准时开南门"),
    ("轮滑总是抽不上", "下学期加开一班，场地已确认"),
)


def ask_families(session: Session, school: School, office_login: str, *, now: datetime) -> None:
    """Hold last month's survey, answer to it, and open this month's."""
    office = account_by_login(session, school.id, office_login)
    if office is None:
        return
    before = now - ASKED_BEFORE
    _agree(session, school.id, at=before)
    held = _open(session, school, office.id, before)
    _let_answer(session, held, Random(26))  # noqa: S311 -- answers of a demonstration
    close_survey(session, school, held, actor_id=office.id, now=before + OPEN_FOR)
    for said, done in REPLIES:
        write_reply(session, held, said, done, actor_id=office.id, now=before + OPEN_FOR)
    _open(session, school, office.id, now)
    _ask_pupils(session, school, office.id, before)
    mix(session, school, now=now)


def ask_in_later_months(
    session: Session, school: School, office_login: str, *, until: datetime, disliked: int
) -> None:
    """Answer the survey that is open and each later month's, and open the last month's.

    In later months families are less content with the club in which that is planted.
    """
    office = account_by_login(session, school.id, office_login)
    held = session.scalars(
        select(Survey).where(Survey.school_id == school.id).order_by(Survey.month.desc()).limit(1)
    ).one_or_none()
    if office is None or held is None or held.state is not SurveyState.OPEN:
        return
    chance = Random(27)  # noqa: S311 -- answers of a demonstration
    survey, unhappy = get_survey(session, school.id, held.id), 0
    while survey.closes_on < school.today(until):
        _let_answer(session, survey, chance, disliked=unhappy)
        closes = datetime.combine(survey.closes_on, CLOSES, ZoneInfo(school.time_zone))
        close_survey(session, school, survey, actor_id=office.id, now=closes)
        next_month = (survey.month + timedelta(days=31)).replace(day=1)
        opens = min(next_month + OPENS_AFTER, school.today(until))
        at = datetime.combine(opens, OPENS, ZoneInfo(school.time_zone))
        survey, unhappy = _open(session, school, office.id, at), disliked
    mix(session, school, now=until)


def _agree(session: Session, school_id: int, *, at: datetime) -> None:
    """Let all guardians agree to be asked, as they do on paper at the start of a term."""
    links = session.execute(
        select(Guardianship.account_id, Guardianship.student_id)
        .where(Guardianship.school_id == school_id)
        .order_by(Guardianship.id)
    )
    yes = {"school_id": school_id, "purpose": ConsentPurpose.SURVEY, "is_given": True, "at": at}
    rows = [yes | {"account_id": one, "student_id": child} for one, child in links]
    if rows:
        session.execute(insert(Consent), rows)


def _open(session: Session, school: School, office_id: int, at: datetime) -> Survey:
    closes_on = school.today(at) + OPEN_FOR
    made = make_survey(session, school, KEYS, closes_on=closes_on, actor_id=office_id, now=at)
    survey = get_survey(session, school.id, made.id)
    open_survey(session, school, survey, actor_id=office_id, now=at)
    return survey


def _ask_pupils(session: Session, school: School, office_id: int, at: datetime) -> None:
    """Hold a poll of what pupils would like to do, from before the clubs were fixed."""
    by: dict[str, Any] = {"actor_id": office_id}
    last, keys = school.today(at) + OPEN_FOR, {one.key for one in INTEREST_QUESTIONS}
    interest = SurveyKind.INTEREST
    made = make_survey(session, school, keys, closes_on=last, now=at, kind=interest, **by)
    poll = get_survey(session, school.id, made.id)
    open_survey(session, school, poll, now=at, **by)
    children = session.execute(
        select(SurveyChild.id, Homeroom.grade)
        .join(Homeroom, Homeroom.id == SurveyChild.homeroom_id)
        .where(SurveyChild.school_id == school.id, SurveyChild.survey_id == poll.id)
    ).all()
    chance = Random(22)  # noqa: S311 -- answers of a demonstration
    rows = [
        {
            "id": f"{chance.getrandbits(128):032x}",
            "school_id": school.id,
            "survey_id": poll.id,
            "grade": None if words else grade,
            "section_id": None,
            "key": question,
            "value": value,
            "text": words,
            "is_mixed": False,
            "is_told": False,
        }
        for _id, grade in children
        for question, value, words in _wishes(chance)
    ]
    session.execute(insert(SurveyAnswer), rows)
    session.execute(update(SurveyChild), [{"id": one.id, "is_used": True} for one in children])
    close_survey(session, school, poll, now=at + OPEN_FOR, **by)


def _wishes(chance: Random) -> list[tuple[str, str, str]]:
    liked = chance.choices(LIKED, weights=LIKED_BY, k=2)
    said = [("activities", ",".join(dict.fromkeys(liked)), ""), ("days", chance.choice("2345"), "")]
    said.append(("again", chance.choice(("same", "same", "new", "none")), ""))
    if chance.random() < 0.05:
        said.append(("wish", "", chance.choice(MISSED)))
    return said


def _let_answer(session: Session, survey: Survey, chance: Random, *, disliked: int = 0) -> None:
    children = session.execute(
        select(SurveyChild.id, SurveyChild.student_id, Homeroom.grade)
        .join(Homeroom, Homeroom.id == SurveyChild.homeroom_id)
        .where(SurveyChild.school_id == survey.school_id, SurveyChild.survey_id == survey.id)
        .order_by(SurveyChild.id)
    ).all()
    answering = [one for one in children if chance.random() < SHARE]
    clubs = _clubs(session, survey.school_id)
    rows = [
        row
        for _id, student_id, grade in answering
        for row in _ballot(survey, grade, clubs.get(student_id, ()), chance, disliked)
    ]
    session.execute(update(SurveyChild), [{"id": one.id, "is_used": True} for one in answering])
    session.execute(insert(SurveyAnswer), rows)


def _clubs(session: Session, school_id: int) -> dict[int, list[int]]:
    places = session.execute(
        select(Place.student_id, Place.section_id).where(
            Place.school_id == school_id, Place.ended_at.is_(None)
        )
    ).all()
    sizes: dict[int, int] = {}
    for _student_id, section_id in places:
        sizes[section_id] = sizes.get(section_id, 0) + 1
    clubs: dict[int, list[int]] = {}
    for student_id, section_id in places:
        if sizes[section_id] >= LEAST:
            clubs.setdefault(student_id, []).append(section_id)
    return clubs


def _ballot(
    survey: Survey, grade: int | None, section_ids: Sequence[int], chance: Random, disliked: int
) -> list[dict[str, Any]]:
    """Write the answers of one family, as a ballot falls apart."""
    whole: dict[str, Any] = {"grade": grade, "section_id": None, "text": ""}
    said = [
        whole
        | {"key": key, "grade": None, "section_id": section_id}
        | {"value": _face(LESS_CONTENT if section_id == disliked else SCALES[key], chance)}
        for section_id in section_ids
        for key in ("club_content", "club_teacher")
    ]
    said += [
        whole | {"key": key, "value": _face(SCALES[key], chance)}
        for key in ("safety", "hours", "overall")
    ]
    said.append(whole | {"key": "forced", "value": "no" if chance.random() < 0.005 else "yes"})
    said.append(whole | {"key": "worry", "value": ",".join(chance.sample(WORRIES[:4], 2))})
    if chance.random() < 0.06:
        text: dict[str, Any] = {
            "key": "advice",
            "grade": None,
            "value": "",
            "text": chance.choice(WORDS),
        }
        said.append(whole | text)
    usual = {"school_id": survey.school_id, "survey_id": survey.id}
    fresh = {"is_mixed": False, "is_told": False}
    return [usual | fresh | one | {"id": f"{chance.getrandbits(128):032x}"} for one in said]


def _face(weights: Sequence[int], chance: Random) -> str:
    return chance.choices("54321", weights=weights)[0]
