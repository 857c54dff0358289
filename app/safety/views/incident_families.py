"""Families and incidents: telling a guardian, and what a family reads of its own child (R59)."""

from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import children, viewer
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import FAMILY, STAFF
from app.safety.emergency import TO_FAMILY
from app.safety.incident_forms import WordsForm
from app.safety.incident_models import Incident, IncidentChild
from app.safety.queries import incidents as queries
from app.safety.services import remove_child, told_by_telephone, write_to_family
from app.safety.views.blueprint import bp, signature
from app.safety.views.incidents import the_incident
from app.web.access import allow
from app.web.dates import hour
from app.web.forms import Form
from app.web.fragments import to


@bp.post("/incidents/<int:incident_id>/children/<int:student_id>/told")
@allow(*STAFF)
def told(incident_id: int, student_id: int) -> Response:
    """Note that a guardian was called."""
    row = the_incident(incident_id)
    child = _child(row, student_id)
    if Form(request.form).validate():
        told_by_telephone(db.session(), row, child, **signature())
    return to(url_for(".incident", incident_id=row.id))


@bp.post("/incidents/<int:incident_id>/children/<int:student_id>/remove")
@allow(*STAFF)
def take_out(incident_id: int, student_id: int) -> Response:
    """Take a child out that was named by mistake."""
    row = the_incident(incident_id)
    remove_child(db.session(), row, _child(row, student_id), **signature())
    return to(url_for(".incident", incident_id=row.id))


@bp.get("/incidents/<int:incident_id>/children/<int:student_id>/words")
@allow(*STAFF)
def words(incident_id: int, student_id: int) -> str:
    """Show what a guardian would be sent, to be changed before it goes."""
    row = the_incident(incident_id)
    usual = gettext(TO_FAMILY[row.kind], time=hour(row.happened_at))
    return _words(row, _child(row, student_id), WordsForm(None, words=usual))


@bp.post("/incidents/<int:incident_id>/children/<int:student_id>/words")
@allow(*STAFF)
def send_words(incident_id: int, student_id: int) -> Response | tuple[str, int]:
    """Send it."""
    row, form = the_incident(incident_id), WordsForm(request.form)
    child = _child(row, student_id)
    if form.validate():
        try:
            said = str(form.words.data).strip()
            write_to_family(db.session(), row, child, said, **signature())
            flash(gettext("Sent. The guardian has been told."))
            return to(url_for(".incident", incident_id=row.id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _words(row, child, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/incidents/mine")
@allow(*FAMILY)
def my_incidents() -> str:
    """Show a family what it was told about its own children."""
    ids = [child.id for child in children()]
    listed = queries.told_to_families(db.session(), viewer().school_id, ids)
    return render_template("safety/my_incidents.html", listed=listed)


def _child(row: Incident, student_id: int) -> IncidentChild:
    found = next((one for one in row.children if one.student_id == student_id), None)
    if found is None:
        raise NotFound
    return found


def _words(row: Incident, child: IncidentChild, form: WordsForm) -> str:
    listed = queries.guardians_by_child(db.session(), row.school_id, [child.student_id])
    return render_template(
        "safety/incident_words.html",
        row=row,
        child=child,
        form=form,
        guardians=[one for one in listed[child.student_id] if one.account.is_active],
    )
