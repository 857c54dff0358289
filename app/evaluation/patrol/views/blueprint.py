"""The blueprint that the pages of patrols share, and the words they need."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext

from app.evaluation.patrol import labels
from app.evaluation.patrol.models import OwnerKind, PatrolItem, PraiseKind
from app.web import translation

bp = Blueprint("patrol", __name__)


def praise_name(kind: PraiseKind) -> str:
    """Say what is praised."""
    return str(gettext(labels.PRAISES[kind]))


def owner_name(kind: OwnerKind) -> str:
    """Say who puts an item right."""
    return str(gettext(labels.OWNERS[kind]))


def item_label(item: PatrolItem) -> str:
    """Say a line of the form in the reader's language; what a school wrote itself stays."""
    return item.label_en or item.label if translation.current() == "en" else item.label


def item_part(item: PatrolItem) -> str:
    """Say the heading above a line of the form."""
    return item.part_en or item.part if translation.current() == "en" else item.part


@bp.app_context_processor
def words() -> dict[str, Any]:
    """Give the words of patrols to every page that shows visits."""
    return {
        "praise_name": praise_name,
        "owner_name": owner_name,
        "item_label": item_label,
        "item_part": item_part,
    }
