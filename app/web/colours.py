"""Light or dark colours: the system's unless the reader chose, remembered for a year."""

from flask import Response, request

CHOICES = ("light", "dark")
COOKIE = "colours"
YEAR_SECONDS = 31_536_000


def current() -> str:
    """Name the reader's choice, empty while the system decides."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in CHOICES else ""


def remember(response: Response, chosen: str) -> Response:
    """Keep the choice in a cookie; anything but a choice gives it back to the system."""
    if chosen in CHOICES:
        response.set_cookie(COOKIE, chosen, max_age=YEAR_SECONDS, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(COOKIE, samesite="Lax", httponly=True)
    return response
