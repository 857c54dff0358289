"""A club's teacher writes to its families: composed, previewed with its reach, sent once."""

import secrets
from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.courses.models import Section
from app.enrollment import errors, policy
from app.enrollment.forms import ClubMessageForm
from app.enrollment.queries import places as place_queries
from app.enrollment.queries import rosters as queries
from app.enrollment.services import writing
from app.enrollment.views.blueprint import bp
from app.enrollment.views.rosters import ROSTER
from app.messages.services import Audience
from app.web.access import allow
from app.web.forms import options
from app.web.fragments import to

SEND = "send"  # the button of the preview


@bp.get("/rosters/<int:section_id>/write")
@allow(*ROSTER)
def compose_note(section_id: int) -> str:
    """Show the form."""
    form = _form()
    form.key.data = secrets.token_urlsafe(24)
    form.audiences.data = [Audience.GUARDIANS.value]
    return _form_page(_own_section(section_id), form)


@bp.post("/rosters/<int:section_id>/write")
@allow(*ROSTER)
def write_note(section_id: int) -> Response | tuple[str, int] | str:
    """Show whom it would reach and how it looks; send it when that was seen."""
    section, form = _own_section(section_id), _form()
    if form.validate():
        try:
            return (
                _send(section, form) if request.form.get("do") == SEND else _preview(section, form)
            )
        except Invalid as refusal:
            form.refuse(refusal)
    return _form_page(section, form), HTTPStatus.UNPROCESSABLE_ENTITY


def _own_section(section_id: int) -> Section:
    """Load a section to whose families the viewer may write."""
    me, session = viewer(), db.session()
    section = place_queries.get_section(session, me.school_id, section_id)
    teaches_it = queries.is_teacher_of(session, me.school_id, section_id, me.account_id)
    if not policy.may_write_to_families(me.roles, teaches_it=teaches_it):
        raise errors.NotYourClub
    return section


def _form() -> ClubMessageForm:
    form = ClubMessageForm(request.form if request.method == "POST" else None)
    form.audiences.choices = options(
        [
            (Audience.GUARDIANS.value, gettext("Guardians")),
            (Audience.STUDENTS.value, gettext("Students")),
        ]
    )
    return form


def _text(form: ClubMessageForm) -> str:
    return " ".join(str(form.text.data).split())


def _audiences(form: ClubMessageForm) -> list[Audience]:
    return [Audience(one) for one in form.audiences.data or ()]


def _send(section: Section, form: ClubMessageForm) -> Response:
    me = viewer()
    row = writing.write_to_families(
        db.session(),
        me.school,
        section,
        writing.ClubNote(_text(form), _audiences(form), f"{me.account_id}/{form.key.data}"),
        sender_id=me.account_id,
        sender_name=me.name,
        now=clock.now(),
    )
    flash(gettext("Sent."))
    return to(url_for("messages.announcement", announcement_id=row.id))


def _preview(section: Section, form: ClubMessageForm) -> str:
    me, audiences = viewer(), _audiences(form)
    return render_template(
        "enrollment/write_preview.html",
        section=section,
        form=form,
        text=_text(form),
        audiences=audiences,
        whom=writing.families_reached(db.session(), me.school, section, audiences),
        sender=me.name,
    )


def _form_page(section: Section, form: ClubMessageForm) -> str:
    return render_template("enrollment/write.html", section=section, form=form)
