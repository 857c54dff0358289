"""The interest poll: what pupils would like, one ballot for each child, without a name."""

from http import HTTPStatus

from flask import Response, make_response, render_template, request, url_for

from app.accounts.models import Student
from app.accounts.viewer import children, current_child, viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import FAMILY
from app.evaluation.survey.errors import AlreadyAnswered
from app.evaluation.survey.forms import sent_answers
from app.evaluation.survey.models import Survey, SurveyKind
from app.evaluation.survey.queries import surveys as queries
from app.evaluation.survey.services import hand_in
from app.evaluation.survey.views.blueprint import bp
from app.web.access import allow
from app.web.forms import Form
from app.web.fragments import to


@bp.get("/poll")
@allow(*FAMILY)
def poll() -> Response:
    """Show the open poll to a child, or to a guardian for the child who is chosen."""
    child = current_child() if children() else None
    return _page(_open_poll(), child, None)


@bp.post("/poll")
@allow(*FAMILY)
def answer_poll() -> Response:
    """Take the ballot of a child."""
    survey, form = _open_poll(), Form(request.form)
    wanted = request.form.get("child", "")
    child = next((one for one in children() if str(one.id) == wanted), None)
    ballot = queries.ballot_of(db.session(), survey, child.id) if survey and child else None
    if survey is None or child is None or ballot is None:
        raise NotFound
    if ballot.is_used:
        raise AlreadyAnswered
    try:
        sent, today = sent_answers(request.form), viewer().school.today(clock.now())
        if form.validate():
            hand_in(db.session(), survey, ballot, child.grade, [], sent, today=today)
            return to(url_for(".poll"))
    except Invalid as refusal:
        form.refuse(refusal)
    return _page(survey, child, form)


def _open_poll() -> Survey | None:
    me = viewer()
    today = me.school.today(clock.now())
    return queries.open_survey(db.session(), me.school_id, today=today, kind=SurveyKind.INTEREST)


def _page(survey: Survey | None, child: Student | None, form: Form | None) -> Response:
    ballot = queries.ballot_of(db.session(), survey, child.id) if survey and child else None
    if survey is None or child is None or ballot is None:
        return make_response(render_template("evaluation/survey/none.html", replies=[]))
    if ballot.is_used:
        facts = {"survey": survey, "is_open": True, "replies": []}
        return make_response(render_template("evaluation/survey/thanks.html", **facts))
    page = render_template(
        "evaluation/survey/answer.html",
        survey=survey,
        student=child,
        number=1,
        whole=1,
        asked=[one for one in survey.form.asked() if not one.is_per_club],
        clubs=[],
        replies=[],
        form=form,
        sent=request.form,
        is_preview=False,
        back=url_for("home.start"),
    )
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK)
