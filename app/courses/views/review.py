"""One club on its way to families: what it lacks, and what teacher and administrator decide."""

from http import HTTPStatus

from flask import Response, flash, make_response, render_template, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.courses import policy, services
from app.courses.checklist import checklist, may_be_handed_in
from app.courses.forms.review import ButtonForm, NoteForm, ReasonForm
from app.courses.models import Admission, Section, SectionState
from app.courses.policy import DESK
from app.courses.queries import courses as course_queries
from app.courses.queries import sections as queries
from app.courses.views.blueprint import bp, signature
from app.web.access import allow, require
from app.web.forms import Form
from app.web.fragments import to


@bp.get("/courses/<int:section_id>")
@allow(*DESK)
def show(section_id: int) -> Response:
    """Show one club with what it still needs before families see it."""
    return _page(the_section(section_id), ButtonForm(None))


@bp.post("/courses/<int:section_id>/propose")
@allow(*DESK)
def propose(section_id: int) -> Response:
    """Hand a club in for review."""
    section, form = the_section(section_id), ButtonForm()
    require(policy.is_own(section, viewer().account_id))
    try:
        services.propose(db.session(), section, **signature())
        flash(gettext("Handed in. You are told as soon as it is decided."))
        return to(url_for(".show", section_id=section_id))
    except Invalid as refusal:
        form.refuse(refusal)
    return _page(section, form)


@bp.post("/courses/<int:section_id>/return")
@allow(Role.SCHOOL_ADMIN)
def return_with_note(section_id: int) -> Response:
    """Give a proposal back to its teacher with a note."""
    section, form = the_section(section_id), NoteForm()
    if form.validate():
        try:
            services.return_with_note(db.session(), section, str(form.note.data), **signature())
            flash(gettext("Returned; the teacher has the note in the inbox."))
            return to(url_for(".index", state=SectionState.PROPOSED.value, term=section.term_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(section, form)


@bp.post("/courses/<int:section_id>/publish")
@allow(Role.SCHOOL_ADMIN)
def publish(section_id: int) -> Response:
    """Show a club to families."""
    section, form = the_section(section_id), ButtonForm()
    try:
        services.publish(db.session(), section, **signature())
        flash(gettext("Published: families see it from now on."))
        return to(url_for(".show", section_id=section_id))
    except Invalid as refusal:
        form.refuse(refusal)
    return _page(section, form)


@bp.post("/courses/<int:section_id>/withdraw")
@allow(Role.SCHOOL_ADMIN)
def withdraw(section_id: int) -> Response:
    """Take a club out of the catalogue, with a public reason."""
    section, form = the_section(section_id), ReasonForm()
    if form.validate():
        try:
            services.withdraw(db.session(), section, str(form.reason.data), **signature())
            flash(gettext("Withdrawn: families do not see it any more."))
            return to(url_for(".show", section_id=section_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(section, form)


@bp.post("/courses/<int:section_id>/delete")
@allow(*DESK)
def delete(section_id: int) -> Response:
    """Delete a club that families have never seen."""
    section, me = the_section(section_id), viewer()
    require(policy.may_delete(me.roles, section, me.account_id))
    term_id = section.term_id
    services.delete_section(db.session(), section, **signature())
    flash(gettext("Deleted."))
    return to(url_for(".index", term=term_id))


def the_section(section_id: int) -> Section:
    """Load a section that the viewer may work on.

    Raises:
        NotFound: the school has no such section.
        NotAllowed: it is another teacher's.
    """
    me = viewer()
    section = queries.get_section(db.session(), me.school_id, section_id)
    require(policy.may_see(me.roles, section, me.account_id))
    return section


def _page(section: Section, form: Form) -> Response:
    """Render the page of a club; a form that was refused says why."""
    session, me = db.session(), viewer()
    sentences = form.sentences()
    obstacles = services.obstacles_of(session, [section], now=clock.now())[section.id]
    page = render_template(
        "courses/section.html",
        section=section,
        course=section.course,
        picture=course_queries.picture_of(session, section.school_id, section.course_id),
        homerooms=queries.section_homerooms(session, section.school_id, section.id)
        if section.admission is Admission.HOMEROOM
        else [],
        points=checklist(obstacles),
        warnings=services.warnings(session, section),
        origin=queries.origin_of(session, section.school_id, section.id),
        is_in_round=queries.is_in_round(session, section.school_id, section.id),
        sentences=sentences,
        may_review=policy.may_review(me.roles),
        may_edit=policy.may_edit(me.roles, section, me.account_id),
        may_delete=policy.may_delete(me.roles, section, me.account_id),
        may_propose=not policy.may_review(me.roles)
        and policy.may_propose(section, me.account_id)
        and may_be_handed_in(obstacles),
        note=NoteForm(None),
        reason=ReasonForm(None),
    )
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if sentences else HTTPStatus.OK)
