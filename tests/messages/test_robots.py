"""Group robots of the staff: only a key is entered, the host is the messenger's own."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests
from sqlalchemy import select

from app.core.roles import Role
from app.core.text import N_
from app.messages import errors, services
from app.messages.jobs import tell_groups
from app.messages.models import DeliveryState, RobotKind, RobotPost
from app.messages.services.deliveries import ATTEMPTS
from tests import make

UUID = "0123abcd-12ab-4cde-8f01-23456789abcd"
HEX = "0123456789abcdef" * 4
KEYS = {RobotKind.WECOM: UUID, RobotKind.DINGTALK: HEX, RobotKind.FEISHU: UUID}
HOSTS = {
    RobotKind.WECOM: "qyapi.weixin.qq.com",
    RobotKind.DINGTALK: "oapi.dingtalk.com",
    RobotKind.FEISHU: "open.feishu.cn",
}
SENTENCE = N_("%(title)s has no adult on %(day)s at %(starts_at)s. Please find somebody.")
FACTS = {"title": "围棋", "day": "09-10", "starts_at": "16:25"}
NOON = make.NOON


class Messenger:
    """Stands where the network would be: keeps what is posted, answers as messengers do."""

    def __init__(self):
        self.posts, self.status = [], 200

    def __call__(self, url, *_more, **values):
        self.posts.append((url, values.get("data") or json.dumps(values.get("json"))))
        answer = requests.Response()
        answer.status_code = self.status
        answer._content = b'{"errcode": 0, "code": 0, "StatusCode": 0}'
        return answer


@pytest.fixture
def messenger(app, monkeypatch):
    standing_in = Messenger()
    monkeypatch.setattr(requests, "post", standing_in)
    monkeypatch.setattr(requests, "request", lambda _method, url, **v: standing_in(url, **v))
    app.config.update(PUBLIC_URL="https://clubs.example.cn")
    yield standing_in
    app.config.update(PUBLIC_URL="")


@pytest.fixture
def office(session):
    return make.account(session, Role.SCHOOL_ADMIN)


def add(session, office, kind=RobotKind.WECOM, key=None):
    return services.add_robot(
        session,
        office.school_id,
        kind,
        "教师群",
        key or KEYS[kind],
        actor_id=office.id,
        now=NOON,
    )


def tell(session, office, now=NOON, **values):
    services.tell_robots(
        session, office.school_id, SENTENCE, link="/day", now=now, facts=FACTS, **values
    )
    session.commit()


@pytest.mark.parametrize("kind", RobotKind)
def test_a_sentence_goes_to_the_messengers_own_host(session, messenger, office, kind):
    add(session, office, kind)
    tell(session, office)

    tell_groups(session, now=NOON)
    tell_groups(session, now=NOON + timedelta(hours=1))

    ((url, sent),) = messenger.posts
    assert urlsplit(url).hostname == HOSTS[kind]
    text = sent if isinstance(sent, str) else sent.decode()
    assert "https://clubs.example.cn/day" in text
    assert "还没有老师" in json.dumps(json.loads(text), ensure_ascii=False)


@pytest.mark.parametrize("kind", RobotKind)
@pytest.mark.parametrize(
    "key", ["", "short", f"{UUID}@evil.example", f"{UUID}/x", "127.0.0.1", f"{HEX}?x=1", "é" * 64]
)
def test_nothing_but_a_key_is_taken(session, office, kind, key):
    with pytest.raises(errors.NoRobotKey):
        add(session, office, kind, key or "-")


def test_the_same_robot_is_entered_once(session, office):
    add(session, office)

    with pytest.raises(errors.RobotThere):
        add(session, office)


def test_a_messenger_that_fails_is_tried_again_and_given_up(session, messenger, office):
    messenger.status = 500
    add(session, office)
    tell(session, office)
    now = NOON
    for attempt in range(ATTEMPTS):
        tell_groups(session, now=now)
        now += timedelta(minutes=2) * 2**attempt

    session.expire_all()
    assert session.scalars(select(RobotPost.state)).one() is DeliveryState.FAILED
    assert len(messenger.posts) == ATTEMPTS


def test_at_night_only_what_is_urgent_is_said(session, messenger, office):
    add(session, office)
    night = NOON + timedelta(hours=10, minutes=30)
    tell(session, office, now=night)
    tell(session, office, now=night, is_urgent=True)

    tell_groups(session, now=night)
    assert len(messenger.posts) == 1
    tell_groups(session, now=night + timedelta(hours=9))

    assert len(messenger.posts) == 2


def test_without_the_address_of_this_site_nothing_is_said(session, app, messenger, office):
    app.config.update(PUBLIC_URL="")
    add(session, office)
    tell(session, office)

    tell_groups(session, now=NOON)

    assert messenger.posts == []


def test_a_school_tells_its_own_robots_alone(session, office):
    other = make.account(session, Role.SCHOOL_ADMIN, school=make.school(session))
    add(session, office)

    tell(session, other)

    assert session.scalars(select(RobotPost)).all() == []
