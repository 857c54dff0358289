"""A club that met for some weeks, with who diagnoses it."""

import pytest

from app.core.roles import Role
from tests import make
from tests.attendance.conftest import BELL, called, club, handed_in

__all__ = ["BELL", "called", "club", "met"]


@pytest.fixture
def quality(session, club):
    return make.account(session, Role.QUALITY_STAFF, school=club.school, name="赵巡")


def met(session, club, states, *, weeks=0):
    """A handed-in roll of the club in a week, by the states of the children."""
    if weeks:
        return called(session, club, states, weeks=weeks)
    return handed_in(session, club, club.meeting, states)
