"""The language switch."""

from flask import Blueprint, Response, make_response, redirect, request

from app.web import translation
from app.web.access import public
from app.web.addresses import safe_path

bp = Blueprint("web", __name__)


@bp.post("/language")
@public
def language() -> Response:
    """Remember the reader's language and go back to the page they were on."""
    answer = make_response(redirect(safe_path(request.form.get("next", "/")), 303))
    return translation.remember(answer, request.form.get("locale", ""))
