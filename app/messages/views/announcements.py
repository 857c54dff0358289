"""Writing one sentence to many: composed, previewed with its reach, sent, read by how many."""

import secrets
from collections.abc import Sequence
from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import Role
from app.messages import services
from app.messages.forms import AnnouncementForm
from app.messages.models import Announcement
from app.messages.queries import announcements as queries
from app.messages.services import Audience, Reach, Wanted
from app.messages.views.blueprint import bp
from app.schools.models import Homeroom
from app.schools.queries import homerooms
from app.web.access import allow
from app.web.forms import options
from app.web.fragments import to

WRITERS = (Role.SCHOOL_ADMIN, Role.HOMEROOM_TEACHER)
SENDERS = (*WRITERS, Role.CLUB_TEACHER)  # club teachers write from the page of a club
SEND = "send"  # the button of the preview


@bp.get("/announcements")
@allow(*SENDERS)
def announcements() -> str:
    """List what was written to many, with how many have read it."""
    me = viewer()
    own = None if Role.SCHOOL_ADMIN in me.roles else me.account_id
    return render_template(
        "messages/announcements.html",
        announcements=queries.announcements(db.session(), me.school_id, own),
        may_compose=not me.roles.isdisjoint(WRITERS),
        has_clubs=Role.CLUB_TEACHER in me.roles,
    )


@bp.get("/announcements/new")
@allow(*WRITERS)
def compose() -> str:
    """Show the form."""
    form = _form()
    form.key.data = secrets.token_urlsafe(24)
    form.audiences.data = [Audience.GUARDIANS.value]
    mine = _homerooms()
    form.homerooms.data = [mine[0].id] if len(mine) == 1 else []
    return _compose(form)


@bp.post("/announcements/new")
@allow(*WRITERS)
def announce() -> Response | tuple[str, int] | str:
    """Show whom it would reach and how it looks; send it when that was seen."""
    me, form = viewer(), _form()
    if not form.validate():
        return _compose(form), HTTPStatus.UNPROCESSABLE_ENTITY
    wanted, allowed = _wanted(form), _allowed()
    try:
        whom = services.reach(db.session(), me.school, wanted, allowed, clock.now())
        if request.form.get("do") != SEND:
            return _preview(form, wanted, whom)
        row = services.announce(
            db.session(),
            me.school,
            wanted,
            allowed,
            key=f"{me.account_id}/{form.key.data}",
            sender_id=me.account_id,
            sender_name=me.name,
            now=clock.now(),
        )
    except Invalid as refusal:
        form.refuse(refusal)
        return _compose(form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(gettext("Sent."))
    return to(url_for(".announcement", announcement_id=row.id))


@bp.get("/announcements/<int:announcement_id>")
@allow(*SENDERS)
def announcement(announcement_id: int) -> str:
    """Show who has not read it yet."""
    row = _own(announcement_id)
    told, read = queries.readers(db.session(), row)
    return render_template(
        "messages/announcement.html",
        row=row,
        told=told,
        read=read,
        missing=queries.not_read_yet(db.session(), row),
    )


def _own(announcement_id: int) -> Announcement:
    """Load one that the viewer may see: the own; for the office all."""
    me = viewer()
    row = queries.get_announcement(db.session(), me.school_id, announcement_id)
    if row.sender_id != me.account_id and Role.SCHOOL_ADMIN not in me.roles:
        raise NotFound
    return row


def _homerooms() -> Sequence[Homeroom]:
    me = viewer()
    if Role.SCHOOL_ADMIN in me.roles:
        return homerooms(db.session(), me.school_id)
    return queries.led_homerooms(db.session(), me.school_id, me.account_id)


def _allowed() -> list[int] | None:
    if Role.SCHOOL_ADMIN in viewer().roles:
        return None
    return [homeroom.id for homeroom in _homerooms()]


def _form() -> AnnouncementForm:
    form = AnnouncementForm(request.form if request.method == "POST" else None)
    groups = [
        (Audience.GUARDIANS.value, gettext("Guardians")),
        (Audience.STUDENTS.value, gettext("Students")),
    ]
    if Role.SCHOOL_ADMIN in viewer().roles:
        groups.append((Audience.STAFF.value, gettext("Everybody who works here")))
    form.audiences.choices = options(groups)
    form.homerooms.choices = options([(one.id, one.title) for one in _homerooms()])
    form.link.choices = options(
        [
            ("/inbox", gettext("nothing further")),
            ("/clubs", gettext("Clubs")),
            ("/choose", gettext("Choosing")),
            ("/offers", gettext("Waiting lists")),
            ("/exchange", gettext("Swap clubs")),
        ]
    )
    return form


def _wanted(form: AnnouncementForm) -> Wanted:
    chosen = list(form.homerooms.data or ())
    if form.everywhere.data:
        chosen = [homeroom.id for homeroom in _homerooms()]
    return Wanted(
        text=" ".join(str(form.text.data).split()),
        link=str(form.link.data),
        audiences=[Audience(one) for one in form.audiences.data or ()],
        homeroom_ids=chosen,
    )


def _compose(form: AnnouncementForm) -> str:
    return render_template("messages/compose.html", form=form)


def _preview(form: AnnouncementForm, wanted: Wanted, whom: Reach) -> str:
    return render_template(
        "messages/preview.html", form=form, wanted=wanted, whom=whom, sender=viewer().name
    )
