"""The start page of somebody whose last role has ended: nothing of the school is on it."""

from flask import render_template

from app.accounts.viewer import viewer
from app.home.views.blueprint import Choices


def page(pages: Choices) -> str:
    """Say that the access has ended, since when, and who can give it back."""
    days = [grant.ends_on for grant in viewer().account.grants if grant.ends_on]
    return render_template("home/ended.html", pages=pages, last_day=max(days, default=None))
