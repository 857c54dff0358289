"""What teachers must heed about a child: on the child's page, written by office and homeroom."""

from flask import Response, flash, request, url_for
from flask_babel import gettext

from app.accounts.models import Student
from app.accounts.panels import ChildPanel
from app.accounts.queries.people import homerooms_led
from app.accounts.viewer import viewer
from app.attendance import policy
from app.attendance.forms import CareForm
from app.attendance.queries.rolls import instructions
from app.attendance.services.care import write_care_note
from app.attendance.views.blueprint import bp, signature
from app.core.db import db
from app.core.roles import Role
from app.enrollment.queries.places import get_student
from app.web.access import allow, require
from app.web.fragments import to

READERS = frozenset({Role.SCHOOL_ADMIN, Role.DUTY_LEADER, Role.HOMEROOM_TEACHER})


@bp.post("/students/<int:student_id>/care")
@allow(Role.SCHOOL_ADMIN, Role.HOMEROOM_TEACHER)
def write_care(student_id: int) -> Response:
    """Write or take away the instruction about a child."""
    me = viewer()
    child = get_student(db.session(), me.school_id, student_id)
    require(_may_write(child))
    form = CareForm(request.form)
    if form.validate():
        text = str(form.instruction.data or "").strip()
        write_care_note(db.session(), child, text, **signature())
        flash(gettext("Saved. The adults of the child's meetings see it on the roll."))
    else:
        flash(form.sentences()[0])
    return to(url_for("accounts.student", student_id=student_id))


def _may_write(child: Student) -> bool:
    me = viewer()
    led = homerooms_led(db.session(), me.school_id, me.account_id)
    return policy.may_write_care(me.roles, led, child.homeroom_id)


def _panel(child: Student) -> dict[str, object]:
    said = instructions(db.session(), child.school_id, [child.id])
    instruction = said.get(child.id, "")
    return {
        "instruction": instruction,
        "form": CareForm(None, instruction=instruction),
        "may_write": _may_write(child),
        "child": child,
    }


CHILD_PANELS = (ChildPanel(20, "attendance/_care.html", _panel, READERS),)
