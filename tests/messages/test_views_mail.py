"""The pages of mails: one's own address, and what went out."""

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.roles import Role
from app.messages.models import MailAddress, QuietHours, Robot
from app.messages.services.addresses import code_of
from tests import make


@pytest.fixture
def mother(app, session, client):
    app.config.update(MAIL="mailto://127.0.0.1:9?from=a@example.cn", PUBLIC_URL="https://x.cn")
    account = make.account(session, Role.GUARDIAN)
    client.sign_in(account)
    yield account
    app.config.update(MAIL="", PUBLIC_URL="")


def enter(client, address="mother@example.cn"):
    return client.post("/me/mail", data={"address": address})


def test_an_address_is_entered_confirmed_switched_and_forgotten(session, client, mother):
    assert enter(client).status_code == 303
    assert "六位验证码已发往 mother@example.cn" in client.get("/me/mail").text
    code = code_of(session.get(MailAddress, mother.id))

    assert client.post("/me/mail/confirm", data={"code": code}).status_code == 303
    assert "消息也会发到您的邮箱" in client.get("/me/mail").text
    client.post("/me/mail/switch", data={})
    assert "恢复邮件" in client.get("/me/mail").text
    client.post("/me/mail/switch", data={"is_on": "y"})
    assert "停止邮件" in client.get("/me/mail").text
    client.post("/me/mail/forget")

    session.expire_all()
    assert session.get(MailAddress, mother.id) is None


def test_wrong_codes_are_counted_though_they_are_refused(session, client, mother):
    enter(client)

    answers = [client.post("/me/mail/confirm", data={"code": "x"}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 6
    assert "验证码不对" in answers[0].text
    assert "验证码已失效" in answers[5].text
    assert session.get(MailAddress, mother.id).wrong_codes == 5


@pytest.mark.parametrize("address", ["", "mother", "a@b", "a b@example.cn", "x" * 255 + "@a.cn"])
def test_what_is_no_address_is_refused(session, client, mother, address):
    assert enter(client, address).status_code == 422
    assert session.get(MailAddress, mother.id) is None


def test_without_an_address_there_is_nothing_to_confirm_or_switch(client, mother):
    assert client.post("/me/mail/confirm", data={"code": "123456"}).status_code == 409
    assert client.post("/me/mail/switch", data={}).status_code == 409


def test_without_a_mail_server_the_page_says_so(app, client, mother):
    app.config.update(MAIL="")

    assert "还没有设置邮件" in client.get("/me/mail").text
    assert enter(client).status_code == 409


def test_the_office_sees_counts_and_sets_quiet_hours(session, client, mother):
    office = make.account(session, Role.SCHOOL_ADMIN)
    client.sign_in(office)
    assert "最近七天发出 0 条" in client.get("/deliveries").text

    wrong = client.post("/deliveries/quiet-hours", data={"begins_at": "x", "ends_at": "07:00"})
    right = client.post("/deliveries/quiet-hours", data={"begins_at": "20:30", "ends_at": "07:00"})
    again = client.post("/deliveries/again")

    assert [one.status_code for one in (wrong, right, again)] == [422, 303, 303]
    assert 'value="20:30"' in client.get("/deliveries").text
    assert session.get(QuietHours, office.school_id).ends_at.hour == 7


@pytest.mark.parametrize("path", ["/deliveries", "/me/mail"])
def test_pages_take_a_fixed_number_of_queries(session, client, count_queries, mother, path):
    office = make.account(session, Role.SCHOOL_ADMIN)
    for number in range(3):
        account = make.account(session, Role.GUARDIAN)
        row = MailAddress(account_id=account.id, school_id=office.school_id, language="en")
        row.address, row.asked_at = f"p{number}@example.cn", clock.now()
        session.add(row)
    client.sign_in(office)
    client.get(path)
    count_queries.clear()

    client.get(path)

    assert len(count_queries) == {"/deliveries": 5, "/me/mail": 3}[path]


def test_the_office_enters_a_group_and_takes_it_out(session, client, mother):
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN))
    key = "0123abcd-12ab-4cde-8f01-23456789abcd"
    data = {"kind": "wecom", "name": "教师群", "key": key}

    wrong = client.post("/deliveries/robots", data=data | {"key": "https://evil.example/x"})
    right = client.post("/deliveries/robots", data=data)
    shown = client.get("/deliveries").text
    gone = client.post(f"/deliveries/robots/{session.scalars(select(Robot.id)).one()}/remove")

    assert [one.status_code for one in (wrong, right, gone)] == [422, 303, 303]
    assert "教师群" in shown
    assert (key in shown, "…abcd" in shown) == (False, True)
    assert "教师群" not in client.get("/deliveries").text
