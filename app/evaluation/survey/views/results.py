"""Results of a closed survey, as pictures and as a workbook; what the school answers."""

from http import HTTPStatus

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.evaluation.survey import services
from app.evaluation.survey.forms import ReplyForm
from app.evaluation.survey.models import Survey, SurveyState
from app.evaluation.survey.policy import MAKERS
from app.evaluation.survey.queries import results as result_queries
from app.evaluation.survey.queries import surveys as queries
from app.evaluation.survey.queries.results import ClubResult, Results
from app.evaluation.survey.tally import Distribution
from app.evaluation.survey.views.blueprint import answer_labels, bp, question_label
from app.evaluation.survey.views.surveys import READERS
from app.sheets.tables import Cell, Table
from app.sheets.writing import XLSX, to_xlsx
from app.web.access import allow
from app.web.fragments import to


@bp.get("/surveys/<int:survey_id>/results")
@allow(*READERS)
def results(survey_id: int) -> Response:
    """Show how each question was answered, of all grades or of one."""
    row = queries.get_survey(db.session(), viewer().school_id, survey_id)
    if row.state is not SurveyState.CLOSED:
        return to(url_for(".survey", survey_id=row.id))
    return _page(row, ReplyForm(None), HTTPStatus.OK)


@bp.get("/surveys/<int:survey_id>/results.xlsx")
@allow(*READERS)
def workbook(survey_id: int) -> Response:
    """Give everything the results page shows as a workbook."""
    row = queries.get_survey(db.session(), viewer().school_id, survey_id)
    if row.state is not SurveyState.CLOSED:
        return to(url_for(".survey", survey_id=row.id))
    found = result_queries.results(db.session(), row)
    answer = make_response(to_xlsx([_questions(found), _clubs(found), _texts(found)]))
    answer.mimetype = XLSX
    answer.headers["Content-Disposition"] = f'attachment; filename="survey-{row.month:%Y-%m}.xlsx"'
    return answer


@bp.post("/surveys/<int:survey_id>/replies")
@allow(*MAKERS)
def reply(survey_id: int) -> Response:
    """Write what the school does about what families said."""
    me, form = viewer(), ReplyForm(request.form)
    row = queries.get_survey(db.session(), me.school_id, survey_id)
    if row.state is not SurveyState.CLOSED:
        return to(url_for(".survey", survey_id=row.id))
    if form.validate():
        try:
            said, done = form.said.data or "", form.done.data or ""
            services.write_reply(
                db.session(), row, said, done, actor_id=me.account_id, now=clock.now()
            )
            return to(url_for(".results", survey_id=row.id) + "#replies")
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(row, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(row: Survey, form: ReplyForm, status: int) -> Response:
    me, session = viewer(), db.session()
    asked = request.args.get("grade", type=int)
    rates = queries.responses(session, row)
    whole = result_queries.results(session, row)
    grade = asked if asked in whole.grades else None
    found = whole if grade is None else result_queries.results(session, row, grade=grade)
    overall = next((one for q, one in whole.questions if q.key == "overall"), None)
    page = render_template(
        "evaluation/survey/results.html",
        survey=row,
        results=found,
        grades=whole.grades,
        grade=grade,
        overall=overall,
        used=sum(one.used for one in rates),
        whole=sum(one.whole for one in rates),
        rates=rates,
        replies=queries.replies(session, row),
        alarms=queries.alarms(session, row),
        asked=row.form.asked(),
        form=form,
        may_make=not me.roles.isdisjoint(MAKERS),
    )
    return make_response(page, status)


def _questions(found: Results) -> Table:
    rows = [line for question, one in found.questions if one for line in _lines(one)]
    return Table(gettext("Questions"), [*_heads(), gettext("Ballots")], rows)


def _clubs(found: Results) -> Table:
    rows = [
        [_club_name(club), *line]
        for club in found.clubs
        for _question, one in club.answers
        for line in _lines(one)
    ]
    return Table(gettext("Clubs"), [gettext("Club"), *_heads(), gettext("Ballots")], rows)


def _texts(found: Results) -> Table:
    rows = [[question_label(question), text] for question, texts in found.texts for text in texts]
    return Table(gettext("In their words"), [gettext("Question"), gettext("Answer")], rows)


def _heads() -> list[str]:
    return [gettext("Question"), gettext("Answer"), gettext("How many")]


def _lines(one: Distribution) -> list[list[Cell]]:
    labels = answer_labels(one.question)
    label = question_label(one.question)
    return [[label, labels.get(value, value), count, one.size] for value, count in one.counts]


def _club_name(club: ClubResult) -> str:
    return club.section.course.title if club.section else gettext("smaller clubs together")
