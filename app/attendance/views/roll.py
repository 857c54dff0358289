"""The roll of one meeting: tapping, handing in, opening again, whom to call."""

from http import HTTPStatus

from flask import Response, flash, jsonify, render_template, request, url_for
from flask_babel import gettext

from app.accounts.queries.people import guardians_of
from app.accounts.viewer import viewer
from app.attendance import labels, policy
from app.attendance.errors import NotAtThisMeeting
from app.attendance.forms import AgainForm, sent_taps
from app.attendance.models import MarkState
from app.attendance.queries.gate import nurse_visit_of, release_of
from app.attendance.queries.rolls import Sheet, rule_of, sheet_of
from app.attendance.services import hand_in_roll, leave_meeting, open_again, take_taps
from app.attendance.services.rolls import check_open
from app.attendance.views.blueprint import bp, signature, state_name, state_sign
from app.audit.services import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError, Invalid, NotFound
from app.core.roles import STAFF
from app.enrollment.queries.places import get_student
from app.timetable.models import Meeting
from app.timetable.queries.meetings import get_meeting
from app.web.access import allow
from app.web.fragments import to


@bp.get("/meetings/<int:meeting_id>/roll")
@allow(*STAFF)
def roll(meeting_id: int) -> str:
    """Show the roll of a meeting, to be tapped or as it was handed in."""
    return _page(_the_meeting(meeting_id))


@bp.get("/meetings/<int:meeting_id>/roll/state")
@allow(*STAFF)
def roll_state(meeting_id: int) -> Response:
    """Give where everybody is as data: what a second phone on the same roll shows."""
    return jsonify(_state(_sheet(_the_meeting(meeting_id))))


@bp.post("/meetings/<int:meeting_id>/roll/marks")
@allow(*STAFF)
def mark(meeting_id: int) -> Response:
    """Keep taps: a phone's queue is answered by key, a plain form goes back to the page."""
    meeting = _the_meeting(meeting_id)
    taps = sent_taps(request)
    answer = take_taps(db.session(), viewer().school, meeting, taps, **signature())
    if request.accept_mimetypes.best != "application/json":
        if answer.refused or not taps:
            flash(gettext("That tap did not count: the roll has changed meanwhile."))
        return to(url_for(".roll", meeting_id=meeting_id))
    state = _state(_sheet(meeting))
    return jsonify(state | {"kept": answer.kept, "refused": answer.refused})


@bp.post("/meetings/<int:meeting_id>/roll/hand-in")
@allow(*STAFF)
def hand_in(meeting_id: int) -> Response:
    """Complete the roll."""
    meeting = _the_meeting(meeting_id)
    hand_in_roll(db.session(), viewer().school, meeting, **signature())
    return to(url_for(".roll", meeting_id=meeting_id))


@bp.post("/meetings/<int:meeting_id>/roll/again")
@allow(*STAFF)
def again(meeting_id: int) -> Response | tuple[str, int]:
    """Open a handed-in roll again."""
    meeting, form = _the_meeting(meeting_id), AgainForm(request.form)
    if form.validate():
        try:
            reason = str(form.reason.data or "").strip()
            open_again(db.session(), viewer().school, meeting, reason=reason, **signature())
            return to(url_for(".roll", meeting_id=meeting_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(meeting, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/meetings/<int:meeting_id>/roll/end")
@allow(*STAFF)
def end(meeting_id: int) -> Response:
    """Note that the viewer has ended the meeting."""
    leave_meeting(db.session(), viewer().school, _the_meeting(meeting_id), **signature())
    flash(gettext("Noted: you have ended the meeting."))
    return to(url_for(".current"))


@bp.get("/meetings/<int:meeting_id>/roll/contacts/<int:student_id>")
@allow(*STAFF, records=True)
def contacts(meeting_id: int, student_id: int) -> str:
    """Show whom to call about a child of this roll; that it was seen is recorded (R54)."""
    session, meeting = db.session(), _the_meeting(meeting_id)
    line = next((one for one in _sheet(meeting).lines if one.student.id == student_id), None)
    if line is None:
        raise NotFound
    child = get_student(session, meeting.school_id, student_id)
    me, now = viewer(), clock.now()
    record(
        session,
        "view contacts",
        "student",
        child.id,
        school_id=me.school_id,
        actor_id=me.account_id,
        now=now,
        meeting=meeting.id,
    )
    return render_template(
        "attendance/contacts.html",
        meeting=meeting,
        child=child,
        instruction=line.instruction,
        nurse=nurse_visit_of(session, me.school_id, child.id),
        gone=release_of(session, me.school_id, child.id, meeting.day),
        guardianships=guardians_of(session, child),
    )


def _the_meeting(meeting_id: int) -> Meeting:
    """Load a meeting whose roll the viewer may call.

    Raises:
        NotFound: the school has no such meeting.
        NotAtThisMeeting: the viewer is not one of its adults.
    """
    me = viewer()
    meeting = get_meeting(db.session(), me.school_id, meeting_id)
    if not policy.may_call_roll(me.roles, me.account_id, meeting):
        raise NotAtThisMeeting
    return meeting


def _sheet(meeting: Meeting) -> Sheet:
    return sheet_of(db.session(), meeting, zone=viewer().school.time_zone)


def _page(meeting: Meeting, again: AgainForm | None = None) -> str:
    me, now = viewer(), clock.now()
    sheet = _sheet(meeting)
    return render_template(
        "attendance/roll.html",
        sheet=sheet,
        meeting=meeting,
        states=MarkState,
        refusal=_refusal(meeting),
        may_take_back=sheet.roll is not None and sheet.roll.may_be_taken_back(now),
        counts_at_gate=rule_of(db.session(), me.school_id).counts_at_gate,
        is_over=now >= meeting.ends(me.school.time_zone),
        is_mine=me.account_id in {adult.account_id for adult in meeting.present},
        has_figures=policy.may_oversee(me.roles) or policy.is_own_club(me.account_id, meeting),
        again=again or AgainForm(None),
        account_id=me.account_id,
        words={
            state.value: {
                "name": state_name(state),
                "sign": state_sign(state),
                "next": labels.NEXT[state].value,
            }
            for state in MarkState
        },
    )


def _refusal(meeting: Meeting) -> str:
    """Say why there is no roll to call now; empty when there is one."""
    try:
        check_open(db.session(), viewer().school, meeting, now=clock.now())
    except DomainError as refusal:
        return str(gettext(refusal.message) % refusal.facts)
    return ""


def _state(sheet: Sheet) -> dict[str, object]:
    return {
        "handedIn": sheet.is_handed_in,
        "states": {str(line.student.id): line.state.value for line in sheet.lines},
        "by": {
            str(line.student.id): line.mark.by.name
            for line in sheet.lines
            if line.mark is not None and line.mark.is_tapped and line.mark.by is not None
        },
    }
