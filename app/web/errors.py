"""The one place where refusals and faults become answers."""

from http import HTTPStatus

import structlog
from flask import Flask, Response, make_response, render_template
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from app.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from app.web.fragments import wants_fragment
from app.web.translation import sentence_of

log = structlog.get_logger()

STATUS = {
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotAllowed: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
}
PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DomainError, _refusal)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(InternalServerError, _fault)


def status_of(refusal: DomainError) -> HTTPStatus:
    """Give the status of a refusal's family."""
    return next(status for family, status in STATUS.items() if isinstance(refusal, family))


def _page(status: int, sentence: str) -> Response:
    shown = status if status in PAGES else HTTPStatus.BAD_REQUEST
    template = "errors/_refusal.html" if wants_fragment() else "errors/error.html"
    return make_response(render_template(template, status=shown, sentence=sentence), status)


def _refusal(refusal: DomainError) -> Response:
    return _page(status_of(refusal), sentence_of(refusal))


def _expired_form(_error: CSRFError) -> Response:
    return _page(
        HTTPStatus.BAD_REQUEST,
        gettext("This form has expired, nothing was changed. Go back, reload and send it again."),
    )


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    sentences = {
        400: gettext("The request could not be read. Go back and try again."),
        403: gettext("You do not have access to this page."),
        404: gettext("This page does not exist, or it is no longer here."),
        405: gettext("This address cannot be opened directly. Go back and use the button."),
        413: gettext("What you sent is too large. Shorten the text, or send a smaller file."),
        429: gettext("Too many attempts. Please wait five minutes and try again."),
    }
    return _page(error.code, sentences.get(error.code, sentences[400]))


def _busy(error: OperationalError) -> Response:
    log.error("database unavailable", error=type(error.orig).__name__)
    sentence = gettext("It was not saved: the server is busy. Please try again in a moment.")
    return _page(HTTPStatus.SERVICE_UNAVAILABLE, sentence)


def _fault(_error: InternalServerError) -> Response:
    sentence = gettext("It was not saved: something went wrong on our side. Please try again.")
    return _page(HTTPStatus.INTERNAL_SERVER_ERROR, sentence)
