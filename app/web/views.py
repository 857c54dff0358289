"""The switches of language and colours."""

from flask import Blueprint, Response, make_response, redirect, request

from app.web import colours, translation
from app.web.access import public
from app.web.addresses import safe_path

bp = Blueprint("web", __name__)


@bp.post("/language")
@public
def language() -> Response:
    """Remember the reader's language and go back to the page they were on."""
    return translation.remember(_back(), request.form.get("locale", ""))


@bp.post("/colours")
@public
def choose_colours() -> Response:
    """Remember the reader's colours and go back to the page they were on."""
    return colours.remember(_back(), request.form.get("colours", ""))


def _back() -> Response:
    return make_response(redirect(safe_path(request.form.get("next", "/")), 303))
