"""Setting what the plan has to keep."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.errors import NotFound
from app.schools import queries
from app.schools.errors import EndsInWrongOrder
from app.schools.models import BandRule, School, ServiceRule
from app.schools.rules import Limits


class RuleValues(NamedTuple):
    """All rules of a school; `limits` by (season, band)."""

    days_per_week: int | None
    minutes_per_day: int | None
    limits: Mapping[tuple[int, int], Limits]


def save_rules(
    session: Session, school: School, values: RuleValues, *, actor_id: int | None, now: datetime
) -> None:
    """Replace the rules of a school.

    Raises:
        EndsInWrongOrder: a band would have to end later than it may.
        NotFound: a season or band is none of this school.
    """
    seasons = {season.id for season in queries.seasons(session, school.id)}
    bands = {band.id for band in queries.bands(session, school.id)}
    for (season_id, band_id), limits in values.limits.items():
        if season_id not in seasons or band_id not in bands:
            raise NotFound
        _check(limits)
    whole = session.get(ServiceRule, school.id) or ServiceRule(school_id=school.id)
    whole.days_per_week, whole.minutes_per_day = values.days_per_week, values.minutes_per_day
    session.add(whole)
    session.execute(delete(BandRule).where(BandRule.school_id == school.id))
    session.add_all(
        BandRule(school_id=school.id, season_id=season_id, band_id=band_id, **limits._asdict())
        for (season_id, band_id), limits in values.limits.items()
        if any(limits)
    )
    session.flush()
    record(
        session,
        "change service rules",
        "school",
        school.id,
        school_id=school.id,
        actor_id=actor_id,
        now=now,
    )


def _check(limits: Limits) -> None:
    first, last = limits.end_not_before, limits.end_not_after
    if first and last and last < first:
        raise EndsInWrongOrder(first=f"{first:%H:%M}", last=f"{last:%H:%M}")
