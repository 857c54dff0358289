import json
import random
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import selectinload

import verify_draw
from app.attendance.models import Mark, MarkState, Roll
from app.audit.services import broken_links
from app.core import clock
from app.core.db import db
from app.core.roles import Role
from app.courses.models import Section, SectionState
from app.demo.build import CODE, PUPIL, SMALL_CODE
from app.demo.planted import plant
from app.demo.reset import NotOnlyDemonstrations, wipe
from app.enrollment.exchange_models import Exchange, ExchangeEntry, ExchangeState
from app.enrollment.models import Place, PlaceSource
from app.enrollment.repair_models import Repair, RepairMove, RepairState
from app.enrollment.services.exchanges import preview
from app.evaluation.actions.models import Action, ActionState
from app.evaluation.diagnosis.measures import SHARES, Measure
from app.evaluation.diagnosis.models import Diagnosis
from app.evaluation.patrol.models import Finding, PatrolItem, Visit
from app.evaluation.survey.models import SurveyAnswer
from app.lottery.downloads import full_bundle
from app.lottery.models import ChoiceList, ChoiceRound, RoundState
from app.lottery.queries.draws import get_draw
from app.schools.queries import get_school_by_code, schools
from app.timetable.models import Meeting
from tests import make

BY_CHANCE = 2  # of six weeks of eighty clubs and homerooms, at most
SHANGHAI = ZoneInfo("Asia/Shanghai")


def _counted(statement):
    return db.session().scalar(select(func.count()).select_from(statement.subquery()))


def _handed_in():
    return _counted(select(ChoiceList).where(ChoiceList.handed_in_at.is_not(None)))


def _state():
    school = get_school_by_code(db.session(), CODE)
    statement = select(ChoiceRound).where(ChoiceRound.school_id == school.id)
    return db.session.scalars(statement).one().state(clock.now())


# One walk, since building the schools is what takes the time.
def test_the_demonstration_walks_through_its_round(demo, tmp_path):
    demo("create")
    assert _counted(select(Section).where(Section.state == SectionState.PUBLISHED)) == 64
    assert [one.code for one in schools(db.session())] == [SMALL_CODE, CODE]
    assert (_handed_in(), _state()) == (956, RoundState.OPEN)

    accounts = demo("accounts", "--json")
    assert (demo("create"), demo("accounts", "--json")) == ("", accounts)
    _has_an_account_for_every_role(json.loads(accounts))

    demo("stage", "closed")
    assert _state() is RoundState.CLOSED
    demo("stage", "choosing")
    assert _state() is RoundState.OPEN
    demo("stage", "published")
    assert _state() is RoundState.PUBLISHED
    _can_be_checked(tmp_path)
    demo("stage", "after")
    _goes_on(demo("stage", "after"))
    _is_lived_in(demo("stage", "weeks"))
    _sets_the_clock(demo)
    assert broken_links(db.session()) == []

    assert "anew" in demo("stage", "choosing")
    assert (_handed_in(), _state()) == (956, RoundState.OPEN)
    assert demo("accounts", "--json") != accounts
    assert broken_links(db.session()) == []


def _can_be_checked(folder):
    """Its bundle is right, in any order of rows and sections; 500 flipped bytes are found."""
    choice_round = db.session.scalars(select(ChoiceRound).order_by(ChoiceRound.id)).first()
    draw = get_draw(db.session(), choice_round.school_id, choice_round.id, with_texts=True)
    data, file, rng = full_bundle(draw).encode(), folder / "bundle.json", random.Random(1)
    file.write_bytes(data)
    assert verify_draw.main([str(file)]) == 0

    bundle = json.loads(data)
    rules, entries = bundle["manifest"], bundle["entries"]
    rng.shuffle(rules["sections"])
    rng.shuffle(entries)
    again = verify_draw.solve(rules, entries, bundle["numbers"])
    assert again == {name: bundle[name] for name in ("numbers", "places", "closed", "cutoffs")}

    for _ in range(500):
        place = rng.randrange(len(data))
        flipped = bytes([data[place] ^ rng.randint(1, 255)])
        file.write_bytes(data[:place] + flipped + data[place + 1 :])
        assert verify_draw.main([str(file)]) > 0


def _goes_on(said):
    """A second round gave places, an exchange helps some, a repair has moves; all of it once."""
    session = db.session()
    second = session.scalars(select(ChoiceRound).order_by(ChoiceRound.id.desc()).limit(1)).one()
    assert (second.is_second, second.state(clock.now())) == (True, RoundState.PUBLISHED)
    of_second = select(Place).where(Place.began_at == second.published_at)
    assert _counted(of_second.where(Place.source == PlaceSource.DRAW)) > 10
    exchange = session.scalars(select(Exchange)).one()
    assert exchange.state(clock.now()) is ExchangeState.OPEN
    found = preview(session, exchange)
    assert found.swapped > 3
    assert found.swapped + found.kept == _counted(select(ExchangeEntry))
    assert session.scalars(select(Repair.state)).all() == [RepairState.DRAFT]
    moves = select(RepairMove).where(RepairMove.to_section_id.is_not(None))
    assert _counted(moves) > 0
    assert "after" in said


def _is_lived_in(said):
    """Clubs met, were patrolled and asked about, and what was planted shows."""
    session = db.session()
    school = get_school_by_code(session, CODE)
    planted = plant(session, school)
    assert len(set(asdict(planted).values()) - {0}) == len(asdict(planted))
    for club, state in ((planted.late, MarkState.LATE), (planted.shrinks, MarkState.LEAVE)):
        assert _share(club, state) > 3 * _share(planted.praised, state)
    assert set(session.scalars(UNPREPARED)) == {planted.unprepared}
    states = set(session.scalars(select(Action.state)))
    assert states == {ActionState.OPEN, ActionState.DONE, ActionState.VERIFIED}
    assert len(_content(planted.disliked)) == 3
    assert _content(planted.disliked)[-1] < min(_content(planted.disliked)[:-1]) - 0.5
    assert "weeks" in said
    _is_diagnosed(planted)


def _is_diagnosed(planted):
    """The weeks' diagnoses name each planted problem, and hardly a share that is not planted."""
    told = {
        (one.section_id or -one.homeroom_id, line.measure, one.week)
        for one in db.session.scalars(select(Diagnosis).options(selectinload(Diagnosis.lines)))
        for line in one.standing_out
    }
    last = max(week for _subject, _measure, week in told)
    assert {
        (planted.often_away, Measure.AWAY, last),
        (planted.shrinks, Measure.CAME, last),
        (planted.late, Measure.LATE, last),
        (planted.unprepared, Measure.REPEATED, last),
        (planted.unprepared, Measure.OVERDUE, last),
        (planted.praised, Measure.PRAISED, last),
        (-planted.ill, Measure.CAME, last),
    } <= told
    assert (planted.disliked, Measure.CONTENT) in {one[:2] for one in told}
    shares = {one[0] for one in told if one[1] in SHARES and one[2] < last}
    assert {planted.shrinks, planted.late, planted.disliked} <= shares
    assert len(shares) <= 3 + BY_CHANCE


UNPREPARED = (
    select(Meeting.section_id)
    .join(Visit, Visit.meeting_id == Meeting.id)
    .join(Finding, Finding.visit_id == Visit.id)
    .join(PatrolItem, PatrolItem.id == Finding.item_id)
    .where(PatrolItem.key == "prepared")
)


def _share(section_id, state):
    marks = (
        select(Mark.state)
        .join(Roll, Roll.id == Mark.roll_id)
        .join(Meeting, Meeting.id == Roll.meeting_id)
        .where(Meeting.section_id == section_id)
    )
    listed = db.session.scalars(marks).all()
    return listed.count(state) / len(listed)


def _content(section_id):
    """Give the mean of each month's answers about a club's content, the first month first."""
    statement = (
        select(func.avg(cast(SurveyAnswer.value, Integer)))
        .where(SurveyAnswer.section_id == section_id, SurveyAnswer.key == "club_content")
        .group_by(SurveyAnswer.survey_id)
        .order_by(SurveyAnswer.survey_id)
    )
    return [float(one) for one in db.session.scalars(statement)]


def _has_an_account_for_every_role(listed):
    assert {Role(row["role"]) for row in listed if row["school"] == CODE} == set(Role)
    assert {row["school"] for row in listed} == {CODE, SMALL_CODE}
    assert set(listed[0]) == {"school", "school_name", "role", "login", "password", "name"}
    assert PUPIL in {row["login"] for row in listed}


def _sets_the_clock(demo):
    assert "Thu" in demo("clock", "Thu 16:20")
    now = clock.now().astimezone(SHANGHAI)
    assert (now.weekday(), now.hour, now.minute) == (3, 16, 20)
    demo("clock", "now")
    assert abs((clock.now() - datetime.now(SHANGHAI)).total_seconds()) < 5


def test_a_real_school_is_never_wiped(session):
    make.school(session)

    with pytest.raises(NotOnlyDemonstrations):
        wipe(session)


@pytest.mark.parametrize("command", ["create", "accounts"])
def test_nothing_happens_outside_a_demonstration(app, command):
    result = app.test_cli_runner().invoke(args=["demo", command])

    assert (result.exit_code, app.config["DEMONSTRATION"]) == (1, False)
    assert "ZOUBAN_DEMONSTRATION=1" in result.output
