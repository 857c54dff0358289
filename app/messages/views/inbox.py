"""The inbox page."""

from flask import Response

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.roles import FAMILY, STAFF
from app.messages import queries, services
from app.messages.views.blueprint import bp
from app.web.access import allow
from app.web.fragments import respond
from app.web.paging import wanted_page

PAGE, LIST = "messages/inbox.html", "messages/_inbox_list.html"


@bp.get("/inbox")
@allow(*FAMILY, *STAFF, records=True)
def inbox() -> Response:
    """Show what the school told this person; what was new is marked once more, then read."""
    me = viewer()
    page = wanted_page()
    messages = queries.inbox(db.session(), me.school_id, me.account_id, page=page)
    shown = [(message, message.read_at is None) for message in messages]
    size = queries.inbox_size(db.session(), me.school_id, me.account_id)
    services.mark_read(db.session(), me.school_id, me.account_id, now=clock.now())
    return respond(PAGE, LIST, messages=shown, page=page, has_more=page * queries.PAGE_SIZE < size)
