"""Who may do what with rolls; facts arrive as arguments."""

from collections.abc import Collection

from app.core.roles import Role
from app.timetable.models import Meeting

KEEPERS = (Role.SCHOOL_ADMIN, Role.DUTY_LEADER)
GATE = (Role.GATEKEEPER, *KEEPERS)

OVERSEERS = (*KEEPERS, Role.QUALITY_STAFF)  # see the figures of everybody


def may_call_roll(roles: Collection[Role], account_id: int, meeting: Meeting) -> bool:
    """Whether somebody calls the roll: the adults expected at it, duty leader and office.

    The meeting's adults must be loaded.
    """
    is_expected = account_id in {adult.account_id for adult in meeting.present}
    return is_expected or may_keep_rolls(roles)


def may_bring(roles: Collection[Role], account_id: int, meeting: Meeting) -> bool:
    """Whether somebody brings a section to the gate: its adults, the gate and the leaders."""
    return may_call_roll(roles, account_id, meeting) or not set(GATE).isdisjoint(roles)


def may_keep_rolls(roles: Collection[Role]) -> bool:
    """Whether somebody sees all rolls and settles absences: duty leader and office."""
    return not set(KEEPERS).isdisjoint(roles)


def may_write_care(roles: Collection[Role], led: Collection[int], homeroom_id: int) -> bool:
    """Whether somebody writes what to heed about a child: office, and its homeroom teacher."""
    leads = Role.HOMEROOM_TEACHER in roles and homeroom_id in led
    return Role.SCHOOL_ADMIN in roles or leads


def may_oversee(roles: Collection[Role]) -> bool:
    """Whether somebody sees the figures of the whole school."""
    return not set(OVERSEERS).isdisjoint(roles)


def may_see_names(roles: Collection[Role], *, is_theirs: bool) -> bool:
    """Whether figures name the children: to who teaches or leads them, duty leader and office."""
    return is_theirs or may_keep_rolls(roles)


def is_own_club(account_id: int, meeting: Meeting) -> bool:
    """Whether somebody is at a meeting as its teacher, not for another; its adults are loaded."""
    own = {adult.account_id for adult in meeting.present if adult.covers_id is None}
    return account_id in own
