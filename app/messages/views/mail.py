"""One's own mail address, and for the office what went out by mail."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import get_locale, gettext, ngettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import FAMILY, STAFF, Role
from app.messages import post, services
from app.messages.errors import MailIsOff, WrongCode
from app.messages.forms import (
    AddressForm,
    CodeForm,
    QuietForm,
    RobotForm,
    SwitchForm,
)
from app.messages.models import RobotKind
from app.messages.queries import deliveries as queries
from app.messages.queries import robots as robot_queries
from app.messages.views.blueprint import bp
from app.web import transaction
from app.web.access import allow
from app.web.forms import Form, options
from app.web.fragments import to

EVERYBODY = (*FAMILY, *STAFF)
LAST_DAYS = timedelta(days=7)


@bp.get("/me/mail")
@allow(*EVERYBODY)
def mail() -> str:
    """Show where this person's messages are mailed to."""
    return _page()


@bp.post("/me/mail")
@allow(*EVERYBODY)
def enter_address() -> Response | tuple[str, int]:
    """Keep an address and have a code mailed to it."""
    if not post.is_on():
        raise MailIsOff
    me, form = viewer(), AddressForm(request.form)
    if form.validate():
        try:
            services.ask_for_address(
                db.session(),
                me.school_id,
                me.account_id,
                str(form.address.data).strip(),
                language=str(get_locale()),
                now=clock.now(),
            )
            flash(gettext("A code is on its way to this address."))
            return to(url_for(".mail"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(address=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/me/mail/confirm")
@allow(*EVERYBODY)
def confirm_address() -> Response | tuple[str, int]:
    """Confirm the address by the code of the mail."""
    form = CodeForm(request.form)
    if form.validate():
        try:
            services.confirm_address(
                db.session(), viewer().account_id, str(form.code.data), now=clock.now()
            )
            flash(gettext("Confirmed. Messages are mailed from now on."))
            return to(url_for(".mail"))
        except WrongCode as refusal:
            transaction.keep_despite_refusal()  # wrong codes are counted
            form.refuse(refusal)
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(code=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/me/mail/switch")
@allow(*EVERYBODY)
def switch_mail() -> Response:
    """Let messages go out, or stay in the inbox alone."""
    form = SwitchForm(request.form)
    services.switch_mail(db.session(), viewer().account_id, is_on=bool(form.is_on.data))
    if form.is_on.data:
        flash(gettext("Messages are mailed."))
    else:
        flash(gettext("Messages stay in the inbox."))
    return to(url_for(".mail"))


@bp.post("/me/mail/forget")
@allow(*EVERYBODY)
def forget_address() -> Response:
    """Delete the address."""
    services.forget_address(db.session(), viewer().account_id)
    flash(gettext("The address is deleted."))
    return to(url_for(".mail"))


@bp.get("/deliveries")
@allow(Role.SCHOOL_ADMIN)
def deliveries() -> str:
    """Show what went out in the last week, and the quiet hours."""
    return _desk(None)


@bp.post("/deliveries/quiet-hours")
@allow(Role.SCHOOL_ADMIN)
def set_quiet_hours() -> Response | tuple[str, int]:
    """Say when nothing goes out but what is urgent."""
    me, form = viewer(), QuietForm(request.form)
    if not form.validate() or form.begins_at.data is None or form.ends_at.data is None:
        return _desk(form), HTTPStatus.UNPROCESSABLE_ENTITY
    services.set_quiet_hours(
        db.session(),
        me.school_id,
        form.begins_at.data,
        form.ends_at.data,
        actor_id=me.account_id,
        now=clock.now(),
    )
    flash(gettext("Saved."))
    return to(url_for(".deliveries"))


@bp.post("/deliveries/again")
@allow(Role.SCHOOL_ADMIN)
def send_again() -> Response:
    """Put on its way again what failed within the last day."""
    me = viewer()
    count = services.send_again(db.session(), me.school_id, actor_id=me.account_id, now=clock.now())
    flash(ngettext("%(num)d message is on its way.", "%(num)d messages are on their way.", count))
    return to(url_for(".deliveries"))


@bp.post("/deliveries/robots")
@allow(Role.SCHOOL_ADMIN)
def add_robot() -> Response | tuple[str, int]:
    """Enter a group robot of the staff."""
    me, form = viewer(), _robot_form(request.form)
    if form.validate():
        try:
            services.add_robot(
                db.session(),
                me.school_id,
                RobotKind(form.kind.data),
                str(form.name.data),
                str(form.key.data),
                actor_id=me.account_id,
                now=clock.now(),
            )
            flash(gettext("The group is told from now on."))
            return to(url_for(".deliveries"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _desk(None, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/deliveries/robots/<int:robot_id>/remove")
@allow(Role.SCHOOL_ADMIN)
def remove_robot(robot_id: int) -> Response:
    """Take a group robot out."""
    me = viewer()
    row = robot_queries.get_robot(db.session(), me.school_id, robot_id)
    services.remove_robot(db.session(), row, actor_id=me.account_id, now=clock.now())
    flash(gettext("The group is not told any more."))
    return to(url_for(".deliveries"))


def _robot_form(sent: Mapping[str, str] | None) -> RobotForm:
    form = RobotForm(sent)
    form.kind.choices = options([(kind.value, robot_name(kind)) for kind in RobotKind])
    return form


def robot_name(kind: RobotKind) -> str:
    """Name a messenger."""
    names = {
        RobotKind.WECOM: gettext("WeCom"),
        RobotKind.DINGTALK: gettext("DingTalk"),
        RobotKind.FEISHU: gettext("Feishu"),
    }
    return str(names[kind])


def _page(address: Form | None = None, code: Form | None = None) -> str:
    row = queries.mail_address(db.session(), viewer().account_id)
    return render_template(
        "messages/mail.html",
        is_set_up=post.is_on(),
        row=row,
        address=address or AddressForm(formdata=None),
        code=code or CodeForm(formdata=None),
        quiet=queries.quiet_hours(db.session(), viewer().school_id),
    )


def _desk(refused: QuietForm | None, robot: RobotForm | None = None) -> str:
    session, me, now = db.session(), viewer(), clock.now()
    quiet = queries.quiet_hours(session, me.school_id)
    confirmed, wanted = queries.address_counts(session, me.school_id)
    counts = queries.delivery_counts(session, me.school_id, now - LAST_DAYS)
    return render_template(
        "messages/deliveries.html",
        is_set_up=post.is_on(),
        counts={state.value: count for state, count in counts.items()},
        confirmed=confirmed,
        wanted=wanted,
        form=refused or QuietForm(formdata=None, obj=quiet),
        robot_form=robot or _robot_form(None),
        robots=robot_queries.robots(session, me.school_id),
        robot_name=robot_name,
        can_reach_robots=post.can_reach_robots(),
    )
