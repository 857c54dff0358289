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
