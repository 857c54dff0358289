"""Who collects a child and how it goes home: for its guardians, and on the child's page."""

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.models import Student
from app.accounts.panels import ChildPanel
from app.accounts.queries.people import homerooms_led
from app.accounts.queries.viewers import guarded_children
from app.accounts.viewer import current_child, viewer
from app.attendance import policy
from app.attendance.collecting import Adult
from app.attendance.collector_models import Collector, HomeWay
from app.attendance.forms import AdultForm, ForbidForm, sent_week
from app.attendance.queries import collectors as queries
from app.attendance.services.collectors import authorise, end_collector, forbid, plan_home
from app.attendance.views.blueprint import bp, signature
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import Role
from app.enrollment.queries.places import get_student
from app.web.access import allow, require
from app.web.forms import Form
from app.web.fragments import to

READERS = frozenset({Role.SCHOOL_ADMIN, Role.DUTY_LEADER, Role.HOMEROOM_TEACHER})


@bp.get("/collectors")
@allow(Role.GUARDIAN)
def collectors() -> str:
    """Show who collects the child and how it goes home."""
    return _page(_my_child())


@bp.post("/collectors")
@allow(Role.GUARDIAN)
def add_collector() -> Response | tuple[str, int]:
    """Write down who else collects the child."""
    child, form = _my_child(), AdultForm(request.form)
    if form.validate():
        try:
            adult = form.adult(_today())
            authorise(db.session(), child, adult, today=_today(), **signature())
            flash(_said(adult))
            return to(url_for(".collectors"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(child, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/collectors/<int:collector_id>/end")
@allow(Role.GUARDIAN)
def end_own_collector(collector_id: int) -> Response:
    """Take somebody off the list again; who is forbidden is the school's to end."""
    me = viewer()
    found = queries.get_collector(db.session(), me.school_id, collector_id)
    mine = {one.id: one for one in guarded_children(db.session(), me.school_id, me.account_id)}
    require(found.student_id in mine and found not in queries.forbidden([found]))
    end_collector(db.session(), mine[found.student_id], found, **signature())
    flash(gettext("%(name)s does not collect your child any more.", name=found.name))
    return to(url_for(".collectors"))


@bp.post("/collectors/week")
@allow(Role.GUARDIAN)
def plan_week() -> Response | tuple[str, int]:
    """Say how the child goes home, weekday by weekday."""
    child, form = _my_child(), Form(request.form)
    if form.validate():
        try:
            plan_home(db.session(), child, sent_week(request), **signature())
            flash(gettext("Saved. The gate reads it from now on."))
            return to(url_for(".collectors"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(child, week=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/students/<int:student_id>/collectors")
@allow(*READERS)
def add_for_family(student_id: int) -> Response:
    """Write down for a family that telephoned who collects the child."""
    child, form = _the_child(student_id), AdultForm(request.form)
    if form.validate():
        try:
            adult = form.adult(_today())
            authorise(db.session(), child, adult, today=_today(), **signature())
            flash(_said(adult))
        except Invalid as refusal:
            form.refuse(refusal)
    return _back(child, form)


@bp.post("/students/<int:student_id>/collectors/forbid")
@allow(*READERS)
def forbid_collector(student_id: int) -> Response:
    """Write down who must not collect a child."""
    child, form = _the_child(student_id), ForbidForm(request.form)
    if form.validate():
        try:
            adult = Adult(str(form.name.data).strip())
            reason = str(form.reason.data or "").strip()
            forbid(db.session(), child, adult, reason, **signature())
            flash(gettext("Written down. The gate lets the child not go with this person."))
        except Invalid as refusal:
            form.refuse(refusal)
    return _back(child, form)


@bp.post("/students/<int:student_id>/collectors/<int:collector_id>/end")
@allow(*READERS)
def end_for_family(student_id: int, collector_id: int) -> Response:
    """End what was written down about who collects a child."""
    child = _the_child(student_id)
    found = queries.get_collector(db.session(), child.school_id, collector_id)
    if found.student_id != child.id:
        raise NotFound
    end_collector(db.session(), child, found, **signature())
    return to(url_for("accounts.student", student_id=student_id))


def _my_child() -> Student:
    child = current_child()
    mine = guarded_children(db.session(), viewer().school_id, viewer().account_id)
    return next(one for one in mine if one.id == child.id)


def _the_child(student_id: int) -> Student:
    child = get_student(db.session(), viewer().school_id, student_id)
    require(_may_write(child))
    return child


def _may_write(child: Student) -> bool:
    me = viewer()
    led = homerooms_led(db.session(), me.school_id, me.account_id)
    return policy.may_write_care(me.roles, led, child.homeroom_id)


def _today() -> date:
    return viewer().school.today(clock.now())


def _said(adult: Adult) -> str:
    if adult.on_day is None:
        return str(gettext("From now on %(name)s may collect the child.", name=adult.name))
    return str(gettext("Today %(name)s collects the child. The gate knows.", name=adult.name))


def _back(child: Student, form: Form) -> Response:
    for sentence in form.sentences():
        flash(sentence)
    return to(url_for("accounts.student", student_id=child.id))


def _page(child: Student, form: AdultForm | None = None, *, week: Form | None = None) -> str:
    session, me = db.session(), viewer()
    listed = queries.collectors_of(session, me.school_id, child.id)
    return render_template(
        "attendance/collectors.html",
        child=child,
        children=guarded_children(session, me.school_id, me.account_id),
        listed=[one for one in listed if one.on_day is None or one.on_day >= _today()],
        earlier=_earlier(listed),
        plans=queries.home_plans(session, me.school_id, child.id),
        ways=tuple(HomeWay),
        weekdays=queries.WEEKDAYS[:5],
        form=form or AdultForm(None),
        week=week or Form(None),
        today=_today(),
    )


def _earlier(listed: Sequence[Collector]) -> list[Collector]:
    """Pick who collected for a day before, each once, for one tap."""
    living = {one.name for one in listed if one.on_day is None or one.on_day >= _today()}
    before = {one.name: one for one in listed if one.name not in living}
    return list(before.values())[-4:]


def _panel(child: Student) -> dict[str, object]:
    session = db.session()
    listed = queries.collectors_of(session, child.school_id, child.id)
    today = _today()
    return {
        "listed": [one for one in listed if one.on_day is None or one.on_day >= today],
        "plans": queries.home_plans(session, child.school_id, child.id),
        "may_write": _may_write(child),
        "form": AdultForm(None),
        "forbid": ForbidForm(None),
        "child": child,
    }


CHILD_PANELS = (ChildPanel(21, "attendance/_child_collectors.html", _panel, READERS),)
