"""A week of the school on one page: what stands out first, with a small picture of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext, ngettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.evaluation.diagnosis import policy
from app.evaluation.diagnosis.measures import Measure
from app.evaluation.diagnosis.models import Diagnosis
from app.evaluation.diagnosis.queries import diagnoses as queries
from app.evaluation.diagnosis.services import draft_week, publish
from app.evaluation.diagnosis.views.blueprint import bp, signature, whose
from app.schools.queries import current_term
from app.timetable.rule import week_of
from app.web.access import allow
from app.web.fragments import to
from app.web.translation import sentence_of

KINDS = ("all", "clubs", "homerooms")


@dataclass(frozen=True)
class Row:
    """A diagnosis in the list, and who came week by week: 0 half of those expected, 1 all."""

    diagnosis: Diagnosis
    course: Sequence[float]


@bp.get("/diagnoses")
@allow(*policy.READERS)
def week() -> str:
    """Show a week (`?week=` any of its days; the newest unless said)."""
    monday, weeks = _asked()
    rows = _rows(monday)
    kind = request.args.get("show", "all")
    kind = kind if kind in KINDS else "all"
    return render_template(
        "evaluation/diagnosis/week.html",
        monday=monday,
        before=max((one for one in weeks if one < monday), default=None),
        after=min((one for one in weeks if one > monday), default=None),
        rows=[row for row in rows if _is(kind, row.diagnosis)],
        counts={one: sum(_is(one, row.diagnosis) for row in rows) for one in KINDS},
        kind=kind,
        unpublished=sum(row.diagnosis.published_at is None for row in rows),
        may_publish=policy.may_publish(viewer().roles),
        may_draft=policy.may_publish(viewer().roles) and not _this_week_is_drafted(weeks),
    )


@bp.get("/diagnoses/print")
@allow(*policy.READERS)
def week_print() -> str:
    """Show a week for paper: what stands out, why, and what was promised."""
    monday, _weeks = _asked()
    rows = [row.diagnosis for row in _rows(monday)]
    return render_template(
        "evaluation/diagnosis/week_print.html",
        monday=monday,
        told=[one for one in rows if one.standing_out or one.cause or one.promises],
        quiet=[one for one in rows if not (one.standing_out or one.cause or one.promises)],
    )


@bp.post("/diagnoses/draft")
@allow(*policy.PUBLISHERS)
def draft() -> Response:
    """Draft this week, once its last meeting is over."""
    me = viewer()
    today = me.school.today(clock.now())
    term = current_term(db.session(), me.school_id, today)
    if term is None:
        flash(gettext("There is no term now."))
        return to(url_for(".week"))
    try:
        made = draft_week(db.session(), me.school, term, today, **signature())
        flash(ngettext("%(num)d diagnosis drafted.", "%(num)d diagnoses drafted.", made))
    except Invalid as refusal:
        flash(sentence_of(refusal))
    return to(url_for(".week", week=week_of(today)[0].isoformat()))


@bp.post("/diagnoses/publish")
@allow(*policy.PUBLISHERS)
def publish_week() -> Response:
    """Give all drafts of a week to those concerned."""
    me = viewer()
    monday, _weeks = _asked()
    listed = queries.diagnoses_of_week(db.session(), me.school_id, monday, whose())
    count = publish(db.session(), me.school, listed, **signature())
    flash(ngettext("%(num)d diagnosis published.", "%(num)d diagnoses published.", count))
    return to(url_for(".week", week=monday.isoformat()))


def _asked() -> tuple[date, Sequence[date]]:
    """Give the asked week, or the newest there is, and all weeks."""
    me = viewer()
    weeks = queries.weeks_with_diagnoses(db.session(), me.school_id, whose())
    newest = weeks[0] if weeks else week_of(me.school.today(clock.now()))[0]
    try:
        asked = week_of(date.fromisoformat(request.values.get("week", "")))[0]
    except (ValueError, OverflowError):
        asked = newest
    return asked, weeks


def _rows(monday: date) -> list[Row]:
    me, session = viewer(), db.session()
    listed = queries.diagnoses_of_week(session, me.school_id, monday, whose())
    came = queries.courses(session, me.school_id, Measure.CAME, monday)
    shares: Mapping[tuple[int | None, int | None], list[float]] = {
        subject: [max(0.0, 2 * share - 1) for _week, share in course]
        for subject, course in came.items()
    }
    rows = [Row(one, shares.get((one.section_id, one.homeroom_id), [])) for one in listed]
    return sorted(rows, key=_order)


def _order(row: Row) -> tuple[int, int, bool, str]:
    """Put what stands out for the worse first, clubs before homerooms, then by pinyin."""
    one = row.diagnosis
    name = one.section.course.title_pinyin if one.section else f"{one.homeroom_id:06}"
    return -one.worse, -len(one.standing_out), one.section is None, name


def _is(kind: str, one: Diagnosis) -> bool:
    return kind == "all" or (kind == "clubs") == (one.section_id is not None)


def _this_week_is_drafted(weeks: Sequence[date]) -> bool:
    return week_of(viewer().school.today(clock.now()))[0] in weeks
