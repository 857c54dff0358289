"""Actions on messages: writing to inboxes, addresses, what goes out by mail."""

from app.messages.services.addresses import (
    ask_for_address,
    confirm_address,
    forget_address,
    switch_mail,
)
from app.messages.services.announcements import (
    Audience,
    Reach,
    Said,
    Wanted,
    announce,
    announce_to,
    reach,
    reach_of,
)
from app.messages.services.deliveries import (
    Letter,
    await_deliveries,
    end_attempt,
    send_again,
    set_quiet_hours,
    take_letters,
)
from app.messages.services.inbox import mark_read, send, send_urgent
from app.messages.services.robots import (
    add_robot,
    end_post,
    remove_robot,
    take_posts,
    tell_robots,
)

__all__ = [
    "Audience",
    "Letter",
    "Reach",
    "Said",
    "Wanted",
    "add_robot",
    "announce",
    "announce_to",
    "ask_for_address",
    "await_deliveries",
    "confirm_address",
    "end_attempt",
    "end_post",
    "forget_address",
    "mark_read",
    "reach",
    "reach_of",
    "remove_robot",
    "send",
    "send_again",
    "send_urgent",
    "set_quiet_hours",
    "switch_mail",
    "take_letters",
    "take_posts",
    "tell_robots",
]
