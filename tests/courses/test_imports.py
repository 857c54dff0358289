from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.accounts.models import Account, ExternalStaff, Login, RoleGrant
from app.core.db import Model
from app.core.roles import Role
from app.courses import errors, services
from app.courses.models import Admission, Course, Section, SectionState
from app.courses.queries import imports as queries
from app.courses.queries import sections as section_queries
from app.courses.reading.catalogue import read_catalogue, read_clubs
from app.courses.reading.rows import Kind
from app.schools.models import Room
from app.sheets import Sheet
from tests import make

FILES = Path(__file__).parent / "files"
BY = {"actor_id": None, "now": make.NOON}
HEADINGS = ["编号", "课程名称", "类别", "年级", "时间", "地点", "人数", "教师", "教师类型"]
CHOIR = ["X01", "合唱", "审美", "3-4", "周四16:25-17:20", "音乐室一", "15-32", "陈晓", ""]


def _kept(session, term, reading):
    return services.keep_reading(session, term, reading, filename="社团.xlsx", **BY)


def _clubs(*rows, headings=HEADINGS):
    return read_clubs([Sheet("", [headings, *rows])])


def _import(session, term, *rows, headings=HEADINGS):
    kept = _kept(session, term, _clubs(*rows, headings=headings))
    services.apply_import(session, kept, **BY)
    return kept


def _stored(session, term):
    session.expire_all()
    return {one.code: one for one in section_queries.sections(session, term.school_id, term.id)}


def _counts(session):
    return [
        session.scalar(select(func.count()).select_from(table))
        for table in (Section, Course, Room, Account, Login, ExternalStaff)
    ]


def test_the_catalogue_is_imported_with_rooms_and_teachers(session, term):
    reading = read_catalogue((FILES / "catalogue.csv").read_bytes())
    plan = services.plan(session, term, reading.rows)
    kept = _kept(session, term, reading)

    count = services.apply_import(session, kept, **BY)

    assert (len(plan.added), len(plan.changed), count) == (60, 0, 60)
    assert {issue.kind for issue in plan.issues} == {Kind.STARTS_EARLY}
    assert (len(plan.new_rooms), len(plan.new_teachers)) == (49, 60)
    stored = _stored(session, term)
    assert len(stored) == 60
    assert Counter(one.admission for one in stored.values()) == {
        Admission.OPEN: 53,
        Admission.SELECTED: 3,
        Admission.HOMEROOM: 3,
        Admission.CONTINUING: 1,
    }
    assert {one.state for one in stored.values()} == {SectionState.DRAFT}
    clay = stored["X16"]
    assert (clay.room.name, clay.seats, clay.min_size, clay.materials_fee_fen) == (
        "陶艺室",
        20,
        10,
        6000,
    )
    assert [(at.slot.code, f"{at.starts_at:%H:%M}") for at in clay.times] == [("thu2", "16:25")]
    assert [teacher.account.name for teacher in clay.teachers] == ["T16"]
    assert stored["X31"].continuing_share == 50
    outside = session.scalars(select(ExternalStaff.kind)).all()
    assert Counter(outside) == {
        "professional": 11,
        "volunteer": 6,
        "agency": 5,
        "retired_teacher": 1,
        "parent_lecturer": 1,
    }


def test_the_same_file_again_changes_nothing(session, term):
    reading = read_catalogue((FILES / "catalogue.xlsx").read_bytes())
    services.apply_import(session, _kept(session, term, reading), **BY)

    plan = services.plan(session, term, reading.rows)

    assert (len(plan.added), len(plan.changed), len(plan.unchanged)) == (0, 0, 60)
    with pytest.raises(errors.NothingToImport):
        services.apply_import(session, _kept(session, term, reading), **BY)


def test_a_kept_file_is_imported_once(session, term):
    kept = _import(session, term, CHOIR)

    with pytest.raises(errors.AlreadyImported):
        services.apply_import(session, kept, **BY)


def test_the_difference_names_what_would_change_and_keeps_what_is_not_said(session, term):
    _import(session, term, CHOIR, ["X02", "鼓", *CHOIR[2:5], "报告厅", "20", "", ""])
    stored = _stored(session, term)
    stored["X01"].materials_fee_fen = 500
    stored["X01"].course.rules = "听老师指挥。"
    changed = ["X01", "童声合唱", *CHOIR[2:5], "音乐室二", "15-30", "陈晓", ""]

    plan = services.plan(session, term, _clubs(changed).rows)
    _import(session, term, changed)

    assert [(c.name, c.before, c.after) for c in plan.changed[0].changes] == [
        ("title", "合唱", "童声合唱"),
        ("room", "音乐室一", "音乐室二"),
        ("seats", "32", "30"),
    ]
    assert [section.code for section in plan.not_in_file] == ["X02"]
    assert plan.new_rooms == ["音乐室二"]
    choir = _stored(session, term)["X01"]
    assert (choir.course.title, choir.room.name, choir.seats) == ("童声合唱", "音乐室二", 30)
    assert (choir.materials_fee_fen, choir.course.rules) == (500, "听老师指挥。")


def test_a_file_without_codes_goes_by_the_title(session, term):
    headings = HEADINGS[1:]
    _import(session, term, CHOIR[1:], headings=headings)
    louder = [*CHOIR[1:6], "15-40", "陈晓", ""]

    _import(session, term, louder, headings=headings)

    assert [(one.code, one.seats) for one in _stored(session, term).values()] == [("X01", 40)]


def test_known_teachers_are_found_by_number_or_by_a_name_of_their_own(session, school, term):
    numbered = make.account(session, Role.HOMEROOM_TEACHER, school=school, login="T01")
    named = make.account(session, Role.CLUB_TEACHER, school=school, name="陈晓")
    headings = [*HEADINGS[:7], "教师代号", "教师"]
    first = [*CHOIR[:7], "t01", "不看名字"]
    second = ["X02", "鼓", *CHOIR[2:4], "周三16:25-17:20", *CHOIR[5:7], "", "陈晓"]

    plan = services.plan(session, term, _clubs(first, second, headings=headings).rows)
    _import(session, term, first, second, headings=headings)

    stored = _stored(session, term)
    assert plan.new_teachers == []
    assert [stored[code].teachers[0].account_id for code in ("X01", "X02")] == [
        numbered.id,
        named.id,
    ]
    roles = select(RoleGrant.role).where(RoleGrant.account_id == numbered.id)
    assert Role.CLUB_TEACHER in session.scalars(roles).all()


def test_clashes_are_told_and_become_drafts(session, term):
    twin = ["X02", "鼓", *CHOIR[2:]]
    early = ["X03", "笛", "审美", "5-6", "周四16:00-17:00", "报告厅", "20", "", ""]

    plan = services.plan(session, term, _clubs(CHOIR, twin, early).rows)

    assert [(issue.kind, issue.row, issue.facts["title"]) for issue in plan.issues] == [
        (Kind.ROOM_CLASH, 3, "鼓"),
        (Kind.TEACHER_CLASH, 3, "鼓"),
        (Kind.BAND_CLASH, 4, "笛"),
    ]
    assert all(issue.sentence % issue.facts for issue in plan.issues)
    assert len(plan.added) == 3


def test_a_day_without_slots_is_held_back(session, term):
    sunday = [*CHOIR[:4], "周日9:00-10:00", *CHOIR[5:]]

    plan = services.plan(session, term, _clubs(sunday).rows)

    assert plan.added == []
    assert [(issue.kind, issue.is_held_back) for issue in plan.issues] == [
        (Kind.SLOT_MISSING, True)
    ]


def test_a_period_without_times_gets_the_bells_of_the_grades(session, term):
    _import(session, term, [*CHOIR[:4], "周四第2节", *CHOIR[5:]])

    (at,) = _stored(session, term)["X01"].times
    assert (at.slot.code, f"{at.starts_at:%H:%M}", f"{at.ends_at:%H:%M}") == (
        "thu2",
        "16:25",
        "17:20",
    )


@pytest.mark.parametrize(
    ("taken", "is_promised", "clash", "kind"),
    [
        (25, False, False, Kind.SEATS_TAKEN),
        (0, True, False, Kind.IN_ROUND),
        (0, False, True, Kind.CLASHES_AND_PUBLISHED),
    ],
)
def test_what_cannot_change_any_more_is_held_back(session, term, taken, is_promised, clash, kind):
    _import(session, term, CHOIR)
    choir = _stored(session, term)["X01"]
    choir.taken, choir.state = taken, SectionState.PUBLISHED
    session.flush()
    if is_promised:
        promised = Model.metadata.tables["promised_section"]
        facts = {"school_id": choir.school_id, "section_id": choir.id}
        session.execute(promised.insert().values(**facts))
    smaller = [*CHOIR[:4], "周四15:00-17:20" if clash else CHOIR[4], CHOIR[5], "24", *CHOIR[7:]]

    plan = services.plan(session, term, _clubs(smaller).rows)

    assert plan.changed == []
    assert [issue.kind for issue in plan.issues if issue.is_held_back] == [kind]


def test_undo_takes_back_what_was_made_and_changed(session, term):
    _import(session, term, CHOIR)
    before, values = _counts(session), _values(session, term)
    outside = ["X02", "鼓", *CHOIR[2:4], "周二16:25-17:20", "鼓房", "20", "李强", "外聘"]
    changed = ["X01", "童声合唱", "健体", "1-4", "周四16:25-17:20;周五16:25-17:20", "新房", "40"]
    kept = _import(session, term, [*changed, "王老师", ""], outside)
    assert _counts(session) != before

    services.undo_import(session, kept, **BY)

    assert _counts(session) == before
    assert _values(session, term) == values
    with pytest.raises(errors.NotTheLastImport):
        services.undo_import(session, kept, **BY)


def _values(session, term):
    choir = _stored(session, term)["X01"]
    return (
        choir.course.title,
        choir.course.domain,
        (choir.grade_from, choir.grade_to, choir.seats, choir.room.name),
        [(at.slot.code, at.starts_at, at.ends_at) for at in choir.times],
        [teacher.account.name for teacher in choir.teachers],
    )


def test_only_the_last_import_is_undone_and_then_the_one_before(session, term):
    first = _import(session, term, CHOIR)
    second = _import(session, term, [*CHOIR[:6], "40", *CHOIR[7:]])
    with pytest.raises(errors.NotTheLastImport):
        services.undo_import(session, first, **BY)

    services.undo_import(session, second, **BY)
    assert queries.last_import(session, term.school_id, term.id).id == first.id
    services.undo_import(session, first, **BY)

    assert _counts(session) == [0, 0, 0, 0, 0, 0]


def test_an_import_with_places_stays(session, school, term):
    kept = _import(session, term, CHOIR)
    choir = _stored(session, term)["X01"]
    place = Model.metadata.tables["place"]
    child = make.student(session, school=school)
    facts = {"school_id": school.id, "student_id": child.id, "section_id": choir.id}
    session.execute(place.insert().values(source="draw", began_at=make.NOON, reason="", **facts))

    with pytest.raises(errors.ImportStillUsed):
        services.undo_import(session, kept, **BY)


def test_what_others_use_by_now_stays_after_an_undo(session, school, term):
    kept = _import(session, term, CHOIR)
    account = session.scalars(select(Account).where(Account.name == "陈晓")).one()
    room = session.scalars(select(Room).where(Room.name == "音乐室一")).one()
    room.keeper_id = account.id
    other = make.course(session, school=school)
    make.section(session, term=term, course=other, room_id=room.id)

    services.undo_import(session, kept, **BY)

    assert [section.course.id for section in _stored(session, term).values()] == [other.id]
    assert session.get(Account, account.id).name == "陈晓"
    assert session.get(Room, room.id).name == "音乐室一"
