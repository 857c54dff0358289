"""The way home: the board of waves, a section brought to the gate, the book of the gate."""

from datetime import date
from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.attendance import policy
from app.attendance.errors import NotAtGate
from app.attendance.forms import CountForm, VisitorForm
from app.attendance.policy import GATE
from app.attendance.queries import gate as queries
from app.attendance.queries.collectors import home_plans_on
from app.attendance.queries.rolls import is_day_closed
from app.attendance.services import gate as services
from app.attendance.views.blueprint import bp, signature
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.roles import STAFF
from app.timetable.models import Meeting
from app.timetable.queries.meetings import get_meeting
from app.web.access import allow
from app.web.fragments import respond, to


@bp.get("/gate")
@allow(*GATE)
def gate() -> Response:
    """Show the waves of today; the page asks for them anew by itself."""
    me, now, session = viewer(), clock.now(), db.session()
    day = me.school.today(now)
    waves = queries.waves(session, me.school, day)
    groups = [group for wave in waves for group in wave.groups]
    here = {one.student.id for group in groups for one in group.here}
    late = queries.late_children(
        groups,
        me.school,
        home_plans_on(session, me.school_id, here, day),
        after=queries.late_after(session, me.school_id),
        now=now,
    )
    return respond(
        "attendance/gate.html",
        "attendance/_gate.html",
        waves=waves,
        late=late,
        calls=queries.calls(session, me.school_id, day),
        now=now,
        day=day,
        zone=me.school.time_zone,
        is_closed=is_day_closed(session, me.school_id, day),
    )


@bp.get("/meetings/<int:meeting_id>/handover")
@allow(*STAFF)
def handover(meeting_id: int) -> str:
    """Show who of a section goes to the gate; a tap leaves a child behind."""
    meeting = _the_meeting(meeting_id)
    me, now = viewer(), clock.now()
    group = queries.group_of(db.session(), me.school, meeting)
    staying = group.handover.staying if group and group.handover else []
    return render_template(
        "attendance/handover.html",
        meeting=meeting,
        group=group,
        staying={one.student_id for one in staying},
        now=now,
        is_gate=not set(GATE).isdisjoint(me.roles),
        is_closed=is_day_closed(db.session(), me.school_id, meeting.day),
    )


@bp.post("/meetings/<int:meeting_id>/handover")
@allow(*STAFF)
def bring(meeting_id: int) -> Response:
    """Say who comes to the gate."""
    staying = [int(one) for one in request.form.getlist("staying") if _is_id(one)]
    meeting = _the_meeting(meeting_id)
    found = services.bring(db.session(), viewer().school, meeting, staying, **signature())
    flash(gettext("Said to the gate: %(count)d come.", count=found.brought))
    return to(url_for(".handover", meeting_id=meeting_id))


@bp.post("/meetings/<int:meeting_id>/handover/count")
@allow(*GATE)
def count(meeting_id: int) -> Response:
    """Keep what the gate counted; agreeing counts release everybody."""
    meeting, form = _the_meeting(meeting_id), CountForm(request.form)
    if form.validate():
        number = form.counted.data or 0
        services.count_at_gate(db.session(), viewer().school, meeting, number, **signature())
    else:
        flash(gettext("Write down how many children you counted."))
    return to(url_for(".gate", _anchor=f"g{meeting_id}"))


@bp.post("/meetings/<int:meeting_id>/handover/undo")
@allow(*GATE)
def undo_wave(meeting_id: int) -> Response:
    """Take a confirmed count back."""
    meeting = _the_meeting(meeting_id)
    services.take_wave_back(db.session(), viewer().school, meeting, **signature())
    return to(url_for(".gate", _anchor=f"g{meeting_id}"))


@bp.get("/gate/book")
@allow(*GATE)
def gate_book() -> str:
    """Show who left and who came on a day: releases, late pick-ups, visitors."""
    return _book(_asked_day(), VisitorForm(None))


@bp.post("/gate/book")
@allow(*GATE)
def let_in() -> Response | tuple[str, int]:
    """Write a visitor down."""
    form, me = VisitorForm(request.form), viewer()
    if not form.validate():
        return _book(me.school.today(clock.now()), form), HTTPStatus.UNPROCESSABLE_ENTITY
    name, purpose = str(form.name.data), str(form.purpose.data)
    services.let_in(db.session(), me.school, name, purpose, **signature())
    return to(url_for(".gate_book"))


@bp.post("/gate/visitors/<int:entry_id>/out")
@allow(*GATE)
def let_out(entry_id: int) -> Response:
    """Note that a visitor has left."""
    entry = queries.get_gate_entry(db.session(), viewer().school_id, entry_id)
    if entry is None:
        raise NotFound
    services.let_out(db.session(), entry, now=clock.now())
    return to(url_for(".gate_book"))


def _the_meeting(meeting_id: int) -> Meeting:
    """Load a meeting whose children the viewer may bring home.

    Raises:
        NotFound: the school has no such meeting.
        NotAtGate: it is somebody else's.
    """
    me = viewer()
    meeting = get_meeting(db.session(), me.school_id, meeting_id)
    if not policy.may_bring(me.roles, me.account_id, meeting):
        raise NotAtGate
    return meeting


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16


def _asked_day() -> date:
    today = viewer().school.today(clock.now())
    try:
        day = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return today
    return day if 2000 <= day.year < 2100 else today


def _book(day: date, form: VisitorForm) -> str:
    session, me = db.session(), viewer()
    return render_template(
        "attendance/gate_book.html",
        day=day,
        today=me.school.today(clock.now()),
        releases=queries.releases(session, me.school_id, day),
        calls=queries.calls(session, me.school_id, day),
        visitors=queries.gate_entries(session, me.school_id, day),
        form=form,
    )
