"""The family's page: one ballot for each child, by a personal link or signed in."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Response, make_response, render_template, request, url_for

from app.accounts.models import Student
from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import Role
from app.courses.models import Section
from app.enrollment.queries.places import places_of
from app.evaluation.survey.errors import AlreadyAnswered
from app.evaluation.survey.forms import sent_answers
from app.evaluation.survey.models import Invitation, Survey
from app.evaluation.survey.queries import surveys as queries
from app.evaluation.survey.queries.questions import large_enough
from app.evaluation.survey.questions import Question
from app.evaluation.survey.services import clubs_asked, hand_in
from app.evaluation.survey.services.ballots import hashed
from app.evaluation.survey.views.blueprint import bp
from app.schools.models import School
from app.schools.queries import current_term, get_school
from app.web.access import allow, public
from app.web.forms import Form
from app.web.fragments import to


@bp.get("/survey")
@allow(Role.GUARDIAN)
def mine() -> Response:
    """Show the open survey to a guardian who is signed in."""
    me, today = viewer(), viewer().school.today(clock.now())
    survey = queries.open_survey(db.session(), me.school_id, today=today)
    invitation = queries.invitation_of(db.session(), survey, me.account_id) if survey else None
    if survey is None or invitation is None:
        said = queries.last_replies(db.session(), me.school_id)
        return make_response(render_template("evaluation/survey/none.html", replies=said))
    return _page(me.school, survey, invitation)


@bp.post("/survey")
@allow(Role.GUARDIAN)
def answer_mine() -> Response:
    """Take the ballot of a guardian who is signed in."""
    me, today = viewer(), viewer().school.today(clock.now())
    survey = queries.open_survey(db.session(), me.school_id, today=today)
    invitation = queries.invitation_of(db.session(), survey, me.account_id) if survey else None
    if survey is None or invitation is None:
        raise NotFound
    return _take(me.school, survey, invitation)


@bp.get("/answer/<token>")
@public
def by_link(token: str) -> Response:
    """Show the survey of a personal link; no name is typed."""
    return _private(_page(*_of_token(token)))


@bp.post("/answer/<token>")
@public
def answer_by_link(token: str) -> Response:
    """Take the ballot of a personal link."""
    return _private(_take(*_of_token(token)))


def _of_token(token: str) -> tuple[School, Survey, Invitation]:
    invitation = queries.invitation_by_token(db.session(), hashed(token))
    school = get_school(db.session(), invitation.school_id)
    survey = queries.get_survey(db.session(), school.id, invitation.survey_id)
    return school, survey, invitation


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _take(school: School, survey: Survey, invitation: Invitation) -> Response:
    form, session = Form(request.form), db.session()
    if not form.validate():
        return _page(school, survey, invitation, form)
    covered = queries.children_of(session, invitation)
    wanted = request.form.get("child", "")
    found = next((one for one in covered if str(one[1].id) == wanted), None)
    if found is None:
        raise NotFound
    child, student = found
    if child.is_used:
        raise AlreadyAnswered
    section_ids = [section.id for section in _clubs(school, student)]
    try:
        hand_in(
            session,
            survey,
            child,
            student.grade,
            section_ids,
            sent_answers(request.form),
            today=school.today(clock.now()),
        )
    except Invalid as refusal:
        form.refuse(refusal)
        return _page(school, survey, invitation, form)
    return to(request.path)


def _page(
    school: School, survey: Survey, invitation: Invitation, form: Form | None = None
) -> Response:
    """Show the first child whose ballot is free, or thanks when there is none."""
    session = db.session()
    is_open = survey.takes_answers(school.today(clock.now()))
    covered = queries.children_of(session, invitation)
    waiting = [(child, student) for child, student in covered if not child.is_used]
    if not waiting or not is_open:
        said = queries.last_replies(session, school.id)
        page = render_template(
            "evaluation/survey/thanks.html", survey=survey, is_open=is_open, replies=said
        )
        return make_response(page)
    student = waiting[0][1]
    page = render_template(
        "evaluation/survey/answer.html",
        survey=survey,
        student=student,
        number=len(covered) - len(waiting) + 1,
        whole=len(covered),
        asked=[one for one in survey.form.asked() if not one.is_per_club],
        clubs=_club_questions(school, survey, student),
        replies=queries.last_replies(session, school.id),
        form=form,
        sent=request.form,
        is_preview=False,
        back=url_for("home.start"),
    )
    refused = form is not None
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK)


def _club_questions(
    school: School, survey: Survey, student: Student
) -> list[tuple[Section, list[Question]]]:
    """Give each club of a child with what is asked about it."""
    clubs = _clubs(school, student)
    ids = [one.id for one in clubs]
    large = large_enough(db.session(), school.id, ids)
    of_clubs = [(one, clubs_asked(one, ids, large)) for one in survey.form.asked()]
    return [
        (section, [question for question, reach in of_clubs if section.id in reach])
        for section in clubs
    ]


def _clubs(school: School, student: Student) -> Sequence[Section]:
    term = current_term(db.session(), school.id, school.today(clock.now()))
    if term is None:
        return []
    held = places_of(db.session(), school.id, term.id, [student.id])
    return [place.section for place in held]
