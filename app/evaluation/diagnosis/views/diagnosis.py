"""One diagnosis: its numbers, why it was so, what is promised, what was said."""

from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.queries.people import get_account
from app.accounts.queries.staff import StaffFilter, staff
from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.evaluation.diagnosis import policy
from app.evaluation.diagnosis.errors import NotConcerned
from app.evaluation.diagnosis.forms import CauseForm, CommentForm, PromiseForm, QuestionForm
from app.evaluation.diagnosis.measures import Measure
from app.evaluation.diagnosis.models import Diagnosis
from app.evaluation.diagnosis.queries import diagnoses as queries
from app.evaluation.diagnosis.services import comment, promise, publish, write_cause
from app.evaluation.diagnosis.services.writing import Promised
from app.evaluation.diagnosis.views.blueprint import bp, signature, whose
from app.evaluation.survey.services import suggest_question
from app.web.access import allow
from app.web.forms import Form, options
from app.web.fragments import to


@bp.get("/diagnoses/<int:diagnosis_id>")
@allow(*policy.READERS)
def show(diagnosis_id: int) -> str:
    """Show a diagnosis to those concerned."""
    return _page(_the_diagnosis(diagnosis_id))


@bp.post("/diagnoses/<int:diagnosis_id>/cause")
@allow(*policy.READERS)
def cause(diagnosis_id: int) -> Response | tuple[str, int]:
    """Write down why the week went so."""
    found, form = _the_diagnosis(diagnosis_id), CauseForm(request.form)
    if form.validate():
        text = str(form.cause.data or "")
        write_cause(db.session(), found, text, **signature())
        flash(gettext("Saved."))
        return to(url_for(".show", diagnosis_id=diagnosis_id))
    return _page(found, cause=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/diagnoses/<int:diagnosis_id>/promises")
@allow(*policy.READERS)
def add_promise(diagnosis_id: int) -> Response | tuple[str, int]:
    """Promise a measure."""
    found, form, me = _the_diagnosis(diagnosis_id), _promise_form(), viewer()
    if form.validate() and form.due_on.data is not None:
        owner = get_account(db.session(), me.school_id, int(form.owner_id.data))
        promised = Promised(str(form.what.data).strip(), owner, form.due_on.data)
        try:
            promise(db.session(), me.school, found, promised, **signature())
            flash(gettext("Promised. %(name)s hears of it.", name=owner.name))
            return to(url_for(".show", diagnosis_id=diagnosis_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(found, promising=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/diagnoses/<int:diagnosis_id>/comments")
@allow(*policy.READERS)
def add_comment(diagnosis_id: int) -> Response | tuple[str, int]:
    """Say something to it."""
    found, form = _the_diagnosis(diagnosis_id), CommentForm(request.form)
    if form.validate():
        try:
            comment(db.session(), found, str(form.text.data or ""), **signature())
            return to(url_for(".show", diagnosis_id=diagnosis_id, _anchor="said"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(found, saying=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/diagnoses/<int:diagnosis_id>/question")
@allow(*policy.READERS)
def suggest(diagnosis_id: int) -> Response | tuple[str, int]:
    """Suggest a question to the club's families for the next survey."""
    found, form = _the_diagnosis(diagnosis_id), QuestionForm(request.form)
    if found.section is None:
        raise NotFound
    if form.validate():
        words = str(form.question.data or "")
        where = url_for(".show", diagnosis_id=diagnosis_id)
        suggest_question(
            db.session(), found.section, words, why=found.cause, link=where, **signature()
        )
        flash(gettext("Suggested. Who prepares the next survey sees it."))
        return to(where)
    return _page(found, asking=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/diagnoses/<int:diagnosis_id>/publish")
@allow(*policy.PUBLISHERS)
def publish_one(diagnosis_id: int) -> Response:
    """Give it to those concerned."""
    found = _the_diagnosis(diagnosis_id)
    publish(db.session(), viewer().school, [found], **signature())
    flash(gettext("Published. Those who teach or lead it were told."))
    return to(url_for(".show", diagnosis_id=diagnosis_id))


def _the_diagnosis(diagnosis_id: int) -> Diagnosis:
    """Load a diagnosis the viewer may see.

    Raises:
        NotFound: the school has none such.
        NotConcerned: it is about others.
    """
    found = queries.get_diagnosis(db.session(), viewer().school_id, diagnosis_id)
    if not whose().sees(found):
        raise NotConcerned
    return found


def _promise_form() -> PromiseForm:
    form = PromiseForm(request.form)
    people = staff(db.session(), viewer().school_id, StaffFilter())
    form.owner_id.choices = options((one.id, one.name) for one in people)
    return form


def _page(
    found: Diagnosis,
    *,
    cause: Form | None = None,
    promising: PromiseForm | None = None,
    saying: Form | None = None,
    asking: Form | None = None,
) -> str:
    me, session = viewer(), db.session()
    before, after = queries.neighbours(session, found)
    course = queries.courses(session, me.school_id, Measure.CAME, found.week)
    if promising is None:
        promising = _promise_form()
        promising.owner_id.data = me.account_id
    return render_template(
        "evaluation/diagnosis/diagnosis.html",
        diagnosis=found,
        before=before if before and whose().sees(before) else None,
        after=after if after and whose().sees(after) else None,
        course=course.get((found.section_id, found.homeroom_id), []),
        carried=queries.carried_over(session, me.school, found),
        comments=queries.comments_of(session, found),
        today=me.school.today(clock.now()),
        may_publish=policy.may_publish(me.roles),
        cause=cause or CauseForm(None, obj=found),
        promising=promising,
        saying=saying or CommentForm(None),
        asking=asking or QuestionForm(None),
    )
