"""Incidents: the four times by one tap each, who is concerned, what follows (R59)."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from app.accounts.queries import students as student_queries
from app.accounts.queries.people import get_account
from app.accounts.queries.staff import StaffFilter, staff
from app.accounts.viewer import viewer
from app.audit.services import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import STAFF
from app.files.pictures import FILE_BYTES
from app.files.queries import get_photo
from app.safety import policy, services
from app.safety.incident_forms import FollowUpForm, PhotoForm, StepForm
from app.safety.incident_models import Incident, Step
from app.safety.queries import incidents as queries
from app.safety.views.blueprint import bp, signature
from app.safety.views.emergency import contacts, steps_of
from app.safety.views.incident_page import describe_form, follow_up_form, page
from app.schools.queries import get_room
from app.timetable.queries.meetings import get_meeting
from app.web.access import allow
from app.web.forms import Form
from app.web.fragments import to
from app.web.uploads import takes_file

SHOWN = timedelta(days=60)


@bp.get("/incidents")
@allow(*STAFF)
def incidents() -> str:
    """List the incidents of the last weeks: all for duty leader and office, else one's own."""
    me = viewer()
    sees_all = policy.may_see_all_incidents(me.roles)
    since = me.school.today(clock.now()) - SHOWN
    listed = queries.incidents_since(
        db.session(), me.school_id, since, account_id=None if sees_all else me.account_id
    )
    return render_template(
        "safety/incidents.html",
        waiting=[one for one in listed if one.is_open],
        settled=[one for one in listed if not one.is_open],
        sees_all=sees_all,
    )


@bp.get("/incidents/<int:incident_id>")
@allow(*STAFF, records=True)
def incident(incident_id: int) -> str:
    """Show an incident; that it was seen is recorded."""
    row = the_incident(incident_id)
    me, now = viewer(), clock.now()
    record(
        db.session(),
        "view incident",
        "incident",
        row.id,
        school_id=me.school_id,
        actor_id=me.account_id,
        now=now,
    )
    return page(row, contacts=contacts(), steps=steps_of(row.kind))


@bp.post("/incidents/<int:incident_id>/steps/<step>")
@allow(*STAFF)
def do_step(incident_id: int, step: str) -> Response:
    """Note that a step was done: now, or at a time of that day."""
    row, form = the_incident(incident_id), StepForm(request.form)
    if step not in set(Step):
        raise NotFound
    if form.validate():
        me, now = viewer(), clock.now()
        zone = ZoneInfo(me.school.time_zone)
        at = datetime.combine(row.day, form.said, zone) if form.said else now
        try:
            services.do_step(db.session(), me.school, row, Step(step), at, **signature())
        except Invalid as refusal:
            form.refuse(refusal)
    return _back(row, form)


@bp.post("/incidents/<int:incident_id>")
@allow(*STAFF)
def describe(incident_id: int) -> Response | tuple[str, int]:
    """Write where and what it was."""
    row = the_incident(incident_id)
    form = describe_form(row, sent=True)
    if not form.validate():
        shown = page(row, contacts=contacts(), steps=steps_of(row.kind), form=form)
        return shown, HTTPStatus.UNPROCESSABLE_ENTITY
    said = form.said
    if said.meeting_id:
        get_meeting(db.session(), row.school_id, said.meeting_id)
    if said.room_id:
        get_room(db.session(), row.school_id, said.room_id)
    services.describe(db.session(), row, said, **signature())
    flash(gettext("Saved."))
    return _back(row)


@bp.post("/incidents/<int:incident_id>/discard")
@allow(*STAFF)
def discard(incident_id: int) -> Response:
    """Take back what was started by mistake."""
    row = the_incident(incident_id)
    if not Form(request.form).validate():
        return _back(row)
    services.discard_incident(db.session(), row, **signature())
    flash(gettext("Taken back. It does not count."))
    return to(url_for(".emergency"))


@bp.post("/incidents/<int:incident_id>/children")
@allow(*STAFF)
def add_child(incident_id: int) -> Response:
    """Name a child whom it concerns."""
    row = the_incident(incident_id)
    wanted = request.form.get("student_id", "")
    if not wanted.isdecimal() or len(wanted) > 15:
        raise NotFound
    child = student_queries.get_student(db.session(), row.school_id, int(wanted))
    services.add_child(db.session(), row, child, **signature())
    return _back(row)


@bp.post("/incidents/<int:incident_id>/adults")
@allow(*STAFF)
def add_adult(incident_id: int) -> Response:
    """Name one of the staff whom it concerns."""
    row = the_incident(incident_id)
    wanted = request.form.get("account_id", "")
    known = {one.id for one in staff(db.session(), row.school_id, StaffFilter())}
    if not wanted.isdecimal() or int(wanted[:15]) not in known:
        raise NotFound
    account = get_account(db.session(), row.school_id, int(wanted))
    services.add_adult(db.session(), row, account, **signature())
    return _back(row)


@bp.post("/incidents/<int:incident_id>/follow-ups")
@allow(*STAFF)
def add_follow_up(incident_id: int) -> Response | tuple[str, int]:
    """Say what is still to be done."""
    row = the_incident(incident_id)
    form: FollowUpForm = follow_up_form(
        staff(db.session(), row.school_id, StaffFilter()), sent=True
    )
    if form.validate():
        owner = get_account(db.session(), row.school_id, int(form.owner_id.data))
        try:
            services.add_follow_up(
                db.session(),
                viewer().school,
                row,
                str(form.task.data),
                owner,
                form.due_on.data or row.day,
                **signature(),
            )
            flash(gettext("Noted. Who does it has been told."))
            return _back(row)
        except Invalid as refusal:
            form.refuse(refusal)
    shown = page(row, contacts=contacts(), steps=steps_of(row.kind), follow_up=form)
    return shown, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/follow-ups/<int:follow_up_id>/done")
@allow(*STAFF)
def finish(follow_up_id: int) -> Response:
    """Note that something is done."""
    task = queries.get_follow_up(db.session(), viewer().school_id, follow_up_id)
    row = the_incident(task.incident_id)
    services.finish_follow_up(db.session(), row, task, **signature())
    return _back(row)


@bp.post("/incidents/<int:incident_id>/photo")
@allow(*STAFF)
@takes_file(FILE_BYTES)
def add_photo(incident_id: int) -> Response:
    """Keep the one photograph of an incident."""
    row, form = the_incident(incident_id), PhotoForm()
    if form.validate() and form.picture.data:
        try:
            services.add_photo(db.session(), row, form.picture.data.read(), **signature())
        except Invalid as refusal:
            form.refuse(refusal)
    return _back(row, form)


@bp.get("/incidents/<int:incident_id>/photo")
@allow(*STAFF)
def photo(incident_id: int) -> Response:
    """Give the photograph to who may see the incident."""
    row = the_incident(incident_id)
    if row.photo_id is None:
        raise NotFound
    kept = get_photo(db.session(), row.school_id, row.photo_id)
    answer = make_response(kept.content)
    answer.mimetype = "image/webp"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def the_incident(incident_id: int) -> Incident:
    """Load an incident that the viewer may see.

    Raises:
        NotFound: there is none, or it does not concern the viewer: then it does not exist either.
    """
    me = viewer()
    row = queries.get_incident(db.session(), me.school_id, incident_id)
    people = queries.concerned(db.session(), row)
    if not policy.may_see_incident(me.roles, me.account_id, people):
        raise NotFound
    return row


def _back(row: Incident, form: Any = None) -> Response:
    for sentence in form.sentences() if form is not None else ():
        flash(sentence)
    return to(url_for(".incident", incident_id=row.id))
