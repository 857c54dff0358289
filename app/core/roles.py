"""The roles of a school, as the written access policy names them."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may be in a school; one person may hold several."""

    STUDENT = "student"
    GUARDIAN = "guardian"
    CLUB_TEACHER = "club_teacher"
    HOMEROOM_TEACHER = "homeroom_teacher"
    QUALITY_STAFF = "quality_staff"
    DUTY_LEADER = "duty_leader"
    SCHOOL_ADMIN = "school_admin"
    DISTRICT_OFFICER = "district_officer"
    GATEKEEPER = "gatekeeper"
    FINANCE = "finance"


FAMILY = frozenset({Role.STUDENT, Role.GUARDIAN})
STAFF = frozenset(Role) - FAMILY - {Role.DISTRICT_OFFICER}
