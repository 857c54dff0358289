"""The way of a patrol: today's meetings of a period in walking order, seen and not yet seen."""

from datetime import timedelta

from flask import render_template, request

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.evaluation.actions.queries.actions import waiting_for_a_look
from app.evaluation.patrol.fairness import walk
from app.evaluation.patrol.policy import PATROLS
from app.evaluation.patrol.queries import visits as queries
from app.evaluation.patrol.queries.visits import Stop
from app.evaluation.patrol.views.blueprint import bp
from app.web.access import allow

USUAL_WALK = 8  # meetings a person sees in a period
NEAR = timedelta(minutes=60)


@bp.get("/patrol")
@allow(*PATROLS)
def way() -> str:
    """Show the way; `?period=2` chooses another, `?walk=fair` who was seen least."""
    me, now, session = viewer(), clock.now(), db.session()
    day = me.school.today(now)
    stops = queries.stops(session, me.school, day)
    periods = sorted({stop.period for stop in stops})
    period = _period(stops, periods)
    here = [stop for stop in stops if stop.period == period]
    is_fair = request.args.get("walk") == "fair"
    owed = {one.meeting_id for one in walk((stop.candidate for stop in here), USUAL_WALK)}
    shown = [stop for stop in here if stop.meeting.id in owed or stop.visits or not is_fair]
    return render_template(
        "evaluation/patrol/way.html",
        account_id=me.account_id,
        day=day,
        periods=periods,
        period=period,
        buildings=_buildings(shown),
        seen=sum(bool(stop.visits) for stop in here),
        whole=len(here),
        next_id=next((stop.meeting.id for stop in shown if not stop.visits), None),
        is_fair=is_fair,
        fewest=min(USUAL_WALK, len(here)),
        waiting=waiting_for_a_look(session, me.school_id),
        others=[
            visit
            for visit in queries.last_seen(session, me.school_id, now - NEAR)
            if visit.inspector_id != me.account_id and me.school.today(visit.seen_at) == day
        ],
    )


def _period(stops: list[Stop], periods: list[int]) -> int:
    """Choose the period that was asked for, or the first that has not ended, or the last."""
    asked = request.args.get("period", "")
    if asked.isdecimal() and asked in {str(one) for one in periods}:
        return int(asked)
    zone, now = viewer().school.time_zone, clock.now()
    open_ones = [stop.period for stop in stops if now < stop.meeting.ends(zone)]
    return min(open_ones, default=max(periods, default=1))


def _buildings(stops: list[Stop]) -> dict[str, list[Stop]]:
    found: dict[str, list[Stop]] = {}
    for stop in stops:
        found.setdefault(stop.candidate.building, []).append(stop)
    return found
