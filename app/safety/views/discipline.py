"""Discipline of a child: records, warnings, proposals; few read it, each look recorded (R37)."""

from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.models import Student
from app.accounts.panels import ChildPanel
from app.accounts.queries.people import homerooms_led
from app.accounts.queries.students import get_student
from app.accounts.viewer import viewer
from app.audit.services import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import Role
from app.enrollment.queries.places import places_of
from app.safety import policy
from app.safety.discipline_forms import DecisionForm, ProposalForm, RecordForm
from app.safety.discipline_models import EndProposal
from app.safety.discipline_words import CONDUCT, PROPOSAL_TONES, PROPOSALS
from app.safety.policy import CONDUCT_READERS
from app.safety.queries import discipline as queries
from app.safety.services import discipline as services
from app.safety.views.blueprint import bp, signature
from app.schools.models import Term
from app.schools.queries import get_current_term
from app.web.access import allow
from app.web.forms import options
from app.web.fragments import to
from app.web.translation import in_language

WRITERS = (*CONDUCT_READERS, Role.CLUB_TEACHER)


@bp.get("/conduct")
@allow(*CONDUCT_READERS, records=True)
def conduct() -> str:
    """List the children with records of this term, and what waits for the office."""
    me, homerooms = viewer(), _homerooms()
    term = _term()
    waiting = queries.open_proposals(db.session(), me.school_id, homerooms=homerooms)
    listed = queries.children_with_records(
        db.session(), me.school_id, term.starts_on, homerooms=homerooms
    )
    record(
        db.session(),
        "view conduct list",
        "school",
        school_id=me.school_id,
        actor_id=me.account_id,
        now=clock.now(),
        children=len(listed),
    )
    return render_template("safety/conduct.html", waiting=waiting, listed=listed)


@bp.get("/students/<int:student_id>/conduct")
@allow(*WRITERS, records=True)
def child_conduct(student_id: int) -> str:
    """Show the records of a child; that they were seen is recorded."""
    child = _child(student_id)
    me = viewer()
    record(
        db.session(),
        "view conduct",
        "student",
        child.id,
        school_id=me.school_id,
        actor_id=me.account_id,
        now=clock.now(),
    )
    return _page(child)


@bp.post("/students/<int:student_id>/conduct")
@allow(*WRITERS)
def write_conduct(student_id: int) -> Response | tuple[str, int]:
    """Write a record, or a warning."""
    child, form = _child(student_id), _record_form(sent=True)
    if form.validate():
        services.write_record(db.session(), viewer().school, child, form.said, **signature())
        flash(gettext("Written down."))
        return to(url_for(".child_conduct", student_id=child.id))
    return _page(child, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/students/<int:student_id>/conduct/proposals")
@allow(*CONDUCT_READERS)
def propose(student_id: int) -> Response | tuple[str, int]:
    """Propose that a place of the child ends."""
    child = _child(student_id)
    form = _proposal_form(child, sent=True)
    if form.validate():
        try:
            place_id, reason = int(form.place_id.data), str(form.reason.data).strip()
            services.propose_end(db.session(), _term(), child, place_id, reason, **signature())
            flash(gettext("Proposed. The office decides."))
            return to(url_for(".child_conduct", student_id=child.id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(child, proposal=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/end-proposals/<int:end_proposal_id>/approve")
@allow(Role.SCHOOL_ADMIN)
def approve_end(end_proposal_id: int) -> Response:
    """Approve it: the family has notice and is heard."""
    row = _proposal(end_proposal_id)
    services.approve_end(db.session(), viewer().school, row, **signature())
    flash(gettext("Approved. The family has notice and may speak."))
    return to(url_for(".child_conduct", student_id=row.student_id))


@bp.post("/end-proposals/<int:end_proposal_id>/decline")
@allow(Role.SCHOOL_ADMIN)
def decline_end(end_proposal_id: int) -> Response:
    """Decline it, or drop it after the family was heard."""
    row, form = _proposal(end_proposal_id), DecisionForm(request.form)
    if form.validate():
        answer = str(form.answer.data).strip()
        services.decline_end(db.session(), row, answer, **signature())
        flash(gettext("The place stays."))
    for sentence in form.sentences():
        flash(sentence)
    return to(url_for(".child_conduct", student_id=row.student_id))


@bp.post("/end-proposals/<int:end_proposal_id>/end")
@allow(Role.SCHOOL_ADMIN)
def end_after_hearing(end_proposal_id: int) -> Response:
    """End the place once the family was heard."""
    row = _proposal(end_proposal_id)
    student_id = row.student_id
    services.end_after_hearing(db.session(), viewer().school, row, **signature())
    flash(gettext("The place has ended; its seat goes to the waiting list."))
    return to(url_for(".child_conduct", student_id=student_id))


def _child(student_id: int) -> Student:
    """Load a child whose records the viewer may write.

    Raises:
        NotFound: there is none, or the viewer has nothing to do with it.
    """
    me = viewer()
    child = get_student(db.session(), me.school_id, student_id)
    teaches = queries.teaches_child(db.session(), me.school_id, me.account_id, child.id)
    if not policy.may_write_conduct(reads_all=_reads_all(child), teaches_child=teaches):
        raise NotFound
    return child


def _reads_all(child: Student) -> bool:
    me = viewer()
    led = homerooms_led(db.session(), me.school_id, me.account_id)
    return policy.may_read_conduct(me.roles, led, child.homeroom_id)


def _homerooms() -> frozenset[int] | None:
    """Name the homerooms whose records the viewer reads; none means all."""
    me = viewer()
    led = homerooms_led(db.session(), me.school_id, me.account_id)
    return None if policy.may_read_conduct(me.roles, (), 0) else led


def _proposal(end_proposal_id: int) -> EndProposal:
    return queries.get_proposal(db.session(), viewer().school_id, end_proposal_id)


def _term() -> Term:
    me = viewer()
    return get_current_term(db.session(), me.school_id, me.school.today(clock.now()))


def _record_form(*, sent: bool = False) -> RecordForm:
    form = RecordForm(request.form if sent else None)
    form.kind.choices = options([(kind, gettext(words)) for kind, words in CONDUCT.items()])
    return form


def _proposal_form(child: Student, *, sent: bool = False) -> ProposalForm:
    form = ProposalForm(request.form if sent else None)
    held = places_of(db.session(), child.school_id, _term().id, [child.id])
    form.place_id.choices = options(
        [(place.id, in_language(place.section.course.named)) for place in held]
    )
    return form


def _page(
    child: Student, form: RecordForm | None = None, *, proposal: ProposalForm | None = None
) -> str:
    me, reads_all = viewer(), _reads_all(child)
    proposals = queries.proposals_of(db.session(), me.school_id, [child.id]) if reads_all else []
    return render_template(
        "safety/child_conduct.html",
        child=child,
        listed=queries.records_of(
            db.session(), me.school_id, [child.id], by=None if reads_all else me.account_id
        ),
        proposals=proposals,
        reads_all=reads_all,
        may_decide=policy.may_decide_conduct(me.roles),
        today=me.school.today(clock.now()),
        form=form or _record_form(),
        proposal=proposal or _proposal_form(child),
        decision=DecisionForm(None),
    )


def _panel(child: Student) -> dict[str, object]:
    return {"child": child, "may_read": _reads_all(child)}


CHILD_PANELS = (ChildPanel(21, "safety/_conduct_panel.html", _panel, frozenset(CONDUCT_READERS)),)


@bp.context_processor
def conduct_words() -> dict[str, object]:
    """Give templates the words of discipline."""
    return {
        "conduct_name": lambda kind: gettext(CONDUCT[kind]),
        "proposal_state": lambda state: gettext(PROPOSALS[state]),
        "proposal_tone": PROPOSAL_TONES.__getitem__,
    }
