"""Addresses that come from a request."""

from urllib.parse import urlsplit


def safe_path(wanted: str | None) -> str:
    """Keep a path of this site; anything else leads to the start page."""
    parts = urlsplit(wanted or "/")
    is_ours = not parts.scheme and not parts.netloc and (wanted or "/").startswith("/")
    is_plain = is_ours and not (wanted or "/").startswith("//") and "\\" not in (wanted or "/")
    return wanted if wanted and is_plain and wanted.isprintable() else "/"
