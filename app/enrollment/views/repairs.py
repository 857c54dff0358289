"""A club that cannot go on, as the administrator settles it."""

from http import HTTPStatus

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext, ngettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import Role
from app.courses.models import Section
from app.courses.queries.sections import get_section
from app.enrollment import services
from app.enrollment.forms import AnswerForm, GiveUpForm, HandOverForm
from app.enrollment.queries import repairs as queries
from app.enrollment.repair_models import MoveState, Repair
from app.enrollment.repair_summary import summary
from app.enrollment.views.blueprint import bp, signature
from app.web.access import allow
from app.web.forms import options
from app.web.fragments import respond, to
from app.web.translation import sentence_of

ADMIN = Role.SCHOOL_ADMIN
PAGE, MOVES = "enrollment/repair.html", "enrollment/_repair_moves.html"
SHOWN_AT_ONCE = 6  # of the teachers who are free, of children without a place; the rest unfolds


@bp.get("/rosters/<int:section_id>/repair")
@allow(ADMIN)
def begin_repair(section_id: int) -> Response:
    """Show who could take over a club, or the way to give it up; one under way is opened."""
    section = get_section(db.session(), viewer().school_id, section_id)
    newest = queries.newest_repair(db.session(), section.school_id, section_id)
    if newest is not None:
        return to(url_for(".repair", repair_id=newest.id))
    return _begin_page(section, HandOverForm(formdata=None), GiveUpForm(formdata=None))


@bp.post("/rosters/<int:section_id>/hand-over")
@allow(ADMIN)
def hand_over(section_id: int) -> Response:
    """Let somebody free teach the club in place of a teacher it has lost; nobody moves."""
    section = get_section(db.session(), viewer().school_id, section_id)
    form = HandOverForm(request.form)
    if form.validate() and form.lost_id.data and form.successor_id.data:
        try:
            services.hand_over(
                db.session(),
                section,
                lost_id=form.lost_id.data,
                successor_id=form.successor_id.data,
                reason=str(form.reason.data),
                **signature(),
            )
            flash(gettext("Handed over: families and both teachers were told, nobody moves."))
            return to(url_for(".roster", section_id=section_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _begin_page(section, form, GiveUpForm(formdata=None), HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.post("/rosters/<int:section_id>/repair")
@allow(ADMIN)
def propose_repair(section_id: int) -> Response:
    """Find other places for the children of a club; nothing happens yet."""
    section = get_section(db.session(), viewer().school_id, section_id)
    form = GiveUpForm(request.form)
    if form.validate():
        try:
            made = services.propose_repair(
                db.session(), section, reason=str(form.why.data), **signature()
            )
            return to(url_for(".repair", repair_id=made.id))
        except Invalid as refusal:
            form.refuse(refusal)
    handing = HandOverForm(formdata=None)
    return _begin_page(section, handing, form, HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.get("/repairs/<int:repair_id>")
@allow(ADMIN)
def repair(repair_id: int) -> Response:
    """Show who would go where and why, and what families answered."""
    session, school_id = db.session(), viewer().school_id
    found = queries.get_repair(session, school_id, repair_id)
    moves = queries.moves_of(session, school_id, repair_id)
    asked = {move.answer_until for move in moves if move.state is MoveState.ASKED}
    return respond(
        PAGE,
        MOVES,
        repair=found,
        section=found.section,
        sum=summary(moves),
        first=SHOWN_AT_ONCE,
        until=max((each for each in asked if each is not None), default=None),
    )


@bp.post("/repairs/<int:repair_id>/ask")
@allow(ADMIN)
def ask_families(repair_id: int) -> Response:
    """Cancel the club and ask the families concerned."""
    found = queries.get_repair(db.session(), viewer().school_id, repair_id)
    try:
        if services.ask_families(db.session(), found.school_id, repair_id, **signature()):
            flash(gettext("The families were told and asked. Answers appear here by themselves."))
        else:
            flash(
                gettext("Seats have changed since; this is the new proposal. Nobody was asked yet.")
            )
    except Invalid as refusal:
        flash(sentence_of(refusal))
    return _back(found)


@bp.post("/repairs/<int:repair_id>/look-again")
@allow(ADMIN)
def look_again(repair_id: int) -> Response:
    """Look for seats again for the children who have none in view."""
    found = queries.get_repair(db.session(), viewer().school_id, repair_id)
    if services.look_again(db.session(), found.school_id, repair_id, **signature()):
        flash(gettext("Other places were found. Look at them, then ask those families."))
    else:
        flash(gettext("There is no other free seat now."))
    return _back(found)


@bp.post("/repairs/<int:repair_id>/apply")
@allow(ADMIN)
def apply_repair(repair_id: int) -> Response:
    """Carry out what families agreed to; the club ends."""
    found = queries.get_repair(db.session(), viewer().school_id, repair_id)
    applied = services.apply_repair(db.session(), found.school_id, repair_id, **signature())
    flash(
        ngettext(
            "%(num)d child has another club; all families were told.",
            "%(num)d children have another club; all families were told.",
            applied.moved,
        )
    )
    return _back(found)


@bp.post("/repairs/<int:repair_id>/drop")
@allow(ADMIN)
def drop_repair(repair_id: int) -> Response:
    """Let everything stay as it is."""
    found = queries.get_repair(db.session(), viewer().school_id, repair_id)
    services.drop_repair(db.session(), found.school_id, repair_id, **signature())
    flash(gettext("Dropped: the club goes on, everybody keeps their places."))
    return to(url_for(".roster", section_id=found.section_id))


@bp.post("/repairs/<int:repair_id>/answers/<int:repair_move_id>")
@allow(ADMIN)
def answer_for_family(repair_id: int, repair_move_id: int) -> Response:
    """Write down what a family answered on paper or by telephone."""
    session, school_id = db.session(), viewer().school_id
    move = queries.get_move(session, school_id, repair_move_id)
    if move.repair_id != repair_id:
        raise NotFound
    form = AnswerForm(request.form)
    if form.validate():
        act = services.agree if form.answer.data == "yes" else services.decline
        try:
            act(session, school_id, repair_move_id, on_behalf=True, **signature())
            flash(gettext("Written down for %(name)s.", name=move.student.name))
        except Invalid as refusal:
            flash(sentence_of(refusal))
    return _back(move.repair)


def _back(found: Repair) -> Response:
    return to(url_for(".repair", repair_id=found.id))


def _begin_page(
    section: Section, handing: HandOverForm, giving_up: GiveUpForm, status: int = HTTPStatus.OK
) -> Response:
    today = viewer().school.today(clock.now())
    found = services.successors(db.session(), section, today=today)
    handing.lost_id.choices = options(
        (teacher.account_id, teacher.account.name) for teacher in section.teachers
    )
    if handing.lost_id.data is None and section.teachers:
        handing.lost_id.data = section.teachers[0].account_id
    page = render_template(
        "enrollment/repair_begin.html",
        section=section,
        successors=found,
        first=SHOWN_AT_ONCE,
        handing=handing,
        giving_up=giving_up,
    )
    return make_response(page, status)
