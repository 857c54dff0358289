"""The opening rush: every pupil of a large school hands in a list while others read pages."""

import secrets
from collections.abc import Sequence

from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.lottery.models import Choice, ChoiceList
from tools.measure.load import Answers, Shot, fire
from tools.measure.school import LIST_LENGTH, LargeSchool, Pupil
from tools.measure.visitors import Visitor

REFUSED = 400


def hand_in(school: LargeSchool, pupil: Pupil, visitor: Visitor) -> Shot:
    """Hand in the draft of a pupil; the key of the answer is the key of the hand-in."""
    key = f"{pupil.list_id}-{secrets.token_hex(8)}"
    form = [
        ("csrf_token", visitor.csrf_token),
        ("key", key),
        ("reviewed", f"{pupil.list_id}:1"),
    ]
    return Shot(f"/rounds/{school.round_id}/hand-in", visitor.cookie, form, key=key)


def place(school: LargeSchool, pupil: Pupil, admin: Visitor) -> Shot:
    """Place a pupil by hand on one of the last seats."""
    form = [
        ("csrf_token", admin.csrf_token),
        ("student_id", str(pupil.student_id)),
        ("section_id", str(school.last_seats_id)),
        ("reason", "补录"),
    ]
    return Shot("/places", admin.cookie, form, key=str(pupil.student_id))


def take(school: LargeSchool, pupil: Pupil, visitor: Visitor) -> Shot:
    """Let a pupil take one of the last seats, first come, first served."""
    form = [("csrf_token", visitor.csrf_token)]
    path = f"/free-seats/{school.last_seats_id}/take"
    return Shot(path, visitor.cookie, form, key=str(pupil.student_id))


def cards_path(school: LargeSchool) -> str:
    """Give the page that a pupil chooses on."""
    return f"/rounds/{school.round_id}/choose/{school.slot_id}"


def rush(
    port: int,
    school: LargeSchool,
    visitors: Sequence[Visitor],
    *,
    connections: int,
    pages: int = 300,
    readers: int = 4,
) -> Answers:
    """Let every pupil hand in once, while `pages` pages are read on connections of their own."""
    each = list(zip(school.pupils, visitors, strict=True))
    writing = [
        [hand_in(school, pupil, visitor) for pupil, visitor in each[lane::connections]]
        for lane in range(connections)
    ]
    path = cards_path(school)
    reading = [
        [Shot(path, visitor.cookie) for visitor in visitors[lane:pages:readers]]
        for lane in range(readers)
    ]
    return fire(port, [*writing, *reading])


def acknowledged(answers: Answers) -> dict[int, str]:
    """Give the key of each list whose hand-in was acknowledged."""
    return {
        int(key.partition("-")[0]): key
        for key, status in answers.keys.items()
        if 0 < status < REFUSED
    }


def lost(app: Flask, keys: dict[int, str]) -> list[int]:
    """List the acknowledged lists that the database does not hold whole."""
    with app.app_context():
        held = dict(
            db.session.execute(
                select(ChoiceList.id, func.count(Choice.id))
                .join(
                    Choice,
                    (Choice.round_id == ChoiceList.round_id)
                    & (Choice.student_id == ChoiceList.student_id),
                )
                .where(ChoiceList.handed_in_at.is_not(None))
                .group_by(ChoiceList.id)
            ).all()
        )
        stored = dict(db.session.execute(select(ChoiceList.id, ChoiceList.hand_in_key)).all())
        db.session.rollback()
    return [
        list_id
        for list_id, key in keys.items()
        if held.get(list_id) != LIST_LENGTH or stored[list_id] != key
    ]
