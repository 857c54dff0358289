"""Swapping clubs: the school announces an exchange, families say what they would rather have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import children, current_child, viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import FAMILY, Role
from app.courses.models import Section
from app.enrollment import services
from app.enrollment.exchange_models import Exchange, ExchangeEntry, ExchangeState
from app.enrollment.forms import CallOffForm, ExchangeForm, SwapForm
from app.enrollment.models import Place
from app.enrollment.queries import exchanges as queries
from app.enrollment.queries import places as place_queries
from app.enrollment.views.blueprint import bp, signature, the_term, title_of
from app.web.access import allow
from app.web.dates import at_school
from app.web.forms import options
from app.web.fragments import to

ADMIN = Role.SCHOOL_ADMIN
FIELDS = ("first", "second", "third")


@dataclass(frozen=True)
class Swappable:
    """A place, what it can be swapped for, what was said, and the form to say it."""

    place: Place
    sections: Sequence[Section]
    entry: ExchangeEntry | None
    form: SwapForm


@bp.get("/exchange")
@allow(*FAMILY)
def exchange() -> str:
    """Show a child's places, what the family would rather have, or what came of it."""
    return _family_page(None)


@bp.post("/exchange")
@allow(*FAMILY)
def wish_to_swap() -> Response | tuple[str, int]:
    """Say what the child that is looked at would rather have."""
    session, child, row = db.session(), current_child(), _the_exchange()
    form = SwapForm(request.form)
    student = place_queries.get_student(session, child.school_id, child.id)
    for name in FIELDS:
        form[name].choices = []
    if form.validate():
        try:
            services.wish(
                session, row, student, int(form.place_id.data or 0), form.wishes, **signature()
            )
            flash(gettext("Noted.") if form.wishes else gettext("Taken back. The place stays."))
            return to(url_for(".exchange"))
        except Invalid as refusal:
            form.refuse(refusal)
            session.rollback()
    return _family_page(form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/exchange/manage")
@allow(ADMIN)
def exchange_desk() -> str:
    """Show where the exchange stands, and announce one."""
    return _desk(ExchangeForm(formdata=None), CallOffForm(formdata=None))


@bp.post("/exchange/manage")
@allow(ADMIN)
def announce_exchange() -> Response | tuple[str, int]:
    """Announce an exchange to the families concerned."""
    form, school = ExchangeForm(request.form), viewer().school
    if form.validate():
        try:
            services.announce_exchange(
                db.session(),
                school,
                the_term(),
                opens_at=at_school(form.opens_at.data, school.time_zone),
                closes_at=at_school(form.closes_at.data, school.time_zone),
                **signature(),
            )
            flash(gettext("Announced. The families concerned have a message."))
            return to(url_for(".exchange_desk"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _desk(form, CallOffForm(formdata=None)), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/exchange/call-off")
@allow(ADMIN)
def call_off_exchange() -> Response | tuple[str, int]:
    """Call it off, with a reason that those who took part read."""
    form, row = CallOffForm(request.form), _the_exchange()
    if not form.validate():
        return _desk(ExchangeForm(formdata=None), form), HTTPStatus.UNPROCESSABLE_ENTITY
    services.call_off_exchange(db.session(), row, reason=str(form.reason.data), **signature())
    flash(gettext("Called off. Every place stays as it is."))
    return to(url_for(".exchange_desk"))


@bp.post("/exchange/run")
@allow(ADMIN)
def run_exchange() -> Response:
    """Run it after closing, if the clock has not done so yet."""
    row = _the_exchange()
    try:
        ran = services.run_exchange(db.session(), row.school_id, row.id, **signature())
        flash(gettext("%(children)d children have swapped.", children=ran.swapped))
    except Invalid as refusal:
        flash(gettext(refusal.message))
    return to(url_for(".exchange_desk"))


@bp.get("/exchange/record.json")
@allow(ADMIN)
def exchange_record() -> Response:
    """Give what went into the last exchange and what came out; before, the page that says so."""
    row = queries.newest_exchange(db.session(), viewer().school_id, the_term().id)
    if row is None or row.run_at is None:
        return to(url_for(".exchange_desk"))
    answer = Response(row.record, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="exchange-{row.id}.json"'
    return answer


def _the_exchange() -> Exchange:
    row = queries.newest_exchange(db.session(), viewer().school_id, the_term().id)
    if row is None:
        raise NotFound
    return row


def _desk(form: ExchangeForm, calling_off: CallOffForm) -> str:
    session, term, now = db.session(), the_term(), clock.now()
    row = queries.newest_exchange(session, term.school_id, term.id)
    entries = queries.entries(session, row) if row is not None else []
    return render_template(
        "enrollment/exchange_desk.html",
        term=term,
        form=form,
        calling_off=calling_off,
        row=row,
        state=row.state(now).value if row is not None else "",
        entries=entries,
        shown=services.preview(session, row) if row is not None and not row.run_at else None,
        digest=services.record_hash(row) if row is not None and row.run_at else "",
        demand=_demand(entries),
        now=now,
    )


def _demand(entries: Sequence[ExchangeEntry]) -> list[tuple[str, int]]:
    """Count how often each club is wished for first, the most wanted first."""
    counts: dict[str, int] = {}
    for entry in entries:
        title = title_of(entry.wishes[0].section.course)
        counts[title] = counts.get(title, 0) + 1
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _family_page(refused: SwapForm | None) -> str:
    session, term, now = db.session(), the_term(), clock.now()
    row = queries.newest_exchange(session, term.school_id, term.id)
    child = current_child() if children() else None
    own = queries.entries(session, row, [child.id]) if row is not None and child else []
    by_place = {entry.place_id: entry for entry in own}
    state = row.state(now).value if row is not None else ""
    return render_template(
        "enrollment/exchange.html",
        row=row,
        state=state,
        child=child,
        children=children(),
        swaps=_swaps(child.id, by_place, refused)
        if child is not None and state == ExchangeState.OPEN
        else [],
        entries=own,
        refused=refused,
    )


def _swaps(
    student_id: int, entries: Mapping[int, ExchangeEntry], refused: SwapForm | None
) -> list[Swappable]:
    session, term = db.session(), the_term()
    student = place_queries.get_student(session, term.school_id, student_id)
    found = []
    places = queries.places_to_swap(session, term.school_id, term.id, student_id)
    offered = services.wishable(session, places, student.grade)
    for place in places:
        entry = entries.get(place.id)
        form = _swap_form(place, offered[place.id], entry, refused)
        found.append(Swappable(place, offered[place.id], entry, form))
    return found


def _swap_form(
    place: Place,
    sections: Sequence[Section],
    entry: ExchangeEntry | None,
    refused: SwapForm | None,
) -> SwapForm:
    """Make the form of a place: as it was refused, else as it was handed in."""
    form = SwapForm(formdata=None, place_id=place.id)
    if refused is not None and refused.place_id.data == place.id:
        form = refused
    elif entry is not None:
        for name, one in zip(FIELDS, entry.wishes, strict=False):
            form[name].data = one.section_id
    offered = [(section.id, title_of(section.course)) for section in sections]
    for name in FIELDS:
        form[name].choices = options([(0, gettext("nothing (more)")), *offered])
        form[name].id = f"{name}-{place.id}"
    return form
