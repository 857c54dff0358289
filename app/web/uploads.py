"""Views that take files: they alone accept more than a form's few kilobytes."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., object])

_LIMIT = "upload_limit"
FORM_BYTES = 64 * 1024  # what stands around the file


def takes_file(limit: int) -> Callable[[View], View]:
    """Let a view receive a file of at most `limit` bytes; stands below `@allow`."""

    def mark(view: View) -> View:
        setattr(view, _LIMIT, limit)
        return view

    return mark


def init_app(app: Flask) -> None:
    """Raise the limit before anything reads the request; call it before the protection of forms."""
    app.before_request(_raise_limit)


def _raise_limit() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    limit = getattr(view, _LIMIT, None)
    if limit is not None:
        request.max_content_length = limit + FORM_BYTES
