"""Who answers suggestions, who may be named to read complaints, and who never reads one."""

from collections.abc import Collection

from app.core.roles import Role

HANDLERS = (Role.SCHOOL_ADMIN, Role.DUTY_LEADER, Role.QUALITY_STAFF)
LEADERS = HANDLERS  # may be named to read complaints


def readers(named: Collection[int], administrators: Collection[int], about: int | None) -> set[int]:
    """Name who reads a complaint: the named leaders or, without any, the administrators.

    Never the person it is about; if that leaves nobody of the named ones, the administrators.
    """
    wanted = set(named) - {about}
    return wanted or set(administrators) - {about}
