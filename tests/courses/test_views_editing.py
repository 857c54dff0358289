from datetime import time
from io import BytesIO

import pytest
from PIL import Image

from app.core.roles import Role
from app.courses import services
from app.courses.models import Admission, Domain, EKind, SectionState, Track
from app.courses.queries import courses as course_queries
from app.courses.queries import sections as queries
from app.schools import queries as schools
from tests import make
from tests.courses.conftest import BY


@pytest.fixture
def admin(client, session, school):
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN, school=school))
    return client


@pytest.fixture
def sent(slots, room, teacher):
    """The choir as the form sends it, on Thursday without times of its own."""
    return {
        "title": "童声合唱",
        "title_en": "Children's choir",
        "kind": "x-arts",
        "tier": "flagship",
        "rules": "听老师指挥。",
        "safety_note": "不追逐打闹。",
        "risk": "low",
        "grade_from": "3",
        "grade_to": "4",
        "times-0-slot_id": str(slots[4, 2].id),
        "times-0-is_on": "y",
        "times-0-starts_at": "",
        "times-0-ends_at": "",
        "room_id": str(room.id),
        "teacher_ids-0": str(teacher.id),
        "teacher_ids-1": "",
        "seats": "32",
        "min_size": "15",
        "admission": "open",
        "fee": "12.5",
        "meetings_planned": "16",
    }


def _photo(size=(1200, 900), kind="JPEG", **kept):
    written = BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(written, kind, **kept)
    return written.getvalue()


def _only(session, school, term):
    session.expire_all()
    (section,) = queries.sections(session, school.id, term.id)
    return section


def test_a_club_is_drafted_in_one_go_at_the_bell_of_its_grades(
    admin, session, school, term, teacher, room, sent
):
    answer = admin.post("/courses/new", data=sent)

    section = _only(session, school, term)
    assert answer.location == f"/courses/{section.id}"
    assert (section.course.track, section.course.domain) == (Track.X, Domain.ARTS)
    assert (section.state, section.seats, section.min_size) == (SectionState.DRAFT, 32, 15)
    assert [(at.starts_at, at.ends_at) for at in section.times] == [(time(16, 25), time(17, 20))]
    assert [one.account_id for one in section.teachers] == [teacher.id]
    assert (section.room_id, section.materials_fee_fen) == (room.id, 1250)


def test_a_teacher_leads_the_club_that_the_form_begins_with(client, session, school, teacher, term):
    client.sign_in(teacher)

    page = client.get("/courses/new").text

    assert f'<option selected value="{teacher.id}">' in page
    assert 'name="reserved"' not in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "该字段是必填字段"),
        ({"grade_to": "2"}, "最高年级低于最低年级。"),
        ({"seats": "10"}, "满 15 人才开班，名额却只有 10 个。"),
        ({"fee": "1.234"}, "金额最多写到小数点后两位。"),
        ({"times-0-is_on": []}, "请写明什么时候上课。"),
        ({"times-0-starts_at": "16:25"}, "开始和结束时间请都填"),
        ({"times-0-starts_at": "17:20", "times-0-ends_at": "16:25"}, "结束比开始还早"),
        ({"times-0-starts_at": "15:50", "times-0-ends_at": "17:20"}, "最多可以提前 15 分钟。"),
    ],
)
def test_a_wrong_answer_is_said_in_a_sentence_and_nothing_is_kept(
    admin, session, school, term, sent, changes, sentence
):
    answer = admin.post("/courses/new", data=sent | changes)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert course_queries.courses(session, school.id) == []


def test_a_clash_names_what_clashes(admin, session, school, section, sent):
    answer = admin.post("/courses/new", data=sent | {"title": "足球"})

    assert answer.status_code == 303  # a draft is in nobody's way
    services.publish(session, queries.get_section(session, school.id, section.id), **BY)
    answer = admin.post("/courses/new", data=sent | {"title": "篮球"})
    assert answer.status_code == 422
    assert "音乐室一 已被占用：星期四 16:25–17:20《童声合唱》在那里上课。" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_an_e_club_takes_whole_homerooms(admin, session, school, term, sent):
    homeroom = make.homeroom(session, school=school)
    kind = {"kind": "e-class_ball", "admission": "homeroom", "homeroom_ids": [str(homeroom.id)]}

    admin.post("/courses/new", data=sent | kind)

    section = _only(session, school, term)
    assert (section.course.domain, section.course.e_kind) == (None, EKind.CLASS_BALL)
    assert section.admission is Admission.HOMEROOM
    assert queries.section_homerooms(session, school.id, section.id) == [homeroom]


def test_what_is_stored_is_shown_and_changed(admin, session, school, term, section, sent):
    page = admin.get(f"/courses/{section.id}/edit").text

    answer = admin.post(f"/courses/{section.id}/edit", data=sent | {"title": "合唱", "seats": "40"})

    changed = _only(session, school, term)
    assert 'value="童声合唱"' in page
    assert 'value="16:25"' in page
    assert answer.status_code == 303
    assert (changed.course.title, changed.seats, changed.code) == ("合唱", 40, "X01")


def test_a_teacher_changes_a_draft_but_not_what_is_handed_in(
    client, session, school, term, teacher, section, sent
):
    client.sign_in(teacher)
    assert client.post(f"/courses/{section.id}/edit", data=sent).status_code == 303
    client.post(f"/courses/{section.id}/propose")

    assert client.get(f"/courses/{section.id}/edit").status_code == 409
    assert client.post(f"/courses/{section.id}/edit", data=sent).status_code == 409


def test_seats_that_a_teacher_may_not_reserve_stay_reserved(
    client, session, school, term, teacher, section, values, sent
):
    services.update_section(session, section, values._replace(reserved=4), **BY)
    client.sign_in(teacher)

    client.post(f"/courses/{section.id}/edit", data=sent | {"reserved": "20"})

    assert _only(session, school, term).reserved == 4


@pytest.fixture
def second_group(session, term, course, values, slots):
    friday = values.times[0]._replace(slot_id=slots[5, 2].id)
    return services.create_section(
        session, term, course, values._replace(times=[friday], code="X02"), **BY
    )


def test_a_text_that_a_published_group_shows_is_not_changed_by_a_teacher(
    client, session, teacher, section, second_group, slots, sent
):
    services.publish(session, section, **BY)
    client.sign_in(teacher)

    page = client.get(f"/courses/{second_group.id}/edit").text
    friday = {"times-0-slot_id": str(slots[5, 2].id), "seats": "20"}
    answer = client.post(f"/courses/{second_group.id}/edit", data=sent | friday | {"title": "别的"})

    session.expire_all()
    changed = queries.get_section(session, section.school_id, second_group.id)
    assert 'name="title"' not in page
    assert answer.status_code == 303
    assert (changed.course.title, changed.seats) == ("童声合唱", 20)


def test_a_photograph_becomes_small_and_forgets_where_it_was_taken(
    admin, session, school, term, section, sent
):
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    picture = {"picture": (BytesIO(_photo(exif=exif)), "照片.png")}

    answer = admin.post(f"/courses/{section.id}/edit", data=sent | picture)

    kept = course_queries.picture_of(session, school.id, section.course_id)
    drawn = Image.open(BytesIO(kept.content))
    assert answer.status_code == 303
    assert (drawn.format, drawn.width) == ("WEBP", 2 * drawn.height)
    assert len(kept.content) <= 8 * 1024
    assert not drawn.getexif()
    shown = admin.get(f"/courses/{section.course_id}/picture/{kept.digest}.webp")
    assert shown.mimetype == "image/webp"


def test_a_photograph_is_taken_away(admin, session, school, section, course, sent):
    services.set_picture(session, course, _photo(), **BY)

    admin.post(f"/courses/{section.id}/edit", data=sent | {"drops_picture": "y"})

    session.expire_all()
    assert course_queries.picture_of(session, school.id, course.id) is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "这不是能看的图片"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "这不是能看的图片"),
        (_photo()[:2000], "这不是能看的图片"),
        (_photo(kind="GIF"), "这不是能看的图片"),
    ],
)
def test_what_is_no_photograph_is_refused_beside_its_field(
    admin, session, school, section, sent, content, sentence
):
    picture = {"picture": (BytesIO(content), "photo.jpg")}

    answer = admin.post(f"/courses/{section.id}/edit", data=sent | picture)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert course_queries.picture_of(session, school.id, section.course_id) is None


def test_a_flood_of_pixels_is_refused(admin, section, sent):
    flood = BytesIO()
    Image.new("1", (5000, 4000)).save(flood, "PNG")
    flood.seek(0)

    answer = admin.post(
        f"/courses/{section.id}/edit", data=sent | {"picture": (flood, "white.png")}
    )

    assert answer.status_code == 422
    assert "图片像素太多了" in answer.text


def test_a_file_that_is_too_large_is_refused(admin, section, sent):
    large = BytesIO(b"x" * (11 * 1024 * 1024))

    answer = admin.post(f"/courses/{section.id}/edit", data=sent | {"picture": (large, "x.jpg")})

    assert answer.status_code == 413


def test_a_school_without_slots_is_told_so(client, session):
    school = make.school(session)
    make.term(session, school=school)
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN, school=school))

    assert schools.slots(session, school.id) == []
    assert "还没有设社团时段" in client.get("/courses/new").text


def test_what_a_round_has_announced_is_not_asked_for_and_stays(admin, session, school, term, sent):
    admin.post("/courses/new", data=sent)
    section = _only(session, school, term)
    services.publish(session, section, **BY)
    make.announced_round(session, term=term, slots=[section.times[0].slot])

    page = admin.get(f"/courses/{section.id}/edit").text
    changes = {"seats": "99", "grade_to": "6", "fee": "30", "rules": "带好水杯。"}
    answer = admin.post(f"/courses/{section.id}/edit", data=sent | changes)

    changed = _only(session, school, term)
    assert 'name="seats"' not in page
    assert answer.status_code == 303
    assert (changed.seats, changed.grade_to, changed.materials_fee_fen) == (32, 4, 3000)
    assert changed.course.rules == "带好水杯。"
