"""Personal links on paper, homeroom by homeroom."""

import segno
from flask import Response, make_response, render_template, url_for

from app.accounts.viewer import viewer
from app.audit.services import record
from app.core import clock
from app.core.db import db
from app.evaluation.survey.policy import MAKERS
from app.evaluation.survey.queries import surveys as queries
from app.evaluation.survey.services import token_of
from app.evaluation.survey.views.blueprint import bp
from app.schools.queries import get_homeroom
from app.web.access import allow

ON_A_SHEET = 8


@bp.get("/surveys/<int:survey_id>/links/<int:homeroom_id>")
@allow(*MAKERS, records=True)
def links(survey_id: int, homeroom_id: int) -> Response:
    """Show a code for each guardian of a homeroom, eight a sheet; nothing keeps this page."""
    me, session = viewer(), db.session()
    survey = queries.get_survey(session, me.school_id, survey_id)
    homeroom = get_homeroom(session, me.school_id, homeroom_id)
    families = queries.families_of(session, survey, homeroom.id)
    record(
        session,
        "print survey links",
        "survey",
        survey.id,
        school_id=me.school_id,
        actor_id=me.account_id,
        now=clock.now(),
        homeroom_id=homeroom.id,
    )
    printed = [(one, _qr(token_of(one.invitation.salt))) for one in families]
    starts = range(0, len(printed), ON_A_SHEET)
    page = render_template(
        "evaluation/survey/links.html",
        survey=survey,
        homeroom=homeroom,
        sheets=[printed[start : start + ON_A_SHEET] for start in starts],
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _qr(token: str) -> str:
    address = url_for(".by_link", token=token, _external=True)
    return str(segno.make(address, error="m", micro=False).svg_data_uri(border=1, omitsize=True))
