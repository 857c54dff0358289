"""Who may close days; facts arrive as arguments."""

from collections.abc import Collection

from app.core.roles import Role

CLOSERS = (Role.DUTY_LEADER, Role.SCHOOL_ADMIN)


def may_leave_open(roles: Collection[Role]) -> bool:
    """Whether somebody closes a day with open points, giving a reason for each: the office."""
    return Role.SCHOOL_ADMIN in roles


def may_plan_duty(roles: Collection[Role]) -> bool:
    """Whether somebody edits the plan of duty: the office."""
    return Role.SCHOOL_ADMIN in roles


def may_swap_duty(roles: Collection[Role]) -> bool:
    """Whether somebody says who stands in for whom: duty leader and office."""
    return not set(CLOSERS).isdisjoint(roles)


def may_keep_log(roles: Collection[Role], account_id: int, on_duty: Collection[int]) -> bool:
    """Whether somebody reads, writes and signs a log: who is on duty, duty leader and office.

    `on_duty` are the accounts on that roster that day.
    """
    return account_id in on_duty or may_swap_duty(roles)


def may_see_incident(roles: Collection[Role], account_id: int, concerned: Collection[int]) -> bool:
    """Whether somebody sees an incident: who is concerned, duty leader, office; nobody else."""
    return account_id in concerned or may_see_all_incidents(roles)


def may_see_all_incidents(roles: Collection[Role]) -> bool:
    """Whether somebody sees every incident: duty leader and office."""
    return not set(CLOSERS).isdisjoint(roles)


CONDUCT_READERS = (Role.SCHOOL_ADMIN, Role.DUTY_LEADER, Role.HOMEROOM_TEACHER)


def may_read_conduct(roles: Collection[Role], led: Collection[int], homeroom_id: int) -> bool:
    """Whether somebody reads all records of a child: office, duty leader, its homeroom teacher."""
    leads = Role.HOMEROOM_TEACHER in roles and homeroom_id in led
    return leads or not set(CLOSERS).isdisjoint(roles)


def may_write_conduct(*, reads_all: bool, teaches_child: bool) -> bool:
    """Whether somebody writes a record: who reads them all, and who teaches the child.

    A club teacher reads back only what was written by the same hand.
    """
    return reads_all or teaches_child


def may_decide_conduct(roles: Collection[Role]) -> bool:
    """Whether somebody approves that a place ends: the office."""
    return Role.SCHOOL_ADMIN in roles
