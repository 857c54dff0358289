"""Rooms: where clubs meet, how many fit, who is in charge."""

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.core.db import db
from app.core.dependants import dependants
from app.core.errors import Invalid
from app.core.roles import Role
from app.schools import queries, services
from app.schools.forms import RoomForm
from app.schools.models import Room
from app.schools.services import RoomValues
from app.schools.views.blueprint import bp, signature, the_school
from app.web.access import allow
from app.web.forms import options
from app.web.fragments import to


@bp.get("/rooms")
@allow(Role.SCHOOL_ADMIN)
def rooms() -> str:
    """List the rooms."""
    school_id = the_school().id
    return render_template(
        "schools/rooms.html",
        rooms=queries.rooms(db.session(), school_id),
        keepers={keeper.id: keeper.name for keeper in queries.keepers(db.session(), school_id)},
        tab="rooms",
    )


@bp.get("/rooms/new")
@bp.get("/rooms/<int:room_id>", endpoint="room")
@allow(Role.SCHOOL_ADMIN)
def new_room(room_id: int | None = None) -> str:
    """Show a room to add or change it."""
    row = _room(room_id)
    return _page(_form(row), row)


@bp.post("/rooms/new")
@bp.post("/rooms/<int:room_id>", endpoint="change_room")
@allow(Role.SCHOOL_ADMIN)
def add_room(room_id: int | None = None) -> Response | tuple[str, int]:
    """Add or change a room."""
    row = _room(room_id)
    form = _form(row)
    if form.validate():
        try:
            services.save_room(db.session(), the_school(), row, _values(form), **signature())
            flash(gettext("Saved."))
            return to(url_for(".rooms"))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(form, row), 422


@bp.post("/rooms/<int:room_id>/delete")
@allow(Role.SCHOOL_ADMIN)
def delete_room(room_id: int) -> Response:
    """Delete a room in which nothing meets."""
    row = queries.get_room(db.session(), the_school().id, room_id)
    services.delete_room(db.session(), row, **signature())
    flash(gettext("%(title)s is deleted.", title=row.name))
    return to(url_for(".rooms"))


def _room(room_id: int | None) -> Room | None:
    return queries.get_room(db.session(), the_school().id, room_id) if room_id else None


def _form(row: Room | None) -> RoomForm:
    form = RoomForm(request.form or None, obj=row)
    staff = queries.keepers(db.session(), the_school().id)
    people = [(one.id, one.name) for one in staff]
    form.keeper_id.choices = options([("", gettext("(nobody)")), *people])
    return form


def _values(form: RoomForm) -> RoomValues:
    return RoomValues(
        name=form.name.data or "",
        building=form.building.data or "",
        floor=form.floor.data,
        seats=form.seats.data or 0,
        equipment=form.equipment.data or "",
        keeper_id=form.keeper_id.data,
        is_in_use=form.is_in_use.data,
    )


def _page(form: RoomForm, row: Room | None) -> str:
    used = sum(dependants(db.session(), row).values()) if row is not None else 0
    return render_template("schools/room.html", form=form, room=row, used=used, tab="rooms")
