"""The language switch."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, request

from app.web import translation
from app.web.access import public

bp = Blueprint("web", __name__)


@bp.post("/language")
@public
def language() -> Response:
    """Remember the reader's language and go back to the page they were on."""
    answer = make_response(redirect(safe_path(request.form.get("next", "/")), 303))
    return translation.remember(answer, request.form.get("locale", ""))


def safe_path(wanted: str | None) -> str:
    """Keep a path of this site; anything else leads to the start page."""
    parts = urlsplit(wanted or "/")
    is_ours = not parts.scheme and not parts.netloc and (wanted or "/").startswith("/")
    is_plain = is_ours and not (wanted or "/").startswith("//") and "\\" not in (wanted or "/")
    return wanted if wanted and is_plain and wanted.isprintable() else "/"
