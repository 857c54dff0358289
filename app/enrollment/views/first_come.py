"""Free seats, first come, first served: the school announces a moment, families take seats."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.models import Student
from app.accounts.viewer import children, current_child, viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import FAMILY, Role
from app.courses.models import Section
from app.enrollment import services
from app.enrollment.forms import EmptyForm, FreeSeatsForm
from app.enrollment.models import Place
from app.enrollment.queries import first_come as queries
from app.enrollment.queries import places as place_queries
from app.enrollment.views.blueprint import bp, signature, the_term, title_of
from app.web.access import allow
from app.web.dates import at_school
from app.web.forms import Form
from app.web.fragments import to
from app.web.translation import sentence_of

ADMIN = Role.SCHOOL_ADMIN


@dataclass(frozen=True)
class Seat:
    """A club with free seats as one child sees it; `why_not` is empty if the child may take one."""

    section: Section
    why_not: str

    @property
    def free(self) -> int:
        """How many seats nobody has."""
        return self.section.seats - self.section.taken


@bp.get("/free-seats")
@allow(*FAMILY)
def free_seats() -> str:
    """Show a child which clubs have seats left, and what it took of them."""
    return _family_page(EmptyForm(formdata=None))


@bp.post("/free-seats/<int:section_id>/take")
@allow(*FAMILY)
def take_free_seat(section_id: int) -> Response | tuple[str, int]:
    """Take a seat for the child that is looked at."""
    session, child = db.session(), current_child()
    section = place_queries.get_section(session, child.school_id, section_id)
    student = place_queries.get_student(session, child.school_id, child.id)
    form = EmptyForm(request.form)
    try:
        services.take_free_seat(session, viewer().school, section, student, **signature())
    except Invalid as refusal:
        form.refuse(refusal)
        session.rollback()  # others may take seats while this page is made
        return _family_page(form), 422
    flash(
        gettext(
            "%(name)s has a place in %(title)s.", name=student.name, title=title_of(section.course)
        )
    )
    return to(url_for(".free_seats"))


@bp.get("/free-seats/announce")
@allow(ADMIN)
def announcing() -> str:
    """Show how many seats are left, and from when families may take them."""
    return _admin_page(FreeSeatsForm(formdata=None))


@bp.post("/free-seats/announce")
@allow(ADMIN)
def announce_free_seats() -> Response | tuple[str, int]:
    """Announce the moment and tell every family."""
    form, school = FreeSeatsForm(request.form), viewer().school
    if form.validate():
        try:
            opens_at = at_school(form.opens_at.data, school.time_zone)
            services.announce_free_seats(
                db.session(), school, the_term(), opens_at=opens_at, **signature()
            )
            flash(gettext("Announced. Every family has a message."))
            return to(url_for(".announcing"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _admin_page(form), 422


@bp.post("/free-seats/call-off")
@allow(ADMIN)
def call_off_free_seats() -> Response:
    """Call off the moment before it has come."""
    row = queries.free_seats(db.session(), viewer().school_id, the_term().id)
    if row is None:
        raise NotFound
    services.call_off(db.session(), row, **signature())
    flash(gettext("Called off. Nobody has taken a seat."))
    return to(url_for(".announcing"))


def _admin_page(form: Form) -> str:
    session, term = db.session(), the_term()
    found = queries.sections_to_take(session, term.school_id, term.id)
    return render_template(
        "enrollment/free_seats_announce.html",
        term=term,
        form=form,
        opened=queries.free_seats(session, term.school_id, term.id),
        sections=found,
        seats=sum(section.seats - section.taken for section in found),
        now=clock.now(),
    )


def _family_page(form: Form) -> str:
    session, term, child = db.session(), the_term(), current_child()
    student = place_queries.get_student(session, term.school_id, child.id)
    held = place_queries.places_of(session, term.school_id, term.id, [child.id])
    sections = queries.sections_to_take(session, term.school_id, term.id)
    seats = [Seat(section, _why_not(section, student, held)) for section in sections]
    opened = queries.free_seats(session, term.school_id, term.id)
    return render_template(
        "enrollment/free_seats.html",
        form=form,
        child=child,
        children=children(),
        opened=opened,
        is_open=opened is not None and opened.opens_at <= clock.now(),
        fitting=[seat for seat in seats if not seat.why_not],
        others=[seat for seat in seats if seat.why_not],
        taken=queries.taken_places(held),
    )


def _why_not(section: Section, student: Student, held: Sequence[Place]) -> str:
    try:
        services.check_may_take(viewer().school, section, student, held)
    except Invalid as refusal:
        return sentence_of(refusal)
    return ""
