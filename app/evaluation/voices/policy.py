"""Who answers suggestions, and who may be named to read complaints."""

from app.core.roles import Role

HANDLERS = (Role.SCHOOL_ADMIN, Role.DUTY_LEADER, Role.QUALITY_STAFF)
LEADERS = HANDLERS  # may be named to read complaints
