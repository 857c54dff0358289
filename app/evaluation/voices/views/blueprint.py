"""The blueprint that the pages of suggestions and complaints share, and their words."""

from datetime import datetime
from typing import Any, TypedDict

from flask import Blueprint
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.evaluation.voices.labels import CATEGORIES
from app.evaluation.voices.models import Category

bp = Blueprint("voices", __name__)


class Signature(TypedDict):
    """Who acts and when, as services ask it."""

    actor_id: int
    now: datetime


def signature() -> Signature:
    """Say who acts in this request and when."""
    return Signature(actor_id=viewer().account_id, now=clock.now())


def category_name(category: Category) -> str:
    """Say what a complaint is about."""
    return str(gettext(CATEGORIES[category]))


@bp.app_context_processor
def words() -> dict[str, Any]:
    """Give the words of complaints to the pages that show them."""
    return {"category_name": category_name}
