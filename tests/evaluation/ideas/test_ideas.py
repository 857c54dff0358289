"""Golden ideas: shared, found by words, used once by each colleague, taken back by their own."""

import pytest
from sqlalchemy import select

from app.core.roles import Role
from app.evaluation.ideas.models import Idea, IdeaUse
from app.evaluation.ideas.queries.ideas import PAGE, ideas
from app.evaluation.ideas.services import use_too
from app.messages.models import Message
from tests import make

BY = {"now": make.NOON}


@pytest.fixture
def school(session):
    return make.school(session, code="shifan")


def colleague(session, school, role=Role.CLUB_TEACHER):
    return make.account(session, role, school=school)


def titles(found):
    return [one.idea.title for one in found.ideas]


def test_a_colleague_counts_once_and_may_stop(session, school):
    owner, other = (colleague(session, school) for _ in range(2))
    idea = make.idea(session, school=school, shared_by_id=owner.id)

    assert use_too(session, idea, actor_id=other.id, **BY) is True
    assert [one.uses for one in ideas(session, school.id, other.id).ideas] == [1]
    assert [one.is_mine for one in ideas(session, school.id, owner.id).ideas] == [False]
    assert use_too(session, idea, actor_id=other.id, **BY) is False
    assert session.scalars(select(IdeaUse)).all() == []
    assert session.scalars(select(Message.account_id)).all() == [owner.id]


def test_all_words_must_be_there_and_signs_are_only_signs(session, school):
    me = colleague(session, school)
    make.idea(session, school=school, title="小组长点名", text="先数人，100% 到齐再上课")
    make.idea(session, school=school, title="工具编号", text="每把剪刀一个号")
    make.idea(session, school=make.school(session, code="other"), title="小组长")

    for words, wanted in (
        ("小组长", ["小组长点名"]),
        ("小组长 到齐", ["小组长点名"]),
        ("小组长 剪刀", []),
        ("100%", ["小组长点名"]),
        ("_", []),
        ("", ["工具编号", "小组长点名"]),
    ):
        assert titles(ideas(session, school.id, me.id, words=words)) == wanted


def test_the_most_used_come_first_if_asked_and_pages_follow(session, school, count_queries):
    me, other = (colleague(session, school) for _ in range(2))
    for number in range(PAGE + 1):
        make.idea(session, school=school, title=f"点子{number}", shared_by_id=other.id)
    first = session.scalars(select(Idea).order_by(Idea.id).limit(1)).one()
    use_too(session, first, actor_id=me.id, **BY)
    session.flush()
    school_id, my_id = school.id, me.id
    session.expunge_all()
    count_queries.clear()

    newest = ideas(session, school_id, my_id)

    assert len(count_queries) == 2
    assert (len(newest.ideas), newest.count, titles(newest)[0]) == (PAGE, PAGE + 1, f"点子{PAGE}")
    assert titles(ideas(session, school_id, my_id, by_use=True))[0] == "点子0"
    assert titles(ideas(session, school_id, my_id, page=2)) == ["点子0"]


def test_a_teacher_shares_and_takes_back_the_own_alone(session, client, school):
    mine, other = (colleague(session, school) for _ in range(2))
    session.flush()
    client.sign_in(mine)
    assert client.post("/ideas", data={"title": " ", "text": "x"}).status_code == 422
    client.post("/ideas", data={"title": "工具编号", "text": "每把剪刀一个号"})
    idea = session.scalars(select(Idea.id)).one()
    assert "每把剪刀一个号" in client.get("/ideas?q=剪刀&by=use&page=1").text
    own = client.post(f"/ideas/{idea}/use", follow_redirects=True)
    assert "这是您自己的点子" in own.text

    client.sign_in(other)
    assert client.post(f"/ideas/{idea}/take-back").status_code == 403
    assert client.post(f"/ideas/{idea}/use").status_code == 303
    assert "1 位同事也在用" in client.get("/ideas").text

    client.sign_in(mine)
    client.post(f"/ideas/{idea}/take-back")
    assert session.scalars(select(Idea)).all() == []
    assert session.scalars(select(IdeaUse)).all() == []
