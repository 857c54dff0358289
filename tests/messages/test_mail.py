"""Messages go out by mail to who wants it: confirmed, bundled, retried, quiet at night."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from app.core.roles import Role
from app.core.text import N_, Named
from app.messages import errors, post, services
from app.messages.jobs import MailNotTaken, deliver, mail_code
from app.messages.models import Delivery, DeliveryState, MailAddress, Message, QuietHours
from app.messages.services.addresses import code_of
from app.messages.services.deliveries import ATTEMPTS
from tests import make
from tests.messages.mail_server import mail_server

SENTENCE = N_("%(title)s meets on %(day)s after all, from %(starts_at)s to %(ends_at)s.")
FACTS = {"title": Named("围棋", "Chess"), "day": "09-10", "starts_at": "16:25", "ends_at": "17:20"}
NOON = make.NOON
NIGHT = datetime(2026, 9, 3, 14, 30, tzinfo=UTC)  # 22:30 at the school
SIX = datetime(2026, 9, 3, 22, 0, tzinfo=UTC)  # 6:00
SEVEN = datetime(2026, 9, 3, 23, 0, tzinfo=UTC)


@pytest.fixture
def server(app):
    with mail_server() as server:
        app.config.update(MAIL=server.setting, PUBLIC_URL="https://clubs.example.cn")
        yield server
        app.config.update(MAIL="", PUBLIC_URL="")


@pytest.fixture
def mother(session):
    return make.account(session, Role.GUARDIAN)


@pytest.fixture
def address(session, mother):
    row = MailAddress(
        account_id=mother.id,
        school_id=mother.school_id,
        address="mother@example.cn",
        language="zh_Hans_CN",
        asked_at=NOON,
        confirmed_at=NOON,
    )
    session.add(row)
    session.commit()
    return row


def tell(session, account, now=NOON, how=services.send, link="/clubs/7"):
    how(session, account.school_id, [account.id], SENTENCE, link=link, now=now, **FACTS)
    session.commit()


def states(session):
    session.expire_all()
    return [row.state for row in session.scalars(select(Delivery).order_by(Delivery.id))]


def body(mail):
    return mail.get_body(("html",)).get_content()


def test_a_message_is_mailed_once_with_its_link(session, server, mother, address):
    tell(session, mother)

    deliver(session, now=NOON)
    deliver(session, now=NOON + timedelta(hours=2))

    ((to, mail),) = server.received
    assert to == "mother@example.cn"
    assert mail["subject"] == "“围棋”09-10 16:25–17:20 恢复上课。"
    assert "https://clubs.example.cn/clubs/7" in body(mail)
    assert "/me/mail" in body(mail)
    assert states(session) == [DeliveryState.SENT]


def test_a_mail_is_written_in_the_language_of_the_person(session, server, mother, address):
    address.language = "en"
    tell(session, mother)

    deliver(session, now=NOON)

    assert server.received[0][1]["subject"].startswith("Chess meets on 09-10")


def test_what_comes_together_goes_in_one_mail(session, server, mother, address):
    for _ in range(3):
        tell(session, mother)

    deliver(session, now=NOON)

    ((_, mail),) = server.received
    assert "3 条消息" in mail["subject"]
    assert body(mail).count("恢复上课") == 3


def test_only_confirmed_addresses_that_are_on_get_new_unread_messages(
    session, server, mother, address
):
    tell(session, mother, now=NOON - timedelta(hours=1))  # before the address was confirmed
    stranger = make.account(session, Role.GUARDIAN)
    tell(session, stranger)
    address.is_on = False
    tell(session, mother)

    deliver(session, now=NOON)
    assert server.received == []

    address.is_on = True
    services.mark_read(session, mother.school_id, mother.id, now=NOON)
    session.commit()
    deliver(session, now=NOON)

    assert server.received == []


def test_what_was_read_while_it_waited_needs_no_mail(session, server, mother, address):
    tell(session, mother, now=NIGHT)
    deliver(session, now=NIGHT)
    services.mark_read(session, mother.school_id, mother.id, now=NIGHT)
    session.commit()

    deliver(session, now=SEVEN)

    assert server.received == []
    assert states(session) == [DeliveryState.NOT_NEEDED]


def test_at_night_only_what_is_urgent_goes(session, server, mother, address):
    tell(session, mother, now=NIGHT)
    deliver(session, now=NIGHT)
    deliver(session, now=SIX)
    assert server.received == []

    tell(session, mother, now=SIX, how=services.send_urgent)
    deliver(session, now=SIX)
    assert len(server.received) == 1

    deliver(session, now=SEVEN)

    assert len(server.received) == 2
    assert states(session) == [DeliveryState.SENT] * 2


@pytest.mark.parametrize(
    ("hours", "at", "is_quiet"),
    [
        ((21, 7), 22, True),
        ((21, 7), 3, True),
        ((21, 7), 7, False),
        ((21, 7), 12, False),
        ((12, 14), 13, True),
        ((12, 14), 14, False),
        ((8, 8), 8, False),
    ],
)
def test_quiet_hours_reach_over_midnight(hours, at, is_quiet):
    begins_at, ends_at = map(time, hours)

    assert QuietHours(begins_at=begins_at, ends_at=ends_at).has(time(at)) is is_quiet


def test_a_school_sets_its_own_quiet_hours(session, server, mother, address):
    services.set_quiet_hours(
        session, mother.school_id, time(11), time(13), actor_id=mother.id, now=NOON
    )
    tell(session, mother)

    deliver(session, now=NOON)
    assert server.received == []
    deliver(session, now=NOON + timedelta(hours=1))

    assert len(server.received) == 1


def test_a_mail_that_is_not_taken_is_tried_again_and_given_up(session, server, mother, address):
    server.refuses = True
    tell(session, mother)
    now = NOON
    deliver(session, now=now)
    deliver(session, now=now + timedelta(minutes=1))  # the pause is not over
    assert session.scalars(select(Delivery.attempts)).one() == 1

    for attempt in range(1, ATTEMPTS):
        now += timedelta(minutes=2) * 2**attempt
        deliver(session, now=now)

    assert states(session) == [DeliveryState.FAILED]
    server.refuses = False
    assert services.send_again(session, mother.school_id, actor_id=mother.id, now=now) == 1
    deliver(session, now=now)
    assert server.to == ["mother@example.cn"]


def test_a_worker_that_dies_while_sending_leaves_the_mail_to_be_sent(
    session, server, mother, address, monkeypatch
):
    tell(session, mother)

    def die(_letter):
        raise KeyboardInterrupt

    monkeypatch.setattr(post, "send_letter", die)
    with pytest.raises(KeyboardInterrupt):
        deliver(session, now=NOON)
    session.rollback()
    monkeypatch.undo()

    deliver(session, now=NOON + timedelta(minutes=3))

    assert server.to == ["mother@example.cn"]


def test_without_a_mail_server_nothing_waits(session, app, mother, address):
    app.config.update(MAIL="", PUBLIC_URL="")
    tell(session, mother)

    deliver(session, now=NOON)

    assert states(session) == []


def test_an_address_is_confirmed_by_the_code_that_was_mailed(session, server, mother):
    ask(session, mother, "new@example.cn")

    mail_code(session, now=NOON, account_id=mother.id)
    ((to, mail),) = server.received
    code = code_of(session.get(MailAddress, mother.id))
    assert (to, code in mail["subject"]) == ("new@example.cn", True)
    services.confirm_address(session, mother.id, f" {code[:3]} {code[3:]}", now=NOON)

    assert session.get(MailAddress, mother.id).confirmed_at == NOON


def ask(session, account, address, now=NOON):
    services.ask_for_address(
        session, account.school_id, account.id, address, language="en", now=now
    )


def test_codes_run_out_and_cannot_be_guessed(session, mother):
    ask(session, mother, "new@example.cn")
    code = code_of(session.get(MailAddress, mother.id))
    wrong = f"{(int(code) + 1) % 10**6:06}"
    with pytest.raises(errors.CodeRunOut):
        services.confirm_address(session, mother.id, code, now=NOON + timedelta(minutes=31))
    for _ in range(5):
        with pytest.raises(errors.WrongCode):
            services.confirm_address(session, mother.id, wrong, now=NOON)

    with pytest.raises(errors.CodeRunOut):
        services.confirm_address(session, mother.id, code, now=NOON)


def test_another_address_needs_another_code_after_a_minute(session, mother):
    ask(session, mother, "new@example.cn")
    old = code_of(session.get(MailAddress, mother.id))
    with pytest.raises(errors.AskedJustNow):
        ask(session, mother, "other@example.cn", now=NOON + timedelta(seconds=30))

    ask(session, mother, "other@example.cn", now=NOON + timedelta(minutes=2))

    assert code_of(session.get(MailAddress, mother.id)) != old


def test_a_code_that_is_not_taken_makes_the_job_try_again(session, server, mother):
    server.refuses = True
    ask(session, mother, "new@example.cn")

    with pytest.raises(MailNotTaken):
        mail_code(session, now=NOON, account_id=mother.id)


@pytest.mark.parametrize(
    "address",
    ["x@evil.cn&smtp=evil.cn", "x@evil.cn?mode=ssl", "a@b.cn,c@d.cn", "@evil.cn:99/", "mailto://x"],
)
def test_no_address_changes_the_server_or_reaches_a_second_person(
    session, server, mother, address, app
):
    made = post.apprise.Apprise.instantiate(post._url(server.setting, address))

    assert made is None or made.smtp_host == "127.0.0.1"
    assert made is None or made.port == server.port
    row = MailAddress(
        account_id=mother.id, school_id=mother.school_id, address=address, language="en"
    )
    row.asked_at = NOON
    post.send_code(row, "School")
    assert len(server.received) <= 1


@pytest.mark.parametrize("setting", ["http://x.cn", "mailto://", "json://127.0.0.1", "words"])
def test_a_setting_that_is_no_mail_server_stops_the_start(setting):
    with pytest.raises(post.BadMailSetting):
        post.check(setting)


def test_the_facts_of_a_message_are_stored_in_both_languages(session, mother):
    tell(session, mother)

    stored = session.scalars(select(Message)).one()

    assert stored.facts["title"] == {"zh": "围棋", "en": "Chess"}
