"""Placing by hand: children without a club, sections with seats, a reason."""

from collections import Counter

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import Role
from app.enrollment import services
from app.enrollment.forms import EndForm, PlaceForm, SelectedForm
from app.enrollment.queries import places as place_queries
from app.enrollment.queries import rosters as queries
from app.enrollment.views.blueprint import bp, signature, the_term, title_of
from app.enrollment.views.rosters import roster_page, the_section
from app.web.access import allow
from app.web.fragments import to
from app.web.transaction import reading_first

ADMIN = Role.SCHOOL_ADMIN


@bp.get("/unplaced")
@allow(ADMIN)
def unplaced() -> str:
    """List the children without a club in a slot (`?slot=`), and the clubs that have seats."""
    return _unplaced_page(PlaceForm(formdata=None))


@bp.post("/places")
@allow(ADMIN)
def place() -> Response | tuple[str, int]:
    """Give a child a seat, with a reason."""
    session, school_id = db.session(), viewer().school_id
    form = PlaceForm(request.form)
    if form.validate() and form.student_id.data and form.section_id.data:
        section = place_queries.get_section(session, school_id, form.section_id.data)
        student = place_queries.get_student(session, school_id, form.student_id.data)
        try:
            services.place_by_hand(
                session, section, student, reason=str(form.reason.data), **signature()
            )
            flash(
                gettext(
                    "%(name)s has a place in %(title)s.",
                    name=student.name,
                    title=title_of(section.course),
                )
            )
            return to(url_for(".unplaced", slot=request.args.get("slot")))
        except Invalid as refusal:
            form.refuse(refusal)
    with reading_first():  # others may write while this page is made
        return _unplaced_page(form), 422


@bp.post("/places/<int:place_id>/end")
@allow(ADMIN)
def end(place_id: int) -> Response | tuple[str, int]:
    """End a child's place, with a reason; the seat is free again."""
    found = place_queries.get_place(db.session(), viewer().school_id, place_id)
    form = EndForm(request.form)
    section_id = found.section_id
    if form.validate():
        try:
            services.end_place(db.session(), found, reason=str(form.reason.data), **signature())
            flash(gettext("The place has ended, the seat is free again."))
            return to(url_for(".roster", section_id=section_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return roster_page(the_section(section_id), ending=form), 422


@bp.post("/rosters/<int:section_id>/homerooms")
@allow(ADMIN)
def place_homerooms(section_id: int) -> Response | tuple[str, int]:
    """Place every child of the section's homerooms at once."""
    section = the_section(section_id)
    form = SelectedForm(formdata=None)
    try:
        count = services.place_homeroom(db.session(), section, **signature())
        flash(gettext("%(count)d children have a place.", count=count))
        return to(url_for(".roster", section_id=section_id))
    except Invalid as refusal:
        form.refuse(refusal)
    return roster_page(section, form), 422


@bp.post("/rosters/<int:section_id>/selected")
@allow(Role.SCHOOL_ADMIN, Role.CLUB_TEACHER)
def place_selected(section_id: int) -> Response | tuple[str, int]:
    """Place the children who passed the trial, by their numbers."""
    section = the_section(section_id)
    form = SelectedForm(request.form)
    if form.validate():
        try:
            numbers = str(form.numbers.data).replace(",", " ").replace("，", " ").split()
            students = services.students_by_numbers(db.session(), section.school_id, numbers)
            count = services.place_selected(db.session(), section, students, **signature())
            flash(gettext("%(count)d children have a place.", count=count))
            return to(url_for(".roster", section_id=section_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return roster_page(section, form), 422


def _unplaced_page(form: PlaceForm) -> str:
    session, school_id, term = db.session(), viewer().school_id, the_term()
    slots = queries.slots_with_clubs(session, school_id, term.id)
    if not slots:
        return render_template("enrollment/no_clubs.html")
    asked = request.args.get("slot", type=int)
    slot = next((each for each in slots if each.id == asked), None)
    if asked is not None and slot is None:
        raise NotFound
    if slot is None:
        slot = max(slots, key=lambda each: (each.is_club_time, each.weekday))
    found = queries.sections_with_seats(session, school_id, term.id, slot.id)
    school, everybody = viewer().school, queries.unplaced(session, school_id, term.id, slot.id)
    children = [one for one in everybody if school.takes_part(one.grade)]
    student = next((one for one in children if one.id == _asked_child(form)), None)
    by_grade = Counter(one.grade for one in children)
    grade = request.args.get("grade", student.grade if student else None, type=int)
    if grade not in by_grade:
        grade = min(by_grade, default=None, key=lambda each: each or 0)
    return render_template(
        "enrollment/unplaced.html",
        slots=slots,
        slot=slot,
        children=[one for one in children if one.grade == grade],
        count=len(children),
        by_grade=sorted(by_grade.items(), key=lambda item: item[0] or 0),
        grade=grade,
        sections=found,
        form=form,
        student=student,
        fitting=[section for section in found if student and section.accepts(student.grade)],
    )


def _asked_child(form: PlaceForm) -> int | None:
    return form.student_id.data or request.args.get("child", type=int)
