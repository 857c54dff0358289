"""The family's page: say something, with or without a name, or tell something in confidence."""

from http import HTTPStatus

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from app.accounts.queries.people import leads_by_homeroom
from app.accounts.viewer import children, viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import FAMILY
from app.enrollment.queries.places import places_of, teachers_of
from app.evaluation.voices import services
from app.evaluation.voices.forms import CodeForm, ComplaintForm, SuggestionForm
from app.evaluation.voices.models import Category, Suggestion
from app.evaluation.voices.queries import complaints as complaint_queries
from app.evaluation.voices.queries import suggestions as queries
from app.evaluation.voices.views.blueprint import bp
from app.schools.queries import current_term
from app.web.access import allow
from app.web.forms import options
from app.web.fragments import to

NOBODY = 0


@bp.get("/voices")
@allow(*FAMILY)
def box() -> str:
    """Show the suggestion box, answers that all may read, and what one said oneself."""
    return _page()


@bp.post("/voices")
@allow(*FAMILY)
def suggest() -> Response | tuple[str, int]:
    """Take a suggestion; without a name the code for the answer is shown once."""
    me, form = viewer(), SuggestionForm(request.form)
    if form.validate():
        is_named = form.named.data == "yes"
        sender_id = me.account_id if is_named else None
        try:
            code = services.suggest(
                db.session(), me.school, form.text.data or "", sender_id=sender_id, now=clock.now()
            )
            if is_named:
                flash(gettext("Thank you. The school answers within two weeks."))
                return to(url_for(".box"))
            return _private(render_template("evaluation/voices/code.html", code=code))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/voices/answer")
@allow(*FAMILY)
def find_answer() -> Response | tuple[str, int]:
    """Show the answer to a suggestion without a name, by its code."""
    form = CodeForm(request.form)
    if form.validate():
        try:
            code = form.code.data or ""
            found = services.found_by_code(db.session(), viewer().school_id, code)
            return _private(_page(found=found))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(code=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/voices/complaints/new")
@allow(*FAMILY)
def new_complaint() -> str:
    """Show who will read a complaint, before anything is written."""
    return _complaint_page(_complaint_form())


@bp.post("/voices/complaints/new")
@allow(*FAMILY)
def complain() -> Response | tuple[str, int]:
    """Take a complaint in confidence."""
    me, form = viewer(), _complaint_form()
    if form.validate():
        try:
            row = services.complain(
                db.session(),
                me.school,
                Category(form.category.data),
                form.text.data or "",
                about=form.about_id.data or None,
                sender_id=me.account_id,
                now=clock.now(),
            )
            return to(url_for(".own_complaint", complaint_id=row.id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _complaint_page(form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/voices/complaints/<int:complaint_id>")
@allow(*FAMILY)
def own_complaint(complaint_id: int) -> Response:
    """Show a complaint to who sent it: whether it was received, and its outcome."""
    me = viewer()
    found = complaint_queries.own_complaint(db.session(), me.school_id, complaint_id, me.account_id)
    return _private(render_template("evaluation/voices/own_complaint.html", complaint=found))


def _private(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(
    form: SuggestionForm | None = None,
    code: CodeForm | None = None,
    found: Suggestion | None = None,
) -> str:
    me, session = viewer(), db.session()
    return render_template(
        "evaluation/voices/box.html",
        form=form or SuggestionForm(None),
        code=code or CodeForm(None),
        found=found,
        mine=queries.own_suggestions(session, me.school_id, me.account_id),
        told=complaint_queries.own_complaints(session, me.school_id, me.account_id),
        answers=queries.public_answers(session, me.school_id),
    )


def _complaint_form() -> ComplaintForm:
    """Offer the adults a family meets, and who reads complaints, so that they can be left out."""
    form = ComplaintForm(request.form if request.method == "POST" else None)
    session, school_id = db.session(), viewer().school_id
    people = complaint_queries.names_of(session, school_id, _adults())
    readers = complaint_queries.readers_of(session, school_id, None)
    people |= complaint_queries.names_of(session, school_id, readers)
    pairs = sorted(people.items(), key=lambda pair: pair[1])
    nobody = (NOBODY, gettext("nobody in particular, or somebody else (say so below)"))
    form.about_id.choices = options([nobody, *pairs])
    return form


def _adults() -> list[int]:
    me, session, mine = viewer(), db.session(), children()
    leads = leads_by_homeroom(session, me.school_id)
    adults = [one.id for child in mine for one in leads.get(child.homeroom_id, ())]
    term = current_term(session, me.school_id, me.school.today(clock.now()))
    if term is None:
        return adults
    held = places_of(session, me.school_id, term.id, [one.id for one in mine])
    taught = teachers_of(session, me.school_id, {one.section_id for one in held})
    return [*adults, *(one for _title, _id, teachers in taught for one in teachers)]


def _complaint_page(form: ComplaintForm) -> str:
    session, school_id = db.session(), viewer().school_id
    readers = complaint_queries.readers_of(session, school_id, None)
    names = complaint_queries.names_of(session, school_id, readers)
    return render_template(
        "evaluation/voices/complain.html", form=form, readers=sorted(names.values())
    )
