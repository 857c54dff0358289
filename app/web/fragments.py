"""Answers: a page for everyone, its fragment for htmx."""

from http import HTTPStatus

from flask import Response, make_response, redirect, render_template, request


def wants_fragment() -> bool:
    """Whether htmx asked, and not for a whole page."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def respond(
    page: str, fragment: str, status: int = HTTPStatus.OK, /, **context: object
) -> Response:
    """Render the fragment for htmx, the page for everyone else."""
    template = fragment if wants_fragment() else page
    response = make_response(render_template(template, **context), status)
    response.vary.add("HX-Request")
    return response


def done(url: str, fragment: str, /, **context: object) -> Response:
    """Answer a change that worked: the fragment for htmx, a redirect for everyone else."""
    if wants_fragment():
        return make_response(render_template(fragment, **context))
    return to(url)


def to(url: str) -> Response:
    """Redirect after a change; htmx is told to go there as a page."""
    if wants_fragment():
        return Response(status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": url})
    return make_response(redirect(url, HTTPStatus.SEE_OTHER))
