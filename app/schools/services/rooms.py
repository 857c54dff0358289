"""Rooms: where clubs meet, how many fit, who is in charge (R87)."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.dependants import dependants
from app.schools import queries
from app.schools.errors import NameTaken, RoomStillUsed
from app.schools.models import Room, School


class RoomValues(NamedTuple):
    """What describes a room."""

    name: str
    building: str = ""
    floor: int | None = None
    seats: int = 0
    equipment: str = ""
    keeper_id: int | None = None
    is_in_use: bool = True


def save_room(
    session: Session,
    school: School,
    room: Room | None,
    values: RoomValues,
    *,
    actor_id: int | None,
    now: datetime,
) -> Room:
    """Add a room (`room` is none) or change one.

    Raises:
        NameTaken: another room has the name.
        NotFound: the person in charge is not at this school.
    """
    namesake = queries.room_by_name(session, school.id, values.name)
    if namesake is not None and namesake is not room:
        raise NameTaken(name=values.name)
    if values.keeper_id is not None:
        queries.get_keeper(session, school.id, values.keeper_id)
    saved = room if room is not None else Room(school_id=school.id)
    for field, value in values._asdict().items():
        setattr(saved, field, value)
    session.add(saved)
    session.flush()
    _record(session, "save room", saved, actor_id, now)
    return saved


def find_or_create_room(session: Session, school_id: int, name: str, *, seats: int = 0) -> Room:
    """Give the room of a name, made when there is none; catalogues bring rooms along."""
    found = queries.room_by_name(session, school_id, name)
    if found is not None:
        return found
    room = Room(school_id=school_id, name=name, seats=seats)
    session.add(room)
    session.flush()
    return room


def delete_room(session: Session, room: Room, *, actor_id: int | None, now: datetime) -> None:
    """Delete a room in which nothing meets.

    Raises:
        RoomStillUsed: clubs meet in it.
    """
    if used := dependants(session, room):
        raise RoomStillUsed(name=room.name, count=sum(used.values()))
    _record(session, "delete room", room, actor_id, now)
    session.delete(room)
    session.flush()


def _record(session: Session, action: str, room: Room, actor_id: int | None, now: datetime) -> None:
    record(session, action, "room", room.id, school_id=room.school_id, actor_id=actor_id, now=now)
