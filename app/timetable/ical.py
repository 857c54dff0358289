"""Writes meetings as a calendar that phones follow (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

LOOKS_AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class Entry:
    """A meeting as a calendar shows it; `uid` stays when it is moved or cancelled."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    note: str
    takes_place: bool
    revision: int
    revised_at: datetime


def write_calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """Write a calendar; the same meetings give the same bytes."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Zouban//Timetable//ZH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", LOOKS_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", LOOKS_AGAIN)
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.revision)
    event.add("dtstamp", entry.revised_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("status", "CONFIRMED" if entry.takes_place else "CANCELLED")
    if entry.place:
        event.add("location", entry.place)
    if entry.note:
        event.add("description", entry.note)
    return event
