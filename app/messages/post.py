"""Sends mails through the operator's server; nothing a user enters decides where it connects."""

from collections.abc import Iterable
from html import escape
from urllib.parse import quote, urlsplit

import apprise
import structlog
from flask import current_app
from flask_babel import force_locale, gettext, ngettext

from app.messages.models import MailAddress, Message, Robot, RobotKind, RobotPost
from app.messages.services.addresses import code_of
from app.messages.services.deliveries import Letter
from app.web.translation import DEFAULT_LOCALE, filled

SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 5, 15
SCHEMES = ("mailto", "mailtos")
# Apprise's plugins know the one host of each messenger.
ROBOTS = {
    RobotKind.WECOM: "wecombot",
    RobotKind.DINGTALK: "dingtalk",
    RobotKind.FEISHU: "feishu",
}
LONGEST_SUBJECT = 80

log = structlog.get_logger()


class BadMailSetting(RuntimeError):
    """What the operator set for mail cannot be used."""


def is_on() -> bool:
    """Whether the operator has set up mail and said where this site is."""
    return bool(current_app.config["MAIL"] and current_app.config["PUBLIC_URL"])


def send_letter(letter: Letter) -> bool:
    """Send one person's messages in one mail; whether the mail server took it."""
    with force_locale(letter.language):
        sentences = [filled(one.sentence, one.facts) for one in letter.messages]
        subject = sentences[0]
        if len(sentences) > 1:
            subject = ngettext(
                "%(school)s: %(num)d message",
                "%(school)s: %(num)d messages",
                len(sentences),
                school=letter.school_name,
            )
        body = _body(zip(sentences, letter.messages, strict=True), letter.school_name)
    return _mail(letter.address, subject, body)


def send_code(row: MailAddress, school_name: str) -> bool:
    """Send the code that confirms an address; whether the mail server took it."""
    with force_locale(row.language):
        code = code_of(row)
        subject = gettext("%(code)s is your code for %(school)s", code=code, school=school_name)
        text = gettext(
            "Enter %(code)s on the page you came from; it holds for half an hour. If you did not "
            "ask for it, do nothing.",
            code=code,
        )
    return _mail(row.address, str(subject), f"<p>{escape(str(text))}</p>")


def can_reach_robots() -> bool:
    """Whether the operator has said where this site is, so that links can be written."""
    return bool(current_app.config["PUBLIC_URL"])


def send_post(row: RobotPost) -> bool:
    """Send a sentence to a group robot; whether the messenger took it."""
    site = str(current_app.config["PUBLIC_URL"]).rstrip("/")
    with force_locale(DEFAULT_LOCALE):
        text = filled(row.sentence, row.facts)
    robot = apprise.Apprise.instantiate(_robot_url(row.robot))
    if robot is None:
        log.warning("a robot cannot be used", robot=row.robot_id)
        return False
    return bool(robot.notify(body=f"{text}\n{site}{row.link}"))


def _robot_url(robot: Robot) -> str:
    limits = f"cto={SECONDS_TO_CONNECT}&rto={SECONDS_TO_ANSWER}"
    return f"{ROBOTS[robot.kind]}://{robot.key}?{limits}"


def check(setting: str) -> None:
    """Check the operator's mail setting, when the app starts.

    Raises:
        BadMailSetting: it is not a mail server's address as Apprise writes it.
    """
    made = apprise.Apprise.instantiate(setting) if setting else None
    if setting and (urlsplit(setting).scheme not in SCHEMES or made is None):
        raise BadMailSetting("ZOUBAN_MAIL must read mailtos://user:password@host?from=address")


def _body(lines: Iterable[tuple[str, Message]], school_name: str) -> str:
    """Write each sentence with its link, and how to stop these mails."""
    site = str(current_app.config["PUBLIC_URL"]).rstrip("/")
    parts = [
        f'<p>{escape(sentence)}<br><a href="{escape(site + (message.link or "/inbox"))}">'
        f"{escape(gettext('Open it'))}</a></p>"
        for sentence, message in lines
    ]
    stop = gettext("%(school)s sends this. You switch it off here:", school=school_name)
    parts.append(
        f'<p><small>{escape(str(stop))} <a href="{escape(site)}/me/mail">{escape(site)}/me/mail'
        "</a></small></p>"
    )
    return "\n".join(parts)


def _mail(address: str, subject: str, body: str) -> bool:
    server = apprise.Apprise.instantiate(_url(str(current_app.config["MAIL"]), address))
    if server is None or len(getattr(server, "targets", ())) != 1:
        log.warning("a mail address cannot be used")
        return False
    return bool(
        server.notify(
            title=subject[:LONGEST_SUBJECT], body=body, body_format=apprise.NotifyFormat.HTML
        )
    )


def _url(setting: str, address: str) -> str:
    """Write where to send: the operator's server, the address as nothing but an address."""
    joint = "&" if "?" in setting else "?"
    limits = f"cto={SECONDS_TO_CONNECT}&rto={SECONDS_TO_ANSWER}"
    return f"{setting}{joint}{limits}&format=html&to={quote(address, safe='')}"
