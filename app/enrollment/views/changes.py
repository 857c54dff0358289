"""A family's places: giving one up, taking that back, changing for another club."""

from dataclasses import dataclass

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import children, current_child, viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import FAMILY
from app.courses.models import Admission, Section
from app.enrollment import services
from app.enrollment.forms import ChangeForm
from app.enrollment.models import Place, RequestState
from app.enrollment.queries import changes as queries
from app.enrollment.queries import places as place_queries
from app.enrollment.queries.moves import moves_of_child
from app.enrollment.services.changing import Change
from app.enrollment.views.blueprint import bp, signature, the_term, title_of
from app.web.access import allow
from app.web.fragments import to
from app.web.translation import sentence_of


@dataclass(frozen=True)
class Option:
    """Another club at the time of a place; `why_not` is empty if the child may change to it."""

    section: Section
    waiting: int
    why_not: str

    @property
    def is_free(self) -> bool:
        """Whether a seat is free that nobody waits for."""
        return self.free > 0 and not self.waiting

    @property
    def free(self) -> int:
        """How many seats nobody has."""
        return self.section.seats - self.section.taken


@bp.get("/places")
@allow(*FAMILY)
def places() -> str:
    """Show a child's clubs, what was asked for, and what happened to its places."""
    me, now, session = viewer(), clock.now(), db.session()
    mine = children()
    child = current_child() if mine else None
    if child is None:
        return render_template("enrollment/places.html", child=None, children=mine)
    term = the_term()
    asked = queries.requests_of(session, me.school_id, term.id, child.id)
    held = place_queries.places_of(session, me.school_id, term.id, [child.id])
    slots = {time.slot_id for place in held for time in place.section.times}
    dropped = queries.given_up_since(session, me.school_id, child.id, now - services.UNDO)
    return render_template(
        "enrollment/places.html",
        child=child,
        children=mine,
        held=held,
        dropped=[
            place for place in dropped if not slots & {one.slot_id for one in place.section.times}
        ],
        undo_until={place.id: (place.ended_at or now) + services.UNDO for place in dropped},
        asked=[one for one in asked if one.state is RequestState.ASKED],
        declined=[one for one in asked if one.state is RequestState.DECLINED],
        trial=queries.trial_week(session, me.school_id, term.id),
        today=me.school.today(now),
        moves=moves_of_child(session, me.school_id, term.id, child.id),
    )


@bp.get("/places/<int:place_id>")
@allow(*FAMILY)
def own_place(place_id: int) -> Response | str:
    """Show what giving a place up means, and the clubs it could be changed for."""
    found = _own(place_id)
    if found.ended_at is not None:
        return to(url_for(".places"))
    session, school = db.session(), viewer().school
    others = queries.sections_at_its_time(session, found.section)
    ids = [section.id for section in (found.section, *others)]
    waiting = queries.waiting_counts(session, school.id, ids)
    promised = queries.promised_ids(session, school.id, ids)
    options = [
        Option(section, waiting.get(section.id, 0), _why_not(found, section, promised))
        for section in others
    ]
    return render_template(
        "enrollment/place.html",
        place=found,
        waiting=waiting.get(found.section_id, 0),
        fitting=sorted(
            (one for one in options if not one.why_not), key=lambda one: not one.is_free
        ),
        others=[one for one in options if one.why_not],
        is_bound=found.section.admission is Admission.HOMEROOM,
        **_trial(found),
    )


@bp.post("/places/<int:place_id>/give-up")
@allow(*FAMILY)
def give_up(place_id: int) -> Response:
    """Give a place up; for a while it can be taken back."""
    found = _own(place_id)
    services.drop_place(db.session(), found, **signature())
    title = title_of(found.section.course)
    flash(gettext("The place in %(title)s is given up.", title=title))
    return to(url_for(".places"))


@bp.post("/places/<int:place_id>/take-back")
@allow(*FAMILY)
def take_back(place_id: int) -> Response:
    """Take back what was just given up, if the seat has not gone on."""
    found = _own(place_id)
    title = title_of(found.section.course)
    try:
        services.undo_drop(db.session(), found, **signature())
        flash(gettext("%(name)s has a place in %(title)s.", name=found.student.name, title=title))
    except Invalid as refusal:
        db.session().rollback()
        flash(sentence_of(refusal))
    return to(url_for(".places"))


@bp.get("/places/<int:place_id>/change/<int:section_id>")
@allow(*FAMILY)
def changing(place_id: int, section_id: int) -> Response | str:
    """Show what a change means before it happens."""
    found = _own(place_id)
    if found.ended_at is not None:
        return to(url_for(".places"))
    return _change_page(found, section_id, ChangeForm(formdata=None))


@bp.post("/places/<int:place_id>/change/<int:section_id>")
@allow(*FAMILY)
def change(place_id: int, section_id: int) -> Response | tuple[str, int]:
    """Change for another club: at once, by its waiting list, or with the school's word."""
    found, session = _own(place_id), db.session()
    section = place_queries.get_section(session, found.school_id, section_id)
    form = ChangeForm(request.form)
    if form.validate():
        try:
            reason = str(form.reason.data or "")
            became = services.change_place(
                session, viewer().school, section, found.student, reason=reason, **signature()
            )
            flash(_said(became, found, section))
            return to(url_for(".places"))
        except Invalid as refusal:
            form.refuse(refusal)
            session.rollback()
    return _change_page(_own(place_id), section_id, form), 422


@bp.post("/change-requests/<int:change_request_id>/withdraw")
@allow(*FAMILY)
def withdraw_request(change_request_id: int) -> Response:
    """Take a request back before the school answers it."""
    mine = [child.id for child in children()]
    asked = queries.get_own_request(db.session(), viewer().school_id, change_request_id, mine)
    services.withdraw_request(db.session(), asked, **signature())
    flash(gettext("The request is taken back, nothing changes."))
    return to(url_for(".places"))


def _own(place_id: int) -> Place:
    mine = [child.id for child in children()]
    return queries.get_own_place(db.session(), viewer().school_id, place_id, mine)


def _why_not(place: Place, section: Section, promised: frozenset[int]) -> str:
    try:
        services.check_change(viewer().school, section, place.student, [place])
    except Invalid as refusal:
        return sentence_of(refusal)
    return gettext("A draw gives these seats.") if section.id in promised else ""


def _change_page(found: Place, section_id: int, form: ChangeForm) -> str:
    session, school_id = db.session(), found.school_id
    section = place_queries.get_section(session, school_id, section_id)
    ids = [section_id, found.section_id]
    waiting = queries.waiting_counts(session, school_id, ids)
    held = place_queries.places_of(session, school_id, section.term_id, [found.student_id])
    given_up = place_queries.places_at_its_time(section, held)
    return render_template(
        "enrollment/change.html",
        place=found,
        option=Option(section, waiting.get(section_id, 0), ""),
        given_up=[(place, waiting.get(place.section_id, 0)) for place in given_up],
        form=form,
        **_trial(found),
    )


def _trial(found: Place) -> dict[str, object]:
    me = viewer()
    trial = queries.trial_week(db.session(), me.school_id, found.section.term_id)
    today = me.school.today(clock.now())
    return {"trial": trial, "is_on_trial": trial is not None and trial.is_running(today)}


def _said(became: Change, found: Place, section: Section) -> str:
    facts = {"name": found.student.name, "title": title_of(section.course)}
    said = {
        Change.MOVED: gettext("%(name)s has a place in %(title)s.", **facts),
        Change.WAITS: gettext("%(name)s keeps the place and waits for %(title)s.", **facts),
        Change.ASKED: gettext("The school is asked; you get a message with its answer."),
    }
    return str(said[became])
