"""The school's pages: making, opening, reminding, closing a survey."""

from datetime import timedelta
from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import ngettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.courses.models import Section, SectionState
from app.courses.queries.sections import sections
from app.evaluation.survey import services
from app.evaluation.survey.forms import SurveyForm
from app.evaluation.survey.interest_form import INTEREST_QUESTIONS
from app.evaluation.survey.models import Survey, SurveyKind, SurveyState
from app.evaluation.survey.policy import MAKERS
from app.evaluation.survey.queries import results as result_queries
from app.evaluation.survey.queries import surveys as queries
from app.evaluation.survey.queries.questions import offered_questions, suggestions
from app.evaluation.survey.questions import Question
from app.evaluation.survey.services.surveys import pupils_with_consent
from app.evaluation.survey.usual_form import CHOSEN_AT_FIRST
from app.evaluation.survey.views.blueprint import bp
from app.schools.queries import current_term
from app.web.access import allow
from app.web.forms import options
from app.web.fragments import to

ASKED_OF_PUPILS = frozenset(one.key for one in INTEREST_QUESTIONS)
DAYS_OPEN = timedelta(days=6)
READERS = (*MAKERS, Role.DUTY_LEADER)
MOST_MONTHS = 12


@bp.get("/surveys")
@allow(*READERS)
def survey_list() -> str:
    """Show the surveys, the open one first, and satisfaction month by month."""
    me = viewer()
    listed = queries.surveys(db.session(), me.school_id)
    months = result_queries.satisfaction(
        db.session(), me.school_id, listed[:MOST_MONTHS], "overall"
    )
    return render_template(
        "evaluation/survey/list.html",
        surveys=sorted(listed, key=lambda one: one.state is not SurveyState.OPEN),
        months=months,
        may_make=not me.roles.isdisjoint(MAKERS),
    )


@bp.get("/surveys/new")
@allow(*MAKERS)
def new_survey() -> str:
    """Show the questions that can be asked; those asked last are ticked."""
    me = viewer()
    last = queries.newest_form(db.session(), me.school_id, _kind())
    asked = {one.key for one in last.asked()} if last else CHOSEN_AT_FIRST | ASKED_OF_PUPILS
    closes_on = me.school.today(clock.now()) + DAYS_OPEN
    form = _new_form(keys=sorted(asked), closes_on=closes_on)
    return _new_page(form)


@bp.post("/surveys/new")
@allow(*MAKERS)
def make() -> Response | tuple[str, int]:
    """Make this month's draft."""
    me, form = viewer(), _new_form()
    if form.validate() and form.closes_on.data is not None:
        try:
            survey = services.make_survey(
                db.session(),
                me.school,
                form.keys.data or (),
                closes_on=form.closes_on.data,
                actor_id=me.account_id,
                now=clock.now(),
                kind=_kind(),
            )
            return to(url_for(".survey", survey_id=survey.id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _new_page(form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/surveys/wishes")
@allow(*READERS)
def wishes() -> Response:
    """Lead from the plan of clubs to what pupils would like."""
    found = queries.newest_poll(db.session(), viewer().school_id)
    if found is None:
        return to(url_for(".survey_list"))
    return to(url_for(".results", survey_id=found.id))


@bp.get("/surveys/<int:survey_id>")
@allow(*READERS)
def survey(survey_id: int) -> str:
    """Show where a survey is: what opening does, the rate by homeroom, alarms."""
    me, session = viewer(), db.session()
    row = queries.get_survey(session, me.school_id, survey_id)
    rates = queries.responses(session, row)
    is_draft = row.state is SurveyState.DRAFT
    today = me.school.today(clock.now())
    return render_template(
        "evaluation/survey/survey.html",
        survey=row,
        asked=row.form.asked(),
        rates=rates,
        used=sum(one.used for one in rates),
        whole=sum(one.whole for one in rates),
        children=len(pupils_with_consent(session, me.school, today=today)) if is_draft else 0,
        suggested=len(suggestions(session, me.school_id)) if is_draft else 0,
        alarms=queries.alarms(session, row),
        takes_answers=row.takes_answers(today),
        may_make=not me.roles.isdisjoint(MAKERS),
    )


@bp.get("/surveys/<int:survey_id>/preview")
@allow(*READERS)
def preview(survey_id: int) -> str:
    """Show what a family will see; nothing can be sent."""
    me, session = viewer(), db.session()
    row = queries.get_survey(session, me.school_id, survey_id)
    return render_template(
        "evaluation/survey/answer.html",
        survey=row,
        student=None,
        number=1,
        whole=1,
        asked=[one for one in row.form.asked() if not one.is_per_club],
        clubs=_some_clubs(row),
        replies=queries.last_replies(session, me.school_id),
        form=None,
        sent=request.form,
        is_preview=True,
        back=url_for(".survey", survey_id=row.id),
    )


@bp.post("/surveys/<int:survey_id>/open")
@allow(*MAKERS)
def open_it(survey_id: int) -> Response:
    """Open a draft and tell the guardians."""
    me = viewer()
    row = queries.get_survey(db.session(), me.school_id, survey_id, for_update=True)
    told = services.open_survey(
        db.session(), me.school, row, actor_id=me.account_id, now=clock.now()
    )
    flash(ngettext("%(num)d guardian was invited.", "%(num)d guardians were invited.", told))
    return to(url_for(".survey", survey_id=row.id))


@bp.post("/surveys/<int:survey_id>/drop")
@allow(*MAKERS)
def drop(survey_id: int) -> Response:
    """Throw a draft away."""
    me = viewer()
    row = queries.get_survey(db.session(), me.school_id, survey_id, for_update=True)
    services.drop_draft(db.session(), row, actor_id=me.account_id, now=clock.now())
    return to(url_for(".survey_list"))


@bp.post("/surveys/<int:survey_id>/remind")
@allow(*MAKERS)
def remind(survey_id: int) -> Response:
    """Remind the families that have not answered; who they are is not shown."""
    me = viewer()
    row = queries.get_survey(db.session(), me.school_id, survey_id)
    told = services.remind(db.session(), me.school, row, actor_id=me.account_id, now=clock.now())
    flash(ngettext("%(num)d guardian was reminded.", "%(num)d guardians were reminded.", told))
    return to(url_for(".survey", survey_id=row.id))


@bp.post("/surveys/<int:survey_id>/close")
@allow(*MAKERS)
def close(survey_id: int) -> Response:
    """Close a survey before its last day is over."""
    me = viewer()
    row = queries.get_survey(db.session(), me.school_id, survey_id, for_update=True)
    services.close_survey(db.session(), me.school, row, actor_id=me.account_id, now=clock.now())
    return to(url_for(".results", survey_id=row.id))


def _some_clubs(row: Survey) -> list[tuple[Section, list[Question]]]:
    """Give one club and those with a question of their own, each with what is asked about it."""
    me = viewer()
    asked = [one for one in row.form.asked() if one.is_per_club]
    single = {one.section_id for one in asked if one.section_id is not None}
    term = current_term(db.session(), me.school_id, me.school.today(clock.now()))
    if term is None:
        return []
    published = (SectionState.PUBLISHED,)
    listed = sections(db.session(), me.school_id, term.id, states=published)
    shown = [one for one in listed if one.id in single] or listed[:1]
    return [(one, [question for question in asked if question.is_of(one.id)]) for one in shown]


def _offered() -> list[Question]:
    form = queries.newest_form(db.session(), viewer().school_id, _kind())
    return offered_questions(form, _kind())


def _kind() -> SurveyKind:
    is_poll = request.args.get("kind") == SurveyKind.INTEREST.value
    return SurveyKind.INTEREST if is_poll else SurveyKind.MONTHLY


def _new_form(**data: object) -> SurveyForm:
    form = SurveyForm(request.form if request.method == "POST" else None, data=data)
    form.keys.choices = options((one.key, one.label) for one in _offered())
    return form


def _new_page(form: SurveyForm) -> str:
    return render_template(
        "evaluation/survey/new.html",
        form=form,
        questions=_offered(),
        month=viewer().school.today(clock.now()),
        is_poll=_kind() is SurveyKind.INTEREST,
    )
