"""One meeting: who comes, who stands in; cancelling and moving it."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext, ngettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import STAFF
from app.schools import queries as schools
from app.timetable import policy, services
from app.timetable.forms import AwayForm, CoverForm, MoveForm, PersonForm, ReasonForm
from app.timetable.models import Meeting
from app.timetable.queries import audience, meetings, people
from app.timetable.services.changes import Told, When
from app.timetable.views.blueprint import bp, signature, the_term
from app.web.access import allow, require
from app.web.forms import Form, options
from app.web.fragments import to
from app.web.translation import in_language

KEEPERS = policy.KEEPERS
PROPOSED = 6  # substitutes shown at once; the rest unfolds


@bp.get("/meetings/<int:meeting_id>")
@allow(*STAFF)
def meeting(meeting_id: int) -> str:
    """Show a meeting with what the viewer may do about it."""
    return _page(_the_meeting(meeting_id))


@bp.post("/meetings/<int:meeting_id>/cancel")
@allow(*KEEPERS)
def cancel(meeting_id: int) -> Response | tuple[str, int]:
    """Cancel it and tell everybody why."""
    form = ReasonForm(request.form, prefix="cancel")

    def act(one: Meeting) -> str:
        told = services.cancel_meeting(
            db.session(), viewer().school, one, reason=str(form.reason.data), **signature()
        )
        return _told(gettext("The meeting is cancelled."), told)

    return _acted(meeting_id, form, act, cancelling=form)


@bp.post("/meetings/<int:meeting_id>/restore")
@allow(*KEEPERS)
def restore(meeting_id: int) -> Response | tuple[str, int]:
    """Let it take place after all."""
    form = Form(request.form)

    def act(one: Meeting) -> str:
        told = services.restore_meeting(db.session(), viewer().school, one, **signature())
        return _told(gettext("The meeting takes place."), told)

    return _acted(meeting_id, form, act)


@bp.post("/meetings/<int:meeting_id>/move")
@allow(*KEEPERS)
def move(meeting_id: int) -> Response | tuple[str, int]:
    """Move it to another time or room and tell everybody why."""
    form = _move_form(None)

    def act(one: Meeting) -> str:
        told = services.move_meeting(
            db.session(),
            viewer().school,
            the_term(one.day),
            one,
            _when(form),
            reason=str(form.reason.data),
            **signature(),
        )
        return _told(gettext("The meeting is moved."), told)

    return _acted(meeting_id, form, act, moving=form)


@bp.post("/meetings/<int:meeting_id>/away")
@allow(*STAFF)
def away(meeting_id: int) -> Response | tuple[str, int]:
    """Say that an adult cannot come."""
    form = AwayForm(request.form, prefix="away")

    def act(one: Meeting) -> str:
        account = people.get_colleague(
            db.session(), one.school_id, int(form.account_id.data or 0), one.day
        )
        _may_report(account.id)
        services.ask_for_cover(
            db.session(),
            viewer().school,
            [one],
            account,
            reason=str(form.reason.data),
            **signature(),
        )
        return str(gettext("Noted. The duty leader is told and finds somebody."))

    return _acted(meeting_id, form, act, leaving=form)


@bp.post("/meetings/<int:meeting_id>/come")
@allow(*STAFF)
def come(meeting_id: int) -> Response | tuple[str, int]:
    """Say that an adult can come after all."""
    form = PersonForm(request.form)

    def act(one: Meeting) -> str:
        account = people.get_colleague(
            db.session(), one.school_id, int(form.account_id.data or 0), one.day
        )
        _may_report(account.id)
        services.come_after_all(db.session(), viewer().school, one, account, **signature())
        return str(gettext("Noted."))

    return _acted(meeting_id, form, act)


@bp.post("/meetings/<int:meeting_id>/cover")
@allow(*KEEPERS)
def cover(meeting_id: int) -> Response | tuple[str, int]:
    """Let a colleague stand in."""
    form = CoverForm(request.form)

    def act(one: Meeting) -> str:
        colleague = people.get_colleague(
            db.session(), one.school_id, int(form.account_id.data or 0), one.day
        )
        services.assign_cover(
            db.session(),
            viewer().school,
            one,
            int(form.absent_id.data or 0),
            colleague,
            **signature(),
        )
        return str(gettext("%(name)s stands in and is told.", name=colleague.name))

    return _acted(meeting_id, form, act)


def _the_meeting(meeting_id: int) -> Meeting:
    return meetings.get_meeting(db.session(), viewer().school_id, meeting_id)


def _may_report(account_id: int) -> None:
    me = viewer()
    require(policy.may_report_absence(me.roles, is_own=account_id == me.account_id))


def _acted(
    meeting_id: int, form: Form, act: Callable[[Meeting], str], **forms: Form
) -> Response | tuple[str, int]:
    """Do it if the form holds, and go back to the meeting; else show why not."""
    found = _the_meeting(meeting_id)
    if form.validate():
        try:
            flash(act(found))
            return to(url_for(".meeting", meeting_id=meeting_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(found, refused=form, **forms), HTTPStatus.UNPROCESSABLE_ENTITY


def _page(
    found: Meeting,
    *,
    refused: Form | None = None,
    cancelling: Form | None = None,
    moving: Form | None = None,
    leaving: Form | None = None,
) -> str:
    me, now = viewer(), clock.now()
    may_change = policy.may_change_meetings(me.roles)
    is_ahead = found.begins(me.school.time_zone) > now
    needs_cover = may_change and bool(found.away) and found.ends(me.school.time_zone) > now
    proposals = _proposals(found) if needs_cover else []
    return render_template(
        "timetable/meeting.html",
        meeting=found,
        title=in_language(found.section.course.named),
        heads=audience.heads(db.session(), me.school_id, [found.section_id])[found.section_id],
        refused=refused,
        cancelling=cancelling or ReasonForm(formdata=None, prefix="cancel"),
        moving=moving or _move_form(found),
        leaving=leaving or AwayForm(formdata=None, prefix="away", account_id=me.account_id),
        may_change=may_change and is_ahead,
        is_expected=me.account_id in {adult.account_id for adult in found.present} and is_ahead,
        is_away=me.account_id in {adult.account_id for adult in found.away} and is_ahead,
        me=me.account_id,
        covered={adult.covers_id for adult in found.adults},
        proposals=proposals[:PROPOSED],
        more=proposals[PROPOSED:],
    )


def _proposals(found: Meeting) -> list[people.Substitute]:
    term = the_term(found.day)
    return people.substitutes(db.session(), found, term.starts_on)


def _move_form(found: Meeting | None) -> MoveForm:
    """Make the form; of a meeting as it stands, else of the request."""
    form = _moving(request.form, None) if found is None else _moving(None, _Moving(found))
    rooms = schools.rooms(db.session(), viewer().school_id, in_use_only=True)
    form.room_id.choices = options(
        [(0, gettext("no room")), *((room.id, room.name) for room in rooms)]
    )
    return form


def _moving(sent: Mapping[str, str] | None, shown: object) -> MoveForm:
    return MoveForm(sent, obj=shown, prefix="move")


class _Moving:
    """A meeting as the form of moving shows it."""

    def __init__(self, found: Meeting) -> None:
        self.day, self.room_id = found.day, found.room_id or 0
        self.starts_at, self.ends_at = found.starts_at, found.ends_at


def _when(form: MoveForm) -> When:
    day, starts_at, ends_at = form.day.data, form.starts_at.data, form.ends_at.data
    if day is None or starts_at is None or ends_at is None:
        raise ValueError("the form must be validated first")
    return When(day, starts_at, ends_at, form.room_id.data or None)


def _told(what: str, told: Told) -> str:
    how_many = ngettext(
        "%(num)d person of the families is told.",
        "%(num)d people of the families are told.",
        told.families,
    )
    return f"{what} {how_many}"
