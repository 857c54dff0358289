from datetime import date, time

import pytest
from sqlalchemy import select

from app.accounts.models import ExternalKind, ExternalStaff
from app.audit.models import AuditEntry
from app.core.db import Model
from app.core.errors import NotFound
from app.core.roles import Role
from app.courses import errors, services
from app.courses.models import Admission, Domain, EKind, SectionState, Track
from app.courses.queries import courses as course_queries
from app.courses.queries import sections as queries
from app.courses.values import CourseValues, TimeValues
from app.messages.models import Message
from app.schools import queries as schools
from app.schools.rules import Limits
from app.schools.services import RuleValues, open_term, save_rules
from tests import make
from tests.courses.conftest import BY, RULES

ADMIN = {"actor_id": 1, "now": make.NOON}


def _course(session, school, title, **more):
    values = CourseValues(title, domain=Domain.ARTS, **RULES | more)
    return services.create_course(session, school.id, values, **BY)


def _promise(session, section):
    promised = Model.metadata.tables["promised_section"]
    facts = {"school_id": section.school_id, "section_id": section.id}
    session.execute(promised.insert().values(**facts))


def test_a_course_gets_the_next_code_of_its_track_and_its_pinyin(session, school, course):
    drama = _course(session, school, "英语戏剧")

    assert (course.code, drama.code, drama.title_pinyin) == ("X01", "X02", "ying yu xi ju")


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        (CourseValues("合唱"), errors.DomainMissing),
        (CourseValues("足球", track=Track.E), errors.KindMissing),
        (
            CourseValues("足球", track=Track.E, domain=Domain.FITNESS, e_kind=EKind.CLASS_BALL),
            errors.DomainMissing,
        ),
        (
            CourseValues("合唱", domain=Domain.ARTS, e_kind=EKind.CLASS_BALL),
            errors.KindMissing,
        ),
    ],
)
def test_a_course_has_the_domain_or_kind_of_its_track(session, school, values, refusal):
    with pytest.raises(refusal):
        services.create_course(session, school.id, values, **BY)


def test_a_code_belongs_to_one_course(session, school, course):
    with pytest.raises(errors.CourseCodeTaken):
        services.create_course(
            session, school.id, CourseValues("鼓", domain=Domain.ARTS), code=" x01 ", **BY
        )


def test_a_section_is_drafted_with_all_that_belongs_to_it(section, teacher, room):
    assert section.state is SectionState.DRAFT
    assert (section.code, section.seats, section.room) == ("X01", 32, room)
    assert [(time.slot.weekday, time.starts_at) for time in section.times] == [(4, time(16, 25))]
    assert [(t.account, t.is_lead) for t in section.teachers] == [(teacher, True)]


def test_every_edit_bumps_the_catalogue(session, term, section, values):
    session.refresh(term)
    before = term.catalogue_version

    services.update_section(session, section, values._replace(seats=30), **ADMIN)
    session.refresh(term)
    services.update_course(
        session, section.course, CourseValues("合唱", domain=Domain.ARTS, **RULES), **ADMIN
    )
    session.refresh(term)

    assert term.catalogue_version == before + 2


def test_a_section_is_changed_as_a_whole(session, school, section, values, slots):
    other = make.account(session, Role.CLUB_TEACHER, school=school)
    changed = values._replace(
        seats=20,
        times=[
            TimeValues(slots[2, 2].id, time(16, 25), time(17, 20)),
            values.times[0]._replace(ends_at=time(17, 15)),
        ],
        teacher_ids=[other.id, values.teacher_ids[0]],
        room_id=None,
    )

    services.update_section(session, section, changed, **ADMIN)

    session.expire_all()
    again = queries.get_section(session, school.id, section.id)
    assert {(time.slot.weekday, time.ends_at) for time in again.times} == {
        (2, time(17, 20)),
        (4, time(17, 15)),
    }
    assert {(t.account_id, t.is_lead) for t in again.teachers} == {
        (other.id, True),
        (values.teacher_ids[0], False),
    }
    assert (again.seats, again.room, again.code) == (20, None, "X01")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"grade_from": 5, "grade_to": 4}, errors.GradesBackwards),
        ({"grade_from": 0}, errors.GradesBackwards),
        ({"seats": 0}, errors.SeatsMissing),
        ({"min_size": 33}, errors.MinimumAboveSeats),
        ({"reserved": 33}, errors.ReservedAboveSeats),
        ({"times": []}, errors.TimesMissing),
    ],
)
def test_values_that_do_not_go_together_are_refused(session, term, course, values, change, refusal):
    with pytest.raises(refusal):
        services.create_section(session, term, course, values._replace(**change), **BY)


def test_no_club_begins_while_one_of_its_grades_has_lessons(session, school, term, course, values):
    bells = schools.bells(session, school.id)
    season, band = bells.season_on(term.starts_on), bells.band_of(4)

    def lessons_end(moment):
        rules = RuleValues(None, None, {(season.id, band.id): Limits(lessons_end_at=moment)})
        save_rules(session, school, rules, **BY)

    lessons_end(time(16, 26))
    with pytest.raises(errors.InLessons):
        services.create_section(session, term, course, values, **BY)

    lessons_end(time(16, 25))
    assert services.create_section(session, term, course, values, **BY)


def test_times_run_forwards_and_stand_once(session, term, course, values):
    backwards = values.times[0]._replace(ends_at=time(16, 25))

    with pytest.raises(errors.EndsBeforeStart):
        services.create_section(session, term, course, values._replace(times=[backwards]), **BY)
    twice = values._replace(times=[*values.times, *values.times])
    with pytest.raises(errors.SameSlotTwice):
        services.create_section(session, term, course, twice, **BY)


def test_rows_of_another_school_do_not_exist(session, term, course, values):
    other = make.school(session)
    strangers = {
        "room_id": make.room(session, school=other).id,
        "teacher_ids": [make.account(session, Role.CLUB_TEACHER, school=other).id],
        "times": [values.times[0]._replace(slot_id=make.slot(session, school=other).id)],
    }
    for field, value in strangers.items():
        with pytest.raises(NotFound):
            services.create_section(session, term, course, values._replace(**{field: value}), **BY)


def test_a_guardian_teaches_no_club_and_a_closed_room_has_none(
    session, school, term, course, values, room
):
    guardian = make.account(session, Role.GUARDIAN, school=school)
    with pytest.raises(NotFound):
        services.create_section(
            session, term, course, values._replace(teacher_ids=[guardian.id]), **BY
        )
    room.is_in_use = False
    with pytest.raises(errors.RoomNotInUse):
        services.create_section(session, term, course, values, **BY)


def test_a_draft_does_not_stand_in_the_way_but_a_proposal_does(
    session, school, term, section, values, teacher
):
    by = {"actor_id": teacher.id, "now": make.NOON}
    drama = _course(session, school, "英语戏剧")
    first = services.create_section(session, term, drama, values, **BY)
    services.propose(session, section, **by)

    with pytest.raises(errors.RoomTaken) as refusal:
        services.propose(session, queries.get_section(session, school.id, first.id), **by)
    with pytest.raises(errors.RoomTaken):
        services.create_section(session, term, _course(session, school, "鼓"), values, **BY)

    assert refusal.value.facts == {
        "room": "音乐室一",
        "title": "童声合唱",
        "day": "Thursday",
        "starts_at": "16:25",
        "ends_at": "17:20",
    }


def test_a_teacher_is_in_one_place(session, school, term, section, values, teacher):
    services.propose(session, section, actor_id=teacher.id, now=make.NOON)
    elsewhere = values._replace(room_id=make.room(session, school=school).id)

    with pytest.raises(errors.TeacherTaken):
        services.create_section(session, term, _course(session, school, "鼓"), elsewhere, **BY)


def test_a_start_long_before_the_bell_is_refused_and_a_short_one_a_warning(
    session, section, values
):
    at = values.times[0]
    early = [at._replace(starts_at=time(16, 9))]
    with pytest.raises(errors.BeforeBandTime):
        services.update_section(session, section, values._replace(times=early), **ADMIN)

    near = [at._replace(starts_at=time(16, 10))]
    services.update_section(session, section, values._replace(times=near), **ADMIN)

    assert [clash.facts["band"] for clash in services.warnings(session, section)] == ["三四年级"]


def test_a_refused_change_changes_nothing(session, section, values):
    early = [values.times[0]._replace(starts_at=time(15, 0))]
    with pytest.raises(errors.BeforeBandTime):
        services.update_section(
            session, section, values._replace(seats=5, min_size=1, times=early), **ADMIN
        )

    assert not session.dirty
    assert (section.seats, section.times[0].starts_at) == (32, time(16, 25))


def test_seats_cannot_fall_below_the_places_given(session, section, values):
    section.taken = 20

    with pytest.raises(errors.SeatsBelowMembers):
        services.update_section(session, section, values._replace(seats=19), **ADMIN)
    services.update_section(session, section, values._replace(seats=20), **ADMIN)

    assert section.seats == 20


def test_what_a_round_has_announced_stays(session, school, section, values):
    services.publish(session, section, **ADMIN)
    _promise(session, section)

    with pytest.raises(errors.InRound):
        services.update_section(session, section, values._replace(seats=40), **ADMIN)
    with pytest.raises(errors.InRound):
        services.withdraw(session, section, "老师生病", **ADMIN)
    moved = values._replace(room_id=make.room(session, school=school, name="报告厅").id)
    services.update_section(session, section, moved, **ADMIN)

    assert section.room.name == "报告厅"


def test_homerooms_belong_to_that_admission_alone(session, school, term, section, values):
    homeroom = make.homeroom(session, school=school)
    whole = values._replace(admission=Admission.HOMEROOM, homeroom_ids=[homeroom.id])

    services.update_section(session, section, whole, **ADMIN)
    assert queries.section_homerooms(session, school.id, section.id) == [homeroom]
    assert queries.homeroom_counts(session, school.id, term.id) == {section.id: 1}

    services.update_section(
        session, section, whole._replace(admission=Admission.CONTINUING), **ADMIN
    )
    assert queries.section_homerooms(session, school.id, section.id) == []
    assert section.continuing_share == 50


@pytest.mark.parametrize(
    ("missing", "refusal"),
    [("rules", errors.RulesMissing), ("safety_note", errors.SafetyNoteMissing)],
)
def test_nothing_is_proposed_or_published_without_rules_and_safety_note(
    session, section, missing, refusal
):
    setattr(section.course, missing, " ")

    with pytest.raises(refusal):
        services.propose(session, section, **ADMIN)
    with pytest.raises(refusal):
        services.publish(session, section, **ADMIN)


def test_nothing_is_published_without_room_and_teacher(session, section, values):
    services.update_section(
        session, section, values._replace(room_id=None, teacher_ids=[]), **ADMIN
    )

    found = services.obstacles_of(session, [section], now=make.NOON)[section.id]

    assert [type(refusal) for refusal in found] == [errors.RoomMissing, errors.TeacherMissing]


@pytest.mark.parametrize(
    ("facts", "refusals"),
    [
        ({"kind": ExternalKind.PROFESSIONAL}, [errors.NotQualified, errors.NotCleared]),
        ({"kind": ExternalKind.VOLUNTEER}, [errors.NotCleared]),
        ({"kind": ExternalKind.VOLUNTEER, "cleared_on": date(2026, 8, 1)}, []),
        (
            {
                "kind": ExternalKind.PROFESSIONAL,
                "cleared_on": date(2026, 8, 1),
                "qualification": "武术教练员证",
                "qualified_until": date(2026, 9, 2),
            },
            [errors.QualificationExpired],
        ),
        (
            {
                "kind": ExternalKind.AGENCY,
                "cleared_on": date(2026, 8, 1),
                "qualification": "办学许可证",
                "qualified_until": date(2026, 9, 3),
                "is_paid": True,
            },
            [errors.PaidAgency],
        ),
    ],
)
def test_adults_from_outside_must_be_fit_to_teach(
    session, school, section, teacher, facts, refusals
):
    session.add(ExternalStaff(account_id=teacher.id, school_id=school.id, **facts))

    found = services.obstacles_of(session, [section], now=make.NOON)[section.id]

    assert [type(refusal) for refusal in found] == refusals


def test_a_school_may_allow_paid_agencies(session, school, section, teacher):
    school.allows_paid_agencies = True
    agency = {"kind": ExternalKind.AGENCY, "is_paid": True, "cleared_on": date(2026, 8, 1)}
    facts = agency | {"qualification": "办学许可证"}
    session.add(ExternalStaff(account_id=teacher.id, school_id=school.id, **facts))

    services.publish(session, section, **ADMIN)

    assert section.state is SectionState.PUBLISHED


def test_a_proposal_is_returned_with_a_note_and_handed_in_again(session, school, section, teacher):
    admin = make.account(session, Role.SCHOOL_ADMIN, school=school)
    services.propose(session, section, actor_id=teacher.id, now=make.NOON)
    with pytest.raises(errors.NoteMissing):
        services.return_with_note(session, section, "  ", **ADMIN)

    services.return_with_note(session, section, "请写明人数。", **ADMIN)
    assert (section.state, section.review_note) == (SectionState.RETURNED, "请写明人数。")
    services.propose(session, section, actor_id=teacher.id, now=make.NOON)

    told = session.execute(select(Message.account_id, Message.link).order_by(Message.id)).all()
    link = f"/courses/{section.id}"
    assert told == [(admin.id, link), (teacher.id, link), (admin.id, link)]


def test_steps_out_of_turn_are_refused(session, section):
    with pytest.raises(errors.NotProposed):
        services.return_with_note(session, section, "?", **ADMIN)
    with pytest.raises(errors.NotPublished):
        services.withdraw(session, section, "?", **ADMIN)
    services.publish(session, section, **ADMIN)
    with pytest.raises(errors.AlreadyProposed):
        services.propose(session, section, **ADMIN)
    with pytest.raises(errors.NotEditable):
        services.delete_section(session, section, **ADMIN)


def test_several_are_published_at_once_and_clash_among_themselves(
    session, school, term, section, values
):
    twin = services.create_section(session, term, _course(session, school, "鼓"), values, **BY)
    later = [values.times[0]._replace(starts_at=time(17, 20), ends_at=time(17, 50))]
    third = services.create_section(
        session, term, _course(session, school, "笛"), values._replace(times=later), **BY
    )
    loaded = queries.sections_by_id(session, school.id, [section.id, twin.id, third.id])

    outcome = services.publish_several(session, list(loaded.values()), **ADMIN)

    assert [made.id for made in outcome.published] == [section.id, third.id]
    assert [(one.id, [type(r) for r in refusals]) for one, refusals in outcome.refused] == [
        (twin.id, [errors.RoomTaken, errors.TeacherTaken])
    ]
    assert [row.state for row in loaded.values()] == ["published", "draft", "published"]


def test_a_withdrawn_section_can_come_back(session, section):
    services.publish(session, section, **ADMIN)
    with pytest.raises(errors.ReasonMissing):
        services.withdraw(session, section, " ", **ADMIN)

    services.withdraw(session, section, "老师生病", **ADMIN)
    assert section.state is SectionState.WITHDRAWN
    services.publish(session, section, **ADMIN)

    assert section.state is SectionState.PUBLISHED
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-3:] == ["publish section", "withdraw section", "publish section"]


def test_a_section_with_members_is_not_withdrawn(session, section):
    services.publish(session, section, **ADMIN)
    section.taken = 3

    with pytest.raises(errors.StillHasMembers):
        services.withdraw(session, section, "老师生病", **ADMIN)


def test_a_draft_is_deleted_and_its_course_stays(session, school, section):
    services.delete_section(session, section, **ADMIN)

    assert queries.sections(session, school.id, section.term_id) == []
    assert [course.title for course in course_queries.courses(session, school.id)] == ["童声合唱"]


def test_last_terms_sections_become_drafts_once(session, school, term, section, values):
    gone = make.account(session, Role.CLUB_TEACHER, school=school)
    stays = make.homeroom(session, school=school, grade=4)
    leaves = make.homeroom(session, school=school, grade=5)
    whole = values._replace(
        admission=Admission.HOMEROOM,
        teacher_ids=[gone.id],
        homeroom_ids=[stays.id, leaves.id],
        room_id=make.room(session, school=school).id,
    )
    ball = services.create_section(session, term, _course(session, school, "足球"), whole, **BY)
    loaded = queries.sections_by_id(session, school.id, [section.id, ball.id])
    services.publish_several(session, list(loaded.values()), **ADMIN)
    gone.is_active = False
    spring = open_term(
        session, school, title="春", starts_on=date(2027, 2, 24), ends_on=date(2027, 7, 3)
    )

    copied = services.copy_from_term(session, term, spring, **BY)
    again = services.copy_from_term(session, term, spring, **BY)

    session.expire_all()
    drafts = queries.sections(session, school.id, spring.id)
    assert [(s.code, s.state, len(s.times), len(s.teachers)) for s in drafts] == [
        ("X01", SectionState.DRAFT, 1, 1),
        ("X02", SectionState.DRAFT, 1, 0),
    ]
    assert [made.code for made in copied.without_teacher] == ["X02"]
    assert (again.drafted, len(again.there_already)) == ([], 2)
    assert queries.section_homerooms(session, school.id, drafts[1].id) == [stays]
