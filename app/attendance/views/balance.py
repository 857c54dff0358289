"""一个都不少: where everybody is at this minute, and by name who is not accounted for."""

from flask import Response

from app.accounts.viewer import viewer
from app.attendance.balance import Whereabouts
from app.attendance.policy import KEEPERS
from app.attendance.queries.balance import balance_at
from app.attendance.views.blueprint import bp
from app.core import clock
from app.core.db import db
from app.web.access import allow
from app.web.fragments import respond


@bp.get("/balance")
@allow(*KEEPERS)
def balance() -> Response:
    """Show the balance of this minute; the page asks for it anew by itself."""
    now = clock.now()
    return respond(
        "attendance/balance.html",
        "attendance/_balance.html",
        balance=balance_at(db.session(), viewer().school, now),
        where=Whereabouts,
        now=now,
    )
