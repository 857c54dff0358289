"""Something to put right at a club."""

import pytest

from app.core.text import Named
from app.evaluation.actions.models import Severity
from app.evaluation.actions.services import Asked, open_action
from tests.evaluation.patrol.conftest import BELL, club, inspector, office

__all__ = ["BELL", "club", "inspector", "office"]


@pytest.fixture
def action(session, club, inspector):
    asked = Asked(
        Named("灭火器箱打不开", "The extinguisher's box does not open"),
        Severity.WEEK,
        owner_id=club.teacher.id,
        section_id=club.section.id,
    )
    return open_action(session, club.school, asked, actor_id=inspector.id, now=BELL)
