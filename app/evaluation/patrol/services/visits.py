"""Saving a visit: its findings become actions with owner and day, the teacher hears at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts.queries.people import administrators
from app.attendance.queries.rolls import Sheet, sheet_of
from app.audit.services import record
from app.core.text import N_, Named
from app.evaluation.actions.models import Severity
from app.evaluation.actions.services import Asked, open_action
from app.evaluation.patrol.errors import NothingToSee, UnknownItem
from app.evaluation.patrol.models import (
    Finding,
    OwnerKind,
    PatrolForm,
    PatrolItem,
    Praise,
    Visit,
)
from app.evaluation.patrol.queries.forms import form_of_version
from app.evaluation.patrol.queries.visits import get_visit, visit_of_key
from app.evaluation.patrol.reports import Failed, Report
from app.evaluation.patrol.services.forms import kept_form
from app.files.services import keep_photo
from app.messages.services import send
from app.schools.models import School
from app.timetable.models import Meeting

EARLY = timedelta(minutes=30)  # before the bell
LONGEST_WAIT = timedelta(hours=12)  # of a report on a phone without a signal
SEEN = N_("A patrol saw %(club)s: %(findings)d to put right, %(praises)d to praise")


def save_visit(
    session: Session,
    school: School,
    meeting: Meeting,
    report: Report,
    *,
    actor_id: int,
    now: datetime,
) -> Visit:
    """Keep a visit; the same report sent again gives the visit it made the first time.

    Everything counts as done but what failed. An item of compliance is always to be put right at
    once (R24). The meeting's adults must be loaded.

    Raises:
        NothingToSee: the meeting is cancelled or lies ahead.
        UnknownItem: a line that the form does not have.
        PictureUnreadable, PictureTooLarge: a photograph that cannot be kept.
    """
    known = visit_of_key(session, school.id, report.key)
    if known is not None:
        return known
    seen_at = now - min(max(report.age, timedelta()), LONGEST_WAIT)
    if not meeting.takes_place or seen_at < meeting.begins(school.time_zone) - EARLY:
        raise NothingToSee
    form = form_of_version(session, school.id, report.version, now=now)
    if form is None:
        raise UnknownItem
    items = {item.key: item for item in form.items}
    if not {one.key for one in report.failed} <= items.keys():
        raise UnknownItem
    kept_form(session, form)
    visit = _visit(session, school, meeting, report, form, actor_id, seen_at)
    owners = _owners(session, meeting)
    for one in report.failed:
        item = items[one.key]
        asked = _asked(item, one, visit, meeting, owners[item.owner_kind])
        if one.photo:
            asked = replace(asked, photo_id=keep_photo(session, school.id, one.photo, now=now).id)
        action = open_action(session, school, asked, actor_id=actor_id, now=now)
        session.add(
            Finding(
                school_id=school.id,
                visit_id=visit.id,
                item_id=item.id,
                is_partly=one.is_partly,
                action_id=action.id,
            )
        )
    session.add_all(
        Praise(school_id=school.id, visit_id=visit.id, kind=kind, note=report.praise_note)
        for kind in sorted(set(report.praises))
    )
    session.flush()
    _tell(session, meeting, visit, report, actor_id, now)
    record(
        session,
        "save visit",
        "visit",
        visit.id,
        school_id=school.id,
        actor_id=actor_id,
        now=now,
        meeting=meeting.id,
        findings=len(report.failed),
        praises=len(report.praises),
    )
    session.expire(visit)
    return get_visit(session, school.id, visit.id)


def points(form: PatrolForm, failed: Mapping[str, bool]) -> int:
    """Count the points of a visit: none for what failed, half for what was partly done."""
    return sum(
        item.points if item.key not in failed else item.points // 2 if failed[item.key] else 0
        for item in form.items
    )


def _visit(
    session: Session,
    school: School,
    meeting: Meeting,
    report: Report,
    form: PatrolForm,
    actor_id: int,
    seen_at: datetime,
) -> Visit:
    visit = Visit(
        school_id=school.id,
        key=report.key,
        meeting_id=meeting.id,
        form_id=form.id,
        inspector_id=actor_id,
        seen_at=seen_at,
        heads=report.heads,
        heads_by_roll=expected_heads(sheet_of(session, meeting, zone=school.time_zone)),
        got=points(form, {one.key: one.is_partly for one in report.failed}),
        full_points=form.points,
    )
    session.add(visit)
    session.flush()
    return visit


def expected_heads(sheet: Sheet) -> int:
    """Count who should be in the room by the roll as it stands."""
    return sum(line.state.is_there for line in sheet.lines)


def _asked(
    item: PatrolItem, failed: Failed, visit: Visit, meeting: Meeting, owner_id: int | None
) -> Asked:
    return Asked(
        Named(item.label, item.label_en),
        Severity.NOW if item.is_compliance else failed.severity or item.severity,
        owner_id=owner_id,
        section_id=meeting.section_id,
        room_id=meeting.room_id,
        note=failed.note,
        link=f"/visits/{visit.id}",
    )


def _owners(session: Session, meeting: Meeting) -> Mapping[OwnerKind, int | None]:
    """Say who puts things right: the office where nobody else is named."""
    office = next(iter(administrators(session, meeting.school_id)), None)
    teacher = next((adult.account_id for adult in meeting.present), office)
    keeper = meeting.room.keeper_id if meeting.room else None
    return {
        OwnerKind.OFFICE: office,
        OwnerKind.TEACHER: teacher,
        OwnerKind.KEEPER: keeper or office,
    }


def _tell(
    session: Session, meeting: Meeting, visit: Visit, report: Report, actor_id: int, now: datetime
) -> None:
    if report.failed or report.praises:
        send(
            session,
            meeting.school_id,
            {adult.account_id for adult in meeting.present} - {actor_id},
            SEEN,
            link=f"/visits/{visit.id}",
            now=now,
            club=meeting.section.course.named,
            findings=len(report.failed),
            praises=len(report.praises),
        )
