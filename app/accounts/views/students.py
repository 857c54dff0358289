"""Pages of students: finding a child, its page, adding, editing, moving, leaving."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import TypeVar

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts import labels, policy
from app.accounts.forms import (
    LONGEST_NAME,
    GuardianForm,
    LeaveForm,
    MoveForm,
    NewStudentForm,
    StudentForm,
)
from app.accounts.models import Student
from app.accounts.panels import panels_for
from app.accounts.policy import FINDERS
from app.accounts.queries import people
from app.accounts.queries import students as queries
from app.accounts.queries.students import Filter
from app.accounts.services import guardians, students
from app.accounts.viewer import viewer
from app.accounts.views.blueprint import bp
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.schools.queries import get_homeroom, homerooms
from app.web.access import allow
from app.web.forms import Form
from app.web.fragments import respond, to
from app.web.paging import wanted_page

LIST, ROWS = "accounts/students.html", "accounts/_student_rows.html"
F = TypeVar("F", MoveForm, NewStudentForm)
UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/students")
@allow(*FINDERS)
def student_list() -> Response:
    """Find a child by name, pinyin, initials or number; without a search, by homeroom."""
    session, me = db.session(), viewer()
    wanted = Filter(
        search=request.args.get("q", "").strip()[:LONGEST_NAME],
        homeroom_id=request.args.get("homeroom", type=int),
        has_left="left" in request.args,
    )
    page = wanted_page()
    found = queries.students_page(session, me.school_id, wanted, page=page)
    total = queries.students_count(session, me.school_id, wanted)
    return respond(
        LIST,
        ROWS,
        wanted=wanted,
        page=page,
        students=found,
        total=total,
        has_more=page * queries.PAGE_SIZE < total,
        shared=queries.shared_names(session, me.school_id, [child.name for child in found]),
        homerooms=queries.homeroom_rows(session, me.school_id),
        led=people.homerooms_led(session, me.school_id, me.account_id),
        may_edit=policy.may_edit_people(me.roles),
    )


@bp.get("/students/<int:student_id>")
@allow(*FINDERS)
def student(student_id: int) -> Response:
    """Show one child: homeroom, guardians, and what packages above know."""
    return _child_page(_load(student_id))


@bp.get("/students/new")
@allow(Role.SCHOOL_ADMIN)
def new_student() -> Response:
    """Ask for a newcomer."""
    form = NewStudentForm(None, homeroom=request.args.get("homeroom", type=int))
    return _new_page(form)


@bp.post("/students/new")
@allow(Role.SCHOOL_ADMIN)
def enrol() -> Response:
    """Enrol a newcomer."""
    session, me = db.session(), viewer()
    form = _with_homerooms(NewStudentForm())
    if form.validate():
        homeroom = get_homeroom(session, me.school_id, form.homeroom.data)
        try:
            newcomer = students.enrol(
                session,
                me.school_id,
                form.facts(),
                homeroom,
                actor_id=me.account_id,
                now=clock.now(),
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(
                _(
                    "%(name)s is enrolled in %(homeroom)s.",
                    name=newcomer.name,
                    homeroom=homeroom.title,
                )
            )
            return to(url_for(".student", student_id=newcomer.id))
    return _new_page(form, UNPROCESSABLE)


@bp.get("/students/<int:student_id>/edit")
@allow(Role.SCHOOL_ADMIN)
def edit_student(student_id: int) -> Response:
    """Show what is written down, to be corrected."""
    child = _load(student_id)
    return _edit_page(StudentForm(None, obj=child), child)


@bp.post("/students/<int:student_id>/edit")
@allow(Role.SCHOOL_ADMIN)
def save_student(student_id: int) -> Response:
    """Correct what is written down."""
    child, form = _load(student_id), StudentForm()
    if form.validate():
        try:
            students.edit_student(
                db.session(), child, form.facts(), actor_id=viewer().account_id, now=clock.now()
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved."))
            return to(_url(child))
    return _edit_page(form, child, UNPROCESSABLE)


@bp.post("/students/<int:student_id>/move")
@allow(Role.SCHOOL_ADMIN)
def move_student(student_id: int) -> Response:
    """Let a child change homeroom on a day."""
    session, me, child = db.session(), viewer(), _load(student_id)
    form = _with_homerooms(MoveForm())
    if form.validate():
        homeroom = get_homeroom(session, me.school_id, form.homeroom.data)
        try:
            students.move_homeroom(
                session,
                child,
                homeroom,
                on=form.day(),
                today=me.school.today(clock.now()),
                actor_id=me.account_id,
                now=clock.now(),
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(
                _(
                    "%(name)s is now in %(homeroom)s. Lists of earlier days stay as they were.",
                    name=child.name,
                    homeroom=homeroom.title,
                )
            )
            return to(_url(child))
    return _child_page(child, {"move_form": form}, UNPROCESSABLE)


@bp.post("/students/<int:student_id>/leave")
@allow(Role.SCHOOL_ADMIN)
def student_leaves(student_id: int) -> Response:
    """Let a child leave the school on a day."""
    me, child, form = viewer(), _load(student_id), LeaveForm()
    if form.validate():
        try:
            students.leave(
                db.session(),
                child,
                on=form.day(),
                today=me.school.today(clock.now()),
                actor_id=me.account_id,
                now=clock.now(),
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("%(name)s has left. Places in clubs are free again.", name=child.name))
            return to(_url(child))
    return _child_page(child, {"leave_form": form}, UNPROCESSABLE)


@bp.post("/students/<int:student_id>/pause")
@allow(Role.SCHOOL_ADMIN)
def pause_student(student_id: int) -> Response:
    """Suspend a child from school life."""
    child = _load(student_id)
    students.pause(db.session(), child, actor_id=viewer().account_id, now=clock.now())
    return to(_url(child))


@bp.post("/students/<int:student_id>/return")
@allow(Role.SCHOOL_ADMIN)
def student_returns(student_id: int) -> Response:
    """Enrol a child again who paused or had left."""
    child = _load(student_id)
    students.come_back(db.session(), child, actor_id=viewer().account_id, now=clock.now())
    return to(_url(child))


@bp.post("/students/<int:student_id>/guardians")
@allow(Role.SCHOOL_ADMIN)
def add_guardian(student_id: int) -> Response:
    """Add somebody who cares for a child."""
    child, form = _load(student_id), GuardianForm()
    if form.validate():
        try:
            guardians.add_guardian(
                db.session(),
                child,
                name=str(form.name.data).strip(),
                phone=str(form.phone.data),
                relation=str(form.relation.data or "").strip(),
                actor_id=viewer().account_id,
                now=clock.now(),
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved."))
            return to(_url(child))
    return _child_page(child, {"guardian_form": form}, UNPROCESSABLE)


@bp.post("/students/<int:student_id>/guardians/<int:account_id>/remove")
@allow(Role.SCHOOL_ADMIN)
def remove_guardian(student_id: int, account_id: int) -> Response:
    """End a guardianship."""
    child = _load(student_id)
    link = people.get_guardianship(db.session(), child, account_id)
    guardians.remove_guardian(db.session(), link, actor_id=viewer().account_id, now=clock.now())
    flash(_("Saved."))
    return to(_url(child))


def _load(student_id: int) -> Student:
    return queries.get_student(db.session(), viewer().school_id, student_id)


def _url(child: Student) -> str:
    return url_for(".student", student_id=child.id)


def _with_homerooms(form: F) -> F:
    form.offer(homerooms(db.session(), viewer().school_id))
    return form


def _child_page(
    child: Student, forms: Mapping[str, Form] | None = None, status: int = HTTPStatus.OK
) -> Response:
    session, me = db.session(), viewer()
    led = people.homerooms_led(session, me.school_id, me.account_id)
    sees_contacts = policy.may_see_contacts(me.roles, led, child.homeroom_id)
    today = me.school.today(clock.now())
    given = forms or {}
    page = render_template(
        "accounts/student.html",
        child=child,
        is_shared=child.name in queries.shared_names(session, me.school_id, [child.name]),
        guardianships=people.guardians_of(session, child) if sees_contacts else [],
        sees_contacts=sees_contacts,
        moves=queries.moves_of(session, child),
        panels=panels_for(child, me.roles),
        may_edit=policy.may_edit_people(me.roles),
        may_print=policy.may_print_cards(me.roles, led, child.homeroom_id),
        statuses=labels.STATUSES,
        move_form=given.get("move_form") or _with_homerooms(MoveForm(None, on=today)),
        leave_form=given.get("leave_form") or LeaveForm(None, on=today),
        guardian_form=given.get("guardian_form") or GuardianForm(None),
        opened=next(iter(given), ""),
    )
    return make_response(page, status)


def _new_page(form: NewStudentForm, status: int = HTTPStatus.OK) -> Response:
    page = render_template("accounts/student_new.html", form=_with_homerooms(form))
    return make_response(page, status)


def _edit_page(form: StudentForm, child: Student, status: int = HTTPStatus.OK) -> Response:
    page = render_template("accounts/student_edit.html", form=form, child=child)
    return make_response(page, status)
