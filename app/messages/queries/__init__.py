"""Reads of inboxes and of what goes out besides."""

from app.messages.queries.messages import PAGE_SIZE, inbox, inbox_size, unread_count

__all__ = ["PAGE_SIZE", "inbox", "inbox_size", "unread_count"]
