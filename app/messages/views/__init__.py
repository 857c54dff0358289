"""Pages of messages: the inbox, one's mail address, what went out."""

from app.core.roles import FAMILY, STAFF, Role
from app.core.text import N_
from app.messages.views import announcements, inbox, mail
from app.messages.views.blueprint import bp
from app.web.navigation import Entry

__all__ = ["NAVIGATION", "announcements", "bp", "inbox", "mail"]

NAVIGATION = (
    Entry("messages.inbox", N_("Inbox"), "mail", "family", 40, FAMILY),
    Entry("messages.inbox", N_("Inbox"), "mail", "day", 90, STAFF),
    Entry(
        "messages.announcements",
        N_("Write to many"),
        "users",
        "day",
        80,
        frozenset({Role.SCHOOL_ADMIN, Role.HOMEROOM_TEACHER, Role.CLUB_TEACHER}),
    ),
    Entry("messages.deliveries", N_("Mails"), "bulb", "school", 60, frozenset({Role.SCHOOL_ADMIN})),
)
