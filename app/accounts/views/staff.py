"""Pages of people who work at the school."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts import labels
from app.accounts.forms import (
    LONGEST_NAME,
    ExternalForm,
    HomeroomForm,
    NewStaffForm,
    RoleForm,
    StaffForm,
)
from app.accounts.models import Account
from app.accounts.queries import people
from app.accounts.queries import staff as queries
from app.accounts.queries.staff import StaffFilter
from app.accounts.services import staff as services
from app.accounts.viewer import viewer
from app.accounts.views.blueprint import bp
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import STAFF, Role
from app.schools.queries import get_homeroom, homerooms
from app.web.access import allow
from app.web.forms import Form
from app.web.fragments import respond, to

LIST, ROWS = "accounts/staff.html", "accounts/_staff_rows.html"
UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/staff")
@allow(Role.SCHOOL_ADMIN)
def staff_list() -> Response:
    """List people who work at the school, with their roles."""
    session, me = db.session(), viewer()
    wanted = StaffFilter(
        search=request.args.get("q", "").strip()[:LONGEST_NAME],
        role=request.args.get("role", type=Role),
        has_left="left" in request.args,
    )
    return respond(
        LIST,
        ROWS,
        wanted=wanted,
        people=queries.staff(session, me.school_id, wanted),
        external=queries.external_staff(session, me.school_id),
        today=me.school.today(clock.now()),
        labels=labels,
        staff_roles=[role for role in Role if role in STAFF],
    )


@bp.get("/staff/new")
@allow(Role.SCHOOL_ADMIN)
def new_staff() -> Response:
    """Ask for somebody new."""
    return _new_page(NewStaffForm(None))


@bp.post("/staff/new")
@allow(Role.SCHOOL_ADMIN)
def add_staff() -> Response:
    """Add somebody new with roles."""
    me, form = viewer(), NewStaffForm()
    if form.validate():
        try:
            account = services.add_staff(
                db.session(),
                me.school_id,
                form.facts(),
                form.roles.data or [],
                ends_on=form.ends_on.data,
                actor_id=me.account_id,
                now=clock.now(),
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("%(name)s is added. Print a sign-in card next.", name=account.name))
            return to(_url(account))
    return _new_page(form, UNPROCESSABLE)


@bp.get("/staff/<int:account_id>")
@allow(Role.SCHOOL_ADMIN)
def staff_member(account_id: int) -> Response:
    """Show one person: roles, homerooms, what is known of somebody from outside."""
    return _page(_load(account_id))


@bp.post("/staff/<int:account_id>/edit")
@allow(Role.SCHOOL_ADMIN)
def save_staff(account_id: int) -> Response:
    """Correct a name or what somebody signs in with."""
    account, form = _load(account_id), StaffForm()
    if form.validate():
        try:
            services.edit_staff(
                db.session(), account, form.facts(), actor_id=viewer().account_id, now=clock.now()
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return _saved(account)
    return _page(account, {"staff_form": form}, UNPROCESSABLE)


@bp.post("/staff/<int:account_id>/roles")
@allow(Role.SCHOOL_ADMIN)
def give_role(account_id: int) -> Response:
    """Give a role, or another last day."""
    account, form = _load(account_id), RoleForm()
    if form.validate():
        try:
            services.give_role(
                db.session(),
                account,
                form.role.data,
                ends_on=form.ends_on.data,
                actor_id=viewer().account_id,
                now=clock.now(),
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return _saved(account)
    return _page(account, {"role_form": form}, UNPROCESSABLE)


@bp.post("/staff/<int:account_id>/roles/<role>/end")
@allow(Role.SCHOOL_ADMIN)
def end_role(account_id: int, role: str) -> Response:
    """Take a role away."""
    account = _load(account_id)
    held = next((grant.role for grant in account.grants if grant.role == role), None)
    if held is None:
        raise NotFound
    services.end_role(db.session(), account, held, actor_id=viewer().account_id, now=clock.now())
    return _saved(account)


@bp.post("/staff/<int:account_id>/external")
@allow(Role.SCHOOL_ADMIN)
def describe_external(account_id: int) -> Response:
    """Write down who somebody from outside is."""
    account, form = _load(account_id), ExternalForm()
    if form.validate():
        try:
            services.describe_external(
                db.session(), account, form.facts(), actor_id=viewer().account_id, now=clock.now()
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return _saved(account)
    return _page(account, {"external_form": form}, UNPROCESSABLE)


@bp.post("/staff/<int:account_id>/homerooms")
@allow(Role.SCHOOL_ADMIN)
def lead_homeroom(account_id: int) -> Response:
    """Let somebody lead a homeroom."""
    me, account = viewer(), _load(account_id)
    form = HomeroomForm()
    form.offer(homerooms(db.session(), me.school_id))
    if not form.validate():
        return _page(account, {"homeroom_form": form}, UNPROCESSABLE)
    services.lead_homeroom(
        db.session(),
        account,
        get_homeroom(db.session(), me.school_id, form.homeroom.data),
        actor_id=me.account_id,
        now=clock.now(),
    )
    return _saved(account)


@bp.post("/staff/<int:account_id>/homerooms/<int:homeroom_id>/end")
@allow(Role.SCHOOL_ADMIN)
def stop_leading(account_id: int, homeroom_id: int) -> Response:
    """End the lead of a homeroom."""
    me, account = viewer(), _load(account_id)
    lead = people.homeroom_lead(db.session(), me.school_id, homeroom_id, account.id)
    if lead is None:
        raise NotFound
    services.stop_leading(db.session(), lead, actor_id=me.account_id, now=clock.now())
    return _saved(account)


@bp.post("/staff/<int:account_id>/leave")
@allow(Role.SCHOOL_ADMIN)
def staff_leaves(account_id: int) -> Response:
    """End the sign-in of somebody who leaves."""
    account = _load(account_id)
    services.leave_staff(db.session(), account, actor_id=viewer().account_id, now=clock.now())
    flash(_("%(name)s can no longer sign in.", name=account.name))
    return to(_url(account))


@bp.post("/staff/<int:account_id>/return")
@allow(Role.SCHOOL_ADMIN)
def staff_returns(account_id: int) -> Response:
    """Let somebody work here again."""
    account = _load(account_id)
    services.take_back(db.session(), account, actor_id=viewer().account_id, now=clock.now())
    flash(_("%(name)s works here again. Print a sign-in card next.", name=account.name))
    return to(_url(account))


def _load(account_id: int) -> Account:
    """Load somebody who works here; pupils and guardians have other pages."""
    account = people.get_account(db.session(), viewer().school_id, account_id)
    if account.grants and not STAFF & {grant.role for grant in account.grants}:
        raise NotFound
    return account


def _url(account: Account) -> str:
    return url_for(".staff_member", account_id=account.id)


def _saved(account: Account) -> Response:
    flash(_("Saved."))
    return to(_url(account))


def _page(
    account: Account, forms: Mapping[str, Form] | None = None, status: int = HTTPStatus.OK
) -> Response:
    session, me = db.session(), viewer()
    given = forms or {}
    external = queries.external_facts(session, account)
    homeroom_form = HomeroomForm(None)
    homeroom_form.offer(homerooms(session, me.school_id))
    page = render_template(
        "accounts/staff_member.html",
        person=account,
        logins=people.logins_of(session, account),
        external=external,
        led=queries.homerooms_of(session, account),
        today=me.school.today(clock.now()),
        labels=labels,
        staff_form=given.get("staff_form") or _staff_form(account),
        role_form=given.get("role_form") or RoleForm(None),
        external_form=given.get("external_form") or ExternalForm(None, obj=external),
        homeroom_form=given.get("homeroom_form") or homeroom_form,
        opened=next(iter(given), ""),
    )
    return make_response(page, status)


def _staff_form(account: Account) -> StaffForm:
    numbers = [name for name in people.logins_of(db.session(), account) if name != account.phone]
    return StaffForm(
        None, name=account.name, phone=account.phone, staff_no=numbers[0] if numbers else ""
    )


def _new_page(form: NewStaffForm, status: int = HTTPStatus.OK) -> Response:
    return make_response(render_template("accounts/staff_new.html", form=form), status)
