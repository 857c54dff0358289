"""一日一课表: every meeting of a day on one page, with room, adults and children (R48)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Response, render_template
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.roles import STAFF
from app.sheets.tables import Table
from app.sheets.writing import XLSX, to_xlsx
from app.timetable import policy
from app.timetable.models import Meeting
from app.timetable.queries import audience, meetings
from app.timetable.views.blueprint import asked_day, bp, reason_of, times_of
from app.web.access import allow
from app.web.translation import in_language


@dataclass(frozen=True)
class Sheet:
    """A day's meetings, the children of each, and the days beside it that have some."""

    day: date
    today: date
    meetings: Sequence[Meeting]
    heads: Mapping[int, int]
    before: date | None
    after: date | None
    now: datetime

    @property
    def taking_place(self) -> list[Meeting]:
        """The meetings that were not cancelled."""
        return [meeting for meeting in self.meetings if meeting.takes_place]

    @property
    def children(self) -> int:
        """How many children have a place in what takes place."""
        return sum(self.heads[meeting.section_id] for meeting in self.taking_place)

    @property
    def lacking(self) -> list[Meeting]:
        """The meetings without an adult."""
        return [meeting for meeting in self.meetings if meeting.lacks_adult]

    def is_on(self, meeting: Meeting) -> bool:
        """Whether a meeting runs at this moment."""
        zone = viewer().school.time_zone
        return meeting.takes_place and meeting.begins(zone) <= self.now < meeting.ends(zone)


@bp.get("/day")
@allow(*STAFF)
def day_sheet() -> str:
    """Show a day (`?on=2026-11-26`); today without one."""
    return render_template(
        "timetable/day.html",
        sheet=_sheet(asked_day()),
        may_change=policy.may_change_meetings(viewer().roles),
    )


@bp.get("/day/print")
@allow(*STAFF)
def day_sheet_print() -> str:
    """Show the same for paper."""
    return render_template("timetable/day_print.html", sheet=_sheet(asked_day()))


@bp.get("/day.xlsx")
@allow(*STAFF)
def day_sheet_workbook() -> Response:
    """Give the same as a workbook."""
    sheet = _sheet(asked_day())
    table = Table(
        title=sheet.day.isoformat(),
        headings=[
            gettext("Time"),
            gettext("Code"),
            gettext("Club"),
            gettext("Room"),
            gettext("Adults"),
            gettext("Children"),
            gettext("Remark"),
        ],
        rows=[_row(sheet, meeting) for meeting in sheet.meetings],
    )
    answer = Response(to_xlsx([table]), mimetype=XLSX)
    name = f"day-{sheet.day.isoformat()}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _sheet(day: date) -> Sheet:
    session, me, now = db.session(), viewer(), clock.now()
    found = meetings.meetings_between(session, me.school_id, day, day)
    before, after = meetings.neighbour_days(session, me.school_id, day)
    return Sheet(
        day=day,
        today=me.school.today(now),
        meetings=found,
        heads=audience.heads(session, me.school_id, {one.section_id for one in found}),
        before=before,
        after=after,
        now=now,
    )


def _row(sheet: Sheet, meeting: Meeting) -> list[str | int]:
    return [
        times_of(meeting),
        meeting.section.code,
        in_language(meeting.section.course.named),
        meeting.room.name if meeting.room else "",
        "、".join(adult.account.name for adult in meeting.present),
        sheet.heads[meeting.section_id] if meeting.takes_place else 0,
        reason_of(meeting),
    ]
