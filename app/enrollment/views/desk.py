"""What the school says about changes: the trial week, requests, corrections after a draw."""

from dataclasses import dataclass

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # -- younger than its types
    SelectChoice,
)

from app.accounts.models import Student
from app.accounts.panels import ChildPanel
from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.courses.models import Section
from app.enrollment import services
from app.enrollment.causes import CAUSES
from app.enrollment.forms import CorrectionForm, DeclineForm, TrialForm
from app.enrollment.models import Cause, Place
from app.enrollment.queries import changes as queries
from app.enrollment.queries import moves as move_queries
from app.enrollment.queries import places as place_queries
from app.enrollment.queries import rosters
from app.enrollment.services.changing import Change
from app.enrollment.views.blueprint import bp, move_name, move_reason, signature, the_term
from app.schools.queries import current_term
from app.web.access import allow
from app.web.forms import options
from app.web.fragments import to
from app.web.translation import sentence_of

ADMIN = Role.SCHOOL_ADMIN


@dataclass(frozen=True)
class Effect:
    """What a correction would do: the right club (or none), and the places that end."""

    section: Section | None
    ended: list[Place]

    @property
    def is_full(self) -> bool:
        """Whether the right club needs a seat more."""
        return self.section is not None and self.section.taken >= self.section.seats


@bp.get("/changes")
@allow(ADMIN)
def changes() -> str:
    """Show the trial week, and the changes that wait for the school's word."""
    return _desk(None)


@bp.post("/changes/trial-week")
@allow(ADMIN)
def set_trial_week() -> Response | tuple[str, int]:
    """Say until when clubs are on trial."""
    form = TrialForm(request.form)
    if form.validate():
        try:
            school, term = viewer().school, the_term()
            ends_on = form.ends_on.data
            services.set_trial_week(db.session(), school, term, ends_on=ends_on, **signature())
            flash(gettext("Saved."))
            return to(url_for(".changes"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _desk(form), 422


@bp.post("/changes/<int:change_request_id>/approve")
@allow(ADMIN)
def approve_change(change_request_id: int) -> Response:
    """Agree to a change."""
    try:
        school = viewer().school
        became = services.approve_change(db.session(), school, change_request_id, **signature())
        flash(
            gettext("The child has moved; the family has a message.")
            if became is Change.MOVED
            else gettext("The club is full: the child waits for it and keeps its place.")
        )
    except Invalid as refusal:
        db.session().rollback()
        flash(sentence_of(refusal))
    return to(url_for(".changes"))


@bp.post("/changes/<int:change_request_id>/decline")
@allow(ADMIN)
def decline_change(change_request_id: int) -> Response:
    """Decline a change, with a reason that the family reads."""
    school_id, form = viewer().school_id, DeclineForm(request.form)
    asked = queries.get_request(db.session(), school_id, change_request_id)
    if form.validate():
        services.decline_change(
            db.session(), school_id, asked.id, answer=str(form.reason.data), **signature()
        )
        flash(gettext("Declined; the family reads the reason."))
    else:
        flash(gettext("Write the reason in a few words."))
    return to(url_for(".changes"))


@bp.get("/corrections/<int:student_id>")
@allow(ADMIN)
def correcting(student_id: int) -> str:
    """Choose what is right for a child (`?section_id=` or `?wrong_id=`) and see the effect."""
    asked = {
        "section_id": request.args.get("section_id", type=int),
        "wrong_id": request.args.get("wrong_id", type=int),
    }
    return _correction_page(student_id, CorrectionForm(formdata=None, data=asked))


@bp.post("/corrections/<int:student_id>")
@allow(ADMIN)
def correct(student_id: int) -> Response | tuple[str, int]:
    """Set a child's place right after the draw."""
    session, school_id = db.session(), viewer().school_id
    form = CorrectionForm(request.form)
    form.cause.choices = _causes()
    if form.validate():
        student = place_queries.get_student(session, school_id, student_id)
        try:
            services.correct_place(
                session,
                student,
                _right(form, student),
                cause=Cause(form.cause.data),
                reason=str(form.reason.data),
                **signature(),
            )
            flash(gettext("Corrected. The family and the teachers have a message."))
            return to(url_for("accounts.student", student_id=student_id))
        except Invalid as refusal:
            form.refuse(refusal)
            session.rollback()
    return _correction_page(student_id, form), 422


def _desk(form: TrialForm | None) -> str:
    session, me, term = db.session(), viewer(), the_term()
    trial = queries.trial_week(session, me.school_id, term.id)
    asked = queries.open_requests(session, me.school_id, term.id)
    ids = [one.student_id for one in asked]
    held = place_queries.places_of(session, me.school_id, term.id, ids)
    leaves = {
        one.id: place_queries.places_at_its_time(
            one.section, [place for place in held if place.student_id == one.student_id]
        )
        for one in asked
    }
    return render_template(
        "enrollment/changes.html",
        term=term,
        trial=trial,
        form=form or TrialForm(formdata=None, data={"ends_on": trial.ends_on if trial else None}),
        today=me.school.today(clock.now()),
        asked=asked,
        leaves=leaves,
        waiting=queries.waiting_counts(session, me.school_id, [one.section_id for one in asked]),
    )


def _causes() -> list[SelectChoice]:
    return options((cause.value, gettext(label)) for cause, label in CAUSES.items())


def _right(form: CorrectionForm, student: Student) -> services.Right:
    session, adds_seat = db.session(), bool(form.adds_seat.data)
    if form.section_id.data:
        section = place_queries.get_section(session, student.school_id, form.section_id.data)
        return services.Right(section, adds_seat=adds_seat)
    if form.wrong_id.data:
        ids = [student.id]
        wrong = queries.get_own_place(session, student.school_id, form.wrong_id.data, ids)
        return services.Right(None, wrong)
    return services.Right(None)


def _correction_page(student_id: int, form: CorrectionForm) -> str:
    session, term = db.session(), the_term()
    student = place_queries.get_student(session, term.school_id, student_id)
    held = place_queries.places_of(session, term.school_id, term.id, [student_id])
    form.cause.choices = _causes()
    right, effect, why_not = _right(form, student), None, ""
    if right.section is not None or right.wrong is not None:
        try:
            effect = Effect(right.section, list(services.wrong_places(session, student, right)))
        except Invalid as refusal:
            why_not = sentence_of(refusal)
    mine = {place.section_id for place in held}
    running = rosters.running_sections(session, term.school_id, term.id)
    return render_template(
        "enrollment/correct.html",
        student=student,
        held=held,
        sections=[one for one in running if one.id not in mine and one.accepts(student.grade)],
        form=form,
        effect=effect,
        why_not=why_not,
    )


def _moves(child: Student) -> dict[str, object]:
    me = viewer()
    term = current_term(db.session(), me.school_id, me.school.today(clock.now()))
    found = (
        move_queries.moves_of_child(db.session(), me.school_id, term.id, child.id) if term else []
    )
    return {"child": child, "moves": found, "move_name": move_name, "move_reason": move_reason}


CHILD_PANELS = (ChildPanel(20, "enrollment/_child_moves.html", _moves, frozenset({ADMIN})),)
