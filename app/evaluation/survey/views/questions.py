"""The questions of a draft: order, words, conditions, and what was suggested for single clubs."""

from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.courses.models import Section, SectionState
from app.courses.queries.sections import sections
from app.evaluation.survey import services
from app.evaluation.survey.errors import NotADraft
from app.evaluation.survey.forms import QuestionForm
from app.evaluation.survey.models import Survey, SurveyState
from app.evaluation.survey.policy import MAKERS
from app.evaluation.survey.queries import questions as queries
from app.evaluation.survey.queries.surveys import get_survey
from app.evaluation.survey.questions import Kind, Question
from app.evaluation.survey.views.blueprint import bp, condition_label, question_label
from app.evaluation.survey.writing import OF_ALL, OF_CLUBS, Written, conditions, typed
from app.schools.queries import current_term
from app.web.access import allow
from app.web.forms import Form, options
from app.web.fragments import to


@bp.get("/surveys/<int:survey_id>/questions")
@allow(*MAKERS)
def question_list(survey_id: int) -> str:
    """Show the questions of a draft in their order."""
    return _list_page(_draft(survey_id), Form(None))


@bp.get("/surveys/<int:survey_id>/questions/new")
@allow(*MAKERS)
def new_question(survey_id: int) -> str:
    """Show an empty question."""
    row = _draft(survey_id)
    return _question_page(row, _form(row, None), None)


@bp.post("/surveys/<int:survey_id>/questions/new")
@allow(*MAKERS)
def add_question(survey_id: int) -> Response | tuple[str, int]:
    """Add a question to a draft."""
    row, me = _draft(survey_id, for_update=True), viewer()
    form = _form(row, None)
    if form.validate():
        try:
            services.add_question(
                db.session(), row, _written(form), actor_id=me.account_id, now=clock.now()
            )
            return to(url_for(".question_list", survey_id=row.id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _question_page(row, form, None), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/surveys/<int:survey_id>/questions/<key>")
@allow(*MAKERS)
def edit_question(survey_id: int, key: str) -> str:
    """Show a question as it was written."""
    row = _draft(survey_id)
    question = services.question_of(row.form.asked(), key)
    return _question_page(row, _form(row, question), question)


@bp.post("/surveys/<int:survey_id>/questions/<key>")
@allow(*MAKERS)
def change_question(survey_id: int, key: str) -> Response | tuple[str, int]:
    """Write a question of a draft anew."""
    row, me = _draft(survey_id, for_update=True), viewer()
    question = services.question_of(row.form.asked(), key)
    form = _form(row, question)
    if form.validate():
        try:
            services.change_question(
                db.session(), row, key, _written(form), actor_id=me.account_id, now=clock.now()
            )
            return to(url_for(".question_list", survey_id=row.id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _question_page(row, form, question), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/surveys/<int:survey_id>/questions/<key>/order")
@allow(*MAKERS)
def order_question(survey_id: int, key: str) -> Response | tuple[str, int]:
    """Move a question of a draft up or down, or take it out."""
    row, session = _draft(survey_id, for_update=True), db.session()
    form, actor_id, now = Form(request.form), viewer().account_id, clock.now()
    acts = {"up": -1, "down": 1, "remove": 0}
    by = acts.get(request.form.get("act", ""))
    if by is None:
        raise NotFound
    try:
        if not by:
            services.remove_question(session, row, key, actor_id=actor_id, now=now)
        else:
            services.move_question(session, row, key, by, actor_id=actor_id, now=now)
        return to(url_for(".question_list", survey_id=row.id) + f"#q-{key}")
    except Invalid as refusal:
        form.refuse(refusal)
    return _list_page(row, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/surveys/<int:survey_id>/suggestions/<int:survey_suggestion_id>")
@allow(*MAKERS)
def decide_suggestion(survey_id: int, survey_suggestion_id: int) -> Response | tuple[str, int]:
    """Ask a suggested question in a draft, or drop it."""
    row, session, me = _draft(survey_id, for_update=True), db.session(), viewer()
    form, actor_id, now = Form(request.form), me.account_id, clock.now()
    suggestion = queries.get_suggestion(session, me.school_id, survey_suggestion_id)
    try:
        if request.form.get("act") == "accept":
            services.accept_suggestion(session, row, suggestion, actor_id=actor_id, now=now)
            flash(gettext("The question is asked of this club's families."))
        elif request.form.get("act") == "drop":
            services.drop_suggestion(session, suggestion, actor_id=actor_id, now=now)
        return to(url_for(".question_list", survey_id=row.id))
    except Invalid as refusal:
        form.refuse(refusal)
    return _list_page(row, form), HTTPStatus.UNPROCESSABLE_ENTITY


def _draft(survey_id: int, *, for_update: bool = False) -> Survey:
    """Load a draft.

    Raises:
        NotFound: the school has no such survey.
        NotADraft: it was opened.
    """
    row = get_survey(db.session(), viewer().school_id, survey_id, for_update=for_update)
    if row.state is not SurveyState.DRAFT:
        raise NotADraft
    return row


def _clubs() -> list[Section]:
    me = viewer()
    term = current_term(db.session(), me.school_id, me.school.today(clock.now()))
    if term is None:
        return []
    published = (SectionState.PUBLISHED,)
    return list(sections(db.session(), me.school_id, term.id, states=published))


def _form(row: Survey, question: Question | None) -> QuestionForm:
    form = QuestionForm(
        request.form if request.method == "POST" else None, data=typed(question) if question else {}
    )
    whole = [(OF_ALL, gettext("about the service")), (OF_CLUBS, gettext("about each club"))]
    single = [
        (str(one.id), gettext("only about %(club)s", club=one.course.title)) for one in _clubs()
    ]
    form.asked_of.choices = options([*whole, *single])
    kept = f"{question.section_id}" if question and question.section_id else ""
    if kept and kept not in dict(single):
        form.asked_of.choices += options([(kept, gettext("only about a club of another term"))])
    others = [one for one in row.form.asked() if question is None or one.key != question.key]
    form.condition.choices = options(
        [("", gettext("always")), *(pair for one in others for pair in _conditions(one))]
    )
    before = typed(question)["condition"] if question else ""
    if before and before not in [one.value for one in form.condition.choices]:
        form.condition.choices += options([(before, gettext("as the usual form has it"))])
    if question:
        form.kind.data = question.kind.value
    return form


def _conditions(question: Question) -> list[tuple[str, str]]:
    label = question_label(question)
    return [
        (f"{question.key}={values}", f"{label} → {condition_label(question, values)}")
        for values in conditions(question)
    ]


def _written(form: QuestionForm) -> Written:
    return Written(
        kind=Kind(form.kind.data),
        label=form.label.data or "",
        label_en=form.label_en.data or "",
        options=form.answers.data or "",
        options_en=form.answers_en.data or "",
        asked_of=form.asked_of.data or OF_ALL,
        condition=form.condition.data or "",
        is_required=bool(form.is_required.data),
        most=form.most.data or 0,
    )


def _list_page(row: Survey, form: Form) -> str:
    me = viewer()
    return render_template(
        "evaluation/survey/questions.html",
        survey=row,
        asked=row.form.asked(),
        clubs={one.id: one for one in _clubs()},
        suggestions=queries.suggestions(db.session(), me.school_id),
        form=form,
    )


def _question_page(row: Survey, form: QuestionForm, question: Question | None) -> str:
    return render_template(
        "evaluation/survey/question.html", survey=row, form=form, question=question
    )
