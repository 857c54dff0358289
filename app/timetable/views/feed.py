"""A private calendar address for everybody: a family's clubs, a teacher's meetings."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

import segno
from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import force_locale, gettext

from app.accounts.models import Student
from app.accounts.queries.viewers import children_of
from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.roles import FAMILY, STAFF
from app.timetable import services
from app.timetable.ical import Entry, write_calendar
from app.timetable.models import CalendarFeed, Meeting
from app.timetable.queries import audience, feeds
from app.timetable.views.blueprint import bp, reason_of
from app.web.access import allow, public
from app.web.fragments import to
from app.web.translation import current, in_language

EVERYBODY = (*FAMILY, *STAFF)
BEFORE, AHEAD = timedelta(days=31), timedelta(days=200)


@bp.get("/me/calendar")
@allow(*EVERYBODY)
def calendar() -> str:
    """Show whether there is an address; it is not kept, so it cannot be shown again."""
    return _page()


@bp.post("/me/calendar")
@allow(*EVERYBODY)
def make_calendar() -> Response:
    """Make an address, or a new one in place of the old, and show it this once."""
    token = services.make_feed(db.session(), viewer().account, language=current(), now=clock.now())
    answer = make_response(_page(url_for(".feed", token=token, _external=True)))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/me/calendar/end")
@allow(*EVERYBODY)
def end_calendar() -> Response:
    """Let the address be none any more."""
    services.end_feed(db.session(), viewer().account, now=clock.now())
    flash(gettext("The address no longer works. Calendars that follow it empty themselves."))
    return to(url_for(".calendar"))


@bp.get("/calendar/<token>.ics")
@public
def feed(token: str) -> Response:
    """Give a calendar program the meetings of whoever made the address; else 404."""
    found = feeds.feed_by_token(db.session(), services.hash_of(token))
    if found is None:
        raise NotFound
    with force_locale(found.language):
        content = _written(found, clock.now())
    answer = Response(content, mimetype="text/calendar")
    answer.set_etag(hashlib.sha256(content).hexdigest())
    answer.make_conditional(request)
    return answer


def _page(address: str = "") -> str:
    code = segno.make(address, error="m", micro=False) if address else None
    return render_template(
        "timetable/calendar.html",
        row=feeds.feed_of(db.session(), viewer().account_id),
        address=address,
        app_address=f"webcal:{address.partition(':')[2]}" if address else "",
        code=str(code.svg_data_uri(border=2, light="#fff", omitsize=True)) if code else "",
        is_family=not viewer().roles.isdisjoint(FAMILY),
    )


def _written(found: CalendarFeed, now: datetime) -> bytes:
    """Write what the account may see today: meetings of its children, and those it leads."""
    account, session = found.account, db.session()
    today = account.school.today(now)
    works = not account.usable_roles_on(today).isdisjoint(STAFF)
    children = {child.id: child for child in children_of(session, account)}
    sections = audience.sections_of_children(session, account.school_id, children)
    meetings = feeds.meetings_to_follow(
        session,
        account.school_id,
        sections,
        account.id if works else None,
        today - BEFORE,
        today + AHEAD,
    )
    entries = []
    for meeting in meetings:
        going = [children[one] for one in sections.get(meeting.section_id, ())]
        entries.append(_entry(found, meeting, going if len(children) > 1 else []))
    return write_calendar(account.school.name, entries)


def _entry(found: CalendarFeed, meeting: Meeting, named: Sequence[Student]) -> Entry:
    """Write a meeting down; only who has several children reads whose it is."""
    school = found.account.school
    title = in_language(meeting.section.course.named)
    if named:
        names = "、".join(child.name for child in named)
        title = gettext("%(names)s: %(club)s", names=names, club=title)
    if not meeting.takes_place:
        title = gettext("Cancelled: %(club)s", club=title)
    adults = "、".join(adult.account.name for adult in meeting.present)
    return Entry(
        uid=f"{meeting.section_id}-{meeting.slot_id}-{meeting.planned_on}@{school.code}.zouban",
        title=title,
        starts_at=meeting.begins(school.time_zone),
        ends_at=meeting.ends(school.time_zone),
        place=meeting.room.name if meeting.room else "",
        note="\n".join(line for line in (adults, reason_of(meeting)) if line),
        takes_place=meeting.takes_place,
        revision=meeting.revision,
        revised_at=meeting.revised_at or found.made_at,
    )
