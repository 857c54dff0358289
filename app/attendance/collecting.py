"""What arrives about who collects a child, before any rule is asked."""

from dataclasses import dataclass
from datetime import date, time

from app.attendance.collector_models import HomeWay


@dataclass(frozen=True)
class Adult:
    """Somebody who collects a child; `on_day` for one day only."""

    name: str
    relation: str = ""
    phone: str = ""
    on_day: date | None = None


@dataclass(frozen=True)
class Going:
    """How a child goes home; `until` for extended care."""

    way: HomeWay
    until: time | None = None
