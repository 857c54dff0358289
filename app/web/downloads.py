"""Answers that are files to keep."""

from flask import Response, make_response

PHOTO_SECONDS = 3_600


def download(content: bytes, name: str, kind: str) -> Response:
    """Offer a file under a name without secrets or people's names."""
    answer = make_response(content)
    answer.content_type = kind
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def photograph(content: bytes) -> Response:
    """Show a photograph to who just was let in; no cache but the person's own keeps it."""
    answer = make_response(content)
    answer.mimetype = "image/webp"
    answer.cache_control.private = True
    answer.cache_control.max_age = PHOTO_SECONDS
    return answer
