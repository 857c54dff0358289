"""The blueprint of the school's pages, and what each of them needs to know."""

from datetime import datetime
from typing import TypedDict

from flask import Blueprint

from app.core import clock
from app.core.db import db
from app.schools import queries
from app.schools.models import School
from app.web.person import person

bp = Blueprint("schools", __name__, url_prefix="/school")


def the_school() -> School:
    """Load the school of the person who looks."""
    return queries.get_school(db.session(), person().school_id)


class Signature(TypedDict):
    """Who acts and when."""

    actor_id: int
    now: datetime


def signature() -> Signature:
    """Say who acts and when, as services want to know."""
    return {"actor_id": person().account_id, "now": clock.now()}
