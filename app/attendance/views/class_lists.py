"""一班一名单: who of a homeroom is where today, on the screen, on paper, as a workbook (R49)."""

from collections.abc import Collection

from flask import Response, render_template, request, url_for
from flask_babel import gettext

from app.accounts.queries.people import homerooms_led, leads_by_homeroom
from app.accounts.viewer import viewer
from app.attendance import labels, policy
from app.attendance.balance import Whereabouts
from app.attendance.errors import NotYourFigures
from app.attendance.queries import class_lists as queries
from app.attendance.queries.class_lists import ClassLine, ClassList, Stop
from app.attendance.views.absences import READERS
from app.attendance.views.blueprint import bp
from app.core import clock
from app.core.db import db
from app.schools import queries as schools
from app.sheets.tables import Table
from app.sheets.writing import XLSX, to_xlsx
from app.web.access import allow
from app.web.downloads import download
from app.web.fragments import to
from app.web.translation import in_language


@bp.get("/attendance/classes")
@allow(*READERS)
def class_lists() -> Response | str:
    """List the homerooms; who leads one alone goes straight to it."""
    me, session = viewer(), db.session()
    own = _own()
    if own is not None and len(own) == 1:
        return to(url_for(".class_list", homeroom_id=next(iter(own))))
    rooms = schools.homerooms(session, me.school_id)
    return render_template(
        "attendance/class_lists.html",
        rooms=[room for room in rooms if own is None or room.id in own],
        leads=leads_by_homeroom(session, me.school_id),
    )


@bp.get("/attendance/classes/<int:homeroom_id>")
@allow(*READERS)
def class_list(homeroom_id: int) -> str:
    """Show where each child of a homeroom is today."""
    homeroom = schools.get_homeroom(db.session(), viewer().school_id, homeroom_id)
    _check([homeroom.id])
    listed = _lists([homeroom.id])
    return render_template(
        "attendance/class_list.html",
        homeroom=homeroom,
        listed=listed[0] if listed else None,
        day=viewer().school.today(clock.now()),
        where_name=where_name,
        where_tone=labels.WHERE_TONES.__getitem__,
    )


@bp.get("/attendance/classes/print")
@allow(*READERS)
def class_lists_print() -> str:
    """Show the lists for paper, a homeroom a sheet; of one with `?homeroom=`."""
    return render_template(
        "attendance/tables_print.html",
        tables=[_table(one) for one in _asked()],
        back=url_for(".class_lists"),
    )


@bp.get("/attendance/classes.xlsx")
@allow(*READERS)
def class_lists_workbook() -> Response:
    """Give the lists as a workbook, a homeroom a sheet; of one with `?homeroom=`."""
    tables = [_table(one) for one in _asked()]
    return download(to_xlsx(tables), "class-lists.xlsx", XLSX)


def where_name(where: Whereabouts) -> str:
    """Say where a child is."""
    return str(gettext(labels.WHERE[where]))


def _asked() -> list[ClassList]:
    homeroom_id = request.args.get("homeroom", type=int)
    if homeroom_id is None:
        return _lists(_own())
    _check([schools.get_homeroom(db.session(), viewer().school_id, homeroom_id).id])
    return _lists([homeroom_id])


def _lists(homerooms: Collection[int] | None) -> list[ClassList]:
    return queries.class_lists(db.session(), viewer().school, clock.now(), homerooms=homerooms)


def _own() -> frozenset[int] | None:
    """Name the homerooms whose lists the viewer may see; none means all."""
    me = viewer()
    if policy.may_keep_rolls(me.roles):
        return None
    return homerooms_led(db.session(), me.school_id, me.account_id)


def _check(homerooms: Collection[int]) -> None:
    own = _own()
    if own is not None and not own.issuperset(homerooms):
        raise NotYourFigures


def _table(listed: ClassList) -> Table:
    day = viewer().school.today(clock.now())
    return Table(
        title=f"{listed.homeroom.title} {day.isoformat()}",
        headings=[
            gettext("Seat"),
            gettext("Name"),
            gettext("Time"),
            gettext("Club"),
            gettext("Room"),
            gettext("Adults"),
            gettext("Where"),
        ],
        rows=[
            row
            for line in listed.lines
            for row in ([_row(line, stop) for stop in line.stops] or [_row(line)])
        ],
    )


def _row(line: ClassLine, stop: Stop | None = None) -> list[str | int]:
    child: list[str | int] = [line.student.seat_no or "", line.student.name]
    if stop is None:
        return [*child, "", gettext("no meeting today"), "", "", ""]
    meeting = stop.meeting
    return [
        *child,
        f"{meeting.starts_at:%H:%M}–{meeting.ends_at:%H:%M}",
        in_language(meeting.section.course.named),
        meeting.room.name if meeting.room else "",
        "、".join(adult.account.name for adult in meeting.present),
        where_name(stop.where) if stop.where else "",
    ]
