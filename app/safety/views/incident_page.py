"""What the page of an incident shows, and its forms."""

from collections.abc import Sequence
from datetime import timedelta

from flask import render_template, request
from flask_babel import gettext

from app.accounts.models import Account, Student
from app.accounts.queries.staff import StaffFilter, staff
from app.accounts.queries.students import Filter, students_page
from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.safety.incident_forms import FollowUpForm, IncidentForm
from app.safety.incident_models import Incident, Step
from app.safety.queries.incidents import children_in, guardians_by_child
from app.schools.queries import rooms
from app.timetable.queries.meetings import meetings_between
from app.web.dates import hour
from app.web.forms import options
from app.web.translation import in_language

SHORTEST_SEARCH, MOST_FOUND = 2, 12
USUAL_DUE = timedelta(days=3)


def page(
    row: Incident,
    *,
    contacts: list[tuple[str, Account]],
    steps: list[str],
    form: IncidentForm | None = None,
    follow_up: FollowUpForm | None = None,
) -> str:
    """Render the page of an incident."""
    there = {child.student_id for child in row.children}
    people = staff(db.session(), row.school_id, StaffFilter())
    words = request.args.get("q", "").strip()
    return render_template(
        "safety/incident.html",
        row=row,
        steps=steps,
        contacts=contacts,
        times=Step,
        guardians=guardians_by_child(
            db.session(), row.school_id, [one.student_id for one in row.children]
        ),
        words=words,
        found=[one for one in _found(row, words) if one.id not in there],
        colleagues=people,
        form=form or describe_form(row),
        follow_up=follow_up or follow_up_form(people),
        today=viewer().school.today(clock.now()),
    )


def describe_form(row: Incident, *, sent: bool = False) -> IncidentForm:
    """Build the form over the rooms and the meetings of that day."""
    form = IncidentForm(
        request.form if sent else None,
        what=row.what,
        afterword=row.afterword,
        meeting_id=row.meeting_id or 0,
        room_id=row.room_id or 0,
    )
    nothing = (0, gettext("– none –"))
    meetings = meetings_between(db.session(), row.school_id, row.day, row.day)
    said = [
        (one.id, f"{hour(one.starts_at)} {in_language(one.section.course.named)}")
        for one in meetings
    ]
    listed = [(one.id, one.name) for one in rooms(db.session(), row.school_id, in_use_only=True)]
    form.meeting_id.choices = options([nothing, *said])
    form.room_id.choices = options([nothing, *listed])
    return form


def follow_up_form(people: Sequence[Account], *, sent: bool = False) -> FollowUpForm:
    """Build the form over the staff; by the viewer within three days unless said otherwise."""
    me = viewer()
    due_on = me.school.today(clock.now()) + USUAL_DUE
    form = FollowUpForm(request.form if sent else None, owner_id=me.account_id, due_on=due_on)
    form.owner_id.choices = options([(one.id, one.name) for one in people])
    return form


def _found(row: Incident, words: str) -> list[Student]:
    """Find children by name or pinyin; without words those of the meeting."""
    if len(words) >= SHORTEST_SEARCH:
        return list(students_page(db.session(), row.school_id, Filter(search=words), page=1))[
            :MOST_FOUND
        ]
    if row.meeting is None:
        return []
    return list(children_in(db.session(), row.school_id, row.meeting.section_id))
