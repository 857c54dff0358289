"""A club that meets, with who patrols it."""

import pytest

from app.core.roles import Role
from tests import make
from tests.attendance.conftest import BELL, club

__all__ = ["BELL", "club"]


@pytest.fixture
def inspector(session, club):
    return make.account(session, Role.QUALITY_STAFF, school=club.school, name="赵巡")


@pytest.fixture
def office(session, club):
    return make.account(session, Role.SCHOOL_ADMIN, school=club.school, name="何主任")
