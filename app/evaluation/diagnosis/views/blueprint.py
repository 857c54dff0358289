"""The blueprint that the pages of the diagnosis share, whose they are, and their words."""

from datetime import datetime
from typing import Any, TypedDict

from flask import Blueprint
from flask_babel import gettext

from app.accounts.queries.people import homerooms_led
from app.accounts.viewer import viewer
from app.attendance.queries.figures import sections_taught
from app.core import clock
from app.core.db import db
from app.evaluation.diagnosis import labels, policy
from app.evaluation.diagnosis.measures import SHARES, Amount, Measure
from app.evaluation.diagnosis.models import DiagnosisLine
from app.evaluation.diagnosis.queries.diagnoses import Whose
from app.web import translation
from app.web.figures import percent

bp = Blueprint("diagnosis", __name__)


class Signature(TypedDict):
    """Who acts and when, as services ask it."""

    actor_id: int
    now: datetime


def signature() -> Signature:
    """Say who acts in this request and when."""
    return Signature(actor_id=viewer().account_id, now=clock.now())


def whose() -> Whose:
    """Say whose diagnoses the viewer sees."""
    me, session = viewer(), db.session()
    if policy.sees_all(me.roles):
        return Whose(sees_all=True)
    return Whose(
        sees_all=False,
        homerooms=homerooms_led(session, me.school_id, me.account_id),
        sections=sections_taught(session, me.school_id, me.account_id),
    )


def told(line: DiagnosisLine) -> str:
    """Say a number that stands out, with what it was held against."""
    detail = line.detail_en if translation.current() == "en" else line.detail
    parts = [
        gettext(
            labels.SENTENCES[line.measure],
            value=line.value,
            of=line.of_all,
            percent=_percent(line.now),
            detail=detail,
        )
    ]
    if line.measure in SHARES and line.usual_of:
        parts.append(gettext(labels.BEFORE, percent=_percent(line.before)))
    if line.median is not None:
        parts.append(gettext(labels.MEDIAN, percent=round(100 * line.median)))
    return str(gettext("; ")).join(map(str, parts))


def shown(line: DiagnosisLine) -> str:
    """Write a number of the table: a share in percent with its sample, or a count."""
    if line.measure in SHARES or line.measure is Measure.SCORE:
        return f"{_percent(line.now)}% ({line.value}/{line.of_all})" if line.of_all else "–"
    return f"{line.value} / {line.of_all}" if line.of_all else str(line.value)


def shown_before(line: DiagnosisLine) -> str:
    """Write what a share was in the earlier weeks."""
    return f"{_percent(line.before)}% ({line.before.of})" if line.before.of else "–"


def _percent(amount: Amount) -> int:
    return percent(amount.value, amount.of)


@bp.context_processor
def words() -> dict[str, Any]:
    """Give the words of the diagnosis to its pages."""
    return {
        "sentence": told,
        "shown": shown,
        "shown_before": shown_before,
        "measure_name": lambda measure: gettext(labels.NAMES[measure]),
        "shares": SHARES,
    }
