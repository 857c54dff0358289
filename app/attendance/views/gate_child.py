"""One child at the gate or on the way to the nurse: found by name, released, taken back."""

from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.models import Student
from app.accounts.panels import ChildPanel
from app.accounts.queries.people import guardians_of
from app.accounts.queries.students import Filter, get_student, students_page
from app.accounts.viewer import viewer
from app.attendance.errors import NotAtThisMeeting
from app.attendance.forms import CallForm, ReleaseForm
from app.attendance.gate_models import ReleaseWay
from app.attendance.policy import GATE, may_call_roll
from app.attendance.queries import gate as queries
from app.attendance.queries.collectors import (
    authorised_on,
    collectors_of,
    forbidden,
    home_plans,
)
from app.attendance.queries.rolls import expected, instructions
from app.attendance.services import gate as services
from app.attendance.services.nurse import back_from_nurse, send_to_nurse
from app.attendance.views.blueprint import bp, signature
from app.audit.services import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import STAFF
from app.timetable.queries.meetings import get_meeting
from app.web.access import allow
from app.web.fragments import to


@bp.get("/gate/children")
@allow(*GATE)
def find_child() -> str:
    """Find a child by name, pinyin or number."""
    me, sought = viewer(), request.args.get("q", "").strip()
    found = (
        students_page(db.session(), me.school_id, Filter(search=sought), page=1) if sought else []
    )
    return render_template("attendance/find_child.html", sought=sought, found=found)


@bp.get("/gate/children/<int:student_id>")
@allow(*GATE, records=True)
def gate_child(student_id: int) -> str:
    """Show a child at the gate with whom to call; that it was seen is recorded (R54)."""
    me, child = viewer(), _the_child(student_id)
    record(
        db.session(),
        "view contacts",
        "student",
        child.id,
        school_id=me.school_id,
        actor_id=me.account_id,
        now=clock.now(),
        at="gate",
    )
    return _page(child)


@bp.post("/gate/children/<int:student_id>/release")
@allow(*GATE)
def release_child(student_id: int) -> Response | tuple[str, int]:
    """Note that a child leaves."""
    child, form = _the_child(student_id), ReleaseForm(request.form)
    if form.validate():
        try:
            services.release(
                db.session(),
                viewer().school,
                child,
                ReleaseWay(form.way.data),
                collector=str(form.collector.data or "").strip(),
                **signature(),
            )
            flash(gettext("%(name)s has left the school.", name=child.name))
            return to(url_for(".gate_child", student_id=student_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(child, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/gate/children/<int:student_id>/undo")
@allow(*GATE)
def undo_release(student_id: int) -> Response:
    """Take a release of a moment ago back."""
    child = _the_child(student_id)
    services.take_release_back(db.session(), viewer().school, child, **signature())
    return to(url_for(".gate_child", student_id=student_id))


@bp.post("/gate/children/<int:student_id>/called")
@allow(*GATE)
def called(student_id: int) -> Response:
    """Write down that the family was called."""
    child, form = _the_child(student_id), CallForm(request.form)
    note = str(form.note.data or "").strip()[:80]
    services.note_call(db.session(), viewer().school, child, note, **signature())
    return to(url_for(".gate_child", student_id=student_id))


@bp.post("/gate/children/<int:student_id>/nurse")
@allow(*GATE)
def nurse(student_id: int) -> Response:
    """Note that a child is with the nurse, or back."""
    child = _the_child(student_id)
    _to_nurse_or_back(child)
    return to(url_for(".gate_child", student_id=student_id))


@bp.post("/meetings/<int:meeting_id>/nurse/<int:student_id>")
@allow(*STAFF)
def nurse_from_meeting(meeting_id: int, student_id: int) -> Response:
    """Note that a child of one's meeting is with the nurse, or back."""
    me = viewer()
    meeting = get_meeting(db.session(), me.school_id, meeting_id)
    if not may_call_roll(me.roles, me.account_id, meeting):
        raise NotAtThisMeeting
    if student_id not in expected(db.session(), meeting, zone=me.school.time_zone):
        raise NotFound
    _to_nurse_or_back(_the_child(student_id))
    return to(url_for(".contacts", meeting_id=meeting_id, student_id=student_id))


def _to_nurse_or_back(child: Student) -> None:
    session, school = db.session(), viewer().school
    if request.form.get("back"):
        back_from_nurse(session, school, child, **signature())
    else:
        send_to_nurse(session, school, child, **signature())


def _the_child(student_id: int) -> Student:
    return get_student(db.session(), viewer().school_id, student_id)


def _page(child: Student, form: ReleaseForm | None = None) -> str:
    session, me, now = db.session(), viewer(), clock.now()
    day = me.school.today(now)
    listed = collectors_of(session, me.school_id, child.id)
    gone = queries.release_of(session, me.school_id, child.id, day)
    return render_template(
        "attendance/gate_child.html",
        child=child,
        group=_group_of(child),
        gone=gone,
        may_take_back=gone is not None and gone.may_be_taken_back(now),
        nurse=queries.nurse_visit_of(session, me.school_id, child.id),
        guardianships=guardians_of(session, child),
        instruction=instructions(session, me.school_id, [child.id]).get(child.id, ""),
        calls=queries.calls(session, me.school_id, day).get(child.id, ()),
        form=form or ReleaseForm(None),
        forbidden=forbidden(listed),
        authorised=authorised_on(listed, day),
        plan=home_plans(session, me.school_id, child.id).get(day.isoweekday()),
        call=CallForm(None),
        now=now,
        zone=me.school.time_zone,
    )


def _group_of(child: Student) -> queries.Group | None:
    """Find the section after which a child goes home today."""
    me = viewer()
    listed = queries.groups(db.session(), me.school, me.school.today(clock.now()))
    with_child = (
        group for group in listed if child.id in {one.student.id for one in group.children}
    )
    return next(with_child, None)


CHILD_PANELS = (
    ChildPanel(45, "attendance/_child_gate.html", lambda child: {"child": child}, frozenset(GATE)),
)
