"""Pages of priority groups: for those named with a reason and an end, each view recorded."""

from http import HTTPStatus

from flask import Response, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from app.accounts import labels
from app.accounts.errors import NoSuchNumber
from app.accounts.forms import PriorityForm, PriorityGrantForm
from app.accounts.names import normalise_number
from app.accounts.queries import people
from app.accounts.queries import priority as queries
from app.accounts.queries import staff as staff_queries
from app.accounts.queries.staff import StaffFilter
from app.accounts.services import priority as services
from app.accounts.viewer import viewer
from app.accounts.views.blueprint import bp
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import STAFF, Role
from app.web import transaction
from app.web.access import allow, require
from app.web.fragments import to

STAFF_ROLES = sorted(STAFF)
UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/priority")
@allow(*STAFF_ROLES, records=True)
def priority_groups() -> Response:
    """Show which child belongs to which group."""
    _require_grant()
    return _groups_page(PriorityForm(None))


@bp.post("/priority")
@allow(*STAFF_ROLES)
def add_to_group() -> Response:
    """Let a child belong to a group."""
    _require_grant()
    me, form = viewer(), PriorityForm()
    if form.validate():
        try:
            number = normalise_number(str(form.student_no.data))
            child = queries.student_by_number(db.session(), me.school_id, number)
            if child is None:
                raise NoSuchNumber
            services.add_to_group(
                db.session(),
                child,
                form.kind.data,
                str(form.evidence.data or "").strip(),
                actor_id=me.account_id,
                now=clock.now(),
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return _saved()
    transaction.keep_despite_refusal()  # the list is shown again, which is written down too
    return _groups_page(form, UNPROCESSABLE)


@bp.post("/priority/<int:membership_id>/remove")
@allow(*STAFF_ROLES)
def remove_from_group(membership_id: int) -> Response:
    """End a child's membership."""
    me = viewer()
    row = queries.get_membership(db.session(), me.school_id, membership_id)
    _require_grant()
    services.remove_from_group(db.session(), row, actor_id=me.account_id, now=clock.now())
    return _saved()


@bp.get("/priority/grants")
@allow(Role.SCHOOL_ADMIN)
def priority_grants() -> Response:
    """Show who may see priority groups, why and until when."""
    return _grants_page(PriorityGrantForm(None))


@bp.post("/priority/grants")
@allow(Role.SCHOOL_ADMIN)
def grant_priority() -> Response:
    """Let somebody see priority groups."""
    me, form = viewer(), PriorityGrantForm()
    form.offer(staff_queries.staff(db.session(), me.school_id, StaffFilter()))
    if form.validate():
        account = people.get_account(db.session(), me.school_id, form.account_id.data)
        try:
            services.grant_view(
                db.session(),
                account,
                str(form.reason.data).strip(),
                ends_on=form.last_day(),
                today=me.school.today(clock.now()),
                actor_id=me.account_id,
                now=clock.now(),
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved."))
            return to(url_for(".priority_grants"))
    return _grants_page(form, UNPROCESSABLE)


@bp.post("/priority/grants/<int:grant_id>/end")
@allow(Role.SCHOOL_ADMIN)
def end_priority_grant(grant_id: int) -> Response:
    """Let somebody see priority groups no longer."""
    me = viewer()
    grant = queries.get_grant(db.session(), me.school_id, grant_id)
    services.end_grant(db.session(), grant, actor_id=me.account_id, now=clock.now())
    flash(_("Saved."))
    return to(url_for(".priority_grants"))


def _require_grant() -> None:
    me = viewer()
    today = me.school.today(clock.now())
    require(queries.has_grant(db.session(), me.account, on=today))


def _saved() -> Response:
    flash(_("Saved."))
    return to(url_for(".priority_groups"))


def _groups_page(form: PriorityForm, status: int = HTTPStatus.OK) -> Response:
    me = viewer()
    page = render_template(
        "accounts/priority.html",
        form=form,
        memberships=services.view_groups(
            db.session(), me.school_id, actor_id=me.account_id, now=clock.now()
        ),
        kinds=labels.PRIORITY_KINDS,
    )
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _grants_page(form: PriorityGrantForm, status: int = HTTPStatus.OK) -> Response:
    me, session = viewer(), db.session()
    form.offer(staff_queries.staff(session, me.school_id, StaffFilter()))
    page = render_template(
        "accounts/priority_grants.html",
        form=form,
        grants=queries.grants(session, me.school_id, on=me.school.today(clock.now())),
    )
    return make_response(page, status)
