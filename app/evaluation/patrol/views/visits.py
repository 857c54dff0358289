"""A visit: the form of a meeting, what was saved, what was seen at one's own meetings."""

from http import HTTPStatus
from secrets import token_hex

from flask import Response, flash, jsonify, render_template, request, url_for
from flask_babel import gettext, ngettext

from app.accounts.viewer import viewer
from app.attendance.queries.rolls import sheet_of
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import STAFF
from app.evaluation.actions.errors import NotConcerned
from app.evaluation.actions.models import Severity
from app.evaluation.patrol import policy
from app.evaluation.patrol.forms import sent_report
from app.evaluation.patrol.models import PraiseKind, Visit
from app.evaluation.patrol.policy import PATROLS
from app.evaluation.patrol.queries import visits as queries
from app.evaluation.patrol.queries.forms import form_in_force
from app.evaluation.patrol.services import save_visit
from app.evaluation.patrol.services.visits import expected_heads
from app.evaluation.patrol.views.blueprint import bp
from app.files.pictures import FILE_BYTES
from app.timetable.models import Meeting
from app.timetable.queries.meetings import get_meeting
from app.web.access import allow
from app.web.forms import Form
from app.web.fragments import to
from app.web.uploads import takes_file

MOST_PHOTOS = 6


@bp.get("/meetings/<int:meeting_id>/visit")
@allow(*PATROLS)
def visit_form(meeting_id: int) -> str:
    """Show the form: everything counts as done until it is tapped."""
    return _form_page(get_meeting(db.session(), viewer().school_id, meeting_id))


@bp.post("/meetings/<int:meeting_id>/visit")
@allow(*PATROLS)
@takes_file(MOST_PHOTOS * FILE_BYTES)
def save(meeting_id: int) -> Response | tuple[str, int]:
    """Keep a visit: a phone's queue is answered with its key, a plain form goes on to the next."""
    me, form = viewer(), Form(request.form)
    meeting = get_meeting(db.session(), me.school_id, meeting_id)
    wants_data = request.accept_mimetypes.best == "application/json"
    if form.validate():
        try:
            visit = save_visit(
                db.session(),
                me.school,
                meeting,
                sent_report(request),
                actor_id=me.account_id,
                now=clock.now(),
            )
            if wants_data:
                return jsonify(kept=visit.key)
            flash(_said(visit))
            return to(url_for(".way"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _form_page(meeting, refused=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/visits/<int:visit_id>")
@allow(*STAFF)
def visit(visit_id: int) -> str:
    """Show what a patrol saw, to who patrols and to the adults of the meeting."""
    return render_template("evaluation/patrol/visit.html", visit=_the_visit(visit_id))


@bp.get("/patrol/mine")
@allow(*STAFF)
def mine() -> str:
    """Show what patrols saw at the viewer's meetings, praise first."""
    me = viewer()
    listed = queries.visits_about(db.session(), me.school_id, me.account_id)
    return render_template(
        "evaluation/patrol/mine.html",
        visits=listed,
        praises=sum(len(one.praises) for one in listed),
        findings=sum(len(one.findings) for one in listed),
    )


def _the_visit(visit_id: int) -> Visit:
    me = viewer()
    found = queries.get_visit(db.session(), me.school_id, visit_id)
    if not policy.may_see_visit(me.roles, me.account_id, found):
        raise NotConcerned
    return found


def _form_page(meeting: Meeting, *, refused: Form | None = None) -> str:
    me, now, session = viewer(), clock.now(), db.session()
    form = form_in_force(session, me.school_id, now=now)
    sheet = sheet_of(session, meeting, zone=me.school.time_zone)
    parts: dict[str, list[object]] = {}
    for item in form.items:
        parts.setdefault(item.part, []).append(item)
    return render_template(
        "evaluation/patrol/form.html",
        meeting=meeting,
        form=form,
        parts=parts,
        sheet=sheet,
        heads=expected_heads(sheet),
        account_id=me.account_id,
        key=token_hex(16),
        severities=tuple(Severity),
        praises=tuple(PraiseKind),
        refused=refused,
        sent=request.form,
        earlier=queries.visits_of(session, me.school_id, [meeting.id]),
    )


def _said(visit: Visit) -> str:
    """Say what was kept, and at once when the heads differ from the roll (R55)."""
    if visit.miscounted:
        return str(
            gettext(
                "Kept. You counted %(heads)d, the roll says %(roll)d: ask the teacher.",
                heads=visit.heads or 0,
                roll=visit.heads_by_roll,
            )
        )
    count = len(visit.findings)
    if not count:
        return str(gettext("Kept: nothing to put right."))
    return str(
        ngettext(
            "Kept: %(num)d thing to put right, its owner has been told.",
            "Kept: %(num)d things to put right, their owners have been told.",
            count,
        )
    )
