"""A club's teacher writes to the families of that club: composed, previewed, sent once, read."""

import pytest
from sqlalchemy import select

from app.accounts.models import StudentStatus
from app.core.roles import Role
from app.enrollment import services
from app.enrollment.models import Place
from app.enrollment.queries import changes
from app.messages.models import Announcement, Message
from tests import make

TEXT = "明天请带护膝。"


class World:
    """Chess with two children, one of them with an account; drama of a colleague with one."""

    def __init__(self, session):
        self.session = session
        self.term = make.term(session)
        self.chess, self.drama = (self.club(title) for title in ("围棋", "戏剧"))
        self.teacher = make.account(session, Role.CLUB_TEACHER, name="谢文静")
        make.teaches(session, self.teacher, self.chess)
        make.teaches(session, make.account(session, Role.CLUB_TEACHER), self.drama)
        self.child, self.other = self.member(self.chess), self.member(self.chess)
        self.own = make.account(session, Role.STUDENT)
        self.child.account_id = self.own.id
        self.guardian, self.second = (make.guardian(session, self.child) for _ in range(2))
        self.neighbour = make.guardian(session, self.other)
        make.guardian(session, self.other, is_active=False)
        make.guardian(session, self.member(self.drama))
        make.guardian(session, make.student(session))
        session.flush()

    def club(self, title):
        course = make.course(self.session, title=title)
        return make.section(self.session, term=self.term, course=course)

    def member(self, section):
        child = make.student(self.session)
        make.place(self.session, child, section)
        return child

    def place(self):
        own = select(Place.id).where(Place.student_id == self.child.id)
        found = self.session.scalars(own).one()
        return changes.get_own_place(self.session, self.term.school_id, found, [self.child.id])

    @property
    def families(self):
        return {self.guardian.id, self.second.id, self.neighbour.id}

    def told(self):
        self.session.expire_all()
        texts = select(Message.account_id).where(Message.announcement_id.is_not(None))
        return sorted(self.session.scalars(texts))


@pytest.fixture
def world(session, time_machine):
    time_machine.move_to(make.NOON)
    return World(session)


def write(client, section, do="send", key="k1", **values):
    data = {"text": TEXT, "audiences": ["guardians"], "key": key, "do": do}
    return client.post(f"/rosters/{section.id}/write", data=data | values)


def test_the_preview_says_how_many_and_sends_nothing(client, world):
    client.sign_in(world.teacher)
    roster = client.get(f"/rosters/{world.chess.id}").text
    form = client.get(f"/rosters/{world.chess.id}/write").text

    page = write(client, world.chess, do="preview", audiences=["guardians", "students"]).text

    assert f'href="/rosters/{world.chess.id}/write"' in roster
    assert "想对“围棋”的家庭说什么？" in form
    assert "将发给 4 人" in page
    assert f"谢文静（围棋）：{TEXT}" in page
    assert world.told() == []


def test_it_goes_once_to_the_families_of_the_club_alone(client, world):
    client.sign_in(world.teacher)

    answers = [write(client, world.chess) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {303}
    assert world.told() == sorted(world.families)


def test_the_children_are_told_too_where_the_teacher_says_so(client, world):
    client.sign_in(world.teacher)

    write(client, world.chess, audiences=["students"])

    assert world.told() == [world.own.id]


def test_the_teacher_sees_who_has_not_read_it(client, world):
    client.sign_in(world.teacher)
    sent = write(client, world.chess).location
    client.sign_in(world.guardian)
    assert f"谢文静（围棋）：{TEXT}" in client.get("/inbox").text

    client.sign_in(world.teacher)
    page = client.get(sent).text

    assert "3 人中 1 人已读" in page
    assert world.neighbour.name in page
    assert world.guardian.name not in page
    assert TEXT in client.get("/announcements").text


def test_who_has_left_the_club_or_the_school_is_not_told(client, session, world):
    services.end_place(session, world.place(), reason="换了", actor_id=1, now=make.NOON)
    client.sign_in(world.teacher)
    write(client, world.chess)
    assert world.told() == [world.neighbour.id]

    world.other.status = StudentStatus.LEFT
    session.flush()
    assert write(client, world.chess, key="k2").status_code == 422


def test_a_colleagues_club_is_refused(client, world):
    client.sign_in(world.teacher)

    assert client.get(f"/rosters/{world.drama.id}/write").status_code == 403
    answer = write(client, world.drama)

    assert answer.status_code == 403
    assert "您可以给自己社团的家庭发消息。" in answer.text
    assert world.told() == []


def test_a_club_of_another_school_does_not_exist(client, session, world):
    school = make.school(session)
    course = make.course(session, school=school)
    other = make.section(session, term=make.term(session, school=school), course=course)
    for role in (Role.CLUB_TEACHER, Role.SCHOOL_ADMIN):
        client.sign_in(make.account(session, role))

        assert client.get(f"/rosters/{other.id}/write").status_code == 404
        assert write(client, other).status_code == 404


def test_a_former_teacher_of_the_club_is_refused(client, session, world):
    """The grant counts, not the name on the club alone."""
    guest = make.account(session, Role.HOMEROOM_TEACHER)
    make.teaches(session, guest, world.chess)
    client.sign_in(guest)

    assert write(client, world.chess).status_code == 403


def test_what_a_colleague_wrote_does_not_exist(client, session, world):
    client.sign_in(world.teacher)
    sent = write(client, world.chess).location
    colleague = make.account(session, Role.CLUB_TEACHER)
    make.teaches(session, colleague, world.chess)
    client.sign_in(colleague)

    assert client.get(sent).status_code == 404
    assert TEXT not in client.get("/announcements").text


def test_a_club_teacher_writes_to_no_homeroom(client, world):
    client.sign_in(world.teacher)

    assert client.get("/announcements/new").status_code == 403
    assert "/announcements/new" not in client.get("/announcements").text


def test_the_office_writes_to_a_club_too(client, session, world):
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN))

    assert write(client, world.chess).status_code == 303
    assert world.told() == sorted(world.families)


@pytest.mark.parametrize(
    "values",
    [
        {"text": ""},
        {"text": "x" * 201},
        {"text": "一\n二"},
        {"audiences": []},
        {"audiences": ["staff"]},
    ],
)
def test_what_cannot_be_sent_is_refused(client, session, world, values):
    client.sign_in(world.teacher)

    assert write(client, world.chess, **values).status_code == 422
    assert session.scalars(select(Announcement)).all() == []
