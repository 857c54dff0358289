"""Weeks of meetings: one's own, a colleague's, a room's, a child's, a homeroom's.

Each is a page, a sheet of paper and a workbook; they differ by who loads what.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Response, flash, render_template, url_for
from flask_babel import gettext

from app.accounts.models import Student
from app.accounts.policy import FINDERS
from app.accounts.queries.people import homerooms_led
from app.accounts.queries.students import get_student
from app.accounts.viewer import children, current_child, viewer
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.roles import FAMILY, STAFF, Role
from app.schools import queries as schools
from app.schools.calendar import undecided
from app.schools.models import Term
from app.sheets.tables import Table
from app.sheets.writing import XLSX, to_xlsx
from app.timetable import policy
from app.timetable.models import Meeting
from app.timetable.queries import audience, meetings
from app.timetable.rule import week_of
from app.timetable.services import Difference, difference, keep_meetings
from app.timetable.views.blueprint import asked_day, bp, reason_of, signature, times_of
from app.web.access import allow
from app.web.dates import weekday
from app.web.downloads import download
from app.web.fragments import to
from app.web.translation import in_language

A_WEEK, WEEKEND = timedelta(days=7), 6
GRIDS = frozenset({"week", "room_week", "colleague_week"})  # free days matter there


@dataclass(frozen=True)
class Day:
    """A day of the week and its meetings."""

    day: date
    is_today: bool
    meetings: Sequence[Meeting]


@dataclass(frozen=True)
class Week:
    """The meetings of somebody, of a room or of a homeroom in a week."""

    whose: str
    endpoint: str
    meetings: Sequence[Meeting]
    asked: date
    ids: Mapping[str, Any] = field(default_factory=dict)  # of the address
    going: Mapping[int, Sequence[Student]] | None = None  # who of a homeroom goes to a section
    is_family: bool = False

    @property
    def first(self) -> date:
        """The Monday."""
        return week_of(self.asked)[0]

    @property
    def last(self) -> date:
        """The Sunday."""
        return week_of(self.asked)[1]

    @property
    def is_this_week(self) -> bool:
        """Whether today lies in it."""
        return self.first <= _today() <= self.last

    @property
    def days(self) -> list[Day]:
        """The days on which something runs; of adults and rooms, Monday to Friday in any case."""
        shown = [self.first + timedelta(days=number) for number in range(7)]
        found = [
            Day(day, day == _today(), [one for one in self.meetings if one.day == day])
            for day in shown
        ]
        is_grid = self.endpoint in GRIDS
        return [
            one for one in found if one.meetings or (is_grid and one.day.isoweekday() < WEEKEND)
        ]

    def url(self, shape: str = "", weeks: int = 0) -> str:
        """Address this week, or another, as a page, `_print` or `_workbook`."""
        on = (self.first + weeks * A_WEEK).isoformat()
        return url_for(f"timetable.{self.endpoint}{shape}", on=on, **self.ids)

    def names(self, meeting: Meeting) -> str:
        """Name who of the homeroom goes to a meeting."""
        there = self.going.get(meeting.section_id, ()) if self.going else ()
        return "、".join(child.name for child in there)


def _own() -> Week:
    """Load the viewer's own week."""
    me = viewer()
    found = meetings.meetings_of_adult(db.session(), me.school_id, me.account_id, *_dates())
    return Week(gettext("My timetable"), "week", found, asked_day())


def _of_room(room_id: int) -> Week:
    """Load the week of a room."""
    me = viewer()
    room = schools.get_room(db.session(), me.school_id, room_id)
    found = meetings.meetings_in_room(db.session(), me.school_id, room.id, *_dates())
    return Week(room.name, "room_week", found, asked_day(), {"room_id": room.id})


def _of_colleague(account_id: int) -> Week:
    """Load the week of a colleague."""
    me = viewer()
    colleague = schools.get_keeper(db.session(), me.school_id, account_id)
    found = meetings.meetings_of_adult(db.session(), me.school_id, colleague.id, *_dates())
    ids = {"account_id": colleague.id}
    return Week(colleague.name, "colleague_week", found, asked_day(), ids)


def _of_child() -> Week:
    """Load the week of the child the family looks at."""
    child = current_child()
    return Week(child.name, "child_week", _meetings_of(child), asked_day(), is_family=True)


def _of_student(student_id: int) -> Week:
    """Load the week of a student for the staff."""
    child = get_student(db.session(), viewer().school_id, student_id)
    ids = {"student_id": child.id}
    return Week(child.name, "student_week", _meetings_of(child), asked_day(), ids)


def _of_homeroom(homeroom_id: int) -> Week:
    """Load where the children of a homeroom go; to who may not see it, it does not exist."""
    me, session = viewer(), db.session()
    led = homerooms_led(session, me.school_id, me.account_id)
    if not policy.may_see_homeroom(me.roles, leads_it=homeroom_id in led):
        raise NotFound
    homeroom = schools.get_homeroom(session, me.school_id, homeroom_id)
    going = audience.homeroom_children(session, me.school_id, homeroom.id)
    found = meetings.meetings_of_sections(session, me.school_id, list(going), *_dates())
    ids = {"homeroom_id": homeroom.id}
    return Week(homeroom.title, "homeroom_week", found, asked_day(), ids, going)


def _page(week: Week) -> str:
    me = viewer()
    keeps = week.endpoint == "week" and Role.SCHOOL_ADMIN in me.roles
    term = schools.current_term(db.session(), me.school_id, week.asked) if keeps else None
    return render_template(
        "timetable/week.html",
        week=week,
        change=_difference(term) if term else None,
        undecided=_undecided(term) if term else [],
        children=children() if week.is_family else [],
        child=current_child() if week.is_family else None,
    )


def _paper(week: Week) -> str:
    return render_template("timetable/week_print.html", week=week)


def _workbook(week: Week) -> Response:
    headings = [
        gettext("Day"),
        gettext("Time"),
        gettext("Club"),
        gettext("Room"),
        gettext("Adults"),
    ]
    if week.going is not None:
        headings.append(gettext("Who goes"))
    table = Table(
        title=week.first.isoformat(),
        headings=[*headings, gettext("Remark")],
        rows=[_row(week, meeting) for meeting in week.meetings],
    )
    return download(to_xlsx([table]), f"week-{week.first.isoformat()}.xlsx", XLSX)


def _row(week: Week, meeting: Meeting) -> list[str | int]:
    return [
        weekday(meeting.day),
        times_of(meeting),
        in_language(meeting.section.course.named),
        meeting.room.name if meeting.room else "",
        "、".join(adult.account.name for adult in meeting.present),
        *([week.names(meeting)] if week.going is not None else []),
        reason_of(meeting),
    ]


def _shapes(path: str, endpoint: str, roles: Iterable[Role], load: Callable[..., Week]) -> None:
    """Give a week its page, its paper and its workbook."""
    for shape, ending, show in (
        ("", "", _page),
        ("_print", "/print", _paper),
        ("_workbook", ".xlsx", _workbook),
    ):
        bp.add_url_rule(path + ending, endpoint + shape, allow(*roles)(_view(load, show)))


def _view(
    load: Callable[..., Week], show: Callable[[Week], Response | str]
) -> Callable[..., Response | str]:
    def view(**ids: int) -> Response | str:
        return show(load(**ids))

    view.__doc__ = load.__doc__
    return view


_shapes("/timetable", "week", STAFF, _own)
_shapes("/timetable/rooms/<int:room_id>", "room_week", STAFF, _of_room)
_shapes("/timetable/colleagues/<int:account_id>", "colleague_week", STAFF, _of_colleague)
_shapes("/timetable/child", "child_week", FAMILY, _of_child)
_shapes("/students/<int:student_id>/week", "student_week", FINDERS, _of_student)
_shapes("/homerooms/<int:homeroom_id>/week", "homeroom_week", policy.HOMEROOM_READERS, _of_homeroom)


@bp.get("/timetable/rooms")
@allow(*STAFF)
def rooms() -> str:
    """List the rooms to open the week of one."""
    found = schools.rooms(db.session(), viewer().school_id, in_use_only=True)
    return render_template("timetable/rooms.html", rooms=found)


@bp.get("/timetable/colleagues")
@allow(*STAFF)
def colleagues() -> str:
    """List the staff to open the week of one."""
    found = schools.keepers(db.session(), viewer().school_id)
    return render_template("timetable/colleagues.html", colleagues=found)


@bp.post("/timetable/keep")
@allow(Role.SCHOOL_ADMIN)
def keep() -> Response:
    """Make, change and drop meetings as the rule of the week wants them."""
    me, now = viewer(), clock.now()
    term = schools.get_current_term(db.session(), me.school_id, me.school.today(now))
    done = keep_meetings(db.session(), me.school, term, **signature())
    flash(
        gettext(
            "%(added)d meetings added, %(changed)d changed, %(dropped)d dropped.",
            added=len(done.added),
            changed=len(done.changed),
            dropped=len(done.dropped),
        )
    )
    return to(url_for(".week"))


def _meetings_of(child: Student) -> Sequence[Meeting]:
    session, school_id = db.session(), child.school_id
    sections = audience.sections_of_children(session, school_id, [child.id])
    return meetings.meetings_of_sections(session, school_id, list(sections), *_dates())


def _difference(term: Term) -> Difference:
    return difference(db.session(), viewer().school, term, now=clock.now())


def _undecided(term: Term) -> Sequence[date]:
    special = schools.calendar_days(db.session(), term.school_id, term.starts_on, term.ends_on)
    return [mark.day for mark in undecided(special)]


def _dates() -> tuple[date, date]:
    return week_of(asked_day())


def _today() -> date:
    return viewer().school.today(clock.now())
