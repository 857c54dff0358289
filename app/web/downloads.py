"""Answers that are files to keep."""

from flask import Response, make_response


def download(content: bytes, name: str, kind: str) -> Response:
    """Offer a file under a name without secrets or people's names."""
    answer = make_response(content)
    answer.content_type = kind
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer
