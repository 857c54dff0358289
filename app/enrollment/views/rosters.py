"""Rosters of sections and lists of homerooms: as pages, workbooks and on paper."""

from collections.abc import Sequence
from datetime import date
from typing import TypedDict

from flask import Response, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.roles import Role
from app.courses.models import Section
from app.enrollment import policy
from app.enrollment.forms import EndForm, SelectedForm
from app.enrollment.models import Place
from app.enrollment.queries import offers as offer_queries
from app.enrollment.queries import places as place_queries
from app.enrollment.queries import rosters as queries
from app.enrollment.queries.repairs import undecided_repairs
from app.enrollment.views.blueprint import bp, day_name, the_term, times_of, title_of
from app.schools.models import Homeroom, Slot
from app.schools.queries import get_homeroom, homerooms
from app.sheets.tables import Table
from app.sheets.writing import XLSX, to_xlsx
from app.web.access import allow
from app.web.fragments import to

ROSTER = (Role.SCHOOL_ADMIN, Role.CLUB_TEACHER)
SHOWN_AT_ONCE = 8  # of a waiting list; the rest unfolds
CLASS_LIST = (Role.SCHOOL_ADMIN, Role.HOMEROOM_TEACHER)


@bp.get("/rosters")
@allow(*ROSTER)
def rosters() -> str:
    """List the viewer's clubs; for an administrator all of them."""
    me, term = viewer(), the_term()
    teacher_id = None if Role.SCHOOL_ADMIN in me.roles else me.account_id
    found = queries.running_sections(db.session(), me.school_id, term.id, teacher_id)
    return render_template(
        "enrollment/rosters.html",
        sections=found,
        term=term,
        is_admin=teacher_id is None,
        repairs=undecided_repairs(db.session(), me.school_id, term.id) if not teacher_id else [],
    )


@bp.get("/rosters/<int:section_id>")
@allow(*ROSTER)
def roster(section_id: int) -> str:
    """Show who is in a club."""
    return roster_page(the_section(section_id))


@bp.get("/rosters/<int:section_id>/print")
@allow(*ROSTER)
def roster_print(section_id: int) -> str:
    """Show a club's register for paper."""
    section = the_section(section_id)
    return render_template(
        "enrollment/roster_print.html",
        section=section,
        places=_places(section),
        columns=range(8),
        today=viewer().school.today(clock.now()),
    )


@bp.get("/rosters/<int:section_id>.xlsx")
@allow(*ROSTER)
def roster_workbook(section_id: int) -> Response:
    """Give a club's roster as a workbook."""
    section = the_section(section_id)
    return workbook([_roster_table(section, _places(section))], f"{section.code}.xlsx")


@bp.get("/rosters.xlsx")
@allow(Role.SCHOOL_ADMIN)
def all_rosters() -> Response:
    """Give the rosters of all clubs as one workbook; without clubs, the page that says so."""
    me, term = viewer(), the_term()
    found = queries.running_sections(db.session(), me.school_id, term.id)
    by_section = queries.all_rosters(db.session(), me.school_id, term.id)
    tables = [_roster_table(section, by_section.get(section.id, [])) for section in found]
    if not tables:
        return to(url_for(".rosters"))
    return workbook(tables, "rosters.xlsx")


@bp.get("/class-lists")
@allow(*CLASS_LIST)
def class_lists() -> Response | str:
    """List the homerooms the viewer may see; with one alone, show it at once."""
    me = viewer()
    if Role.SCHOOL_ADMIN in me.roles:
        found = homerooms(db.session(), me.school_id)
    else:
        found = queries.homerooms_of_teacher(db.session(), me.school_id, me.account_id)
    if len(found) == 1:
        return to(url_for(".class_list", homeroom_id=found[0].id))
    return render_template("enrollment/class_lists.html", homerooms=found)


@bp.get("/class-lists/<int:homeroom_id>")
@allow(*CLASS_LIST)
def class_list(homeroom_id: int) -> str:
    """Show where the children of a homeroom are (一班一名单)."""
    return render_template("enrollment/class_list.html", **_class_list(homeroom_id))


@bp.get("/class-lists/<int:homeroom_id>/print")
@allow(*CLASS_LIST)
def class_list_print(homeroom_id: int) -> str:
    """Show the same for paper."""
    return render_template("enrollment/class_list_print.html", **_class_list(homeroom_id))


@bp.get("/class-lists/<int:homeroom_id>.xlsx")
@allow(*CLASS_LIST)
def class_list_workbook(homeroom_id: int) -> Response:
    """Give the same as a workbook."""
    page = _class_list(homeroom_id)
    homeroom, slots = page["homeroom"], page["slots"]
    table = Table(
        title=homeroom.title,
        headings=[
            gettext("Student number"),
            gettext("Name"),
            *(day_name(slot) for slot in slots),
        ],
        rows=[
            [
                row.student.student_no,
                row.student.name,
                *(_club(row.places.get(slot.id)) for slot in slots),
            ]
            for row in page["rows"]
        ],
    )
    return workbook([table], f"{homeroom.grade}-{homeroom.class_no}.xlsx")


def the_section(section_id: int) -> Section:
    """Load a section whose roster the viewer may see; to others it does not exist."""
    me = viewer()
    section = place_queries.get_section(db.session(), me.school_id, section_id)
    teaches_it = queries.is_teacher_of(db.session(), me.school_id, section_id, me.account_id)
    if not policy.may_see_roster(me.roles, teaches_it=teaches_it):
        raise NotFound
    return section


def roster_page(
    section: Section, form: SelectedForm | None = None, ending: EndForm | None = None
) -> str:
    """Render the roster of a section."""
    return render_template(
        "enrollment/roster.html",
        section=section,
        places=_places(section),
        form=form if form is not None else SelectedForm(formdata=None),
        ending=ending if ending is not None else EndForm(formdata=None),
        is_admin=Role.SCHOOL_ADMIN in viewer().roles,
        asked=request.args.get("end", type=int),
        waiting=list(
            enumerate(
                offer_queries.waiting_list(db.session(), section.school_id, section.id), start=1
            )
        ),
        first=SHOWN_AT_ONCE,
        held={
            offer.student_id: offer
            for offer in offer_queries.offers_that_hold(
                db.session(), section.school_id, [section.id]
            )
        },
        now=clock.now(),
    )


def workbook(tables: Sequence[Table], name: str) -> Response:
    """Answer with a workbook."""
    answer = Response(to_xlsx(tables), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _places(section: Section) -> Sequence[Place]:
    return queries.roster(db.session(), section.school_id, section.id)


def _roster_table(section: Section, places: Sequence[Place]) -> Table:
    return Table(
        title=f"{section.code} {title_of(section.course)}",
        headings=[
            gettext("Homeroom"),
            gettext("Student number"),
            gettext("Name"),
            gettext("Way home"),
            gettext("Time"),
        ],
        rows=[
            [
                place.student.homeroom.title,
                place.student.student_no,
                place.student.name,
                place.student.pickup,
                times_of(section),
            ]
            for place in places
        ],
    )


class ClassListPage(TypedDict):
    """What the pages of a homeroom's list need."""

    homeroom: Homeroom
    slots: Sequence[Slot]
    rows: Sequence[queries.ClassListRow]
    today: date


def _class_list(homeroom_id: int) -> ClassListPage:
    """Load a homeroom's list; to who may not see it, the homeroom does not exist."""
    me, session, term = viewer(), db.session(), the_term()
    own = queries.homerooms_of_teacher(session, me.school_id, me.account_id)
    leads_it = homeroom_id in {homeroom.id for homeroom in own}
    if not policy.may_see_class_list(me.roles, leads_it=leads_it):
        raise NotFound
    return {
        "homeroom": get_homeroom(session, me.school_id, homeroom_id),
        "slots": queries.slots_with_clubs(session, me.school_id, term.id),
        "rows": queries.class_list(session, me.school_id, term.id, homeroom_id),
        "today": me.school.today(clock.now()),
    }


def _club(place: Place | None) -> str:
    return title_of(place.section.course) if place is not None else ""
